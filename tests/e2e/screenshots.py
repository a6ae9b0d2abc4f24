"""Take a picture of every page: ``pytest tests/e2e/screenshots.py``; they lie in ``var/pictures``.

Not collected with the tests: nothing here is asserted, the pictures are for eyes.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page
from typing_extensions import override

from bpm.config.configuration import PROJECT_DIR
from tests.e2e.conftest import Browse
from tests.e2e.form_journeys import Asking, deploy_asking, open_task
from tests.e2e.journeys import as_member, deploy_gate, sign_in, start
from tests.rest_client import RestClient
from tests.running_suite import RunningSuite

_FOLDER = PROJECT_DIR / "var" / "pictures"
_OPENING_MS = 900
_PAGES = {
    "": {"login": "/login"},
    "clerk": {
        "inbox": "/inbox/mine",
        "inbox-groups": "/inbox/groups",
        "inbox-empty": "/inbox/overdue",
        "inbox-done": "/inbox/done",
        "inbox-table": "/inbox/groups?look=table",
        "requests": "/requests",
        "start": "/start",
        "start-dialog": "/start/holiday-request",
        "notifications": "/notifications",
        "notification-settings": "/profile/notifications",
        "tokens": "/profile/tokens",
        "password": "/password",
        "not-found": "/nowhere",
    },
    "operator": {
        "instances": "/instances",
        "incidents": "/incidents",
        "mails": "/mails",
    },
    "analyst": {
        "processes": "/processes",
        "process": "/processes/holiday-request",
        "modeler": "/processes/holiday-request/modeler",
        "deploy": "/deploy",
        "forms": "/forms",
        "decisions": "/decisions",
        "compare": "/processes/holiday-request/compare",
    },
    "admin": {"people": "/admin", "permissions": "/processes/holiday-request?tab=permissions"},
}


@dataclass(frozen=True, slots=True)
class _Look:
    """How the pages are looked at."""

    narrow: bool = False
    dark: bool = False
    language: str = "en-GB"

    @override
    def __str__(self) -> str:
        words = ["dark" if self.dark else "light", self.language[:2]]
        return "-".join([*words, "narrow"] if self.narrow else words)


_LOOKS = [
    _Look(narrow=narrow, dark=dark, language=language)
    for narrow in (False, True)
    for language in ("en-GB", "de-DE")
    for dark in (False, True)
]


@pytest.mark.parametrize("look", _LOOKS, ids=str)
def test_take_pictures(browse: Browse, api: RestClient, look: _Look) -> None:
    for person, of_person in _fill(api).items():
        page = browse(person or None, narrow=look.narrow, dark=look.dark, language=look.language)
        _take(page, of_person, look)


@pytest.mark.parametrize("look", _LOOKS, ids=str)
def test_take_pictures_of_forms(
    browse: Browse, api: RestClient, suite: RunningSuite, look: _Look
) -> None:
    asking = deploy_asking(api)
    page = browse(narrow=look.narrow, dark=look.dark, language=look.language)
    sign_in(page, asking.team.alice)
    _take(page, _fill_forms(api, suite.url, asking), look)
    analyst = browse("analyst", narrow=look.narrow, dark=look.dark, language=look.language)
    analyst.goto("/forms")
    row = analyst.get_by_role("row").filter(has_text=asking.review)
    row.get_by_role("button").click()
    analyst.wait_for_url("**/forms/drafts/*")
    analyst.wait_for_load_state("networkidle")
    analyst.screenshot(path=_FOLDER / f"form-builder-{look}.png")


def _take(page: Page, pages: dict[str, str], look: _Look) -> None:
    _FOLDER.mkdir(parents=True, exist_ok=True)
    for name, path in pages.items():
        page.goto(path)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=_FOLDER / f"{name}-{look}.png")
        for more, open_more in _MORE.get(name, {}).items():
            open_more(page)
            # What opens is fetched only now; the page has been idle before.
            page.wait_for_timeout(_OPENING_MS)
            page.screenshot(path=_FOLDER / f"{name}-{more}-{look}.png")
            page.goto(path)
            page.wait_for_load_state("networkidle")


def _click(*names: str) -> Callable[[Page], None]:
    def open_it(page: Page) -> None:
        for name in names:
            found = (
                page.get_by_role("button", name=re.compile(name))
                .or_(page.get_by_role("tab", name=re.compile(name)))
                .or_(page.get_by_role("menuitem", name=re.compile(name)))
            )
            found.first.click()

    return open_it


def _select_all(page: Page) -> None:
    page.keyboard.press("Control+a")


def _complete_all(page: Page) -> None:
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+Enter")


_MORE: dict[str, dict[str, Callable[[Page], None]]] = {
    "inbox-groups": {
        "filter": _click("^((\\+ )?Filter|Liste filtern)"),
    },
    "inbox": {
        "keys": lambda page: page.keyboard.press("?"),
    },
    "form-select": {"all": _select_all, "complete": _complete_all},
    "form-task": {
        "comments": _click("^(Comments|Kommentare)"),
        "history": _click("^(History|Verlauf)"),
    },
    "task": {
        "menu": _click("^(More|Weitere)"),
        "comments": _click("^(Comments|Kommentare)"),
        "history": _click("^(History|Verlauf)"),
        "process": _click("^(Process|Prozess)"),
    },
}


def _fill_forms(api: RestClient, suite_url: str, asking: Asking) -> dict[str, str]:
    """Start cases whose tasks have forms, one with a long talk; return the pages to show."""
    alice = as_member(suite_url, asking.team.alice)
    tasks = [open_task(api, suite_url, asking, amount=1000 + 100 * n) for n in range(4)]
    for number in range(8):
        text = f"Line {number}: the supplier says that the price has risen since the spring. " * 3
        alice.post(f"/user-tasks/{tasks[0]}/comments", {"text": text})
    instance = alice.get(f"/user-tasks/{tasks[0]}").json["process_instance_id"]
    return {
        "form-task": f"/inbox/mine/{tasks[0]}",
        "form-select": "/inbox/mine",
        "form-table": "/inbox/mine?look=table",
        "form-start": f"/start/{asking.key}",
        "request": f"/requests/{instance}",
    }


def _fill(api: RestClient) -> dict[str, dict[str, str]]:
    """Start a few cases; return the pages to show, those of the cases among them."""
    pages = {person: dict(of_person) for person, of_person in _PAGES.items()}
    clerk = api.as_("clerk")
    for number in range(3):
        values = {"days": 3, "reason": "Sea"}
        instance = start(clerk, "holiday-request", f"HOL-{number + 7}", **values)
        (task,) = clerk.get(f"/user-tasks?process_instance_id={instance}").json["items"]
        clerk.post(f"/user-tasks/{task['id']}/claim")
        for text in ("Is the sea open at this time of the year?", "@manager please look at it"):
            clerk.post(f"/user-tasks/{task['id']}/comments", {"text": text})
        pages["clerk"]["task"] = f"/inbox/mine/{task['id']}"
        pages["operator"]["instance"] = f"/instances/{instance}"
        start(clerk, "holiday-request", f"FREE-{number}", **values)
    failed = start(api, deploy_gate(api), "STOP-1", amount="much")
    pages["operator"]["instance-incident"] = f"/instances/{failed}"
    return pages
