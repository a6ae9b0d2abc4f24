"""Tasks that check others: four eyes, votes, and what is sent back."""

import re

from playwright.sync_api import expect

from tests.builders import END, START, chain, model, user_task
from tests.e2e.conftest import Browse, Complaints
from tests.e2e.diagrams import with_diagram
from tests.e2e.journeys import (
    Database,
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
