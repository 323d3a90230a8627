"""Why a letter did not leave: the fixed words that people may read."""

from enum import StrEnum


class Reason(StrEnum):
    """Why an attempt failed; the words hold no address, no text of the letter and no answer of a server."""

    UNWRITTEN = "The letter could not be written."
    ADDRESS = "The receiver's mail address is not valid."
    UNREACHABLE = "The mail server could not be reached."
    NO_ACCESS = "The mail server did not let this site sign in."
    BUSY = "The mail server asked to try again later."
    REFUSED = "The mail server refused the letter."
    REFUSED_RECEIVER = "The mail server does not know the receiver's address."
    UNCONFIRMED = "The mail server did not confirm the letter; it may have arrived."
    UNCONFIRMED_AGAIN = "The mail server did not confirm the letter a second time; it may have arrived."
    INTERRUPTED = "The background worker stopped while it was sending the letter."


class DeliveryError(Exception):
    """An attempt to send a letter failed; `final` says that another one would fail as well."""

    def __init__(self, reason: Reason, *, final: bool = False) -> None:
        """Keep the reason in fixed words."""
        super().__init__(str(reason))
        self.reason = reason
        self.final = final
