"""The domain's choices as GraphQL enums."""

from collections.abc import Mapping
from enum import Enum

import strawberry

from notifications.models import LetterState
from organization.models import Role

__all__ = ["LetterState", "Role"]


def choices(cls: type[Enum], description: str, meanings: Mapping[Enum, str]) -> None:
    """Make a GraphQL enum of a model's choices, with a meaning for each."""
    strawberry.enum(cls, description=description)
    for value in cls.__strawberry_definition__.values:  # type: ignore[attr-defined]
        value.description = meanings[cls(value.value)]


choices(
    Role,
    "What a user may do; one role each.",
    {
        Role.EMPLOYEE: "Sees what he takes part in.",
        Role.MANAGER: "Leads the people of his departments, too.",
        Role.HR: "Looks after the company's people.",
        Role.OFFICER: "May do everything in the company.",
    },
)
choices(
    LetterState,
    "Where a letter is on its way.",
    {
        LetterState.WAITING: "It will be sent, or tried again.",
        LetterState.SENT: "The mail server has it.",
        LetterState.FAILED: "It was given up.",
        LetterState.CANCELLED: "When it was to be sent, it did not matter any more.",
    },
)
