"""Hands in files for the first of one's open tasks, and fetches them into a folder: files.py FOLDER FILE..."""

import hashlib
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
from tasks_api import TasksApi, signed_in

FIRST_TASK = "query FirstTask { myTasks(first: 1, filter: { completed: false }) { nodes { id } } }"
UPLOAD = """mutation Upload($task: ID!, $files: [Upload!]!) {
  uploadTaskFiles(taskId: $task, files: $files) { files { id name size sha256 } errors { code message field } }
}"""
LINK = """mutation Link($file: ID!) {
  createDownloadLink(fileId: $file) { url errors { code message field } }
}"""


def upload(api: TasksApi, task: str, paths: list[Path]) -> list[dict[str, Any]]:
    """Hand in all files, or none; they are read piece by piece while they are sent."""
    with ExitStack() as open_files:
        parts = {
            f"variables.files.{number}": open_files.enter_context(path.open("rb")) for number, path in enumerate(paths)
        }
        variables = {"task": task, "files": [None] * len(paths)}  # each null is a file of the form
        files: list[dict[str, Any]] = api.mutate(UPLOAD, variables, parts)["files"]
        return files


def download(api: TasksApi, file: dict[str, Any], folder: Path) -> Path:
    """Fetch a file; under its own name there is never half of it."""
    url = api.mutate(LINK, {"file": file["id"]})["url"]  # good for a minute, and needs no token
    target = folder / Path(file["name"]).name
    half = target.with_name(f"{target.name}.part")
    content = hashlib.sha256()
    with httpx.stream("GET", url, timeout=30) as response, half.open("wb") as copy:
        response.raise_for_status()
        for piece in response.iter_bytes():
            content.update(piece)
            copy.write(piece)
    if content.hexdigest() != file["sha256"]:
        raise OSError(f"{file['name']} has not arrived as it is.")
    return half.replace(target)


def main() -> None:
    folder, *paths = map(Path, sys.argv[1:])
    folder.mkdir(exist_ok=True)
    with signed_in() as api:
        (task,) = api.execute(FIRST_TASK)["myTasks"]["nodes"]
        for file in upload(api, task["id"], paths):
            print(file["name"], download(api, file, folder), sep="\t")


if __name__ == "__main__":
    main()
