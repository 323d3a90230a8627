"""Prints every task that one may see, a line each: id, due date, title."""

from collections.abc import Iterator
from typing import Any

from tasks_api import TasksApi, signed_in

TASKS = """query Tasks($after: String) {
  tasks(first: 100, after: $after, orderBy: [{ field: DUE_DATE }]) {
    pageInfo { hasNextPage endCursor }
    nodes { id dueDate title }
  }
}"""


def all_tasks(api: TasksApi) -> Iterator[dict[str, Any]]:
    """Yield the rows of all pages; each page is asked for when the one before is used up."""
    after = None
    while True:
        page = api.execute(TASKS, {"after": after})["tasks"]
        yield from page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]


def main() -> None:
    with signed_in() as api:
        for task in all_tasks(api):
            print(task["id"], task["dueDate"] or "-", task["title"], sep="\t")


if __name__ == "__main__":
    main()
