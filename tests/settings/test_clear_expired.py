"""The command removes what ended long ago, and nothing else."""

import os
import time
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session as AdminSession
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone
from pytest_django.fixtures import Settings

from notifications.models import Letter, LetterState
from organization.models import RefreshToken, Session
from tests.conftest import Cast
from uploads.models import TaskFile

TWO_DAYS = 2 * 24 * 60 * 60
NOTHING = [
    "Removed sign-ins: 0",
    "Removed refresh tokens: 0",
    "Removed letters: 0",
    "Removed wrong passwords: 0",
    "Removed sessions of the admin: 0",
    "Removed stored files without a row: 0",
]


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    """Return the folder that stored files go to."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def orphan(media: Path) -> Path:
    """Return a stored file that has had no row for two days."""
    name = TaskFile.file.field.storage.save("files/00/00112233", ContentFile(b"left behind"))
    os.utime(media / name, (time.time() - TWO_DAYS,) * 2)
    return media / name


def run(*arguments: str) -> list[str]:
    """Return the lines that the command prints."""
    output = StringIO()
    call_command("clear_expired", *arguments, stdout=output)
    return output.getvalue().splitlines()


def session(cast: Cast, digest: str, **days_ago: float) -> Session:
    """Make a sign-in with a refresh token; each of its times is so many days ago."""
    now = timezone.now()
    row = Session.objects.create(user=cast.emil.user)
    RefreshToken.objects.create(session=row, digest=digest)
    Session.objects.filter(pk=row.pk).update(**{name: now - timedelta(ago) for name, ago in days_ago.items()})
    return row


def letter(state: LetterState, days_ago: int) -> Letter:
    """Make a letter of that age."""
    row = Letter.objects.create(kind="password_changed", state=state)
    Letter.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(days_ago))
    return row


def test_sign_ins_that_ended_long_ago_go_with_their_tokens(cast: Cast) -> None:
    session(cast, "ended", ended_at=31)
    session(cast, "too old", created_at=61, last_used_at=31)
    session(cast, "left idle", created_at=45, last_used_at=45)
    kept = {session(cast, "ended lately", ended_at=29).pk, session(cast, "live").pk}
    kept.add(session(cast, "ran out lately", created_at=59, last_used_at=30).pk)
    assert run()[:2] == ["Removed sign-ins: 3", "Removed refresh tokens: 3"]
    assert set(Session.objects.values_list("pk", flat=True)) == kept
    assert set(RefreshToken.objects.values_list("session", flat=True)) == kept


@pytest.mark.django_db
def test_old_letters_go_but_not_those_that_wait() -> None:
    letter(LetterState.SENT, 31)
    letter(LetterState.FAILED, 31)
    kept = [letter(LetterState.WAITING, 31).pk, letter(LetterState.SENT, 29).pk]
    assert run()[2] == "Removed letters: 2"
    assert sorted(Letter.objects.values_list("pk", flat=True)) == sorted(kept)


@pytest.mark.django_db
def test_expired_sessions_of_the_admin_go() -> None:
    for key, days in (("old", -1), ("live", 1)):
        AdminSession.objects.create(session_key=key, expire_date=timezone.now() + timedelta(days))
    assert run()[4] == "Removed sessions of the admin: 1"
    assert AdminSession.objects.get().session_key == "live"


@pytest.mark.django_db
def test_stored_files_without_a_row_go(orphan: Path) -> None:
    young = TaskFile.file.field.storage.save("files/00/44556677", ContentFile(b"being uploaded"))
    assert run()[5] == "Removed stored files without a row: 1"
    assert not orphan.exists()
    assert TaskFile.file.field.storage.exists(young)


@pytest.mark.django_db
def test_files_that_were_never_finished_go(media: Path) -> None:
    (media / "unfinished").mkdir()
    for name, age in {"old": TWO_DAYS, "young": 60}.items():
        (media / "unfinished" / name).write_bytes(b"half")
        os.utime(media / "unfinished" / name, (time.time() - age,) * 2)
    assert run("--dry-run")[-1] == "Would remove stored files without a row: 1"
    assert run()[-1] == "Removed stored files without a row: 1"
    assert [path.name for path in (media / "unfinished").iterdir()] == ["young"]


@pytest.mark.django_db
def test_a_second_run_finds_nothing(orphan: Path) -> None:
    run()
    assert not orphan.exists()
    assert run() == NOTHING


def test_a_dry_run_says_the_same_and_removes_nothing(cast: Cast, orphan: Path) -> None:
    session(cast, "ended", ended_at=31)
    letter(LetterState.SENT, 31)
    AdminSession.objects.create(session_key="old", expire_date=timezone.now() - timedelta(1))
    assert run("--dry-run") == [
        "Would remove sign-ins: 1",
        "Would remove refresh tokens: 1",
        "Would remove letters: 1",
        "Would remove wrong passwords: 0",
        "Would remove sessions of the admin: 1",
        "Would remove stored files without a row: 1",
    ]
    assert (Session.objects.count(), RefreshToken.objects.count(), Letter.objects.count()) == (1, 1, 1)
    assert (AdminSession.objects.count(), orphan.exists()) == (1, True)


def test_it_can_be_told_how_long_things_are_kept(cast: Cast) -> None:
    session(cast, "ended", ended_at=8)
    letter(LetterState.SENT, 8)
    assert run("--days=7")[:3] == ["Removed sign-ins: 1", "Removed refresh tokens: 1", "Removed letters: 1"]


@pytest.mark.parametrize("days", ["-1", "1.5", "many", "36501", "999999999999"])
def test_an_impossible_number_of_days_is_refused(days: str) -> None:
    with pytest.raises(CommandError, match="Give a number of days between 0 and 36500"):
        run(f"--days={days}")


def test_what_is_in_use_stays(cast: Cast, client: Any) -> None:
    client.force_login(cast.olga.user)
    session(cast, "live")
    assert run() == NOTHING
    assert (Session.objects.count(), AdminSession.objects.count()) == (1, 1)
