#!/usr/bin/env bash
# Hands in files for the first of one's open tasks, and fetches them into a folder: files.sh FOLDER FILE...
set -euo pipefail
source "$(dirname "$0")/tasks_api.sh"

FIRST_TASK='query FirstTask { myTasks(first: 1, filter: { completed: false }) { nodes { id } } }'
UPLOAD='mutation Upload($task: ID!, $files: [Upload!]!) {
  uploadTaskFiles(taskId: $task, files: $files) { files { id name size sha256 } errors { code message field } }
}'
LINK='mutation Link($file: ID!) {
  createDownloadLink(fileId: $file) { url errors { code message field } }
}'

# upload TASK FILE... hands in all files, or none, and prints what has arrived.
upload() {
  local variables map form=() path
  variables=$(jq --null-input --arg task "$1" '{$task, files: [$ARGS.positional[1:][] | null]}' --args "$@")
  shift
  map=$(jq --null-input '[range($ARGS.positional | length) | {"\(.)": ["variables.files.\(.)"]}] | add' --args "$@")
  for path; do form+=(--form "$((${#form[@]} / 2))=@\"$path\""); done
  api "$UPLOAD" "$variables" --form "map=$map" "${form[@]}" | jq --compact-output '.uploadTaskFiles.files[]'
}

# download FILE FOLDER fetches a file, told as JSON; under its own name there is never half of it.
download() {
  local link target
  link=$(api "$LINK" "$(jq '{file: .id}' <<<"$1")") # good for a minute, and needs no token
  target=$2/$(basename "$(jq --raw-output .name <<<"$1")")
  curl --silent --show-error --fail --connect-timeout 5 --max-time 300 --output "$target.part" \
    "$(jq --raw-output .createDownloadLink.url <<<"$link")"
  sha256sum --check --quiet <<<"$(jq --raw-output .sha256 <<<"$1")  $target.part"
  mv "$target.part" "$target"
  jq --raw-output --arg target "$target" '"\(.name)\t\($target)"' <<<"$1"
}

folder=$1
shift
mkdir -p "$folder"
sign_in
task=$(api "$FIRST_TASK" | jq --raw-output '.myTasks.nodes[0].id')
files=$(upload "$task" "$@")
while read -r file; do
  download "$file" "$folder"
done <<<"$files"
