"""When a task is due, how urgent it is, and what is set aside: by menu, by key, many at once."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.axe import WIDTHS, find_violations
from tests.e2e.conftest import Browse
from tests.e2e.journeys import (
    Database,
    as_member,
    let_manage,
    make_team,
    one,
    sign_in,
    start,
    task_of,
)
from tests.rest_client import RestClient
from tests.running_suite import RunningSuite

FOLLOW_UP = "select follow_up_at is null from user_task where id = %s"


def test_a_task_is_set_aside_and_taken_up_again_by_keyboard(
    browse: Browse, suite: RunningSuite, api: RestClient, database: Database
) -> None:
    team = make_team(api)
    task = task_of(api, start(api, team.key, "LATER-1", note="x"))
    assert as_member(suite.url, team.alice).post(f"/user-tasks/{task}/claim").status == 200
    page = browse()
    sign_in(page, team.alice)
    page.goto(f"/inbox/mine/{task}")
    row = page.get_by_role("row").filter(has_text="LATER-1")
    expect(row).to_be_visible()
    expect(page.get_by_label("Note", exact=True)).to_be_editable()

    page.get_by_role("main").focus()
    page.keyboard.press("s")
    dialog = page.get_by_role("dialog", name="Set review aside")
    dialog.get_by_role("button", name="Tomorrow").press("Enter")
    expect(page.get_by_text("review is set aside until tomorrow 08:00")).to_be_visible()
    expect(row).to_have_count(0)
    assert one(database, FOLLOW_UP, task) is False
    page.goto("/inbox/follow_up")
    expect(row).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Set aside"))).to_contain_text("1")

    page.goto(f"/inbox/follow_up/{task}")
    expect(page.get_by_text("Set aside until tomorrow 08:00")).to_be_visible()
    page.get_by_role("main").focus()
    page.keyboard.press("s")
    dialog.get_by_role("button", name="Take it up now").click()
    expect(page.get_by_text("review is back in your list")).to_be_visible()
    assert one(database, FOLLOW_UP, task) is True
    page.get_by_role("main").focus()
    page.keyboard.press("z")
    expect(page.get_by_text("Taken back")).to_be_visible()
    assert one(database, FOLLOW_UP, task) is False


def test_priority_and_due_date_are_changed_with_a_reason(
    browse: Browse, suite: RunningSuite, api: RestClient, database: Database
) -> None:
    team = make_team(api)
    task = task_of(api, start(api, team.key, "WHEN-1", note="x"))
    assert as_member(suite.url, team.alice).post(f"/user-tasks/{task}/claim").status == 200
    page = browse()
    sign_in(page, team.alice)
    page.goto(f"/inbox/mine/{task}")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name=re.compile("Priority…")).click()
    dialog = page.get_by_role("dialog", name="How urgent is review?")
    dialog.get_by_label("Priority").fill("101")
    expect(dialog).to_contain_text("A whole number from 0 to 100")
    expect(dialog.get_by_role("button", name="Set")).to_be_disabled()
    dialog.get_by_label("Priority").fill("80")
    dialog.get_by_label("Reason").fill("The customer called.")
    dialog.get_by_role("button", name="Set").click()
    expect(page.get_by_text("The priority of review is 80")).to_be_visible()
    assert one(database, "select priority from user_task where id = %s", task) == 80

    page.get_by_role("main").focus()
    page.keyboard.press("Shift+D")
    dialog = page.get_by_role("dialog", name="When is review due?")
    dialog.get_by_label("Day and time").fill("2031-05-06T17:30")
    dialog.get_by_role("button", name="Set").click()
    expect(page.get_by_text(re.compile("review is due Tue 6 May 2031, 17:30"))).to_be_visible()
    due = "select due_at at time zone 'UTC' = '2031-05-06 15:30' from user_task where id = %s"
    assert one(database, due, task) is True


def test_a_selection_gets_a_due_date_and_is_set_aside(
    browse: Browse, suite: RunningSuite, api: RestClient, database: Database
) -> None:
    team = make_team(api)
    alice = as_member(suite.url, team.alice)
    tasks = [task_of(api, start(api, team.key, f"DUE-{number}", note="x")) for number in range(2)]
    for task in tasks:
        assert alice.post(f"/user-tasks/{task}/claim").status == 200
    page = browse()
    sign_in(page, team.alice)
    page.goto("/inbox/mine")
    expect(page.get_by_role("row").filter(has_text="DUE-")).to_have_count(2)
    page.keyboard.press("Control+a")
    page.keyboard.press("Shift+D")
    dialog = page.get_by_role("dialog", name="When are 2 tasks due?")
    dialog.get_by_role("button", name="In a week").click()
    expect(page.get_by_text(re.compile("2 tasks are due"))).to_be_visible()
    without = "select count(*) from user_task where id = any(%s) and due_at is null"
    assert one(database, without, tasks) == 0

    page.keyboard.press("Control+a")
    page.keyboard.press("s")
    page.get_by_role("dialog").get_by_role("button", name="On Monday").click()
    expect(page.get_by_text(re.compile("2 tasks are set aside until"))).to_be_visible()
    aside = "select count(*) from user_task where id = any(%s) and follow_up_at > now()"
    assert one(database, aside, tasks) == 2
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back")).to_be_visible()
    assert one(database, aside, tasks) == 0


@WIDTHS
def test_dialogs_keep_the_accessibility_rules(
    browse: Browse, api: RestClient, narrow: bool
) -> None:
    team = make_team(api)
    let_manage(api, team, team.alice)
    task = task_of(api, start(api, team.key, "A11Y-1", note="x"))
    as_alice = browse(narrow=narrow)
    sign_in(as_alice, team.alice)
    found: list[str] = []
    for key in ("a", "s", "p", "Shift+C"):
        found += _look_at_dialog(as_alice, f"/inbox/groups/{task}", key)
    assert found == []


def _look_at_dialog(page: Page, address: str, key: str) -> list[str]:
    page.goto(address)
    expect(page.get_by_role("heading", name="review")).to_be_visible()
    page.get_by_role("main").focus()
    page.keyboard.press(key)
    expect(page.get_by_role("dialog")).to_be_visible()
    if key == "a":
        page.get_by_role("dialog").get_by_label("Person").fill("a")
        people = page.get_by_role("listbox", name="Person").get_by_role("option")
        expect(people.first).to_be_visible()
    return [f"{key}: {violation}" for violation in find_violations(page)]
