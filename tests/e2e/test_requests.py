"""My requests: how they stand, who has them, reminding and withdrawing."""

from playwright.sync_api import expect

from tests.e2e.axe import WIDTHS, find_violations
from tests.e2e.conftest import Browse
from tests.e2e.journeys import Database, as_member, make_team, one, sign_in, start, task_of
from tests.rest_client import RestClient
from tests.running_suite import RunningSuite

STATE = "select state from process_instance where id = %s"


def test_somebody_sees_who_has_a_request_reminds_and_withdraws_it(
    browse: Browse, suite: RunningSuite, api: RestClient, database: Database
) -> None:
    team = make_team(api)
    instance = start(as_member(suite.url, team.alice), team.key, "REQ-1", note="x")
    task = task_of(api, instance)
    page = browse()
    sign_in(page, team.alice)
    page.goto("/")
    page.get_by_role("main").focus()
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_url("**/requests")
    card = page.get_by_role("list", name="My requests").get_by_role("listitem").first
    expect(card).to_contain_text("REQ-1")
    expect(card).to_contain_text("Waits for somebody")
    expect(card).to_contain_text("Step 1: review")
    expect(card).to_contain_text(f"is open to {team.group}")
    assert as_member(suite.url, team.bob).post(f"/user-tasks/{task}/claim").status == 200
    expect(card).to_contain_text(f"is with {team.bob}")

    page.keyboard.press("j")
    page.keyboard.press("e")
    dialog = page.get_by_role("dialog", name="Remind of REQ-1")
    dialog.get_by_label("A word with it").fill("The customer waits.")
    dialog.get_by_role("button", name="Remind", exact=True).click()
    expect(page.get_by_text("Reminded of REQ-1")).to_be_visible()
    expect(card).to_contain_text("You reminded of it today")
    history = as_member(suite.url, team.bob).get(f"/user-tasks/{task}/history").json["items"]
    assert any(event["details"].get("note") == "The customer waits." for event in history)

    card.get_by_role("button", name="Withdraw…").click()
    dialog = page.get_by_role("dialog", name="Withdraw REQ-1?")
    expect(dialog.get_by_role("button", name="Withdraw it")).to_be_disabled()
    dialog.get_by_label("Reason").fill("Ordered twice.")
    dialog.get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_text("REQ-1 is withdrawn")).to_be_visible()
    expect(card).to_contain_text("Withdrawn or cancelled")
    expect(card.get_by_role("button")).to_have_count(0)
    assert one(database, STATE, instance) == "cancelled"


@WIDTHS
def test_requests_keep_the_accessibility_rules(
    browse: Browse, suite: RunningSuite, api: RestClient, narrow: bool
) -> None:
    team = make_team(api)
    page = browse(narrow=narrow)
    sign_in(page, team.alice)
    page.goto("/requests")
    expect(page.get_by_text("You have not started anything yet")).to_be_visible()
    found = find_violations(page)
    instance = start(as_member(suite.url, team.alice), team.key, "REQ-2", note="x")
    page.goto(f"/requests/{instance}")
    expect(page.get_by_text("Waits for somebody")).to_be_visible()
    found += find_violations(page)
    page.goto("/requests")
    expect(page.get_by_text("Waits for somebody")).to_be_visible()
    found += find_violations(page)
    page.get_by_role("button", name="Withdraw…").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found += find_violations(page)
    assert found == []
