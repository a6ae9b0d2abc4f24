"""Save a picture of every page to look at: ``python -m tests.e2e.screenshots DIR``.

Starts a suite of its own with a few cases in it, and stops it again.
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from bpm.config.bootstrap import find_chromium
from tests.e2e.conftest import log_in
from tests.e2e.journeys import deploy_gate, start
from tests.rest_client import RestClient
from tests.running_suite import RunningSuite

_WIDE: ViewportSize = {"width": 1440, "height": 900}
_NARROW: ViewportSize = {"width": 390, "height": 844}
_SETTLE_MS = 1_000
_PAGES = {
    "clerk": {
        "inbox": "/inbox/mine",
        "inbox-empty": "/inbox/overdue",
        "start": "/start",
        "start-dialog": "/start/holiday-request",
    },
    "operator": {"instances": "/instances", "incidents": "/incidents"},
    "analyst": {
        "processes": "/processes",
        "process": "/processes/holiday-request",
        "modeler": "/processes/holiday-request/modeler",
        "deploy": "/deploy",
    },
    "admin": {"people": "/admin", "tokens": "/profile/tokens"},
}


def main() -> None:
    """Take all pictures, wide and narrow, light and dark."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    suite = RunningSuite()
    suite.start()
    try:
        pages = _fill(RestClient(suite.url, username="admin"))
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(
                executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"]
            )
            for narrow in (False, True):
                for dark in (False, True):
                    _take_all(chromium, suite.url, folder, pages, narrow=narrow, dark=dark)
    finally:
        suite.stop()
        suite.remove()


def _fill(api: RestClient) -> dict[str, dict[str, str]]:
    """Start a few cases; return the pages to show, those of the cases among them."""
    pages = {person: dict(of_person) for person, of_person in _PAGES.items()}
    clerk = api.as_("clerk")
    for number in range(3):
        values = {"days": 3, "reason": "Sea"}
        instance = start(clerk, "holiday-request", f"HOL-{number + 7}", **values)
        (task,) = clerk.get(f"/user-tasks?process_instance_id={instance}").json["items"]
        clerk.post(f"/user-tasks/{task['id']}/claim")
        pages["clerk"]["task"] = f"/inbox/mine/{task['id']}"
        pages["operator"]["instance"] = f"/instances/{instance}"
    failed = start(api, deploy_gate(api), "STOP-1", amount="much")
    pages["operator"]["instance-incident"] = f"/instances/{failed}"
    return pages


def _take_all(
    browser: Browser,
    url: str,
    folder: Path,
    pages: dict[str, dict[str, str]],
    *,
    narrow: bool,
    dark: bool,
) -> None:
    look = f"{'dark' if dark else 'light'}{'-narrow' if narrow else ''}"
    for person, of_person in pages.items():
        context = browser.new_context(
            base_url=url,
            viewport=_NARROW if narrow else _WIDE,
            locale="en-GB",
            timezone_id="Europe/Berlin",
            reduced_motion="reduce",
            color_scheme="dark" if dark else "light",
        )
        page = context.new_page()
        log_in(page, person)
        for name, path in of_person.items():
            _take(page, path, folder / f"{name}-{look}.png")
        context.close()


def _take(page: Page, path: str, target: Path) -> None:
    page.goto(path)
    page.wait_for_timeout(_SETTLE_MS)
    page.screenshot(path=target)


if __name__ == "__main__":
    main()
