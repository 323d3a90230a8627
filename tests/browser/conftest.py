"""A real browser in front of a real server: this machine's own Chromium, which none but this server may answer."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.waiting import HANGS

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
REFUSED_BY_POLICY = (
    "addEventListener('securitypolicyviolation', event => console.error('refused: ' + event.blockedURI))"
)

expect.set_options(timeout=HANGS * 1000)

OpenPage = Callable[..., Page]


@dataclass
class Watch:
    """What went wrong in a browser: errors on the console, and requests to somebody else."""

    home: str
    faults: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Write down every fault of the context's pages."""
        context.add_init_script(REFUSED_BY_POLICY)
        context.on("console", self.hear)
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        context.on("request", self.follow)

    def hear(self, message: ConsoleMessage) -> None:
        """Write down an error or a warning."""
        if message.type in {"error", "warning"}:
            self.faults.append(message.text)

    def follow(self, request: Request) -> None:
        """Write down a request that leaves the server."""
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.faults.append(f"asked {request.url}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium, for one module: while it runs, Django takes this thread for an asynchronous one."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("No Chromium is installed on this machine.")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """Return what opens GraphiQL as on a first visit; any fault of a page it opened fails the test."""
    watch = Watch(home=live_server.url)
    contexts: list[BrowserContext] = []

    def open_page(*, width: int = 1280, dark: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light"
        )
        context.set_default_timeout(HANGS * 1000)
        contexts.append(context)
        watch.over(context)
        page = context.new_page()
        page.goto(f"{live_server.url}/graphql/")
        page.locator(".graphiql-query-editor .CodeMirror").wait_for()
        page.wait_for_load_state("networkidle")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert watch.faults == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """Open GraphiQL on a screen of common size."""
    return open_page()
