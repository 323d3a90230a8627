# The API for scripts in bash, which read this file by `source`. It needs curl 7.84 or later, and jq.
# Password and tokens stand in files that only their owner reads, never on a command line, which everybody sees.

TASKS_URL=${TASKS_URL:-http://localhost:8000/graphql/}
export TASKS_USERNAME=${TASKS_USERNAME:-martin} TASKS_PASSWORD=${TASKS_PASSWORD:-harbour-lights-7} # the demo's

SIGN_IN='mutation SignIn($username: String!, $password: String!) {
  tokenAuth(username: $username, password: $password) { token refreshToken errors { code message field } }
}'
REFRESH='mutation Refresh($refreshToken: String!) {
  refreshToken(refreshToken: $refreshToken) { token refreshToken errors { code message field } }
}'
SIGN_OUT='mutation SignOut($refreshToken: String!) {
  revokeToken(refreshToken: $refreshToken) { errors { code message field } }
}'

SESSION=$(mktemp -d)
trap 'sign_out || :; rm -r "$SESSION"' EXIT

sign_in() {
  jq --null-input '{username: env.TASKS_USERNAME, password: env.TASKS_PASSWORD}' | take_tokens "$SIGN_IN"
}

sign_out() {
  if [ -s "$SESSION/refresh" ]; then post_as_stranger "$SIGN_OUT" <"$SESSION/refresh"; fi
}

# api DOCUMENT [VARIABLES [FORM...]] prints the data of the answer. If something is wrong, it fails, says so on standard
# error, and leaves the first error in $SESSION/error. FORM are options of curl with the other parts of a form.
api() {
  jq --null-input --arg query "$1" --argjson variables "${2:-null}" '{$query, $variables}' >"$SESSION/body" || return
  if [ $# -gt 2 ]; then
    set -- --form "operations=<$SESSION/body" "${@:3}"
  else
    set -- --header 'Content-Type: application/json' --data-binary "@$SESSION/body"
  fi
  post "$@" || return
  if [ -s "$SESSION/error" ] && [ "$(jq --raw-output .code "$SESSION/error")" = TOKEN_EXPIRED ]; then
    take_tokens "$REFRESH" <"$SESSION/refresh" || return
    post "$@" || return
  fi
  check && jq .data "$SESSION/answer"
}

# The variables come on standard input.
take_tokens() {
  post_as_stranger "$1" || return
  jq '.data[] | {refreshToken}' "$SESSION/answer" >"$SESSION/refresh" || return # the one before is used up
  jq --raw-output '.data[] | "Authorization: Bearer \(.token)"' "$SESSION/answer" >"$SESSION/authorization"
}

post_as_stranger() {
  : >"$SESSION/authorization"
  jq --arg query "$1" '{$query, variables: .}' >"$SESSION/tokens" || return
  post --header 'Content-Type: application/json' --data-binary "@$SESSION/tokens" && check
}

post() {
  local wait
  : >"$SESSION/error"
  wait=$(curl --silent --show-error --connect-timeout 5 --max-time 300 --header "@$SESSION/authorization" \
    --header 'Accept: application/graphql-response+json' --header 'GraphQL-Require-Preflight: 1' \
    --output "$SESSION/answer" --write-out '%header{retry-after}' "$@" "$TASKS_URL") || return
  jq --arg wait "$wait" '[
      (.errors // [] | .[] | {message} + .extensions),
      (.data // {} | .[] | objects | {current} + (.errors // [] | .[]))
    ] | first | values | .wait = $wait' "$SESSION/answer" >"$SESSION/error"
}

check() {
  [ ! -s "$SESSION/error" ] || { explain >&2 && false; }
}

explain() {
  jq --raw-output '[.code, (.field // [])[], .message, .requestId // empty] | join(": ")' "$SESSION/error"
}
