"""Changes of one task at the same time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from tasks.models import Task
from tasks.services import complete_task
from tests.conftest import Cast
from tests.tasks.conftest import Letters

TOGETHER = 4


@pytest.mark.django_db(transaction=True)
def test_f3_completing_at_the_same_time_is_one_change_and_one_letter(cast: Cast, task: Task, letters: Letters) -> None:
    barrier = Barrier(TOGETHER)

    def complete(_: int) -> str:
        barrier.wait()
        try:
            complete_task(task=task, by=cast.max.user)
        except ValidationError as error:
            return str(error.code)
        else:
            return "completed"
        finally:
            connection.close()

    with ThreadPoolExecutor(TOGETHER) as pool:
        outcomes = sorted(pool.map(complete, range(TOGETHER)))
    assert outcomes == ["completed"] + ["invalid"] * (TOGETHER - 1)
    assert (Task.objects.get().version, len(letters())) == (2, 1)
