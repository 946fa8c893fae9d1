made=0
there=0
failed=0
errors=$(mktemp)
trap 'rm -f "$errors"' EXIT

# Unique ids and resource ids compare without case; bash 3.2 cannot lower a text itself.
lower() { printf '%s' "$1" | tr '[:upper:]' '[:lower:]'; }

# A disk that cannot be done does not stop the others.
problem() {
  printf 'FAILED %s: %s\n' "$1" "$2" >&2
  failed=$((failed + 1))
}

take() {
  local subscription=$1 group=$2 name=$3 location=$4 disk=$5 unique_id=$6 body=${8:-}
  local now_id found code=0

  # A disk that was deleted and made again under its name is another disk.
  if ! now_id=$(az disk show --ids "$disk" --query uniqueId --output tsv 2>"$errors"); then
    problem "$disk" "the disk cannot be read: $(cat "$errors")"
    return
  fi
  now_id=${now_id%$'\r'}
  if [ -n "$unique_id" ] && [ "$(lower "$now_id")" != "$(lower "$unique_id")" ]; then
    problem "$disk" "this is another disk than the one that this script was made for"
    return
  fi

  # Exit code 3 means that the name is free.
  found=$(az snapshot show --subscription "$subscription" --resource-group="$group" --name "$name" \
    --query "join('|', [tags.\"$owner_tag\" || '-', tags.\"snapline-slot\" || '-', creationData.sourceUniqueId || '-'])" \
    --output tsv 2>"$errors") || code=$?
  found=${found%$'\r'}
  if [ "$code" -eq 0 ]; then
    if [ "${found%|*}" = "$owner|$slot" ] && [ "$(lower "${found##*|}")" = "$(lower "$now_id")" ]; then
      printf 'there  %s\n' "$name"
      there=$((there + 1))
    else
      problem "$name" "the name is in use by another snapshot in group $group; nothing was changed"
    fi
    return
  fi
  if [ "$code" -ne 3 ]; then
    problem "$name" "it cannot be told whether the name is free: $(cat "$errors")"
    return
  fi

  printf 'taking %s\n' "$name"
  if create; then
    made=$((made + 1))
  else
    problem "$name" "$(cat "$errors")"
  fi
}

