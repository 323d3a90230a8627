"""What Prometheus is told, for whoever has the token."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django_q.models import OrmQ
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from notifications.models import Heartbeat, Letter, LetterState

ADDRESS = "/metrics"
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder in which the web processes of one server add up what they count; `serve` makes it."""


class MetricsMiddleware:
    """Answers `/metrics` to whoever has the token, for any host; without it, there is nothing at this address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Tell the numbers, or hand on the request."""
        if request.path_info == ADDRESS and request.method == "GET" and has_token(request):
            return HttpResponse(numbers(), content_type=CONTENT_TYPE_LATEST)
        return self.get_response(request)


def has_token(request: HttpRequest) -> bool:
    """Whether the request bears METRICS_TOKEN; never where none is set."""
    token: str = settings.METRICS_TOKEN
    return bool(token) and constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}")


def numbers() -> bytes:
    """Return every number: what the processes of this server counted, and what stands in the database."""
    return counted() + generate_latest(books)


def counted() -> bytes:
    """Return what was counted: by all web processes under one `serve`, elsewhere by this process."""
    if FOLDER not in os.environ:
        return generate_latest(REGISTRY)
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return generate_latest(together)


class Books(Collector):
    """What stands in the database: the same whichever server is asked."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the numbers; without a database only that it is away."""
        try:
            found = [letters(), ages()]
        except DatabaseError:
            connection.close_if_unusable_or_obsolete()
            found = []
        yield GaugeMetricFamily("rakmedia_database_up", "Whether the database answers.", value=1 if found else 0)
        yield from found


def letters() -> GaugeMetricFamily:
    """Return how many letters are in each state."""
    family = GaugeMetricFamily("rakmedia_letters", "Letters, by state.", labels=["state"])
    counts = dict(Letter.objects.order_by().values_list("state").annotate(Count("pk")))
    for state in LetterState.values:
        family.add_metric([state], counts.get(state, 0))
    return family


def ages() -> GaugeMetricFamily:
    """Return how long the oldest job and the oldest letter have been due, and the worker has been silent."""
    family = GaugeMetricFamily(
        "rakmedia_age_seconds", "Seconds since the oldest of these was due; 0 if none is.", labels=["of"]
    )
    now = timezone.now()
    oldest = {
        "job": OrmQ.objects.filter(lock__lte=now).aggregate(at=Min("lock"))["at"],
        "letter": Letter.objects.due().aggregate(at=Min("next_attempt_at"))["at"],
        "heartbeat": Heartbeat.objects.aggregate(at=Min("beat_at"))["at"],
    }
    for name, moment in oldest.items():
        family.add_metric([name], seconds_since(moment, now))
    return family


def seconds_since(moment: datetime | None, now: datetime) -> float:
    """Return the seconds between the two, 0 for no moment or a later one."""
    return max(0.0, (now - moment).total_seconds()) if moment else 0.0


books = CollectorRegistry()
books.register(Books())
