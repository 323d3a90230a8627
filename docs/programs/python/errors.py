"""Gives tasks other titles, and deals with every error. It reads lines of an id, a tab and a title."""

import sys
import time
from collections.abc import Callable
from enum import Enum
from typing import Any

from tasks_api import ApiError, TasksApi, signed_in

TASK = "query Task($id: ID!) { task(id: $id) { title version } }"
RENAME = """mutation Rename($input: UpdateTaskInput!) {
  updateTask(input: $input) { task { version } current { title version } errors { code message field } }
}"""
TRIES = 4


class Do(Enum):
    """What the program does about an error, and what it asks of people."""

    SIGN_IN = "sign in again, then repeat it"
    WAIT = "wait, then repeat it"
    MERGE = "repeat it on top of what somebody else changed; a person decides if that is the same field"
    SKIP = "take the object as out of reach"
    INPUT = "correct the input"
    FIRST = "do first what stands in its way"
    PROGRAM = "correct the program"
    REPORT = "tell whoever runs the server"
    STOP = "end, because all else would fail as well"


WHAT_TO_DO = {
    # What is wrong with the request or the server.
    "UNAUTHENTICATED": Do.SIGN_IN,
    "TOKEN_EXPIRED": Do.SIGN_IN,  # the client has refreshed it, which did not help
    "PASSWORD_CHANGE_REQUIRED": Do.STOP,
    "FORBIDDEN": Do.SKIP,
    "BAD_REQUEST": Do.PROGRAM,
    "BAD_USER_INPUT": Do.INPUT,
    "GRAPHQL_PARSE_FAILED": Do.PROGRAM,
    "GRAPHQL_VALIDATION_FAILED": Do.PROGRAM,
    "QUERY_TOO_COMPLEX": Do.PROGRAM,
    "RATE_LIMITED": Do.WAIT,
    "PAYLOAD_TOO_LARGE": Do.INPUT,
    "CSRF_PREFLIGHT_REQUIRED": Do.PROGRAM,
    "TIMEOUT": Do.WAIT,
    "SERVICE_UNAVAILABLE": Do.WAIT,
    "INTERNAL_SERVER_ERROR": Do.REPORT,
    # What rule the input of a mutation breaks.
    "NOT_FOUND": Do.SKIP,
    "REQUIRED": Do.INPUT,
    "INVALID": Do.INPUT,
    "TOO_LONG": Do.INPUT,
    "UNIQUE": Do.INPUT,
    "IN_USE": Do.FIRST,
    "CONFLICT": Do.MERGE,
    "LAST_OFFICER": Do.FIRST,
    "ASSIGNEE_INACTIVE": Do.INPUT,
    "INVALID_CREDENTIALS": Do.STOP,  # wrong passwords are counted
    "ACCOUNT_INACTIVE": Do.STOP,
    "TOO_MANY_ATTEMPTS": Do.STOP,
    "TOKEN_INVALID": Do.SIGN_IN,
    "PASSWORD_EXPIRED": Do.STOP,
    "PASSWORD_TOO_WEAK": Do.INPUT,
    "FILE_EMPTY": Do.INPUT,
    "FILE_TOO_LARGE": Do.INPUT,
    "FILE_TYPE_NOT_ALLOWED": Do.INPUT,
    "FILE_MISSING": Do.REPORT,
    "QUOTA_EXCEEDED": Do.FIRST,
    "STORAGE_FULL": Do.REPORT,
}


def patiently(api: TasksApi, ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return what `ask` returns; where it helps, sign in again or wait, and repeat it."""
    for _ in range(TRIES - 1):
        try:
            return ask()
        except ApiError as error:
            match WHAT_TO_DO[error.code]:
                case Do.SIGN_IN:
                    api.sign_in()
                case Do.WAIT:
                    time.sleep(error.retry_after or 1)
                case _:
                    raise
    return ask()


def rename(api: TasksApi, task_id: str, title: str) -> None:
    """Give a task another title. The version keeps what was done unseen, before a timeout, from being done twice."""
    before = patiently(api, lambda: api.execute(TASK, {"id": task_id}))["task"]
    if before is None:
        raise ApiError("NOT_FOUND", "There is no such task.")
    change = {"id": task_id, "title": title, "version": before["version"]}
    while True:
        try:
            patiently(api, lambda: api.mutate(RENAME, {"input": change}))
        except ApiError as error:
            if WHAT_TO_DO[error.code] is not Do.MERGE or error.payload is None:
                raise
            current = error.payload["current"]
            if current["title"] == title:
                return
            if current["title"] != before["title"]:
                raise
            change["version"] = current["version"]
        else:
            return


def main() -> None:
    with signed_in() as api:
        for line in sys.stdin:
            task_id, title = line.rstrip("\n").split("\t")
            try:
                rename(api, task_id, title)
                print("renamed", title, sep="\t")
            except ApiError as error:
                what_to_do = WHAT_TO_DO[error.code]
                print("left", title, error, what_to_do.value, sep="\t")
                if what_to_do is Do.STOP:
                    sys.exit(1)


if __name__ == "__main__":
    main()
