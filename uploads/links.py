"""Where a file is downloaded: the stable address, and the signed one for a browser that cannot send a token."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from organization.models import User

if TYPE_CHECKING:
    from uploads.models import TaskFile

signer = TimestampSigner(salt="uploads.links", sep="~")


@dataclass(frozen=True)
class DownloadLink:
    """An address that is good for one viewer and one file, until it expires."""

    url: str
    expires_at: datetime


class BadLinkError(Exception):
    """The link is altered, expired, for another file, or its viewer has changed his password since."""


def download_url(file: "TaskFile") -> str:
    """Return the address of the file, which wants a Bearer token."""
    return settings.PUBLIC_URL + reverse("task-file", args=(file.pk,))


def make_download_link(*, file: "TaskFile", viewer: User) -> DownloadLink:
    """Return an address that opens the file for this viewer without a token, for a minute."""
    link = signer.sign(f"{file.pk}.{viewer.pk}.{viewer.token_fingerprint()}")
    # The signature knows whole seconds, and expires by them.
    signed_at = datetime.now(UTC).replace(microsecond=0)
    return DownloadLink(
        url=f"{download_url(file)}?link={link}",
        expires_at=signed_at + timedelta(seconds=settings.DOWNLOAD_LINK_SECONDS),
    )


def viewer_of_link(link: str, file_id: int) -> User:
    """Return whom the link was made for; raise BadLinkError if it does not open this file now."""
    try:
        signed_file, viewer, fingerprint = signer.unsign(link, max_age=settings.DOWNLOAD_LINK_SECONDS).split(".")
    except (BadSignature, ValueError):
        raise BadLinkError from None
    user: User | None = User.objects.select_related("employee__company").filter(pk=viewer, is_active=True).first()
    if user is None or signed_file != str(file_id):
        raise BadLinkError
    if not constant_time_compare(user.token_fingerprint(), fingerprint):
        raise BadLinkError
    return user
