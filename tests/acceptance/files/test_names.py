"""What a file is called: shown cleaned, and never the name under which it is stored."""

import re

import pytest

from notifications.models import Letter
from tasks.models import Task
from tests.acceptance.files.conftest import Desk, Shelf, code, folder_of, packed
from uploads.models import TaskFile

LONG = "ä" * 300

# As they stand in the header, and as they are shown.
WAYS_OUT = {
    "../../etc/passwd.txt": "passwd.txt",
    "..\\..\\x.txt": "x.txt",
    "/abs/x.txt": "x.txt",
    "C:\\x.txt": "x.txt",
    "C:x.txt": "C x.txt",
    ".htaccess.txt": "htaccess.txt",
    "CON.txt": "_CON.txt",
    "x.txt. . ": "x.txt",
    "....//....//x.txt": "x.txt",
    "%2e%2e%2fx.txt": "%2e%2e%2fx.txt",
}
DECEPTIONS = {
    "a\u202etxt.exe.txt": "atxt.exe.txt",
    "a\u200b\ufeffb.txt": "ab.txt",
    "z" + "\u0335" * 50 + ".txt": "z\u0335\u0335.txt",
    "😀.txt": "😀.txt",
    "Caf\u00e9.txt": "Caf\u00e9.txt",
    "Cafe\u0301.txt": "Caf\u00e9.txt",
    "a%00b.txt": "a%00b.txt",
    "a\0b.txt": "ab.txt",
    'q\\"uote;.txt': "q uote;.txt",
    f"{LONG}.txt": "ä" * 251 + ".txt",
}
NO_NAMES = ["...", " ", "-.-"]


@pytest.mark.parametrize("names", [WAYS_OUT, DECEPTIONS], ids=["ways out", "deceptions"])
def test_d1_d2_a_name_is_shown_cleaned_and_stored_nowhere(
    emil: Desk, task: Task, shelf: Shelf, names: dict[str, str]
) -> None:
    payload = emil.upload(task, *((name, b"x") for name in names))
    assert ([file["name"] for file in payload["files"]], payload["errors"]) == (list(names.values()), [])
    stored = [path.relative_to(folder_of(emil.web)).as_posix() for path in shelf()]
    assert len(stored) == len(names)
    assert all(re.fullmatch(r"files/([0-9a-f]{2})/\1[0-9a-f]{30}", path) for path in stored)
    assert sorted(TaskFile.objects.values_list("file", flat=True)) == stored


def test_d1_d2_a_name_without_a_kind_or_without_anything_to_show_is_refused(
    emil: Desk, task: Task, shelf: Shelf
) -> None:
    kinds = ["../../etc/passwd", ".htaccess", "CON", "x.txt\u202e.exe"]
    assert emil.refusal(task, *((name, b"x") for name in [*kinds, *NO_NAMES])) == [
        *(("FILE_TYPE_NOT_ALLOWED", ["files", str(place)]) for place in range(4)),
        *(("REQUIRED", ["files", str(place)]) for place in range(4, 7)),
    ]
    assert (TaskFile.objects.count(), shelf(), Letter.objects.count()) == (0, [], 0)


@pytest.mark.parametrize(
    "name", [b"", b"..", b"\0", "\u200b".encode(), b"\xff\xfe.txt", b"a.txt\"; filename*=nowhere''a.txt; x=\""]
)
def test_d2_a_name_that_cannot_be_read_refuses_the_form(emil: Desk, task: Task, shelf: Shelf, name: bytes) -> None:
    response = emil.send(packed(task, (name, b"x")))
    assert (response.status_code, code(response.content)) == (400, "BAD_REQUEST")
    assert (TaskFile.objects.count(), shelf(), Letter.objects.count()) == (0, [], 0)


def test_d2_a_line_break_in_a_name_adds_no_header(emil: Desk, task: Task, shelf: Shelf) -> None:
    assert emil.refusal(task, (b"a\r\nContent-Type: text/html\r\nX: .txt", b"x"))
    assert (TaskFile.objects.count(), shelf()) == (0, [])
    raw = packed(task, ("a.txt", b"x")).replace(b'filename="a.txt"', b"filename*=UTF-8''a%00%0D%0AX:%20b.txt")
    [file] = emil.send(raw).json()["data"]["uploadTaskFiles"]["files"]
    assert file["name"] == "aX b.txt"
