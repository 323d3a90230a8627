"""SIGTERM while files come in and letters leave: all of it ends well or not at all."""

import threading
from concurrent.futures import ThreadPoolExecutor

import httpx

from notifications.models import Letter
from tasks import services
from tests.acceptance.faults.checker import check
from tests.acceptance.faults.conftest import As
from tests.acceptance.faults.site import Site
from tests.conftest import Cast
from tests.production.machines import wait_for
from tests.schema.conftest import global_id
from tests.smtp_sink import Mode
from tests.waiting import HANGS
from uploads.models import TaskFile

UPLOADS = 20
JOBS = 5


def test_g18_a_server_that_is_told_to_end_finishes_its_uploads_and_its_jobs(site: Site, cast: Cast, as_: As) -> None:
    task = services.create_task(title="Draw a logo", assignee=cast.max, by=cast.max.user)
    for number in range(JOBS):
        services.create_task(title=f"Task {number}", assignee=cast.emil, by=cast.max.user)
    person, start = as_(cast.max), threading.Barrier(UPLOADS + 1)

    def upload(number: int) -> bool:
        start.wait()
        try:
            person.upload(global_id(task), {f"{number}.txt": f"{number}\n".encode() * 100_000})
        except httpx.TransportError:
            return False
        return True

    site.mail.mode = Mode.HOLD
    site.worker.start(QUEUE_WORKERS="2")
    site.wait_for_letters(1)
    process = site.worker.process
    assert site.web.process is not None
    assert process is not None
    with ThreadPoolExecutor(UPLOADS) as pool:
        running = [pool.submit(upload, number) for number in range(UPLOADS)]
        start.wait()
        wait_for(lambda: TaskFile.objects.count() >= 2)
        site.web.process.terminate()
        process.terminate()
        site.mail.mode = Mode.OK
        finished = {f"{number}.txt" for number, each in enumerate(running) if each.result()}
    site.web.process.wait(timeout=HANGS)
    assert process.wait(timeout=HANGS) == 0
    assert finished <= set(TaskFile.objects.values_list("name", flat=True))
    assert not Letter.objects.filter(error__gt="").exists()
    check(site)
