#!/usr/bin/env bash
# Prints every task that one may see, a line each: id, due date, title.
set -euo pipefail
source "$(dirname "$0")/tasks_api.sh"

TASKS='query Tasks($after: String) {
  tasks(first: 100, after: $after, orderBy: [{ field: DUE_DATE }]) {
    pageInfo { hasNextPage endCursor }
    nodes { id dueDate title }
  }
}'

sign_in
more=true after=null
while [ "$more" = true ]; do
  page=$(api "$TASKS" "$(jq --null-input --argjson after "$after" '{$after}')")
  jq --raw-output '.tasks.nodes[] | [.id, .dueDate // "-", .title] | @tsv' <<<"$page"
  more=$(jq .tasks.pageInfo.hasNextPage <<<"$page")
  after=$(jq .tasks.pageInfo.endCursor <<<"$page") # JSON, with its quotation marks
done
