"""The real suite and a real browser; a page that complains fails its test."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Protocol

import psycopg
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from bpm.config.bootstrap import find_chromium
from bpm.config.configuration import PROJECT_DIR
from tests.rest_client import RestClient
from tests.running_suite import RunningSuite

_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_WIDE = ViewportSize(width=1440, height=900)
_NARROW = ViewportSize(width=390, height=844)
_PATIENCE_MS = 30_000
_FAILURES = PROJECT_DIR / "var" / "e2e-failures"
_REPORT_KEY = pytest.StashKey[bool]()


@dataclass
class Complaints:
    """What pages complained of during a test.

    Args:
        expected: Parts of complaints that a test provokes on purpose, such as ``"404"``.
    """

    heard: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def expect(self, part: str) -> None:
        """Accept complaints that hold this text."""
        self.expected.append(part)

    def unexpected(self) -> list[str]:
        """Return complaints that no test asked for."""
        return [text for text in self.heard if not any(part in text for part in self.expected)]

    def listen(self, page: Page) -> None:
        """Hear the page's console errors, uncaught exceptions and broken policies."""

        def on_console(message: ConsoleMessage) -> None:
            # A broken content security policy is a console error too.
            if message.type == "error":
                self.heard.append(f"console: {message.text} ({message.location.get('url', '')})")

        def on_page_error(error: Error) -> None:
            self.heard.append(f"uncaught: {error.message}")

        page.on("console", on_console)
        page.on("pageerror", on_page_error)


class Browse(Protocol):
    """Opens a page for a person."""

    def __call__(
        self,
        username: str | None = None,
        *,
        narrow: bool = False,
        dark: bool = False,
        language: str = "en-GB",
    ) -> Page:
        """Return a page of a browser of its own, logged in as the person where one is named."""


@pytest.fixture(scope="session")
def suite() -> Iterator[RunningSuite]:
    """The whole suite, started once for all journeys of a test process."""
    # Journeys create and log in hundreds of people; nobody has to be kept from guessing theirs.
    running = RunningSuite(settings={"BPM_PASSWORD_ROUNDS": "1", "BPM_JOB_WORKERS": "1"})
    running.start()
    yield running
    running.stop()
    running.remove()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of this machine, or Playwright's own."""
    with sync_playwright() as playwright:
        expect.set_options(timeout=_PATIENCE_MS)
        chromium = playwright.chromium.launch(
            executable_path=find_chromium(), args=list(_ARGUMENTS)
        )
        yield chromium
        chromium.close()


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """What pages complained of; anything not expected fails the test at its end."""
    complaints = Complaints()
    yield complaints
    assert complaints.unexpected() == []


@pytest.fixture
def browse(
    request: pytest.FixtureRequest,
    suite: RunningSuite,
    browser: Browser,
    complaints: Complaints,
) -> Iterator[Browse]:
    """Open pages for several people, each in a browser of their own."""
    contexts: list[BrowserContext] = []

    def open_page(
        username: str | None = None,
        *,
        narrow: bool = False,
        dark: bool = False,
        language: str = "en-GB",
    ) -> Page:
        context = browser.new_context(
            base_url=suite.url,
            viewport=_NARROW if narrow else _WIDE,
            locale=language,
            timezone_id="Europe/Berlin",
            reduced_motion="reduce",
            color_scheme="dark" if dark else "light",
            has_touch=narrow,
        )
        context.set_default_timeout(_PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        complaints.listen(page)
        if username is not None:
            log_in(page, username)
        return page

    yield open_page
    if request.node.stash.get(_REPORT_KEY, False):
        _keep_pictures(request.node.name, contexts)
    for context in contexts:
        context.close()


@pytest.fixture
def page(browse: Browse) -> Page:
    """A page that nobody has logged in on."""
    return browse()


@pytest.fixture
def api(suite: RunningSuite) -> RestClient:
    """The REST API, as the administrator; ``api.as_("clerk")`` is somebody else."""
    return RestClient(suite.url, username="admin")


@pytest.fixture
def database(suite: RunningSuite) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """The suite's own database, for what a page cannot show."""
    with suite.connect() as connection:
        yield connection


def log_in(page: Page, username: str, password: str | None = None) -> None:
    """Send the form of the log-in page without showing it; a demo password is the name.

    The page stays where it is. What the form itself does is looked at in ``test_log_in``.
    """
    calls = page.context.request
    calls.get("/login")
    (token,) = (c["value"] for c in page.context.cookies() if c["name"] == "csrftoken")
    form: dict[str, str | float | bool] = {
        "username": username,
        "password": password or username,
        "csrfmiddlewaretoken": token,
    }
    answer = calls.post("/login", form=form, max_redirects=0)
    assert answer.status == HTTPStatus.FOUND, answer.text()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember a failure, so that the fixture can keep a picture of it."""
    report = yield
    if report.failed:
        item.stash[_REPORT_KEY] = True
    return report


def _keep_pictures(name: str, contexts: list[BrowserContext]) -> None:
    _FAILURES.mkdir(parents=True, exist_ok=True)
    safe = "".join(sign if sign.isalnum() else "_" for sign in name)
    for number, context in enumerate(contexts):
        for open_page in context.pages:
            path = _FAILURES / f"{safe}-{number}.png"
            open_page.screenshot(path=path)
