# One of the tags cannot be said with --tags (`=` or a leading `-` in its name, a leading `@` in its value): the whole
# request is sent.
create() {
  az rest --method put --body "$body" --output none 2>"$errors" \
    --url "/subscriptions/$subscription/resourceGroups/$group/providers/Microsoft.Compute/snapshots/$name?api-version=$api_version" &&
    az snapshot wait --subscription "$subscription" --resource-group="$group" --name "$name" --created 2>"$errors"
}
