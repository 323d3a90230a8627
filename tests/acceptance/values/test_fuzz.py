"""A real server under operations made at random: no fault, and everything can still be read afterwards."""

import os
import time
from collections import Counter
from typing import Any

import httpx
import pytest
from django.utils import timezone

from notifications.models import Letter, LetterState
from notifications.services import deliver_due
from organization.authentication import open_session
from organization.models import Employee, Role, User
from tasks import services
from tests.acceptance.server import Server
from tests.acceptance.values.fuzzing import right_operations, teach, try_operations, wrong_operations
from tests.acceptance.values.reading import read_everything
from tests.acceptance.values.sending import CODES, WORDS
from tests.conftest import Cast
from tests.schema.conftest import Api, global_id
from tests.schema.operations import Scene
from tests.waiting import HANGS

SECONDS = float(os.environ.get("FUZZ_SECONDS", "15"))
SEED = int(os.environ.get("FUZZ_SEED", timezone.now().date().toordinal()))
"""Another one each day; a failure tells it, and FUZZ_SEED repeats the day."""

ENDED = {"UNAUTHENTICATED", "TOKEN_EXPIRED", "PASSWORD_CHANGE_REQUIRED", "FORBIDDEN"}


class Fuzzer:
    """An officer who sends whatever comes, and signs in anew when that has cost him his sign-in."""

    def __init__(self, client: httpx.Client, officer: Employee) -> None:
        """Begin signed in."""
        self.client = client
        self.officer = officer
        self.codes: Counter[str] = Counter()
        self.enter()

    def enter(self) -> None:
        """Be an active officer with a password of one's own again, and sign in."""
        User.objects.filter(pk=self.officer.user_id).update(is_active=True, role=Role.OFFICER, password_expires_at=None)
        self.token = open_session(User.objects.get(pk=self.officer.user_id)).token

    def send(self, text: str) -> None:
        """Send an operation, and look at the answer."""
        headers = {"Authorization": f"Bearer {self.token}"}
        response = self.client.post("/graphql/", json={"query": text}, headers=headers)
        codes = self.check(response, text)
        self.codes.update(codes or ["OK"])
        if codes & ENDED:
            self.enter()

    def check(self, response: httpx.Response, text: str) -> set[str]:
        """Return the codes of the refusal; fail if it is a fault, or in the words of a library."""
        where = f"FUZZ_SEED={SEED}: {response.status_code} {response.text[:500]} for {text}"
        assert response.status_code < 500, where
        assert response.headers["Content-Type"].startswith("application/json"), where
        errors = response.json().get("errors") or []
        codes = {error["extensions"]["code"] for error in errors}
        assert codes <= CODES - {"SERVICE_UNAVAILABLE"}, where
        assert not any(WORDS.search(error["message"]) for error in errors), where
        return codes


@pytest.fixture
def ids(cast: Cast) -> list[str]:
    """Return the ids of some of everything, and of another company's."""
    scene = Scene(cast, cast.olga)
    rows: list[Any] = [cast.design, cast.sales, cast.emil, cast.erna, cast.max, cast.ina, cast.position]
    rows += [scene.task("team") for _ in range(8)] + [scene.task("other"), scene.task("own")]
    rows += [scene.file("team"), scene.file("own-upload"), scene.job_role("own"), scene.position("own")]
    rows += [cast.position.employee_type, scene.department("empty"), cast.gina, cast.labs, scene.task("foreign")]
    return [global_id(row) for row in rows]


def test_e7_operations_made_at_random_find_no_fault_and_leave_nothing_that_cannot_be_read(
    web: Server, cast: Cast, api: Api, ids: list[str], settings: Any
) -> None:
    services.create_task(title="To be seen at the end", assignee=cast.gus, by=cast.gus.user)
    teach(ids)
    operations = [right_operations(), right_operations(), wrong_operations()]
    ends_at, number = time.monotonic() + SECONDS, SEED * 1000
    with httpx.Client(base_url=web.address, timeout=HANGS) as client:
        fuzzer = Fuzzer(client, cast.olga)
        while time.monotonic() < ends_at:
            try_operations(operations[number % len(operations)], fuzzer.send, number)
            fuzzer.enter()
            number += 1
    print(f"FUZZ_SEED={SEED}: {dict(fuzzer.codes)}")  # noqa: T201 - pytest shows it beside a failure
    assert fuzzer.codes["OK"] > 0
    settings.GRAPHQL_LIMITS = dict.fromkeys(settings.GRAPHQL_LIMITS, 10**6)
    officer = api.as_(Employee.objects.get(pk=cast.olga.pk))
    assert read_everything(officer) > 0
    assert read_everything(api.as_(cast.gus)) > 0
    deliver_due(seconds=HANGS)
    assert not Letter.objects.filter(state=LetterState.WAITING).exists()
