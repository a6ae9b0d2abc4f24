"""Who has a task, who gets it, and who may take it: one by one and many at once."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Browse, Complaints
from tests.e2e.journeys import (
    Database,
    as_member,
    choose_person,
    let_manage,
    make_team,
    one,
    sign_in,
    start,
    task_of,
)
from tests.rest_client import RestClient
from tests.running_suite import RunningSuite

ASSIGNEE = "select assignee from user_task where id = %s"
OWNER = "select owner from user_task where id = %s"


def test_a_task_is_assigned_worked_on_by_another_and_given_back(
    browse: Browse, suite: RunningSuite, api: RestClient, database: Database
) -> None:
    team = make_team(api)
    let_manage(api, team, team.charlie)
    task = task_of(api, start(api, team.key, "GIVE-1", note="x"))

    manager = browse()
    sign_in(manager, team.charlie)
    manager.goto(f"/inbox/groups/{task}")
    manager.get_by_role("button", name="Assign…").click()
    dialog = manager.get_by_role("dialog", name="Assign review")
    expect(manager.get_by_role("option", name=re.compile(team.alice))).to_be_visible()
    # The open list leaves the buttons free.
    dialog.get_by_role("button", name="Leave it as it is").click(trial=True)
    choose_person(dialog, "Person", team.alice)
    dialog.get_by_label("Reason").fill("You know the customer.")
    dialog.get_by_role("button", name="Assign", exact=True).click()
    expect(manager.get_by_text(f"review given to {team.alice}")).to_be_visible()
    expect(dialog).to_have_count(0)
    assert one(database, ASSIGNEE, task) == team.alice

    alice = browse()
    sign_in(alice, team.alice)
    alice.goto(f"/inbox/mine/{task}")
    expect(alice.get_by_label("Note", exact=True)).to_be_editable()
    alice.get_by_role("main").focus()
    alice.keyboard.press("d")
    dialog = alice.get_by_role("dialog", name="Let somebody work on review")
    choose_person(dialog, "Person", team.bob)
    dialog.get_by_role("button", name="Ask", exact=True).click()
    expect(alice.get_by_text(f"You asked {team.bob} to work on this.").first).to_be_visible()
    assert (one(database, ASSIGNEE, task), one(database, OWNER, task)) == (team.bob, team.alice)

    bob = browse()
    sign_in(bob, team.bob)
    bob.goto(f"/inbox/mine/{task}")
    expect(bob.get_by_text(f"{team.alice} asked you to work on it.")).to_be_visible()
    expect(bob.get_by_role("button", name=re.compile("^Complete"))).to_have_count(0)
    bob.get_by_label("Note", exact=True).fill("Looked into it.")
    bob.get_by_role("button", name=f"Give back to {team.alice}").click()
    expect(bob.get_by_text(f"review is back with {team.alice}")).to_be_visible()
    assert one(database, ASSIGNEE, task) == team.alice
    note = (
        "select variables->>'note' from process_instance"
        " where id = (select process_instance_id from user_task where id = %s)"
    )
    assert one(database, note, task) == "Looked into it."

    events = as_member(suite.url, team.alice).get(f"/user-tasks/{task}/history").json["items"]
    reasons = [event["details"].get("reason") for event in events]
    assert "You know the customer." in reasons


def test_who_was_faster_is_said_before_a_task_is_taken_from_him(
    browse: Browse,
    suite: RunningSuite,
    api: RestClient,
    database: Database,
    complaints: Complaints,
) -> None:
    complaints.expect("412")
    team = make_team(api)
    let_manage(api, team, team.charlie)
    task = task_of(api, start(api, team.key, "RACE-1", note="x"))
    page = browse()
    sign_in(page, team.charlie)
    page.goto(f"/inbox/groups/{task}")
    page.get_by_role("button", name="Assign…").click()
    dialog = page.get_by_role("dialog", name="Assign review")
    choose_person(dialog, "Person", team.alice)
    assert as_member(suite.url, team.bob).post(f"/user-tasks/{task}/claim").status == 200
    dialog.get_by_role("button", name="Assign", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("Somebody changed this task meanwhile.")
    expect(dialog).to_contain_text(f"{team.bob} has it now.")
    assert one(database, ASSIGNEE, task) == team.bob
    dialog.get_by_role("button", name="Assign", exact=True).click()
    expect(page.get_by_text(f"review given to {team.alice}")).to_be_visible()
    assert one(database, ASSIGNEE, task) == team.alice


def test_others_are_brought_to_a_task_and_taken_out(
    browse: Browse, api: RestClient, database: Database, complaints: Complaints
) -> None:
    complaints.expect("422")
    team = make_team(api)
    let_manage(api, team, team.bob)
    task = task_of(api, start(api, team.key, "WHO-1", note="x"))
    page = browse()
    sign_in(page, team.bob)
    page.goto(f"/inbox/groups/{task}")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name=re.compile("Who may take it…")).click()
    dialog = page.get_by_role("dialog", name="Who may take review")
    dialog.get_by_label("Person").fill("nobody-of-that-name")
    dialog.get_by_role("button", name="Add person").click()
    expect(dialog).to_contain_text("nobody-of-that-name")
    choose_person(dialog, "Person", team.charlie)
    dialog.get_by_role("button", name="Add person").click()
    names = dialog.get_by_role("listitem")
    expect(names.filter(has_text=team.charlie)).to_be_visible()
    found = "select count(*) from user_task_candidate where user_task_id = %s and candidate = %s"
    assert one(database, found, task, f"user:{team.charlie}") == 1
    dialog.get_by_role("button", name=f"Take {team.charlie} out").click()
    expect(names.filter(has_text=team.charlie)).to_have_count(0)
    assert one(database, found, task, f"user:{team.charlie}") == 0


def test_a_selection_is_assigned_and_what_was_refused_is_named(
    browse: Browse, suite: RunningSuite, api: RestClient, database: Database
) -> None:
    team = make_team(api)
    let_manage(api, team, team.alice)
    instances = [start(api, team.key, f"MANY-{number}", note="x") for number in range(3)]
    tasks = [task_of(api, instance) for instance in instances]
    page = browse()
    sign_in(page, team.alice)
    page.goto("/inbox/groups")
    expect(page.get_by_role("row").filter(has_text="MANY-")).to_have_count(3)
    page.keyboard.press("Control+a")
    page.keyboard.press("a")
    dialog = page.get_by_role("dialog", name="Assign 3 tasks")
    choose_person(dialog, "Person", team.bob)
    assert as_member(suite.url, team.bob).post(f"/user-tasks/{tasks[1]}/complete").status == 200
    dialog.get_by_role("button", name="Assign", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("1 task stays as it was:")
    expect(dialog.get_by_role("listitem")).to_contain_text("MANY-1")
    expect(page.get_by_text(f"2 tasks given to {team.bob}")).to_be_visible()
    assert [one(database, ASSIGNEE, tasks[number]) for number in (0, 2)] == [team.bob, team.bob]
