"""The letters the post office sent or will send, and the sign of life of the worker."""

from django.db import models
from django.utils import timezone


class LetterState(models.TextChoices):
    """Where a letter is on its way."""

    WAITING = "waiting", "Waiting"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters."""

    def due(self) -> "LetterQuerySet":
        """Return what is to be sent now, the oldest first."""
        waiting = self.filter(state=LetterState.WAITING, next_attempt_at__lte=timezone.now())
        return waiting.order_by("created_at", "id")


class Letter(models.Model):
    """A mail: what kind, about which rows, to whom. Its text is written when it is sent, and never stored."""

    kind = models.CharField(max_length=40)
    about = models.JSONField(default=dict, help_text="Ids of the rows that the letter is about; never a secret.")
    to = models.EmailField(max_length=254, blank=True)
    state = models.CharField(max_length=10, choices=LetterState, default=LetterState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    error = models.CharField(max_length=200, blank=True, help_text="Why the last attempt failed, in fixed words.")
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(condition=models.Q(state__in=LetterState.values), name="letter_state_known"),
        )
        indexes = (
            models.Index(
                fields=("created_at", "id"),
                condition=models.Q(state=LetterState.WAITING),
                name="letter_waiting",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} to {self.to or '?'}"


class Heartbeat(models.Model):
    """When a background worker last showed that it is alive."""

    name = models.CharField(max_length=40, primary_key=True)
    beat_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.name} at {self.beat_at:%H:%M:%S}"
