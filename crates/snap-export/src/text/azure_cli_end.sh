
listed=''
listing=''

# The disk's incremental snapshots, whatever group they are in, oldest first.
list() {
  local subscription=$1 disk=$5 unique_id=$6 background=$7
  if [ "$listed" != "$subscription" ]; then
    listing=$(az snapshot list --subscription "$subscription" --output tsv --query "[?incremental].[
      creationData.sourceResourceId || creationData.sourceUri, creationData.sourceUniqueId, timeCreated, name,
      resourceGroup, provisioningState, completionPercent, snapshotAccessState]")
    listed=$subscription
  fi
  if [ -z "$unique_id" ]; then
    if ! unique_id=$(az disk show --ids "$disk" --query uniqueId --output tsv 2>"$errors"); then
      printf '\n%s\nnot listed: the disk cannot be read\n' "$disk"
      return
    fi
    unique_id=${unique_id%$'\r'}
  fi
  printf '\n%s\n' "$disk"
  printf '%s\n' "$listing" | tr -d '\r' |
    DISK=$(lower "$disk") UNIQUE=$(lower "$unique_id") BACKGROUND=$background awk -F '\t' '
      tolower($1) == ENVIRON["DISK"] && tolower($2) == ENVIRON["UNIQUE"] {
        state = "ready"
        if ($6 == "Failed" || $6 == "Canceled") state = "failed"
        else if ($8 == "InstantAccess") state = "instant access only: it still leans on the disk"
        else if ($6 != "Succeeded" && $6 != "None" || $8 == "Pending") state = "pending"
        else if ($7 != "None") { if ($7 + 0 < 100) state = "pending, " $7 " % copied" }
        else if (ENVIRON["BACKGROUND"] != "no" && $8 !~ /^Available/) state = "not known: no percent"
        # Fractions are of any length, and a whole second has none: made alike, text sorts as time.
        fraction = match(substr($3, 20), /^\.[0-9]+/) ? substr($3, 21, RLENGTH - 1) : ""
        print substr($3, 1, 19) substr(fraction "000000000", 1, 9) "\t" $3 "\t" $4 "\t" $5 "\t" state
      }' | LC_ALL=C sort | cut -f 2-
}

case ${1:-take} in
  take) disks take ;;
  list) ;;
  *)
    printf 'usage: bash snapshots.sh [list]\n' >&2
    exit 2
    ;;
esac
disks list
printf '\nmade %d, already there %d, failed %d\n' "$made" "$there" "$failed"
[ "$failed" -eq 0 ]
