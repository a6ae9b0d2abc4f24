"""The inbox: claiming and completing beside others, by keyboard, with drafts and lost sessions."""

import json
import re

from playwright.sync_api import Page, Request, Route, expect

from tests.e2e.conftest import Browse, Complaints
from tests.e2e.journeys import (
    PASSWORD,
    Database,
    as_member,
    make_team,
    one,
    sign_in,
    start,
    task_of,
)
from tests.rest_client import RestClient
from tests.running_suite import RunningSuite

STATE = "select state from process_instance where id = %s"
ASSIGNEE = "select assignee from user_task where id = %s"


def test_a_claim_is_seen_by_the_other_and_never_by_a_third(
    browse: Browse, api: RestClient, database: Database, complaints: Complaints
) -> None:
    team = make_team(api)
    instance = start(api, team.key, "CASE-1", amount=100, note="as it was")
    task = task_of(api, instance)
    alice, bob, charlie = browse(), browse(), browse()
    for page, name in ((alice, team.alice), (bob, team.bob), (charlie, team.charlie)):
        sign_in(page, name)
        page.goto("/inbox/groups")
    of_bob = bob.get_by_role("row").filter(has_text="CASE-1")
    expect(of_bob).to_be_visible()
    expect(charlie.get_by_text("Nothing waits in your groups")).to_be_visible()
    complaints.expect("404")
    charlie.goto(f"/inbox/groups/{task}")
    expect(charlie.get_by_text("This task is not yours to see")).to_be_visible()

    alice.get_by_role("link", name="review").click()
    alice.get_by_role("button", name="Claim", exact=True).click()
    expect(alice.get_by_text("review is yours")).to_be_visible()
    expect(of_bob).to_have_count(0)
    assert one(database, ASSIGNEE, task) == team.alice

    bob.goto(f"/inbox/groups/{task}")
    expect(bob.get_by_text(f"{team.alice} has this task.")).to_be_visible()
    expect(bob.get_by_role("button", name=re.compile("Complete"))).to_have_count(0)


def test_only_changed_values_are_sent_with_every_digit(
    browse: Browse, api: RestClient, database: Database
) -> None:
    team = make_team(api)
    instance = start(api, team.key, "CASE-2", amount=100, note="as it was", ready=False)
    task = task_of(api, instance)
    page = browse()
    sign_in(page, team.alice)
    page.goto(f"/inbox/groups/{task}")
    page.get_by_label("Amount", exact=True).fill("1234567890123456789.000000000000001")
    page.get_by_label("Ready", exact=True).check()
    page.get_by_role("button", name="Add a value").click()
    page.get_by_label("Name of the new value").fill("first_day")
    page.get_by_label("Type of first_day").select_option("date")
    page.get_by_label("first_day", exact=True).fill("2026-11-27")

    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if "/complete" in request.url else None)
    page.get_by_role("button", name=re.compile("Complete")).click()
    expect(page.get_by_text("review completed")).to_be_visible()

    body = sent[0].post_data or ""
    assert set(json.loads(body)["variables"]) == {"amount", "ready", "first_day"}
    assert '"amount":1234567890123456789.000000000000001' in body
    assert sent[0].headers["idempotency-key"]
    assert one(database, STATE, instance) == "completed"
    stored = "select variables->>%s from process_instance where id = %s"
    assert one(database, stored, "amount", instance) == "1234567890123456789.000000000000001"
    assert one(database, stored, "note", instance) == "as it was"
    types = "select variable_types->>'first_day' from process_instance where id = %s"
    assert one(database, types, instance) == "date"


def test_a_wrong_value_is_told_at_its_field_and_nothing_is_sent(
    browse: Browse, api: RestClient, database: Database
) -> None:
    team = make_team(api)
    instance = start(api, team.key, "CASE-3", amount=1)
    page = browse()
    sign_in(page, team.alice)
    page.goto(f"/inbox/groups/{task_of(api, instance)}")
    field = page.get_by_label("Amount", exact=True)
    field.fill("1,5")
    page.get_by_role("button", name=re.compile("Complete")).click()

    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("Digits only, a point for decimals: 4862.50")).to_be_visible()
    assert one(database, STATE, instance) == "active"


