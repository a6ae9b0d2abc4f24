"""Lists that are longer than anybody looks at: they scroll, and stay quick."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Browse
from tests.e2e.crowds import copy_held_tasks, copy_incidents, copy_instances, remove_copies
from tests.e2e.journeys import (
    Database,
    as_member,
    deploy_gate,
    make_team,
    sign_in,
    start,
    task_of,
)
from tests.rest_client import RestClient
from tests.running_suite import RunningSuite
from tests.waiting import wait_until

_MOST_ROWS_IN_PAGE = 120
_TASKS = 1_200
_ROWS = "tbody tr[data-index]"
_SCROLL = "document.querySelector('table').closest('[data-scrolls], main').scrollTo(0, 1e9)"


@pytest.fixture(autouse=True)
def _short_again(database: Database) -> Iterator[None]:
    yield
    remove_copies(database, "CROWD")


def test_thousands_of_instances_are_scrolled_through(
    browse: Browse, api: RestClient, database: Database
) -> None:
    key = deploy_gate(api)
    instance = start(api, key, "CROWD", amount=1)
    copy_instances(database, instance, 1_200, "CROWD")
    page = browse("operator")
    page.goto(f"/instances?process={key}")
    expect(page.get_by_role("table")).to_have_attribute("aria-rowcount", "1202")
    _scroll_to_end(page)

    page.get_by_role("link", name="CROWD-1200").focus()
    page.keyboard.press("k")
    expect(page.get_by_role("link", name="CROWD-1199")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="CROWD-1199")).to_be_visible()


def test_hundreds_of_faults_are_scrolled_through(
    browse: Browse, api: RestClient, database: Database
) -> None:
    key = deploy_gate(api)
    instance = start(api, key, "FAULT", amount="much")
    copy_incidents(database, instance, 250, 3)
    page = browse("operator")
    page.goto(f"/incidents?process={key}")
    expect(page.get_by_text("251 groups")).to_be_visible()
    _scroll_to_end(page)
    # The only group with one member is the last one, and it can be opened.
    page.locator(_ROWS).last.get_by_role("button").click()
    expect(page.get_by_role("complementary").get_by_role("listitem")).to_have_count(1)
    page.keyboard.press("k")
    expect(page.get_by_role("complementary").get_by_role("listitem")).to_have_count(3)

    # Its page has not read all of them, and says how many there are nevertheless.
    page.goto(f"/instances/{instance}?tab=incidents")
    expect(page.get_by_text("751 incidents")).to_be_visible()
    expect(page.get_by_role("tab", name="Incidents")).to_contain_text("751")


def test_a_thousand_tasks_are_counted_and_scrolled_through(
    browse: Browse, suite: RunningSuite, api: RestClient, database: Database
) -> None:
    team = make_team(api)
    task = task_of(api, start(api, team.key, "CROWD", note="x"))
    assert as_member(suite.url, team.alice).post(f"/user-tasks/{task}/claim").status == 200
    copy_held_tasks(database, task, _TASKS, "CROWD")
    page = browse()
    sign_in(page, team.alice)
    page.goto("/inbox/mine")
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 800})
        grid = page.get_by_role("grid")
        # Exactly so many are counted; what is beyond is said, not hidden.
        expect(page.get_by_role("heading", level=1)).to_contain_text("1,000+")
        expect(grid.get_by_text(re.compile(r"· CROWD$"))).to_be_visible()
        last = grid.get_by_text(re.compile(rf"· CROWD-{_TASKS}$"))
        most = 0

        def is_there() -> bool:
            nonlocal most
            grid.evaluate("(grid) => grid.parentElement.scrollTo(0, 1e9)")  # noqa: B023
            most = max(most, page.locator("[role=grid] [data-task]").count())
            return last.count() == 1  # noqa: B023

        assert wait_until(is_there, seconds=60)
        assert 0 < most <= _MOST_ROWS_IN_PAGE
        expect(last).to_be_visible()
        grid.evaluate("(grid) => grid.parentElement.scrollTo(0, 0)")
        expect(grid.get_by_role("rowheader")).to_contain_text("No due date 1,201")


def _scroll_to_end(page: Page) -> None:
    """Scroll down until the last row is there, and hold the page to few rows on the way."""
    end = int(page.get_by_role("table").get_attribute("aria-rowcount") or "0")
    last = page.locator(f'tr[aria-rowindex="{end}"]')
    most = 0

    def is_there() -> bool:
        nonlocal most
        page.evaluate(_SCROLL)
        most = max(most, page.locator(_ROWS).count())
        return last.count() == 1

    assert wait_until(is_there, seconds=60)
    assert most <= _MOST_ROWS_IN_PAGE
    expect(last).to_be_visible()
