"""Every row of the acceptance list has a test that bears its id in its name."""

import re
from functools import cache
from pathlib import Path

import pytest

ROWS = """
A1 A2 A3 A4 A6 A7 A8 A10 A12 A13 A14 A15 A17 A19 A20
B1 B2 B3 B5 B6 B7 B8 B10 B11 B12 B13 B14 B15 B18 B19 B21 B22 B23 B24
C1 C2 C4 C5 C6 C8 C9 C10 C11 C12 C13 C14 C15 C16 C17 C18 C19 C20 C21
D1 D2 D3 D4 D5 D6 D8 D9 D11 D12 D13 D16 D17 D18 D19 D20 D21 D22 D23 D25
E1 E3 E5 E7 E8 E9 E10 E11 E12 E13 E14
F2 F3 F5 F7 F9 F10 F11
G1 G3 G4 G5 G6 G7 G8 G9 G11 G12 G13 G14 G15 G16 G17 G18
H1 H2 H5 H6 H7 H8 H9 H10 H11 H12 H13
I1 I2 I4 I5 I6 I7 I10
J1 J2 J3 J4 J5 J6 J7 J8 J9 J10 J11 J13
"""
NAME = re.compile(r"^ *(?:async )?def test_((?:[a-j]\d+_)+)", re.MULTILINE)


@cache
def rows_with_a_test() -> set[str]:
    """Return the ids in the names of all tests."""
    texts = (path.read_text(encoding="utf-8") for path in Path(__file__).parent.parent.rglob("test_*.py"))
    return {row.upper() for text in texts for names in NAME.findall(text) for row in names.strip("_").split("_")}


@pytest.mark.parametrize("row", ROWS.split())
def test_the_row_has_a_test(row: str) -> None:
    assert row in rows_with_a_test()
