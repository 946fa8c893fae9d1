#!/usr/bin/env bash
# A double of the Azure CLI: talks to nothing, writes down how it was called, and remembers what was made.
printf '%s\0' "$#" "$@" >>"$AZ_HOME/calls"

option() {
  local wanted=$1 at
  shift
  for at in "$@"; do
    case $at in "--$wanted="*) printf '%s' "${at#*=}"; return ;; esac
    if [ "${hit:-}" = 1 ]; then printf '%s' "$at"; return; fi
    if [ "$at" = "--$wanted" ]; then hit=1; fi
  done
}
file() { printf '%s/%s-%s' "$AZ_HOME" "$1" "$(printf '%s' "$2" | cksum | tr ' ' '-')"; }

case "$1 $2" in
  'disk show') cat "$(file disk "$(option ids "$@")")" ;;
  'snapshot show')
    made=$(file made "$(option resource-group "$@")/$(option name "$@")")
    if [ ! -e "$made" ]; then
      printf 'ERROR: (ResourceNotFound) not there\n' >&2
      exit 3
    fi
    cat "$made"
    ;;
  'snapshot create')
    unique=$(cat "$(file disk "$(option source "$@")")")
    printf '%s|%s\n' "$AZ_MARK" "$unique" >"$(file made "$(option resource-group "$@")/$(option name "$@")")"
    ;;
  'rest --method') printf '%s' "$(option body "$@")" >"$AZ_HOME/body" ;;
  'snapshot wait')
    printf '%s|%s\n' "$AZ_MARK" "$AZ_UNIQUE" >"$(file made "$(option resource-group "$@")/$(option name "$@")")"
    ;;
  'snapshot list') cat "$AZ_HOME/list" 2>/dev/null || : ;;
  *)
    printf 'no such command: %s\n' "$*" >&2
    exit 2
    ;;
esac
