"""How one environment variable is declared, read and explained."""

import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from datetime import timedelta
from pathlib import Path
from typing import Any, Self, Union, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

BOOLEANS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


@dataclass(frozen=True, kw_only=True)
class About:
    """What is known of a variable beside its name, type and default."""

    help: str
    required: bool = False
    example: str = ""
    choices: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()
    unit: str = "seconds"
    least: int | None = None


def variable(text: str, *, default: Any = "", **about: Any) -> Any:
    """Declare a variable: what it is for, its default, and what its value has to be like."""
    return field(default=default, metadata={"about": About(help=text, **about)})


def read_text(value: str, about: About) -> str:
    """Return the value itself; raise ValueError for what is none of the choices, or no address where one is wanted."""
    if about.choices and value not in about.choices:
        raise ValueError("use one of " + ", ".join(about.choices))
    if about.schemes:
        check_address(value, about.schemes)
    return value


def check_address(value: str, schemes: tuple[str, ...]) -> None:
    """Raise ValueError for an address of another scheme, or one that names no place."""
    if not value.startswith(tuple(f"{scheme}://" for scheme in schemes)):
        raise ValueError("start it with " + " or ".join(f"{scheme}://" for scheme in schemes))
    try:
        parts = urlsplit(value)
        reachable = parts.port != 0 and bool(parts.hostname or parts.path.strip("/"))
    except ValueError:
        reachable = False
    if not reachable:
        raise ValueError("it is not an address")


def read_int(value: str, about: About) -> int:
    """Return a whole number; raise ValueError when it is none, or too small."""
    least = 0 if about.least is None else about.least
    if not value.isascii() or not value.isdigit() or int(value) < least:
        raise ValueError(f"use a whole number, at least {least}")
    return int(value)


def read_bool(value: str, _about: About) -> bool:
    """Return yes or no; raise ValueError for any other word."""
    try:
        return BOOLEANS[value.lower()]
    except KeyError:
        raise ValueError("use true or false") from None


def read_timedelta(value: str, about: About) -> timedelta:
    """Return a span of time, given as a whole number of the variable's unit; raise ValueError otherwise."""
    return timedelta(**{about.unit: read_int(value, about)})


READERS: Mapping[type, Callable[[str, About], Any]] = {
    str: read_text,
    int: read_int,
    bool: read_bool,
    timedelta: read_timedelta,
    Path: lambda value, _about: Path(value).expanduser().resolve(),
    tuple: lambda value, about: tuple(read_text(part.strip(), about) for part in value.split(",") if part.strip()),
}


def plain_type(hint: Any) -> type:
    """Return the type that a hint names, without its parameters and without None."""
    if get_origin(hint) in (Union, types.UnionType):
        return plain_type(next(part for part in get_args(hint) if part is not types.NoneType))
    plain: type = get_origin(hint) or hint
    return plain


@dataclass(frozen=True, kw_only=True)
class Variables:
    """Base of a frozen dataclass whose fields are environment variables: field `web_workers` is WEB_WORKERS."""

    given: frozenset[str] = frozenset()
    faults: tuple[str, ...] = ()

    @classmethod
    def declared(cls) -> Iterator[tuple[str, Field[Any], About, type]]:
        """Yield every variable: its name in the environment, its field, what is known of it, its type."""
        hints = get_type_hints(cls)
        for declared in fields(cls):
            if "about" in declared.metadata:
                yield declared.name.upper(), declared, declared.metadata["about"], plain_type(hints[declared.name])

    @classmethod
    def read(cls, source: Mapping[str, str]) -> Self:
        """Return the variables, with a sentence for each faulty one, which keeps its default.

        An empty value counts as an absent one. No sentence holds a value, because that may be a secret.
        """
        values: dict[str, Any] = {}
        faults: list[str] = []
        given = {name for name, value in source.items() if value.strip()}
        for name, declared, about, plain in cls.declared():
            if name not in given:
                continue
            try:
                values[declared.name] = READERS[plain](source[name].strip(), about)
            except ValueError as fault:
                faults.append(f"{name} is wrong: {fault}.")
        return cls(**values, given=frozenset(given), faults=tuple(faults))

    def missing(self) -> list[str]:
        """Return a sentence for each required variable that is absent."""
        return [
            f"{name} is missing. {about.help}" + (f" For example: {about.example}" if about.example else "")
            for name, _, about, _ in self.declared()
            if about.required and name not in self.given
        ]


def as_written(value: Any, about: About) -> str:
    """Return a default as one would write it into the environment."""
    if value is None:
        return ""
    if isinstance(value, timedelta):
        return str(int(value / timedelta(**{about.unit: 1})))
    if isinstance(value, tuple):
        return ",".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)
