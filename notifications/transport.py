"""The way out: hands a mail to the mail server, and tells the ways in which that fails apart."""

import smtplib
from collections.abc import Callable
from contextlib import suppress

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from notifications.failures import DeliveryError, Reason

PERMANENT = range(500, 600)


def hand_over(mail: EmailMessage, *, before: Callable[[], None]) -> None:
    """Send the mail over a connection of its own; raise DeliveryError if the server has not confirmed it.

    `before` is called when the server listens and has heard nothing of the mail yet.
    """
    connection = get_connection()
    try:
        connect(connection)
        before()
        mail.connection = connection
        transmit(mail)
    finally:
        # The server has answered for the mail; how it says goodbye changes nothing.
        with suppress(OSError):
            connection.close()


def connect(connection: BaseEmailBackend) -> None:
    """Open the connection and sign in; whatever fails here is a fault of the server, not of the letter."""
    try:
        connection.open()
    except smtplib.SMTPAuthenticationError:
        raise DeliveryError(Reason.NO_ACCESS) from None
    except OSError:
        raise DeliveryError(Reason.UNREACHABLE) from None


def transmit(mail: EmailMessage) -> None:
    """Send the mail over its open connection; causes are dropped, because they quote addresses."""
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        raise refused(max(code for code, _ in refusal.recipients.values()), Reason.REFUSED_RECEIVER) from None
    except smtplib.SMTPResponseException as refusal:
        raise refused(refusal.smtp_code, Reason.REFUSED) from None
    except smtplib.SMTPNotSupportedError:
        raise DeliveryError(Reason.ADDRESS, final=True) from None
    except OSError:
        raise DeliveryError(Reason.UNCONFIRMED) from None


def refused(code: int, reason: Reason) -> DeliveryError:
    """Return the error for the server's answer: 5xx is its last word, anything else asks for patience."""
    return DeliveryError(reason, final=True) if code in PERMANENT else DeliveryError(Reason.BUSY)
