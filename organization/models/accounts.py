"""Who may sign in: users, their sign-ins and refresh tokens."""

import uuid
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from notifications.models import Letter
from organization.models.base import Audience
from organization.querysets import AnnouncingQuerySet

if TYPE_CHECKING:
    from organization.models.people import Employee


class Role(models.TextChoices):
    """What a user may do; one role each."""

    EMPLOYEE = "employee", "Employee"
    MANAGER = "manager", "Manager"
    HR = "hr", "HR"
    OFFICER = "officer", "Officer"


class UserQuerySet(AnnouncingQuerySet["User"]):
    """Users."""


class UserManager(BaseUserManager.from_queryset(UserQuerySet)["User"]):  # type: ignore[misc]
    """Makes users; a named class, because migrations refer to it."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """Make a user; without a password he cannot sign in until he is given one."""
        user: User = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """Make a user of Django's admin."""
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)


class User(Audience, AbstractBaseUser, PermissionsMixin):
    """An account: the name, the password and the role with which somebody signs in."""

    audience_fields = ("role", "is_active")

    username = models.CharField(
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        unique=True,
        error_messages={"unique": "This username is taken."},
    )
    role = models.CharField(max_length=10, choices=Role, default=Role.EMPLOYEE)
    is_active = models.BooleanField(
        default=True,
        help_text="Clear this instead of deleting the account: every sign-in ends at once.",
    )
    is_staff = models.BooleanField("may use this admin", default=False)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    password_expires_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Set for a temporary password, which is good only for choosing another.",
    )
    token_version = models.PositiveIntegerField(default=0, editable=False)
    welcome_letter = models.ForeignKey(
        Letter, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        base_manager_name = "objects"
        ordering = ("username",)
        constraints = (
            models.UniqueConstraint(
                Lower("username"),
                name="username_unique",
                violation_error_message="This username is taken.",
                violation_error_code="unique",
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_known"),
        )

    def __str__(self) -> str:
        return self.username

    @cached_property
    def person(self) -> "Employee | None":
        """The employee whose account this is; None for a user of the admin only."""
        return getattr(self, "employee", None)

    @property
    def company_id(self) -> int | None:
        """The id of the company the user works for."""
        return self.person.company_id if self.person else None

    @cached_property
    def department_ids(self) -> tuple[int, ...]:
        """The ids of the departments the user works in."""
        return tuple(self.person.departments.order_by("pk").values_list("pk", flat=True)) if self.person else ()

    @property
    def manages(self) -> bool:
        """Whether the user leads a team: managers and officers do."""
        return self.role in {Role.MANAGER, Role.OFFICER}

    @property
    def is_officer(self) -> bool:
        """Whether the user may do everything in his company."""
        return self.role == Role.OFFICER

    @property
    def keeps_people(self) -> bool:
        """Whether the user looks after the company's people: HR and officers do."""
        return self.role in {Role.HR, Role.OFFICER}

    @property
    def must_change_password(self) -> bool:
        """Whether the password is a temporary one, good only for choosing another."""
        return self.password_expires_at is not None

    @property
    def password_expired(self) -> bool:
        """Whether the temporary password was not replaced in time."""
        return self.password_expires_at is not None and self.password_expires_at <= timezone.now()

    def token_fingerprint(self) -> str:
        """Return what ties an access token to this password and token version."""
        value = f"{self.password}|{self.token_version}"
        return salted_hmac("organization.token", value, algorithm="sha256").hexdigest()[:22]


class SessionQuerySet(AnnouncingQuerySet["Session"]):
    """Sign-ins."""

    def live(self) -> Self:
        """Return those that go on: not ended, not too old, not idle for too long."""
        now = timezone.now()
        oldest, idle = now - settings.SIGN_IN_LIFETIME, now - settings.SIGN_IN_IDLE
        return self.filter(ended_at__isnull=True, created_at__gt=oldest, last_used_at__gt=idle)

    def going_on_for(self, user: User) -> Self:
        """Return those of the user that go on; those from before another password do not."""
        return self.live().filter(user=user, fingerprint=user.token_fingerprint())

    def visible_to(self, viewer: User) -> Self:
        """Return the viewer's own that go on."""
        return self.going_on_for(viewer)

    def end(self) -> int:
        """End those that have not ended, and return how many there were: only their users are announced."""
        going_on = self.filter(ended_at__isnull=True)
        rows, now = list(going_on), timezone.now()
        count = models.QuerySet.update(going_on, ended_at=now)
        for row in rows:
            row.ended_at = now
        self.announce(rows)
        return count


class Session(models.Model):
    """One sign-in: the family of refresh tokens that follow from it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    fingerprint = models.CharField(
        max_length=22, db_default="", editable=False, help_text="What the user's tokens were tied to at the beginning."
    )
    device = models.CharField(max_length=200, blank=True, help_text="What the browser or program called itself.")
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-last_used_at",)
        indexes = (models.Index(fields=("user", "ended_at"), name="session_open"),)

    def __str__(self) -> str:
        return f"{self.user} since {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def expires_at(self) -> datetime:
        """When the sign-in ends even if it is used every day."""
        lifetime: timedelta = settings.SIGN_IN_LIFETIME
        return self.created_at + lifetime


class RefreshToken(models.Model):
    """A refresh token, stored as its hash: good once, for the next pair of tokens."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="refresh_tokens")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"token {self.pk} of {self.session}"
