#!/usr/bin/env bash
# Gives tasks other titles, and deals with every error. It reads lines of an id, a tab and a title.
set -euo pipefail
source "$(dirname "$0")/tasks_api.sh"

TASK='query Task($id: ID!) { task(id: $id) { title version } }'
RENAME='mutation Rename($input: UpdateTaskInput!) {
  updateTask(input: $input) { task { version } current { title version } errors { code message field } }
}'
TRIES=4

# What the program does about the last error, and what it asks of people.
what_to_do() {
  case $(jq --raw-output .code "$SESSION/error") in
    # For TOKEN_EXPIRED, `api` has refreshed it, which did not help.
    UNAUTHENTICATED | TOKEN_EXPIRED | TOKEN_INVALID) echo 'sign in again, then repeat it' ;;
    RATE_LIMITED | TIMEOUT | SERVICE_UNAVAILABLE) echo 'wait, then repeat it' ;;
    CONFLICT) echo 'repeat it on top of what somebody else changed; a person decides if that is the same field' ;;
    FORBIDDEN | NOT_FOUND) echo 'take the object as out of reach' ;;
    BAD_USER_INPUT | PAYLOAD_TOO_LARGE | REQUIRED | INVALID | TOO_LONG | UNIQUE | ASSIGNEE_INACTIVE | PASSWORD_TOO_WEAK)
      echo 'correct the input' ;;
    FILE_EMPTY | FILE_TOO_LARGE | FILE_TYPE_NOT_ALLOWED) echo 'correct the input' ;;
    IN_USE | LAST_OFFICER | QUOTA_EXCEEDED) echo 'do first what stands in its way' ;;
    BAD_REQUEST | GRAPHQL_PARSE_FAILED | GRAPHQL_VALIDATION_FAILED | QUERY_TOO_COMPLEX | CSRF_PREFLIGHT_REQUIRED)
      echo 'correct the program' ;;
    INTERNAL_SERVER_ERROR | FILE_MISSING | STORAGE_FULL) echo 'tell whoever runs the server' ;;
    # Wrong passwords are counted.
    INVALID_CREDENTIALS | TOO_MANY_ATTEMPTS | ACCOUNT_INACTIVE | PASSWORD_EXPIRED | PASSWORD_CHANGE_REQUIRED)
      echo 'end, because all else would fail as well' ;;
    *) echo 'end: the server did not answer, or is newer than this program' ;;
  esac
}

# Like api, but where it helps, it signs in again or waits, and repeats it.
patiently() {
  local try
  for ((try = 1; try < TRIES; try++)); do
    if api "$@"; then return; fi
    case $(what_to_do) in
      'sign in again'*) sign_in || return ;;
      wait*) sleep "$(jq --raw-output 'if .wait == "" then 1 else .wait end' "$SESSION/error")" ;;
      *) return 1 ;;
    esac
  done
  api "$@"
}

# rename ID TITLE gives a task another title. The version keeps what was done unseen, before a timeout, from being done
# twice.
rename() {
  local before current change
  before=$(patiently "$TASK" "$(jq --null-input --arg id "$1" '{$id}')" | jq .task) || return
  if [ "$before" = null ]; then
    echo '{"code": "NOT_FOUND", "message": "There is no such task."}' >"$SESSION/error"
    return 1
  fi
  current=$before
  while true; do
    change=$(jq --arg id "$1" --arg title "$2" '{input: {$id, $title, version}}' <<<"$current")
    if patiently "$RENAME" "$change" >"$SESSION/renamed"; then return; fi
    if [[ $(what_to_do) != *'on top of'* ]]; then return 1; fi
    current=$(jq .current "$SESSION/error")
    if jq --exit-status --arg title "$2" '.title == $title' <<<"$current" >"$SESSION/same"; then return; fi
    jq --exit-status --argjson before "$before" '.title == $before.title' <<<"$current" >"$SESSION/same" || return
  done
}

sign_in
while IFS=$'\t' read -r id title; do
  if rename "$id" "$title"; then
    printf 'renamed\t%s\n' "$title"
  else
    advice=$(what_to_do)
    printf 'left\t%s\t%s\t%s\n' "$title" "$(explain)" "$advice"
    if [[ $advice = end* ]]; then exit 1; fi
  fi
done
