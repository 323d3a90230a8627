"""Each program of docs/programs does what it says, word for word, on a demo that really runs."""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.core.management import CommandError

from schema.errors import PAYLOAD_CODES, REQUEST_CODES, ErrorCode
from settings.management.commands.build_client import find_npm
from tests.docs.between import Answer, Asked, between
from tests.running_demo import Demo
from tests.waiting import HANGS

# One process for all: each would start a demo of its own.
pytestmark = pytest.mark.xdist_group("programs")

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Ask = Callable[..., dict[str, Any]]

PROGRAMS = Path(settings.BASE_DIR, "docs", "programs")
PACKAGES = Path(settings.BASE_DIR, "client", "node_modules")
PASSWORD = "harbour-lights-7"
REPEATED = {"UNAUTHENTICATED", "TOKEN_EXPIRED", "TOKEN_INVALID", "RATE_LIMITED", "TIMEOUT", "SERVICE_UNAVAILABLE"}
"""After these a program gets through by itself."""
FINAL = {
    "PASSWORD_CHANGE_REQUIRED",
    "INVALID_CREDENTIALS",
    "ACCOUNT_INACTIVE",
    "TOO_MANY_ATTEMPTS",
    "PASSWORD_EXPIRED",
}
"""After these a program ends."""
WAITS = {"RATE_LIMITED": 2, "SERVICE_UNAVAILABLE": 1}
"""Seconds that a program is told to wait."""
STATUSES = {"RATE_LIMITED": 429, "SERVICE_UNAVAILABLE": 503, "PAYLOAD_TOO_LARGE": 413, "CSRF_PREFLIGHT_REQUIRED": 403}
TABLE = re.compile(r"""^ +"?([A-Z_]+(?: \| [A-Z_]+)*)"?(?:\)\s+echo ('.+')|: (Do\.\w+))""", re.MULTILINE)
"""Codes, and what is done about them."""
REFUSALS = [
    *(("request", code.value) for code in ErrorCode if code in REQUEST_CODES),
    *(("payload", code.value) for code in ErrorCode if code in PAYLOAD_CODES and code is not ErrorCode.CONFLICT),
]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Return a demo that is ready, for all programs; it does not count how often they ask."""
    unlimited = {"RATE_USER": "0", "RATE_ANONYMOUS": "0", "RATE_REFRESH": "0"}
    running = Demo(tmp_path_factory.mktemp("demo"), **unlimited)
    yield running
    running.stop()


@pytest.fixture(scope="module", params=["curl", "python", "typescript"])
def commands(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], Path, str]:
    """Return how a program of a language is started, its folder, and what its name ends with."""
    match request.param:
        case "curl":
            if missing := [name for name in ("bash", "curl", "jq", "sha256sum") if shutil.which(name) is None]:
                pytest.skip(f"The programs for curl need {', '.join(missing)}: install it.")
            return ["bash"], PROGRAMS / "curl", "sh"
        case "python":
            return [sys.executable, "-W", "error"], PROGRAMS / "python", "py"
        case _:
            return ["node"], compiled(tmp_path_factory.mktemp("typescript")), "js"


def compiled(folder: Path) -> Path:
    """Return the programs in TypeScript as JavaScript, their types checked."""
    try:
        find_npm()
    except CommandError as fault:
        pytest.skip(str(fault))
    if not (PACKAGES / ".package-lock.json").exists():
        pytest.skip("The programs in TypeScript use the web client's packages: python3 manage.py build_client")
    shutil.copytree(PROGRAMS / "typescript", folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules"))
    shutil.copy(PACKAGES.parent / "biome.json", folder)
    (folder / "node_modules").symlink_to(PACKAGES)
    sources = [path.name for path in folder.glob("*.ts")]
    for words in (["biome", "ci", "--colors=off", *sources], ["tsc", "--outDir", "made"]):
        command = [f"node_modules/.bin/{words[0]}", *words[1:]]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    return folder / "made"


@pytest.fixture
def run(commands: tuple[list[str], Path, str], tmp_path: Path) -> Run:
    """Return what runs a program against an address, as somebody, in an empty folder."""
    words, folder, ending = commands

    def run(name: str, *arguments: str, url: str, username: str, lines: str = "") -> "subprocess.CompletedProcess[str]":
        environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "TASKS_URL": url, "TASKS_USERNAME": username}
        return subprocess.run(
            [*words, str(folder / f"{name}.{ending}"), *arguments],
            cwd=tmp_path,
            env=environment | {"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
            input=lines,
            capture_output=True,
            text=True,
            check=False,
            timeout=HANGS,
        )

    return run


@pytest.fixture(scope="module")
def ask(demo: Demo) -> Ask:
    """Return what sends an operation to the demo as olivia, who sees everything."""
    url = f"http://localhost:{demo.port}/graphql/"
    headers: dict[str, str] = {}

    def ask(query: str, **variables: Any) -> dict[str, Any]:
        body = {"query": query, "variables": variables}
        data: dict[str, Any] = httpx.post(url, json=body, headers=headers, timeout=HANGS).json()["data"]
        return data

    signed_in = ask(f'mutation {{ tokenAuth(username: "olivia", password: "{PASSWORD}") {{ token }} }}')
    headers["Authorization"] = f"Bearer {signed_in['tokenAuth']['token']}"
    return ask


def test_an_expired_token_is_refreshed_once_and_each_request_repeated(run: Run, demo: Demo) -> None:
    questions = ("Me", "MyTasks", "Company")
    with between(demo, expiring=questions) as server:
        done = run("signing_in", url=server.url, username="martin")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"Martin Keller \(MANAGER\)\n\d+ open tasks\nRakmedia\n", done.stdout)
    assert server.expired
    assert Counter(server.names) == Counter(["SignIn", *questions, *server.expired, "Refresh", "SignOut"])
    assert (server.names[0], server.names[-1]) == ("SignIn", "SignOut")


def test_paging_ends_with_the_whole_list(run: Run, demo: Demo, ask: Ask) -> None:
    with between(demo) as server:
        done = run("paging", url=server.url, username="olivia")
    assert (done.returncode, done.stderr) == (0, "")
    rows = [tuple(line.split("\t")) for line in done.stdout.splitlines()]
    assert len({row[0] for row in rows}) == len(rows) == ask("{ tasks { totalCount } }")["tasks"]["totalCount"] > 200
    assert server.names.count("Tasks") == -(-len(rows) // 100)
    assert rows == sorted(rows, key=lambda row: row[1].replace("-", "") or "9")
    found = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Task { id dueDate title } } }"
    for some in (rows[start : start + 100] for start in range(0, len(rows), 100)):
        nodes = ask(found, ids=[row[0] for row in some])["nodes"]
        assert some == [(task["id"], task["dueDate"] or "-", task["title"]) for task in nodes]


def test_downloaded_files_are_those_that_were_uploaded(run: Run, demo: Demo, tmp_path: Path) -> None:
    contents = {"quotes.csv": b"Paper,120\r\nInk,80\r\n", "Fünf; Notizen, neu.txt": "Für alle.\n".encode() * 50_000}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    # The server itself may end the connection while a large form still comes with an expired token.
    late = iter([refusal("request", "TOKEN_EXPIRED")])
    with between(demo, lambda operation: next(late, None) if operation.name == "Upload" else None) as server:
        done = run("files", "copies", *contents, url=server.url, username="emma")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [f"{name}\tcopies/{name}" for name in contents]
    assert {path.name: path.read_bytes() for path in (tmp_path / "copies").iterdir()} == contents
    assert server.names == ["SignIn", "FirstTask", "Upload", "Refresh", "Upload", "Link", "Link", "SignOut"]


def test_a_file_that_is_refused_ends_the_program(run: Run, demo: Demo, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    with between(demo) as server:
        done = run("files", "copies", "empty.txt", url=server.url, username="emma")
    assert done.returncode == 1
    assert "FILE_EMPTY: files: 0: " in done.stderr
    assert list((tmp_path / "copies").iterdir()) == []
    assert server.names[-1] == "SignOut"


def refusal(kind: str, code: str) -> Answer:
    """Return an error with a code, in the shape in which the server tells it."""
    message = f"This is {code}."
    if kind == "payload":
        errors = [{"code": code, "message": message, "field": ["title"]}]
        return Answer({"data": {"updateTask": {"task": None, "current": None, "errors": errors}}})
    wait = {"Retry-After": str(WAITS[code])} if code in WAITS else {}
    return Answer({"errors": [{"message": message, "extensions": {"code": code}}]}, STATUSES.get(code, 200), wait)


def refusing(asked: list[str]) -> Callable[[Asked], Answer | None]:
    """Return what answers the first request for each title `kind CODE` with that error, and notes the title."""

    def instead(operation: Asked) -> Answer | None:
        title = re.search(rb'"title": ?"(\w+) (\w+)"', operation.body)
        if operation.name != "Rename" or title is None:
            return None
        kind, code = title[1].decode(), title[2].decode()
        asked.append(f"{kind} {code}")
        return refusal(kind, code) if asked.count(f"{kind} {code}") == 1 else None

    return instead


@pytest.fixture(scope="module")
def tasks(ask: Ask) -> list[str]:
    """Return the ids of two open tasks."""
    nodes = ask("{ tasks(first: 2, filter: { completed: false }) { nodes { id } } }")["tasks"]["nodes"]
    return [node["id"] for node in nodes]


def test_each_error_is_dealt_with(run: Run, demo: Demo, tasks: list[str]) -> None:
    asked: list[str] = []
    wanted = [(kind, code) for kind, code in REFUSALS if code not in FINAL]
    with between(demo, refusing(asked)) as server, ThreadPoolExecutor() as pool:

        def half(number: int) -> "subprocess.CompletedProcess[str]":
            lines = "".join(f"{tasks[number]}\t{kind} {code}\n" for kind, code in wanted[number::2])
            return run("errors", url=server.url, username="olivia", lines=lines)

        halves = list(pool.map(half, range(2)))
    assert [done.returncode for done in halves] == [0, 0], [done.stderr for done in halves]
    told = [line.split("\t") for done in halves for line in done.stdout.splitlines()]
    wanted = wanted[::2] + wanted[1::2]
    assert [line[:2] for line in told] == [
        ["renamed" if code in REPEATED else "left", f"{kind} {code}"] for kind, code in wanted
    ]
    assert all(code in line[2] and line[3] for (_, code), line in zip(wanted, told, strict=True) if line[0] == "left")
    assert Counter(asked) == {f"{kind} {code}": 2 if code in REPEATED else 1 for kind, code in wanted}
    for code, seconds in {**WAITS, "TIMEOUT": 1}.items():
        first, second = (came.at for came in server.asked if came.name == "Rename" and code.encode() in came.body)
        assert second - first >= seconds


@pytest.mark.parametrize("code", ["PASSWORD_CHANGE_REQUIRED", "ACCOUNT_INACTIVE"])
def test_an_error_after_which_nothing_else_works_ends_the_program(
    run: Run, demo: Demo, tasks: list[str], code: str
) -> None:
    asked: list[str] = []
    kind = "request" if ErrorCode[code] in REQUEST_CODES else "payload"
    with between(demo, refusing(asked)) as server:
        done = run("errors", url=server.url, username="olivia", lines=f"{tasks[0]}\t{kind} {code}\n{tasks[0]}\tNever\n")
    assert done.returncode == 1
    assert done.stdout.startswith(f"left\t{kind} {code}\t{code}: ")
    assert len(done.stdout.splitlines()) == 1
    assert server.names == ["SignIn", "Task", "Rename", "SignOut"]


def test_a_conflict_is_merged_unless_both_changed_the_same(run: Run, demo: Demo, tasks: list[str], ask: Ask) -> None:
    task = tasks[0]
    meanwhile = {
        b"Beside it": {"description": "Changed by somebody else"},
        b"Same field": {"title": "Named by somebody else"},
        b"Done before": {"title": "Done before"},
    }

    def instead(operation: Asked) -> None:
        for title in [title for title in meanwhile if operation.name == "Rename" and title in operation.body]:
            change = {"id": task, **meanwhile.pop(title)}
            ask("mutation ($input: UpdateTaskInput!) { updateTask(input: $input) { errors { code } } }", input=change)

    def stands() -> dict[str, str]:
        node: dict[str, str] = ask("query ($id: ID!) { task(id: $id) { title description } }", id=task)["task"]
        return node

    with between(demo, instead) as server:

        def tell(title: str) -> str:
            done = run("errors", url=server.url, username="olivia", lines=f"{task}\t{title}\n")
            assert done.returncode == 0, done.stderr
            return done.stdout

        assert tell("Beside it") == "renamed\tBeside it\n"
        assert stands() == {"title": "Beside it", "description": "Changed by somebody else"}
        assert tell("Same field").startswith("left\tSame field\tCONFLICT: ")
        assert stands()["title"] == "Named by somebody else"
        assert tell("Done before") == "renamed\tDone before\n"
    assert server.names.count("Rename") == 4


@pytest.mark.parametrize("path", sorted(PROGRAMS.glob("*/errors.*")), ids=lambda path: path.parent.name)
def test_the_table_has_each_code_once_and_no_other(path: Path) -> None:
    found = TABLE.findall(path.read_text(encoding="utf-8"))
    table = [(code, words or name) for codes, words, name in found for code in codes.split(" | ")]
    assert sorted(code for code, _ in table) == sorted(code.value for code in ErrorCode)
    what_ends = dict(table)["ACCOUNT_INACTIVE"]
    assert {code for code, what_to_do in table if what_to_do == what_ends} == FINAL
