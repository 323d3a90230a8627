"""The outbox page: what a developer's machine would have sent."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from notifications import outbox

PER_PAGE = 50
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HTML_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"


@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    """Show the mails, the newest first."""
    open_outbox()
    page = Paginator(outbox.names(), PER_PAGE).get_page(request.GET.get("page"))
    mails = [mail for name in page if (mail := found(name))]
    return render(request, "outbox/mail_list.html", {"page": page, "mails": mails})


@require_safe
def mail_detail(request: HttpRequest, name: str) -> HttpResponse:
    """Show one mail with both of its parts; the page may frame what this site serves."""
    response = render(request, "outbox/mail_detail.html", {"mail": mail_or_404(name)})
    response["Content-Security-Policy"] = PAGE_POLICY
    return response


@require_safe
@xframe_options_sameorigin
def mail_html(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Answer with the HTML part alone, for the frame: its inline styles show, nothing runs and nothing is fetched."""
    html = mail_or_404(name).html.replace("<head>", '<head><base target="_blank">', 1)
    return HttpResponse(html, headers={"Content-Security-Policy": HTML_POLICY})


def open_outbox() -> None:
    """Raise Http404 where mails are really sent."""
    if not settings.OUTBOX_DIR:
        raise Http404


def mail_or_404(name: str) -> outbox.StoredMail:
    """Return the mail, or raise Http404."""
    open_outbox()
    mail = found(name)
    if mail is None:
        raise Http404
    return mail


def found(name: str) -> outbox.StoredMail | None:
    """Return the mail; None if it was deleted meanwhile."""
    try:
        return outbox.read_mail(name)
    except OSError:
        return None
