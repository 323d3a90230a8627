"""Looks, after a fault, at all that is left: files, letters, jobs, mails, and whether a secret stands anywhere."""

import hashlib
import os
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import redis
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django_q.models import OrmQ
from django_q.models import Task as Job
from django_q.signing import BadSignature, SignedPackage

from notifications.models import Letter, LetterState
from organization.models import Employee
from organization.storage import ORPHAN_AGE
from tests.acceptance.faults.site import Site
from uploads.models import TaskFile

IN_LETTERS = (r"^Temporary password: (\S+)", r"[?&]token=([\w.=-]+)")
"""Where a letter shows a secret that stands in no other place."""


def check(site: Site, *, secrets: Iterable[str] = (), killed: int = 0) -> None:
    """Hold the site to what it promises, so many of its processes having been killed."""
    check_files(site, swept=bool(killed))
    check_jobs()
    check_mails(site, most_twice=killed)
    check_secrets(site, {*secrets, *secrets_in_letters(site)})


def check_files(site: Site, *, swept: bool) -> None:
    """Hold every row to its file and every file to its row; a killed process's file goes with the next sweep."""
    with override_settings(MEDIA_ROOT=site.media):
        if swept:
            sweep_a_day_later(site)
        rows = {str(row.file.name): row for row in TaskFile.objects.all()}
        pictures = set(Employee.objects.exclude(picture="").values_list("picture", flat=True))
    stored = {str(path.relative_to(site.media)): path for path in site.media.rglob("*") if path.is_file()}
    assert stored.keys() == rows.keys() | pictures
    for name, row in rows.items():
        content = stored[name].read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (row.size, row.sha256)


def sweep_a_day_later(site: Site) -> None:
    """Run the daily housekeeping as if every stored file were as old as it has to be for that."""
    old = time.time() - (ORPHAN_AGE + timedelta(minutes=1)).total_seconds()
    for path in site.media.rglob("*"):
        os.utime(path, (old, old))
    call_command("clear_expired", verbosity=0)


def check_jobs() -> None:
    """Hold every letter to a job or an end, and every job to its letter."""
    known = dict(Letter.objects.values_list("pk", "state"))
    jobs = [each["args"][0] for each in queued() if each["func"] == "notifications.jobs.send_letter"]
    assert set(jobs) <= known.keys()
    assert max(Counter(jobs).values(), default=0) <= 1
    tried = set(Letter.objects.filter(attempts__gt=0).values_list("pk", flat=True))
    waiting = {pk for pk, state in known.items() if state == LetterState.WAITING}
    # A letter that was tried waits for the round that the worker makes every minute.
    assert waiting - tried <= set(jobs)


def queued() -> list[dict[str, Any]]:
    """Return the jobs in the queue, as the worker reads them."""
    return [SignedPackage.loads(payload) for payload in OrmQ.objects.values_list("payload", flat=True)]


def check_mails(site: Site, *, most_twice: int = 0) -> None:
    """Hold the mails to one a letter, at most so many having come a second time; each copy has its own id."""
    mails = [arrival.mail for arrival in site.mail.arrivals]
    copies = Counter((str(mail["To"]), str(mail["Subject"])) for mail in mails)
    assert max(copies.values(), default=0) <= (2 if most_twice else 1), copies
    assert len(mails) - len(copies) <= most_twice
    assert len({str(mail["Message-ID"]) for mail in mails}) == len(mails)
    assert all(len(arrival.to) == 1 for arrival in site.mail.arrivals)


def secrets_in_letters(site: Site) -> set[str]:
    """Return what the letters alone may show: temporary passwords, and tokens for choosing one."""
    texts = [arrival.part("plain") for arrival in site.mail.arrivals]
    return {found for text in texts for where in IN_LETTERS for found in re.findall(where, text, re.MULTILINE)}


def check_secrets(site: Site, secrets: set[str]) -> None:
    """Look for each secret in every table, job, file, log and cached value; find none."""
    assert all(len(secret) > 8 for secret in secrets)
    for place, content in everything(site):
        found = [secret for secret in secrets if secret.encode() in content]
        assert not found, f"{len(found)} secrets in {place}"


def everything(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield all that is kept anywhere, and where."""
    yield from tables()
    for job in OrmQ.objects.all():
        yield f"job {job.pk}", readable(job)
    for done in Job.objects.all():
        yield f"finished job {done.pk}", repr((done.args, done.kwargs, done.result)).encode()
    for path in site.folder.rglob("*"):
        if path.is_file():
            yield str(path.relative_to(site.folder)), path.read_bytes()
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
        for key in client.scan_iter("*"):
            if client.type(key) == b"string":
                yield repr(key), bytes(client.get(key) or b"")


def readable(job: OrmQ) -> bytes:
    """Return a job's content without its packing; as it is if it was not signed here."""
    try:
        return repr(SignedPackage.loads(job.payload)).encode()
    except (BadSignature, TypeError, ValueError):
        return str(job.payload).encode()


def tables() -> Iterator[tuple[str, bytes]]:
    """Yield every column of every table, as text."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        for name in names:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
            columns = [each[0] for each in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    kept = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                    yield f"{name}.{column}", kept
