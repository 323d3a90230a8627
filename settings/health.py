"""What a load balancer asks: does the process live, and can it serve."""

import logging
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.core.cache import caches
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponseNotAllowed, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from notifications.models import Heartbeat

logger = logging.getLogger(__name__)

WORKER_SILENCE = timedelta(minutes=3)
PROBE_SECONDS = 10
SECONDS_TO_WAIT = 5


class HealthMiddleware:
    """Answers `/healthz` and `/readyz` before anything asks which host was meant: probes come by address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.answers = {"/healthz": live, "/readyz": Readiness().answer}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a probe, and hand on every other request."""
        answer = self.answers.get(request.path_info)
        if answer is None:
            return self.get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return answer()


def live() -> JsonResponse:
    """Tell that the process answers; nothing else is asked."""
    return JsonResponse({"status": "ok"})


class Readiness:
    """Whether this process can serve: not without its database and its tables, but without cache and worker."""

    def __init__(self) -> None:
        self.migrated = False

    def answer(self) -> JsonResponse:
        """Tell how each part is: 503 where the database or a migration is missing."""
        database = works(reach_database)
        migrations = database and works(self.has_migrations)
        cache = works(reach_cache)
        worker = migrations and works(hear_worker)
        parts = {
            "database": "ok" if database else "unavailable",
            "migrations": "ok" if migrations else "unavailable",
            "cache": "ok" if cache else "degraded",
            "worker": "ok" if worker else "degraded",
        }
        status = next((word for word in ("unavailable", "degraded") if word in parts.values()), "ok")
        response = JsonResponse({"status": status, **parts}, status=503 if status == "unavailable" else 200)
        if status == "unavailable":
            response["Retry-After"] = SECONDS_TO_WAIT
        return response

    def has_migrations(self) -> bool:
        """Tell whether every migration is applied; once it is so, it stays so for this process."""
        if not self.migrated:
            executor = MigrationExecutor(connection)
            self.migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        return self.migrated


def works(probe: Callable[[], bool]) -> bool:
    """Return the probe's answer, and no where it raises: each back end has exceptions of its own."""
    try:
        return probe()
    except Exception as error:  # noqa: BLE001 -- whatever it is, the part does not work
        logger.warning("The probe %s failed: %s", probe.__name__, type(error).__name__)
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        return False


def reach_database() -> bool:
    """Ask the database for a row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() is not None


def reach_cache() -> bool:
    """Put something into the cache of responses and take it out."""
    cache, key = caches["responses"], f"health:{uuid4().hex}"
    cache.set(key, b"here", PROBE_SECONDS)
    found: bool = cache.get(key) == b"here"
    cache.delete(key)
    return found


def hear_worker() -> bool:
    """Tell whether a worker has shown itself lately."""
    return Heartbeat.objects.filter(name="worker", beat_at__gte=timezone.now() - WORKER_SILENCE).exists()
