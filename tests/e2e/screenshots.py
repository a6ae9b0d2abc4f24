"""Take a picture of every page: ``pytest tests/e2e/screenshots.py``; they lie in ``var/pictures``.

Not collected with the tests: nothing here is asserted, the pictures are for eyes.
"""

import pytest

from bpm.config.configuration import PROJECT_DIR
from tests.e2e.conftest import Browse
from tests.e2e.journeys import deploy_gate, start
from tests.rest_client import RestClient

_FOLDER = PROJECT_DIR / "var" / "pictures"
_PAGES = {
    "clerk": {
        "inbox": "/inbox/mine",
        "inbox-empty": "/inbox/overdue",
        "inbox-table": "/inbox/groups?look=table",
        "requests": "/requests",
        "start": "/start",
        "start-dialog": "/start/holiday-request",
        "notifications": "/notifications",
        "notification-settings": "/profile/notifications",
    },
    "operator": {"instances": "/instances", "incidents": "/incidents"},
    "analyst": {
        "processes": "/processes",
        "process": "/processes/holiday-request",
        "modeler": "/processes/holiday-request/modeler",
        "deploy": "/deploy",
        "forms": "/forms",
    },
    "admin": {
        "people": "/admin",
        "tokens": "/profile/tokens",
        "notification-settings": "/profile/notifications",
    },
}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_take_pictures(browse: Browse, api: RestClient, narrow: bool, dark: bool) -> None:
    _FOLDER.mkdir(parents=True, exist_ok=True)
    look = f"{'dark' if dark else 'light'}{'-narrow' if narrow else ''}"
    for person, of_person in _fill(api).items():
        page = browse(person, narrow=narrow, dark=dark)
        for name, path in of_person.items():
            page.goto(path)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=_FOLDER / f"{name}-{look}.png")


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
