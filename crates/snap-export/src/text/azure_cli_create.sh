create() {
  az snapshot create --subscription "$subscription" --resource-group="$group" --name "$name" --location "$location" \
    --source "$disk" --incremental true --tags "${tags[@]}" --output none 2>"$errors"
}
