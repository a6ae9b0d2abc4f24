"""The page of decisions: from an empty table to a version, tried out and mended on the way."""

import re
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.e2e.axe import find_violations
from tests.e2e.conftest import Browse
from tests.rest_client import RestClient
from tests.unit.core.dmn.tables import decision, definitions, table

_SAVED = re.compile(r"Saved \d")


def _draft(api: RestClient, key: str, *rules: list[str]) -> str:
    content = definitions(decision(table(*rules, outputs=['name="level"']), id_=key)).decode()
    body = {"kind": "decision", "name": key, "content": content}
    return str(api.post("/drafts", body).json["id"])


def _decide(page: Page, amount: str) -> None:
    page.get_by_label("amount", exact=True).fill(amount)
    page.get_by_role("button", name="Decide").click()


def test_a_decision_is_written_tried_and_deployed(browse: Browse) -> None:
    page = browse("analyst")
    name = f"Level {uuid4().hex[:6]}"
    page.goto("/decisions")
    page.get_by_role("button", name="New decision").first.click()
    page.get_by_role("dialog").get_by_label("Name").fill(name)
    page.get_by_role("button", name="Open the editor").click()
    page.wait_for_url("**/decisions/drafts/*")
    cell = page.locator(".output-cell [contenteditable]").first
    cell.click()
    page.keyboard.press("Control+a")
    page.keyboard.type('"high"')
    expect(page.get_by_role("status").filter(has_text=_SAVED)).to_be_visible()
    expect(page.get_by_text("Nothing stands in the way of deployment.")).to_be_visible()

    _decide(page, "4862.5")
    bench = page.get_by_role("region", name="Try it")
    expect(bench.get_by_role("status")).to_contain_text('"high"')
    expect(bench.get_by_role("status")).to_contain_text("Rule 1 fits.")
    assert find_violations(page) == []

    page.get_by_role("button", name="Deploy", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("first version")
    dialog.get_by_label("Note").fill("All is high for now.")
    dialog.get_by_role("button", name="Deploy", exact=True).click()
    expect(dialog.get_by_text("Version 1 is live.")).to_be_visible()
    dialog.get_by_role("button", name="Close").last.click()
    page.get_by_role("tab", name="Versions").click()
    expect(page.get_by_role("listitem").filter(has_text="Version 1")).to_contain_text("All is high")
    page.goto(f"/decisions?q={name}")
    expect(page.get_by_role("row", name=name)).to_contain_text("Version 1")
    assert find_violations(page) == []


def test_a_fault_leads_to_its_cell_and_stops_deployment(browse: Browse, api: RestClient) -> None:
    draft = _draft(api, f"faulty-{uuid4().hex[:6]}", ["< 1000", '"low"'], [">>", '"high"'])
    page = browse("analyst", dark=True)
    page.goto(f"/decisions/drafts/{draft}")
    problems = page.get_by_role("region", name="Problems")
    problems.get_by_role("button").first.click()
    expect(problems.locator("[aria-current]")).to_have_count(1)
    assert find_violations(page) == []
    page.get_by_role("button", name="Deploy", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("alert")).to_contain_text("in the way")
    expect(dialog.get_by_role("button", name="Deploy", exact=True)).to_be_disabled()
