"""Downloads, through every middleware."""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone

from organization.authentication import open_session
from organization.models import Employee, User
from tasks.models import Task
from tests.conftest import Cast
from tests.uploads.conftest import PDF, upload
from uploads.links import download_url, make_download_link
from uploads.models import TaskFile
from uploads.views import disposition

Get = Callable[..., Any]


@pytest.fixture
def file(cast: Cast, task: Task) -> TaskFile:
    """Return a file that Emil handed in."""
    return upload(task, cast.emil, name="q'uote; отчёт.pdf", content=PDF)


@pytest.fixture
def get(client: Client) -> Iterator[Get]:
    """Return what opens the address of a file, with the token of a person or without; closes what was opened."""
    opened = []

    def send(url: str, person: Employee | None = None, *, method: str = "get", **headers: str) -> Any:
        if person:
            headers["Authorization"] = f"Bearer {open_session(person.user).token}"
        opened.append(getattr(client, method)(url.removeprefix("https://tasks.example"), headers=headers))
        return opened[-1]

    yield send
    for response in opened:
        response.close()


def refusal(response: Any) -> tuple[int, str]:
    """Return the status and the code of a refusal."""
    [error] = response.json()["errors"]
    assert sorted(error) == ["extensions", "message"]
    return response.status_code, error["extensions"]["code"]


def body(response: HttpResponseBase) -> bytes:
    """Return the streamed bytes."""
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["emil", "max", "olga"])
def test_who_sees_the_task_gets_the_bytes(cast: Cast, file: TaskFile, get: Get, name: str) -> None:
    response = get(download_url(file), getattr(cast, name))
    assert (response.status_code, body(response)) == (200, PDF)


def test_a_file_is_sent_so_that_no_browser_acts_on_it_and_no_cache_keeps_it(
    cast: Cast, file: TaskFile, get: Get
) -> None:
    response = get(download_url(file), cast.emil)
    expected = {
        "Content-Type": "application/pdf",
        "Content-Length": str(len(PDF)),
        "Content-Disposition": 'attachment; filename="q\'uote_ _____.pdf"; '
        "filename*=UTF-8''q%27uote%3B%20%D0%BE%D1%82%D1%87%D1%91%D1%82.pdf",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    }
    assert {name: response[name] for name in expected} == expected


def test_a_name_cannot_split_the_header() -> None:
    header = disposition('a"b\r\nSet-Cookie: c\\%.txt')
    assert header == (
        "attachment; filename=\"a_b__Set-Cookie: c__.txt\"; filename*=UTF-8''a%22b%0D%0ASet-Cookie%3A%20c%5C%25.txt"
    )


@pytest.mark.parametrize("name", ["erna", "egon", "mona", "hanna", "gus", "gina"])
def test_hidden_and_missing_are_the_same(cast: Cast, file: TaskFile, get: Get, name: str) -> None:
    hidden = get(download_url(file), getattr(cast, name))
    missing = get("/files/999999/", getattr(cast, name))
    assert refusal(hidden) == (404, "NOT_FOUND")
    assert hidden.content == missing.content


def test_nobody_gets_nothing(file: TaskFile, get: Get) -> None:
    response = get(download_url(file))
    assert (refusal(response), response["WWW-Authenticate"]) == ((401, "UNAUTHENTICATED"), "Bearer")


def test_a_session_of_the_admin_opens_nothing(file: TaskFile, client: Client) -> None:
    client.force_login(User.objects.create_superuser("root"))
    assert refusal(client.get(f"/files/{file.pk}/")) == (401, "UNAUTHENTICATED")


def test_a_token_in_the_address_is_ignored(cast: Cast, file: TaskFile, get: Get) -> None:
    token = open_session(cast.emil.user).token
    assert refusal(get(f"{download_url(file)}?token={token}")) == (401, "UNAUTHENTICATED")


def test_an_expired_token_is_said_to_be_expired(cast: Cast, file: TaskFile, client: Client) -> None:
    token = open_session(cast.emil.user).token
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        response = client.get(f"/files/{file.pk}/", headers={"Authorization": f"Bearer {token}"})
    assert refusal(response) == (401, "TOKEN_EXPIRED")


@pytest.mark.parametrize("path", ["/files/0/", "/files/99999999999999999999999/", "/files/1e3/", "/files/../files/"])
def test_a_guessed_address_finds_nothing(cast: Cast, get: Get, path: str) -> None:
    assert get(path, cast.olga).status_code == 404


@pytest.mark.parametrize("prefix", ["/media/", "/static/../media/", "/files/", "/"])
def test_the_place_of_a_stored_file_is_no_address(cast: Cast, file: TaskFile, get: Get, prefix: str) -> None:
    assert get(f"{prefix}{file.file.name}", cast.emil).status_code == 404


def test_the_permission_is_looked_up_at_each_opening(cast: Cast, file: TaskFile, get: Get) -> None:
    link = make_download_link(file=file, viewer=cast.emil.user)
    Task.objects.update(assignee=cast.erna)
    assert refusal(get(download_url(file), cast.emil)) == (404, "NOT_FOUND")
    assert refusal(get(link.url)) == (404, "NOT_FOUND")


