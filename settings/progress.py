"""A command that takes its time, and says how far it is."""

from time import monotonic

from django.core.management.base import BaseCommand

SECONDS_BETWEEN_LINES = 5


class LongCommand(BaseCommand):
    """Prints lines at once, and counts in between every few seconds; nothing with `--verbosity 0`."""

    quiet = False
    said_at = 0.0

    def begin(self, verbosity: int) -> None:
        """Start the clock."""
        self.quiet, self.said_at = verbosity == 0, monotonic()

    def say(self, line: str) -> None:
        """Print a line."""
        if not self.quiet:
            self.stdout.write(line)
            self.stdout.flush()

    def count(self, done: int, of: int) -> None:
        """Say how many files are done, if it has not been said for some seconds."""
        if monotonic() - self.said_at > SECONDS_BETWEEN_LINES:
            self.said_at = monotonic()
            self.say(f"Files: {done} of {of}")
