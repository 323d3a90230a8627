"""Values that break programs, by the GraphQL type of where they are sent: what fits the type, and what does not."""

from dataclasses import dataclass
from typing import Any

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLNamedType

LONG = "x" * 100_000
TEXTS = [
    "",
    " \u3000\u00a0",
    "  padded\u2003",
    "nul\x00nul",
    "bell\x07bell",
    "two\nlines",
    "two\r\nlines\tand a tab",
    "\u2028separated\u2029",
    "\ufeffmark of order",
    "\uffff\ufdd0\U0010ffff",
    "\U0001f469\u200d\U0001f680 rocket \U00020bb7",
    "\u202egnp.txt \u05e9\u05dc\u05d5\u05dd",
    "\u200b\u200d\u2060",
    "Zalgo" + "\u0301" * 70,
    "cafe\u0301",
    "caf\u00e9",
    "\u0130\u0131\u1e9e\u03c3\u03c2",
    "<script>alert('&amp;')</script>",
    "'; DROP TABLE tasks_task; -- \\",
    "%_%%s{0}{{ 7 }}{% x %}$1",
    "-1",
    "1e999999",
    LONG,
]
IDS = [
    "",
    "abc",
    "-1",
    "0",
    "1",
    str(2**31),
    str(2**63),
    "9" * 5_000,
    "\u0661\u0662",
    "nul\x00",
    "Task:1",
    "VGFzazox\n",
    "VGFzazo=",
    "VGFzazot MQ==",
    "VGFzazotMQ==",
    "VGFzazow",
    "VGFzazo5MjIzMzcyMDM2ODU0Nzc1ODA4",
    "VGFzazrZoQ==",
    "AAAA////",
    "=",
    "\U0001f600",
    LONG,
    0,
    -1,
    2**31,
    2**63,
]


@dataclass(frozen=True)
class Poison:
    """What fits a type, however odd, and what does not."""

    fitting: list[Any]
    wrong: list[Any]


SCALARS = {
    "String": Poison(TEXTS, [5, 2**63, 1.5, True, ["a", "b"], {"a": "b"}]),
    "ID": Poison(IDS, [1.5, True, ["a", "b"], {"a": "b"}]),
    "Int": Poison(
        [0, -1, 1, 2**31 - 1, -(2**31)], [2**31, -(2**31) - 1, 2**63, -(2**63), 1.5, "1", "", True, [1, 2], {}]
    ),
    "Boolean": Poison([True, False], [0, 1, "true", "", [True, False], {}]),
    "Date": Poison(
        ["0001-01-01", "9999-12-31", "2024-02-29", "20260101", "2026-W01-1"],
        [
            "2026-02-30",
            "0000-01-01",
            "10000-01-01",
            "-001-01-01",
            "now",
            "today",
            "",
            " ",
            "2026-01-01\x00",
            "\u0662\u0660\u0662\u0666-\u0660\u0661-\u0660\u0661",
            "2026-01-01T00:00:00",
            "9" * 1_000_000,
            5,
            1.5,
            True,
            ["2026-01-01", "2026-01-02"],
            {},
        ],
    ),
    "DateTime": Poison(
        [
            "0001-01-01T00:00:00+14:00",
            "0001-01-01T00:00:00",
            "9999-12-31T23:59:59.999999-14:00",
            "9999-12-31T23:59:59.999999Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01",
        ],
        [
            "2016-12-31T23:59:60Z",
            "2026-02-30T00:00:00Z",
            "now",
            "",
            "2026-01-01T00:00:00+99:99",
            5,
            True,
            ["x", "y"],
            {},
        ],
    ),
    "Decimal": Poison(
        [
            "1e999999",
            "-1e999999",
            "1e-999999",
            "0e-999999",
            "0e999999",
            "NaN",
            "sNaN123",
            "Infinity",
            "-Infinity",
            "-0",
            "-0.00",
            "1.005",
            "0.1" + "0" * 30,
            "1" * 30,
            "9999999999.99",
            "9999999999.995",
            "10000000000",
            "1_000",
            "\u0661\u0662",
            " 12 ",
            12,
            12.5,
            1e300,
            2**63,
        ],
        ["abc", "", "1,5", "0x10", "12\x00", True, [1, 2], {}],
    ),
    "Upload": Poison([], ["notes.txt", "", 5, True, {}, {"size": 1}]),
}


def poison_of(type_: GraphQLNamedType) -> Poison:
    """Return the values for a type; a new scalar has to be entered here."""
    if isinstance(type_, GraphQLEnumType):
        return Poison(list(type_.values), ["NOPE", "__class__", "password", "", 1, True, {}])
    if isinstance(type_, GraphQLInputObjectType):
        return Poison([], ["x", 5, True, {"noSuchField": 1}])
    return SCALARS[type_.name]