def test_the_old_manager_loses_the_files_when_a_person_moves(cast: Cast, get: Get) -> None:
    task = Task.objects.create(title="Rest", assignee=cast.emil, assigner=cast.emil)
    file = upload(task, cast.emil)
    cast.emil.departments.set([cast.sales])
    assert refusal(get(download_url(file), cast.max)) == (404, "NOT_FOUND")
    assert get(download_url(file), cast.mona).status_code == 200


def test_a_link_opens_the_file_for_a_minute(cast: Cast, file: TaskFile, get: Get) -> None:
    with time_machine.travel(0, tick=False) as clock:
        link = make_download_link(file=file, viewer=cast.emil.user)
        assert link.expires_at.timestamp() == 60
        clock.shift(60)
        assert body(get(link.url)) == PDF
        clock.shift(1)
        assert refusal(get(link.url)) == (403, "FORBIDDEN")


def test_a_link_of_another_file_or_altered_in_any_place_opens_nothing(
    cast: Cast, file: TaskFile, task: Task, get: Get
) -> None:
    other = upload(task, cast.emil)
    link = urlsplit(make_download_link(file=file, viewer=cast.emil.user).url).query.removeprefix("link=")
    assert refusal(get(f"{download_url(other)}?link={link}")) == (403, "FORBIDDEN")
    for place in range(len(link)):
        changed = "A" if link[place] != "A" else "B"
        altered = link[:place] + changed + link[place + 1 :]
        assert refusal(get(f"{download_url(file)}?link={altered}")) == (403, "FORBIDDEN")


@pytest.mark.parametrize("link", ["", "x", "1.1.1~x~y", "\0", "~", "ü~ü"])
def test_garbage_is_no_link(file: TaskFile, client: Client, link: str) -> None:
    assert refusal(client.get(f"/files/{file.pk}/", {"link": link})) == (403, "FORBIDDEN")


def test_a_link_is_not_good_for_another_person(cast: Cast, file: TaskFile, get: Get) -> None:
    link = make_download_link(file=file, viewer=cast.emil.user)
    assert refusal(get(link.url, cast.max)) == (403, "FORBIDDEN")
    assert get(link.url, cast.emil).status_code == 200


def test_a_link_ends_with_a_deactivation_and_with_a_new_password(cast: Cast, file: TaskFile, get: Get) -> None:
    link = make_download_link(file=file, viewer=cast.emil.user)
    User.objects.filter(username="emil").update(is_active=False)
    assert refusal(get(link.url)) == (403, "FORBIDDEN")
    User.objects.filter(username="emil").update(is_active=True, password="!")
    assert refusal(get(link.url)) == (403, "FORBIDDEN")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_but_reading_is_allowed(cast: Cast, file: TaskFile, get: Get, method: str) -> None:
    link = make_download_link(file=file, viewer=cast.emil.user)
    assert refusal(get(link.url, method=method)) == (403, "FORBIDDEN")
    assert refusal(get(download_url(file), cast.emil, method=method)) == (403, "FORBIDDEN")
    assert TaskFile.objects.count() == 1


def test_a_temporary_password_opens_no_files(cast: Cast, file: TaskFile, get: Get) -> None:
    link = make_download_link(file=file, viewer=cast.emil.user)
    User.objects.filter(username="emil").update(password_expires_at=timezone.now() + timedelta(hours=1))
    assert refusal(get(download_url(file), cast.emil)) == (403, "PASSWORD_CHANGE_REQUIRED")
    assert refusal(get(link.url)) == (403, "PASSWORD_CHANGE_REQUIRED")


def test_head_tells_the_same_without_the_bytes(cast: Cast, file: TaskFile, get: Get) -> None:
    head, whole = (get(download_url(file), cast.emil, method=method) for method in ("head", "get"))
    assert (head.status_code, head.content) == (200, b"")
    names = ("Content-Length", "Content-Type", "Content-Disposition", "Cache-Control")
    assert [head[name] for name in names] == [whole[name] for name in names]


@pytest.mark.parametrize(
    "value", ["bytes=0-", "bytes=-1", "bytes=5-1", "bytes=", "x", "bytes=" + ",".join(["0-0"] * 1000)]
)
def test_a_range_is_answered_with_the_whole(cast: Cast, file: TaskFile, get: Get, value: str) -> None:
    response = get(download_url(file), cast.emil, Range=value)
    assert (response.status_code, response["Accept-Ranges"], body(response)) == (200, "none", PDF)


def test_a_date_changes_nothing(cast: Cast, file: TaskFile, get: Get) -> None:
    header = {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    assert body(get(download_url(file), cast.emil, **header)) == PDF


@pytest.mark.parametrize("broken", [Path.unlink, lambda path: (path.unlink(), path.mkdir())])
def test_a_missing_content_is_said_and_logged(
    cast: Cast, file: TaskFile, get: Get, caplog: pytest.LogCaptureFixture, broken: Callable[[Path], object]
) -> None:
    broken(Path(file.file.path))
    response = get(download_url(file), cast.emil)
    assert refusal(response) == (404, "FILE_MISSING")
    assert str(file.file.name) not in response.content.decode()
    assert (f"The content of file {file.pk} cannot be read" in caplog.text, caplog.records[0].levelno) == (
        True,
        logging.ERROR,
    )


def test_a_deleted_file_is_gone(cast: Cast, file: TaskFile, get: Get) -> None:
    url = download_url(file)
    TaskFile.objects.all().delete()
    assert refusal(get(url, cast.emil)) == (404, "NOT_FOUND")
