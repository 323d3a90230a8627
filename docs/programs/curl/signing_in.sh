#!/usr/bin/env bash
# Signs in, asks, and signs out. The token expires after some minutes, but `api` sees to that.
set -euo pipefail
source "$(dirname "$0")/tasks_api.sh"

sign_in
api 'query Me { me { username role employee { name } } }' | jq --raw-output '.me | "\(.employee.name) (\(.role))"'
api 'query MyTasks { myTasks(filter: { completed: false }) { totalCount } }' |
  jq --raw-output '"\(.myTasks.totalCount) open tasks"'
api 'query Company { company { name timeZone } }' | jq --raw-output .company.name
