"""What the tests of tasks share: a task that Max gave to Emil."""

from collections.abc import Callable
from typing import Any

import pytest

from tasks.models import Task
from tests.conftest import Cast

Letters = Callable[[], list[tuple[str, dict[str, Any]]]]


@pytest.fixture
def task(cast: Cast) -> Task:
    """Return an open task, made without services and letters."""
    return Task.objects.create(title="Draw the logo", assignee=cast.emil, assigner=cast.max)
