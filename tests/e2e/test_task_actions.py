"""What people do with a task beside completing it: by menu, by key, one by one and many at once."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.builders import END, START, chain, model, user_task
from tests.e2e.axe import find_violations
from tests.e2e.conftest import Browse, Complaints
from tests.e2e.diagrams import with_diagram
from tests.e2e.journeys import (
    Database,
    Team,
    as_member,
    deploy,
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
FOLLOW_UP = "select follow_up_at is null from user_task where id = %s"
LOOKS = pytest.mark.parametrize(
    ("narrow", "dark"),
    [(False, False), (False, True), (True, False), (True, True)],
    ids=["wide-light", "wide-dark", "narrow-light", "narrow-dark"],
)


def let_manage(api: RestClient, team: Team, username: str) -> None:
    """Let somebody read and operate instances of the team's process."""
    for permission in ("process_instance.read", "process_instance.operate"):
        grant = {"permission": permission, "user": username}
        answer = api.post(f"/process-definitions/by-key/{team.key}/permissions", grant)
        assert answer.status == 200, answer.json


def choose(dialog: Locator, label: str, name: str) -> None:
    """Type a name into a picker and take what it offers."""
    field = dialog.get_by_label(label)
    field.fill(name)
    option = dialog.page.get_by_role("option").filter(has_text=name)
    expect(option).to_be_visible()
    option.click()
    expect(field).to_have_value(name)


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
    choose(dialog, "Person", team.alice)
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
    choose(dialog, "Person", team.bob)
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
    choose(dialog, "Person", team.alice)
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
    choose(dialog, "Person", team.charlie)
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
    choose(dialog, "Person", team.bob)
    assert as_member(suite.url, team.bob).post(f"/user-tasks/{tasks[1]}/complete").status == 200
    dialog.get_by_role("button", name="Assign", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("1 task stays as it was:")
    expect(dialog.get_by_role("listitem")).to_contain_text("MANY-1")
    expect(page.get_by_text(f"2 tasks given to {team.bob}")).to_be_visible()
    assert [one(database, ASSIGNEE, tasks[number]) for number in (0, 2)] == [team.bob, team.bob]


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


def test_four_eyes_are_explained_to_whom_they_keep_out(
    browse: Browse, suite: RunningSuite, api: RestClient
) -> None:
    team = make_team(api)
    key = f"{team.key}-eyes"
    enter = user_task("enter", f'candidateGroups="{team.group}"')
    check = user_task("check", f'candidateGroups="{team.group}" excludeCompleterOf="enter"')
    deploy(api, key, with_diagram(model(key, chain(START, enter, check, END))))
    instance = start(api, key, "EYES-1", note="x")
    alice = as_member(suite.url, team.alice)
    assert alice.post(f"/user-tasks/{task_of(api, instance)}/complete").status == 200
    page = browse()
    sign_in(page, team.alice)
    page.goto(f"/inbox/groups/{task_of(api, instance)}")
    expect(page.get_by_text("somebody else must do it (four eyes)").first).to_be_visible()
    expect(page.get_by_role("button", name="Claim")).to_have_count(0)


def test_one_more_approver_is_brought_to_a_vote_by_keyboard(
    browse: Browse, suite: RunningSuite, api: RestClient, database: Database, complaints: Complaints
) -> None:
    complaints.expect("422")
    team = make_team(api)
    key = f"{team.key}-vote"
    vote = user_task("vote", 'assignee="=who"').replace(
        "</bpmn:userTask>",
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>"
        '<bpm:loop collection="=approvers" elementVariable="who"/>'
        "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>",
    )
    deploy(api, key, with_diagram(model(key, chain(START, vote, END))))
    instance = start(api, key, "VOTE-1", approvers=[team.alice])
    task = task_of(api, instance)
    page = browse()
    sign_in(page, team.alice)
    page.goto(f"/inbox/mine/{task}")
    expect(page.get_by_role("button", name=re.compile("^Complete")).first).to_be_visible()
    page.get_by_role("main").focus()
    page.keyboard.press("Shift+A")
    dialog = page.get_by_role("dialog", name="Add an approver to vote")
    person = dialog.get_by_role("combobox", name="Person")
    expect(person).to_be_focused()
    page.keyboard.type(team.alice)
    dialog.get_by_label("Reason").fill("He signs as well.")
    dialog.get_by_label("Reason").press("Control+Enter")
    add = dialog.get_by_role("button", name="Add", exact=True)
    add.press("Enter")
    expect(person).to_have_attribute("aria-invalid", "true")
    expect(dialog.get_by_label("Reason")).to_have_value("He signs as well.")
    person.fill(team.bob)
    add.press("Enter")
    expect(dialog).to_have_count(0)

    votes = "select count(*) from user_task where process_instance_id = %s and assignee = %s"
    assert one(database, votes, instance, team.bob) == 1
    history = as_member(suite.url, team.alice).get(f"/user-tasks/{task}/history").json["items"]
    assert history[-1]["details"] == {"username": team.bob, "reason": "He signs as well."}


def test_a_task_is_sent_back_and_says_why_to_whom_it_comes_back(
    browse: Browse, suite: RunningSuite, api: RestClient, database: Database
) -> None:
    team = make_team(api)
    key = f"{team.key}-back"
    enter = user_task("enter", f'candidateGroups="{team.group}"')
    check = user_task("check", f'candidateGroups="{team.group}"')
    starters = f'candidateStarterGroups="{team.group}"'
    content = model(key, chain(START, enter, check, END), process=starters)
    deploy(api, key, with_diagram(content))
    instance = start(api, key, "BACK-1", note="x")
    alice = as_member(suite.url, team.alice)
    first = task_of(api, instance)
    assert alice.post(f"/user-tasks/{first}/claim").status == 200
    assert alice.post(f"/user-tasks/{first}/complete").status == 200
    second = task_of(api, instance)
    page = browse()
    sign_in(page, team.bob)
    page.goto(f"/inbox/groups/{second}")
    expect(page.get_by_text("Nothing more: the case is done then.")).to_be_visible()
    page.get_by_role("main").focus()
    page.keyboard.press("b")
    dialog = page.get_by_role("dialog", name="Send check back")
    expect(dialog.get_by_role("radio", name="enter")).to_be_checked()
    expect(dialog.get_by_role("button", name="Send back")).to_be_disabled()
    dialog.get_by_label("Reason").fill("The amount is missing.")
    dialog.get_by_role("button", name="Send back").click()
    expect(page.get_by_text("check sent back to enter")).to_be_visible()
    assert one(database, "select state from user_task where id = %s", second) == "cancelled"

    third = task_of(api, instance)
    assert one(database, ASSIGNEE, third) == team.alice
    back = browse()
    sign_in(back, team.alice)
    back.goto(f"/inbox/mine/{third}")
    note = back.get_by_role("note")
    expect(note).to_contain_text(f"Sent back by {team.bob}")
    expect(note).to_contain_text("The amount is missing.")
    expect(back.get_by_text("Then: check.")).to_be_visible()

    back.emulate_media(media="print", color_scheme="dark")
    expect(back.get_by_role("heading", name="enter")).to_be_visible()
    expect(back.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(back.get_by_role("button", name=re.compile("^Complete"))).to_be_hidden()
    body = back.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    assert body == "rgb(255, 255, 255)"


@LOOKS
def test_dialogs_keep_the_accessibility_rules(
    browse: Browse, api: RestClient, narrow: bool, dark: bool
) -> None:
    team = make_team(api)
    let_manage(api, team, team.alice)
    task = task_of(api, start(api, team.key, "A11Y-1", note="x"))
    as_alice = browse(narrow=narrow, dark=dark)
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
