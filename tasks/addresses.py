"""Where the web client shows a task."""

from base64 import b64encode


def page_of(task_id: int) -> str:
    """Return the path of a task's page, whose last part is the task's global id in the API."""
    return "/tasks/" + b64encode(f"Task:{task_id}".encode()).decode()
