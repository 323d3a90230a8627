"""One field of an operation whose answer can be kept: what it is, and for whom."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from organization.models import User
    from schema.permissions import IsAuthenticated


@dataclass(frozen=True)
class Part:
    """A field of an operation: where its answer is put, what was asked, what it shows, and its doors."""

    response_key: str
    name: str
    asked: str
    families: frozenset[str]
    doors: "tuple[IsAuthenticated, ...]"

    @property
    def key(self) -> str:
        """The key of the field's decorator."""
        return self.name.partition(":")[2]

    def entry(self, viewer: "User") -> str:
        """Return the key of the answer for this viewer, today where his company is."""
        day = viewer.person.company.today() if viewer.person else ""
        return f"{self.name}:u{viewer.pk}:{day}:{self.asked}"

    def opens_for(self, viewer: "User") -> bool:
        """Whether the viewer may ask this at all."""
        return all(door.refusal(viewer) is None for door in self.doors)
