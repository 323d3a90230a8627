"""The post office in Django's admin: to look at, and to try again what failed."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from notifications.models import Heartbeat, Letter
from notifications.services import send_again


class LookOnlyAdmin(admin.ModelAdmin[Any]):
    """Rows that the program alone writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's signature
        """Nobody adds one by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Nobody changes one by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Nobody deletes one by hand; the command `clear_expired` does."""
        return False


@admin.register(Letter)
class LetterAdmin(LookOnlyAdmin):
    """Letters and what became of them."""

    list_display = ("id", "kind", "to", "state", "attempts", "error", "created_at", "next_attempt_at", "sent_at")
    list_filter = ("state", "kind", "created_at")
    search_fields = ("=id", "to", "kind", "error")
    date_hierarchy = "created_at"
    actions = ("send_again_now",)
    list_per_page = 50

    def has_resend_permission(self, request: HttpRequest) -> bool:
        """Whoever may change letters may have them sent again."""
        return request.user.has_perm("notifications.change_letter")

    @admin.action(description="Send again now (letters that failed)", permissions=("resend",))
    def send_again_now(self, request: HttpRequest, queryset: QuerySet[Letter]) -> None:
        """Give the chosen letters that failed another five attempts, and say how many they were."""
        sent = [letter for letter in queryset.order_by("id") if self.resend(request, letter)]
        left = queryset.count() - len(sent)
        self.message_user(request, f"On their way again: {len(sent)}.", messages.SUCCESS)
        if left:
            self.message_user(request, f"Left alone, because they have not failed: {left}.", messages.WARNING)

    def resend(self, request: HttpRequest, letter: Letter) -> bool:
        """Have one letter sent again and write it into the admin's history; False if it had not failed."""
        try:
            self.log_change(request, send_again(letter=letter), "Sent again.")
        except ValidationError:
            return False
        return True


@admin.register(Heartbeat)
class HeartbeatAdmin(LookOnlyAdmin):
    """When the background worker was last alive."""

    list_display = ("name", "beat_at")
