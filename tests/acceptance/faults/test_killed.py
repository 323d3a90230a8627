"""Web server and worker are killed at any moment: what was answered is there, and nothing is there by halves."""

import random
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from notifications.models import Letter, LetterState
from organization.models import Employee, User
from tasks import services
from tasks.models import Task
from tests.acceptance.faults.checker import check
from tests.acceptance.faults.conftest import As
from tests.acceptance.faults.site import Site
from tests.conftest import Cast
from tests.schema.conftest import global_id
from tests.story.person import Person
from uploads.models import TaskFile

CREATE = "task { id title }"
HIRE = "employee { code }"


@dataclass
class Work:
    """Mutations without end, from several people, and what they were told about them."""

    cast: Cast
    max: Person
    hanna: Person
    round: int
    answered: list[tuple[str, str]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def do(self, kind: str) -> None:
        """Repeat one mutation under new names until the server is gone or it is over."""
        number = 0
        with suppress(httpx.TransportError):
            while not self.over.is_set():
                number += 1
                name = f"{kind} {self.round}-{number}"
                getattr(self, kind)(name)
                self.answered.append((kind, name))

    def create(self, name: str) -> None:
        """Make a task."""
        answer = self.max.change("createTask", CREATE, title=name, assigneeId=global_id(self.cast.emil))
        assert (answer["task"]["title"], answer["errors"]) == (name, [])

    def assign(self, name: str) -> None:
        """Make a task for one, and hand it to another."""
        made = self.max.change("createTask", CREATE, title=name, assigneeId=global_id(self.cast.max))
        handed: Any = self.max.change("assignTask", CREATE, id=made["task"]["id"], assigneeId=global_id(self.cast.erna))
        assert handed["errors"] == []

    def upload(self, name: str) -> None:
        """Hand two files in, for a task of their own."""
        made = self.max.change("createTask", CREATE, title=f"For {name}", assigneeId=global_id(self.cast.emil))
        self.max.upload(made["task"]["id"], {f"{name}.txt": b"Some notes.\n" * 20_000, f"{name} b.txt": b"Others.\n"})

    def hire(self, name: str) -> None:
        """Hire somebody."""
        mail = f"{name.replace(' ', '-')}@acme.example"
        answer = self.hanna.change("createEmployee", HIRE, firstName=name, lastName="Neu", workEmail=mail)
        assert answer["errors"] == []


KINDS = ("create", "assign", "upload", "hire")


def kill_web_while_it_works(site: Site, work: Work, seconds: float) -> None:
    """Let everybody work for a while, and kill the web server."""
    with ThreadPoolExecutor(len(KINDS)) as pool:
        running = [pool.submit(work.do, kind) for kind in KINDS]
        time.sleep(seconds)
        site.web.kill()
        work.over.set()
    for each in running:
        each.result()


def check_round(work: Work) -> None:
    """Hold every row to having its letter, and every answer to having its row."""
    about = [letter.about for letter in Letter.objects.filter(kind="task_assigned")]
    told = {(task, each["to"]) for each in about for task in each["tasks"]}
    tasks = Task.objects.all()
    assert {(task.pk, task.assignee_id) for task in tasks if task.assignee_id != work.cast.max.pk} <= told
    assert {task for task, _ in told} <= set(Task.objects.values_list("pk", flat=True))
    shown = {file for each in Letter.objects.filter(kind="file_added") for file in each.about["files"]}
    assert shown == set(TaskFile.objects.values_list("pk", flat=True))
    welcomed = {each.about["user"] for each in Letter.objects.filter(kind="welcome")}
    hired = Employee.objects.filter(last_name="Neu")
    assert set(hired.values_list("user_id", flat=True)) == welcomed
    assert User.objects.count() == Employee.objects.count()
    names = set(tasks.values_list("title", flat=True)) | set(hired.values_list("first_name", flat=True))
    names |= {name.removesuffix(".txt") for name in TaskFile.objects.values_list("name", flat=True)}
    assert {name for _, name in work.answered} <= names


def kill_web(site: Site, cast: Cast, as_: As, rounds: int) -> None:
    """Kill the web server so many times, look at everything each time, and deliver all letters at the end."""
    seed = random.SystemRandom().randrange(10**9)
    sys.stdout.write(f"The seed is {seed}.\n")
    chance = random.Random(seed)
    answered = 0
    for number in range(rounds):
        work = Work(cast, as_(cast.max), as_(cast.hanna), number)
        kill_web_while_it_works(site, work, chance.uniform(0.05, 1.0))
        check_round(work)
        check(site, secrets=tokens(work.max, work.hanna), killed=1)
        answered += len(work.answered)
        site.restart_web()
    sys.stdout.write(f"{answered} answers before {rounds} kills.\n")
    site.worker.start()
    site.wait_until_settled()
    check(site, secrets={cast.password})
    assert not Letter.objects.exclude(state__in=(LetterState.SENT, LetterState.CANCELLED)).exists()


def tokens(*people: Person) -> set[str]:
    """Return what people sign in with."""
    return {person.headers["Authorization"].removeprefix("Bearer ") for person in people}


def test_g11_a_web_server_that_is_killed_leaves_nothing_by_halves(site: Site, cast: Cast, as_: As) -> None:
    kill_web(site, cast, as_, rounds=4)


@pytest.mark.long
def test_g11_a_web_server_that_is_killed_a_hundred_times_leaves_nothing_by_halves(
    site: Site, cast: Cast, as_: As
) -> None:
    kill_web(site, cast, as_, rounds=100)


def kill_workers(site: Site, cast: Cast, letters: int, kills: int) -> None:
    """Have letters sent by workers that are killed after some of them have left."""
    seed = random.SystemRandom().randrange(10**9)
    sys.stdout.write(f"The seed is {seed}.\n")
    chance = random.Random(seed)
    for number in range(letters):
        services.create_task(title=f"Task {number}", assignee=cast.emil, by=cast.max.user)
    for _ in range(kills):
        arrived = len(site.mail.arrivals)
        site.worker.start(QUEUE_WORKERS="2")
        site.wait_for_letters(arrived + chance.randint(1, max(1, letters // (kills + 1))))
        time.sleep(chance.uniform(0, 0.05))
        site.worker.kill()
        check(site, killed=kills)
        site.let_time_pass()
    site.worker.start(QUEUE_WORKERS="2")
    site.wait_until_settled()
    check(site, secrets={cast.password}, killed=kills * 2)
    subjects = {str(arrival.mail["Subject"]) for arrival in site.mail.arrivals}
    assert len(subjects) == letters
    sent = Letter.objects.filter(state=LetterState.SENT).count()
    unsure = Letter.objects.filter(state=LetterState.FAILED).count()
    assert (sent + unsure, unsure <= kills) == (letters, True)


def test_g11_workers_that_are_killed_lose_no_letter_and_send_none_three_times(site: Site, cast: Cast) -> None:
    kill_workers(site, cast, letters=24, kills=2)


@pytest.mark.long
def test_g11_workers_that_are_killed_again_and_again_lose_no_letter(site: Site, cast: Cast) -> None:
    kill_workers(site, cast, letters=600, kills=30)
