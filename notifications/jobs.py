"""What the background worker does for the post office."""

from notifications import services

OLDER_SECONDS = 20
DUE_SECONDS = 40


def send_letter(letter_id: int) -> None:
    """Send the older letters that are due, because the queue keeps no order, and then this one."""
    services.beat()
    services.deliver_due(seconds=OLDER_SECONDS, before=letter_id)
    services.deliver(letter_id)


def send_due_letters() -> None:
    """Send what is due by now: second attempts, and letters whose own job was lost. Runs every minute."""
    services.beat()
    services.deliver_due(seconds=DUE_SECONDS)


def beat() -> None:
    """Show that a worker is alive. Runs when a worker starts, and every minute."""
    services.beat()
