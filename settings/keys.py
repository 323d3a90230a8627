"""The secret keys of a developer's machine: made once, kept in the data folder."""

import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from settings.environment import SECRETS, make_secret


def development_keys(folder: Path) -> dict[str, str]:
    """Return a secret for each name in SECRETS; the first call makes them, even if processes start together."""
    kept = folder / "secret-keys.json"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        write_once(kept, json.dumps({name: make_secret() for name in SECRETS}))
    keys: dict[str, str] = json.loads(kept.read_text())
    return keys


def write_once(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all; leave one that is there already."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text)
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        Path(name).unlink(missing_ok=True)
