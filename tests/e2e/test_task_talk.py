"""What people say about a task, who watches it, and what its history tells."""

import re

from playwright.sync_api import expect

from tests.e2e.axe import WIDTHS, find_violations
from tests.e2e.conftest import Browse, Complaints
from tests.e2e.journeys import Database, as_member, make_team, one, sign_in, start, task_of
from tests.rest_client import RestClient
from tests.running_suite import RunningSuite


def test_a_comment_mentions_somebody_who_finds_it(
    browse: Browse, api: RestClient, database: Database
) -> None:
    team = make_team(api)
    task = task_of(api, start(api, team.key, "TALK-1", note="x"))
    alice = browse()
    sign_in(alice, team.alice)
    alice.goto(f"/inbox/groups/{task}")
    expect(alice.get_by_role("heading", name="review")).to_be_visible()
    alice.get_by_role("main").focus()
    alice.keyboard.press("m")
    box = alice.get_by_label("Your comment")
    expect(box).to_be_focused()
    box.press_sequentially(f"Is this right, @{team.bob[:5]}")
    expect(alice.get_by_role("option", name=team.bob)).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    expect(box).to_have_value(f"Is this right, @{team.bob} ")
    box.press_sequentially("?")
    box.press("Control+Enter")
    said = alice.get_by_role("list", name="Comments").get_by_role("listitem")
    expect(said).to_contain_text(f"Is this right, @{team.bob} ?")
    expect(box).to_have_value("")
    # Sent as a comment, not as the completion of the task.
    assert one(database, "select state from user_task where id = %s", task) == "open"
    mentions = "select mentions from task_comment where user_task_id = %s"
    assert one(database, mentions, task) == [team.bob]

    bob = browse()
    sign_in(bob, team.bob)
    bob.goto("/inbox/mentioned")
    expect(bob.get_by_role("link", name=re.compile("^Mentioned"))).to_contain_text("1")
    bob.get_by_role("row").filter(has_text="TALK-1").get_by_role("link").click()
    bob.get_by_role("tab", name="Comments 1").click()
    expect(bob.get_by_role("list", name="Comments")).to_contain_text("Is this right")
    expect(bob.get_by_role("button", name=re.compile("^(Edit|Delete)"))).to_have_count(0)

    alice.get_by_role("button", name=re.compile("^Edit what you wrote")).click()
    alice.get_by_label("Change the comment").fill("It is right.")
    alice.keyboard.press("Control+Enter")
    expect(said).to_contain_text("It is right.")
    expect(said).to_contain_text("edited")
    alice.get_by_role("button", name=re.compile("^Delete what you wrote")).click()
    alice.get_by_role("button", name="Delete", exact=True).click()
    expect(said).to_have_count(0)
    assert one(database, "select count(*) from task_comment where user_task_id = %s", task) == 0


def test_who_cannot_read_the_task_is_not_mentioned_and_nothing_typed_is_lost(
    browse: Browse, api: RestClient, database: Database, complaints: Complaints
) -> None:
    complaints.expect("422")
    team = make_team(api)
    task = task_of(api, start(api, team.key, "TALK-2", note="x"))
    page = browse()
    sign_in(page, team.alice)
    page.goto(f"/inbox/groups/{task}")
    page.get_by_role("tab", name="Comments").click()
    text = f"Look, @{team.charlie}!"
    page.get_by_label("Your comment").fill(text)
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_role("tabpanel")).to_contain_text(team.charlie)
    expect(page.get_by_label("Your comment")).to_have_attribute("aria-invalid", "true")
    page.get_by_role("tab", name="History").click()
    page.get_by_role("tab", name="Comments").click()
    expect(page.get_by_label("Your comment")).to_have_value(text)
    assert one(database, "select count(*) from task_comment where user_task_id = %s", task) == 0


def test_somebody_watches_a_task_by_key_and_lets_others_watch(
    browse: Browse, api: RestClient, database: Database, complaints: Complaints
) -> None:
    complaints.expect("422")
    team = make_team(api)
    task = task_of(api, start(api, team.key, "EYE-1", note="x"))
    page = browse()
    sign_in(page, team.alice)
    page.goto(f"/inbox/groups/{task}")
    expect(page.get_by_role("button", name="Watch", exact=True)).to_be_visible()
    page.get_by_role("main").focus()
    page.keyboard.press("w")
    expect(page.get_by_role("button", name="Stop watching")).to_be_visible()
    watching = "select count(*) from task_watcher where user_task_id = %s and username = %s"
    assert one(database, watching, task, team.alice) == 1
    page.get_by_role("button", name="Stop watching").click()
    expect(page.get_by_text("Nobody watches this task.")).to_be_visible()
    assert one(database, watching, task, team.alice) == 0

    page.get_by_role("button", name="Claim", exact=True).click()
    page.get_by_role("button", name="Add somebody").click()
    who = page.get_by_role("combobox", name="Who is to watch")
    who.fill(team.charlie)
    who.press("Enter")
    expect(page.get_by_text("may not read this user task")).to_be_visible()
    who.fill(team.bob)
    page.get_by_role("option", name=team.bob).click()
    page.get_by_role("button", name="Add", exact=True).click()
    remove = page.get_by_role("button", name=f"Let {team.bob} watch no longer")
    expect(remove).to_be_visible()
    assert one(database, watching, task, team.bob) == 1
    remove.click()
    expect(page.get_by_text("Nobody watches this task.")).to_be_visible()
    assert one(database, watching, task, team.bob) == 0


def test_the_history_of_a_task_tells_reasons_to_all_who_see_it(
    browse: Browse, suite: RunningSuite, api: RestClient
) -> None:
    team = make_team(api)
    task = task_of(api, start(api, team.key, "PAST-1", note="x"))
    alice = as_member(suite.url, team.alice)
    assert alice.post(f"/user-tasks/{task}/claim").status == 200
    body = {"priority": 90, "reason": "The customer called twice."}
    assert alice.post(f"/user-tasks/{task}/priority", body).status == 200
    assert alice.post(f"/user-tasks/{task}/unclaim").status == 200
    page = browse()
    sign_in(page, team.bob)
    page.goto(f"/inbox/groups/{task}")
    page.get_by_role("tab", name="History").click()
    panel = page.get_by_role("tabpanel")
    expect(panel).to_contain_text(f"{team.alice} set the priority of review to 90")
    expect(panel).to_contain_text("The customer called twice.")
    expect(panel.get_by_role("radio")).to_have_count(0)


@WIDTHS
def test_comments_keep_the_accessibility_rules(
    browse: Browse, suite: RunningSuite, api: RestClient, narrow: bool
) -> None:
    team = make_team(api)
    alice = as_member(suite.url, team.alice)
    task = task_of(api, start(alice, team.key, "A11Y-1", note="x"))
    assert alice.post(f"/user-tasks/{task}/comments", {"text": f"@{team.bob}!"}).status == 201
    page = browse(narrow=narrow)
    sign_in(page, team.bob)
    page.goto(f"/inbox/groups/{task}")
    page.get_by_role("tab", name="Comments").click()
    expect(page.get_by_role("list", name="Comments")).to_contain_text(f"@{team.bob}")
    page.get_by_label("Your comment").press_sequentially("@")
    expect(page.get_by_role("option").first).to_be_visible()
    assert find_violations(page) == []
