"""Lists that are longer than anybody looks at: they scroll, and stay quick."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Browse
from tests.e2e.crowds import copy_incidents, copy_instances, remove_copies
from tests.e2e.journeys import Database, deploy_gate, start
from tests.rest_client import RestClient
from tests.waiting import wait_until

_MOST_ROWS_IN_PAGE = 120
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
