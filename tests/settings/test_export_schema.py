"""The command writes the schema down, and notices when the file is out of date."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands
from django.core.management.base import CommandError
from graphql import build_schema


def run(path: Path, *arguments: str, output: StringIO | None = None) -> str:
    """Return what the command prints."""
    output = output or StringIO()
    call_command("export_schema", "--path", str(path), *arguments, stdout=output)
    return output.getvalue()


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """Return a file that the command has written."""
    path = tmp_path / "schema.graphql"
    run(path)
    return path


def test_the_command_is_the_projects_own() -> None:
    assert get_commands()["export_schema"] == "settings"


def test_the_file_holds_a_schema_and_ends_with_one_line_break(written: Path) -> None:
    text = written.read_text(encoding="utf-8")
    assert build_schema(text).query_type is not None
    assert text.endswith("}\n")


def test_a_fresh_file_passes_the_check(written: Path) -> None:
    assert run(written, "--check") == f"{written} is up to date.\n"


def test_a_stale_file_fails_the_check_with_the_difference_and_stays(written: Path) -> None:
    stale = written.read_text(encoding="utf-8") + "\ntype Old {\n  id: ID!\n}\n"
    written.write_text(stale, encoding="utf-8")
    output = StringIO()
    with pytest.raises(CommandError, match="is out of date") as caught:
        run(written, "--check", output=output)
    assert caught.value.returncode == 1
    assert output.getvalue().startswith(f"--- {written}\n+++ the schema of the code\n@@")
    assert output.getvalue().endswith("-\n-type Old {\n-  id: ID!\n-}\n")
    assert written.read_text(encoding="utf-8") == stale


def test_a_missing_file_fails_the_check_and_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "schema.graphql"
    with pytest.raises(CommandError, match="is out of date"):
        run(path, "--check")
    assert not path.exists()