def test_who_comes_too_late_is_told_who_was_faster(
    browse: Browse,
    suite: RunningSuite,
    api: RestClient,
    database: Database,
    complaints: Complaints,
) -> None:
    team = make_team(api)
    task = task_of(api, start(api, team.key, "CASE-4"))
    page = browse()
    sign_in(page, team.alice)
    page.goto(f"/inbox/groups/{task}")
    claim = page.get_by_role("button", name="Claim", exact=True)
    expect(claim).to_be_visible()
    # From now on the page hears nothing of others, until it asks for the task itself.
    stale = re.compile(r"/user-tasks(\?|/counts)|/user-tasks/[0-9a-f-]+$")
    page.route(stale, _never_answer)
    bob = as_member(suite.url, team.bob)
    assert bob.post(f"/user-tasks/{task}/claim").status == 200
    complaints.expect("409")
    with page.expect_response(re.compile("/claim$")):
        claim.click()
        page.unroute(stale)

    expect(page.get_by_role("alert").filter(has_text=f"{team.bob} has this task.")).to_be_visible()
    expect(claim).to_have_count(0)
    assert one(database, ASSIGNEE, task) == team.bob


def _never_answer(_route: Route) -> None:
    """Leave a call of the page hanging."""


def test_a_task_is_found_claimed_filled_in_and_completed_by_keyboard_alone(
    browse: Browse, api: RestClient, database: Database
) -> None:
    team = make_team(api)
    instance = start(api, team.key, "KEY-1", note="before")
    second = start(api, team.key, "KEY-2", note="before")
    page = browse()
    sign_in(page, team.alice)
    _go_to_my_groups(page)
    keys = page.keyboard
    keys.press("j")
    expect(page.get_by_role("article").get_by_text("KEY-1").first).to_be_visible()
    keys.press("c")
    expect(page.get_by_text("review is yours")).to_be_visible()
    note = page.get_by_label("Note", exact=True)
    expect(note).to_be_visible()
    keys.press("Enter")
    expect(note).to_be_focused()
    keys.press("Control+a")
    keys.type("after")
    keys.press("Control+Enter")
    expect(page.get_by_text("review completed")).to_be_visible()
    assert one(database, STATE, instance) == "completed"
    stored = "select variables->>'note' from process_instance where id = %s"
    assert one(database, stored, instance) == "after"
    assert one(database, STATE, second) == "active"
    expect(page.get_by_role("article").get_by_text("KEY-2").first).to_be_visible()


def test_a_claim_does_not_lose_the_form_that_is_on_its_way(browse: Browse, api: RestClient) -> None:
    team = make_team(api)
    task = task_of(api, start(api, team.key, "CASE-5", note="before"))
    page = browse()
    sign_in(page, team.alice)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile("/user-tasks/[0-9a-f-]+/form$"), hold)
    page.goto(f"/inbox/groups/{task}")
    expect(page.get_by_role("article").get_by_text("CASE-5").first).to_be_visible()
    page.keyboard.press("c")
    expect(page.get_by_text("review is yours")).to_be_visible()
    for route in held:
        route.continue_()
    expect(page.get_by_label("Note", exact=True)).to_be_visible()


def _go_to_my_groups(page: Page) -> None:
    keys = page.keyboard
    page.goto("/start")
    expect(page.get_by_role("heading", name="Start something new")).to_be_visible()
    keys.press("g")
    keys.press("i")
    expect(page).to_have_url(re.compile("/inbox/mine"))
    keys.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Next task")
    keys.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_have_count(0)
    keys.press("Control+k")
    expect(page.get_by_role("combobox")).to_be_focused()
    keys.type("My groups")
    keys.press("Enter")
    expect(page).to_have_url(re.compile("/inbox/groups"))
    expect(page.get_by_role("row").filter(has_text="KEY-1")).to_be_visible()


