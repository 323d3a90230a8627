"""Letters, as those see them who look after people."""

from datetime import datetime

import strawberry
import strawberry_django

from notifications import models
from schema.enums import LetterState


@strawberry_django.type(
    models.Letter,
    description="A mail that the server sent or will send. Its text is written when it is sent, and never stored.",
)
class Letter:
    """A letter."""

    id: strawberry.ID = strawberry_django.field(description="The letter's id.")
    kind: str = strawberry_django.field(description="What it says, such as `welcome`.")
    to: str = strawberry_django.field(description="The address; empty until it is known.")
    state: LetterState = strawberry_django.field(description="Where it is on its way.")
    attempts: int = strawberry_django.field(description="How often sending it was tried.")
    error: str = strawberry_django.field(description="Why the last attempt failed; empty if it did not.")
    created_at: datetime = strawberry_django.field(description="When it was posted.")
    next_attempt_at: datetime = strawberry_django.field(description="When it is tried next, while it is waiting.")
    sent_at: datetime | None = strawberry_django.field(description="When the mail server took it.")