def test_a_selection_is_claimed_and_the_last_claim_undone(
    browse: Browse, api: RestClient, database: Database
) -> None:
    team = make_team(api)
    tasks = [task_of(api, start(api, team.key, f"MANY-{number}")) for number in range(3)]
    page = browse()
    sign_in(page, team.alice)
    page.goto("/inbox/groups")
    expect(page.get_by_role("row").filter(has_text="MANY-2")).to_be_visible()
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    expect(page.get_by_role("heading", name="2 tasks selected")).to_be_visible()
    page.get_by_role("button", name="Claim 2").click()
    expect(page.get_by_text("2 tasks claimed")).to_be_visible()
    assert [one(database, ASSIGNEE, task) for task in tasks] == [team.alice, team.alice, None]

    page.goto(f"/inbox/mine/{tasks[0]}")
    page.get_by_role("button", name="Release").click()
    expect(page.get_by_text("review is free again")).to_be_visible()
    assert one(database, ASSIGNEE, tasks[0]) is None
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("review is yours")).to_be_visible()
    assert one(database, ASSIGNEE, tasks[0]) == team.alice


def test_what_was_typed_is_there_again_on_another_device(
    browse: Browse, api: RestClient, database: Database
) -> None:
    team = make_team(api)
    task = task_of(api, start(api, team.key, "DRAFT-1", note="before"))
    page = browse()
    sign_in(page, team.alice)
    page.goto(f"/inbox/groups/{task}")
    page.get_by_label("Note", exact=True).fill("half a sentence")
    expect(page.get_by_text(re.compile("Draft saved"))).to_be_visible()
    kept = "select variables->>'note' from task_draft where user_task_id = %s"
    assert one(database, kept, task) == "half a sentence"

    elsewhere = browse(narrow=True)
    sign_in(elsewhere, team.alice)
    elsewhere.goto(f"/inbox/groups/{task}")
    expect(elsewhere.get_by_label("Note", exact=True)).to_have_value("half a sentence")


def test_a_lost_session_loses_nothing_that_was_typed(
    browse: Browse, api: RestClient, database: Database, complaints: Complaints
) -> None:
    complaints.expect("401")
    team = make_team(api)
    instance = start(api, team.key, "LOST-1", note="before")
    page = browse()
    sign_in(page, team.alice)
    page.goto(f"/inbox/groups/{task_of(api, instance)}")
    page.get_by_label("Note", exact=True).fill("kept")
    page.context.clear_cookies(name="kontor_session")

    dialog = page.get_by_role("dialog", name="Sign in again")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_label("User name")).to_have_value(team.alice)
    dialog.get_by_label("Password", exact=True).fill("wrong")
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog).to_contain_text("User name and password do not match.")
    dialog.get_by_label("Password", exact=True).fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog).to_have_count(0)

    expect(page.get_by_label("Note", exact=True)).to_have_value("kept")
    page.get_by_role("button", name=re.compile("Complete")).click()
    expect(page.get_by_text("review completed")).to_be_visible()
    stored = "select variables->>'note' from process_instance where id = %s"
    assert one(database, stored, instance) == "kept"


def test_a_narrow_screen_shows_list_and_task_one_after_the_other(
    browse: Browse, api: RestClient, database: Database
) -> None:
    team = make_team(api)
    instance = start(api, team.key, "PHONE-1", note="before")
    page = browse(narrow=True)
    sign_in(page, team.alice)
    page.goto("/inbox/mine")
    page.get_by_role("button", name=re.compile("Show other tasks")).click()
    page.get_by_role("menuitem", name="My groups").click()
    page.get_by_role("link", name="review").click()
    expect(page.get_by_role("grid")).to_be_hidden()
    page.get_by_role("link", name="Back to the list").click()
    expect(page.get_by_role("grid")).to_be_visible()
    page.get_by_role("link", name="review").click()
    page.get_by_role("button", name="Complete").click()
    expect(page.get_by_text("review completed")).to_be_visible()
    assert one(database, STATE, instance) == "completed"


def test_the_day_ends_at_the_persons_own_midnight(browse: Browse) -> None:
    page = browse("clerk")
    with page.expect_request(lambda request: "/user-tasks/counts?" in request.url) as asked:
        page.goto("/inbox/due_today")
    assert "time_zone=Europe%2FBerlin" in asked.value.url
