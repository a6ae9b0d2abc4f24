"""Instances and incidents: finding them, mending them, ending them."""

import re
from uuid import uuid4

from playwright.sync_api import expect

from tests.e2e.axe import find_violations
from tests.e2e.conftest import Browse, Complaints
from tests.e2e.diagrams import WATERMARK_IS_ON_TOP
from tests.e2e.journeys import (
    Database,
    deploy_ad_hoc,
    deploy_branches,
    deploy_call,
    deploy_decision,
    deploy_gate,
    deploy_mail,
    deploy_timer,
    make_team,
    one,
    sign_in,
    start,
    task_of,
)
from tests.rest_client import RestClient

STATE = "select state from process_instance where id = %s"
OPEN_INCIDENTS = (
    "select count(*) from incident where process_instance_id = %s and resolved_at is null"
)


def test_a_failed_step_is_understood_mended_and_retried(
    browse: Browse, api: RestClient, database: Database
) -> None:
    key = deploy_gate(api)
    name = f"STOP-{uuid4().hex[:6]}"
    instance = start(api, key, name, amount="much", note="stays")
    assert one(database, OPEN_INCIDENTS, instance) == 1
    page = browse("operator")
    page.goto("/instances?state=incident")
    page.get_by_label("Business key").fill(name)
    page.get_by_role("link", name=name).click()

    step = page.get_by_role("complementary")
    expect(step.get_by_role("heading", name="Much?")).to_be_visible()
    expect(page.locator("[data-drawing=drawn]")).to_be_visible()
    expect(page.locator(".k-token.incident")).to_be_visible()
    assert page.evaluate(WATERMARK_IS_ON_TOP)

    page.keyboard.press("Control+f")
    page.get_by_label("Find a step", exact=True).and_(page.locator("input")).fill("loo")
    page.get_by_role("option").first.click()
    expect(page).to_have_url(re.compile("step=look"))
    page.keyboard.press("f")
    expect(page.get_by_role("button", name="Leave full screen")).to_be_visible()
    page.get_by_role("button", name="Layers").click()
    page.get_by_role("menuitemcheckbox", name="Incidents").click()
    expect(page.locator(".k-token.incident")).to_have_count(0)
    page.get_by_role("menuitemcheckbox", name="Incidents").click()
    page.get_by_role("menuitemcheckbox", name="Order of the path").click()
    expect(page.locator(".k-number").first).to_have_text("1")
    assert find_violations(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("menuitemcheckbox", name="Incidents")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Full screen", exact=True)).to_be_visible()
    page.get_by_role("button", name="Overview").click()
    expect(page.locator("[data-overview] [data-state=incident]")).to_have_count(1)
    page.locator(".k-token.incident").click()

    page.get_by_role("button", name="Retry this step").click()
    expect(step.get_by_role("alert")).to_contain_text("it failed in the same place")
    assert one(database, OPEN_INCIDENTS, instance) == 1

    page.get_by_role("button", name="Change data…").click()
    dialog = page.get_by_role("dialog", name="Change data and retry Much?")
    dialog.get_by_label("Type of Amount").select_option("number")
    dialog.get_by_label("Amount", exact=True).fill("2000")
    dialog.get_by_role("button", name="Save and retry").click()
    expect(page.get_by_text("Much? goes on")).to_be_visible()
    expect(page.locator(".k-token.waiting")).to_be_visible()

    assert one(database, OPEN_INCIDENTS, instance) == 0
    open_task = "select activity_id from user_task where process_instance_id = %s"
    assert one(database, open_task, instance) == "look"
    page.get_by_role("tab", name="Timeline").click()
    expect(page.get_by_role("tabpanel")).to_contain_text("operator changed amount")

    # What was written, and how it all came about.
    page.get_by_role("button", name="Replay").click()
    replay = page.get_by_role("region", name="Replay")
    moment = replay.get_by_role("slider", name="Moment of the history")
    expect(moment).to_be_focused()
    expect(page.locator(".k-token.incident")).to_be_visible()
    expect(replay).to_contain_text("1 of ")
    moment.press("End")
    expect(page.locator(".k-token.waiting")).to_be_visible()
    expect(replay).to_contain_text("look waits for a person")
    assert find_violations(page) == []
    page.keyboard.press("Escape")
    expect(replay).to_have_count(0)
    page.get_by_role("tab", name="Data").click()
    written = page.get_by_role("region", name="What was written")
    page.get_by_role("searchbox", name="Search names and values").fill("amou")
    expect(page.get_by_label("Note", exact=True)).to_have_count(0)
    page.get_by_role("button", name="History of Amount").click()
    expect(written.get_by_label("Show the history of")).to_have_value("amount")
    expect(written.get_by_role("listitem").first).to_contain_text("operatormuch→2000")


def test_incidents_are_grouped_owned_noted_on_and_retried_together(
    browse: Browse, api: RestClient, database: Database
) -> None:
    key = deploy_gate(api)
    instances = [start(api, key, f"G-{number}", amount="much") for number in range(3)]
    mend(api, *instances[:2])
    page = browse("operator")
    page.goto(f"/incidents?process={key}")
    row = page.get_by_role("row").filter(has_text=key)
    row.get_by_role("button").click()
    panel = page.get_by_role("complementary")
    expect(panel.get_by_role("listitem")).to_have_count(3)

    panel.get_by_role("button", name="Look after it").click()
    expect(page.get_by_text("3 incidents are in your care")).to_be_visible()
    expect(row).to_contain_text("operator")
    panel.get_by_role("button", name="Add a note").click()
    panel.get_by_role("textbox", name="Note").fill("The clerk typed words.")
    panel.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Noted on 3 incidents")).to_be_visible()
    noted = (
        "select count(*) from incident where process_instance_id = any(%s::uuid[])"
        " and owner = 'operator' and note = 'The clerk typed words.'"
    )
    assert one(database, noted, instances) == 3

    panel.get_by_role("button", name="Retry G-2").click()
    expect(page.get_by_role("alert").filter(has_text="G-2 failed again")).to_be_visible()
    panel.get_by_role("button", name="Retry 3…").click()
    page.get_by_role("dialog").get_by_role("button", name="Retry 3 steps").click()
    expect(page.get_by_text("2 steps go on")).to_be_visible()
    expect(page.get_by_text("1 step failed again")).to_be_visible()
    for instance in instances[:2]:
        assert one(database, STATE, instance) == "completed"
        assert one(database, OPEN_INCIDENTS, instance) == 0
    assert one(database, OPEN_INCIDENTS, instances[2]) == 1

    mend(api, instances[2])
    panel.get_by_role("button", name="Retry this step").click()
    expect(page.get_by_text("1 step goes on")).to_be_visible()
    expect(row).to_have_count(0)
    assert one(database, STATE, instances[2]) == "completed"


def mend(api: RestClient, *instances: str) -> None:
    """Give instances of the gate's process an amount that is a number."""
    for instance in instances:
        body = {"variables": {"amount": 5}}
        assert api.call("PATCH", f"/process-instances/{instance}/variables", body).status == 200


def test_every_place_of_a_loop_beside_another_branch_is_shown(
    browse: Browse, api: RestClient, database: Database
) -> None:
    instance = start(api, deploy_branches(api), "BRANCH-1")
    page = browse("operator")
    page.goto(f"/instances/{instance}?step=review")
    step = page.get_by_role("complementary")
    expect(step.get_by_role("heading", name=re.compile("Round"))).to_have_count(3)
    expect(step.get_by_role("link", name="Open the task")).to_have_count(3)
    expect(page.locator("[data-drawing=drawn]")).to_be_visible()
    expect(page.locator(".k-token.waiting")).to_have_count(2)
    expect(page.locator(".k-token.waiting", has_text="3")).to_be_visible()
    page.get_by_role("tab", name="Data").click()
    within = page.get_by_role("region", name="Only within steps")
    expect(within.get_by_text("review, round 3")).to_be_visible()
    page.get_by_role("tab", name="Timeline").click()

    query = f"process_instance_id={instance}&activity_id=review"
    first, *_ = api.get(f"/user-tasks?{query}").json["items"]
    operator, path = api.as_("operator"), f"/user-tasks/{first['id']}"
    assert operator.post(f"{path}/claim").status == 200
    answer = operator.post(f"{path}/complete", {"variables": {"enough": True}})
    assert answer.status == 200, answer.json
    timeline = page.get_by_role("tabpanel")
    expect(timeline.get_by_text(re.compile(r"review \d was given up"))).to_have_count(2)
    expect(step.get_by_text("3, 2 given up")).to_be_visible()
    open_tasks = "select count(*) from user_task where process_instance_id = %s and state = 'open'"
    assert one(database, open_tasks, instance) == 1


def test_a_timer_is_moved_and_run_at_once(
    browse: Browse, api: RestClient, database: Database
) -> None:
    instance = start(api, deploy_timer(api), "TIMER-1")
    page = browse("operator")
    page.goto(f"/instances/{instance}?tab=jobs&step=work")
    jobs = page.get_by_role("tabpanel")
    expect(jobs.get_by_role("listitem")).to_have_count(1)
    expect(jobs).to_contain_text("Timer")

    jobs.get_by_role("button", name="Change date…").click()
    dialog = page.get_by_role("dialog", name="When is Too late to run?")
    dialog.get_by_label("Due").fill("2040-05-01T09:30")
    dialog.get_by_role("button", name="Change the date").click()
    expect(page.get_by_text(re.compile("Too late is due Tue 1 May 2040, 09:30"))).to_be_visible()
    expect(jobs).to_contain_text("due Tue 1 May 2040, 09:30")
    due = "select due_at = timestamptz '2040-05-01 09:30 Europe/Berlin' from job where "
    assert one(database, due + "process_instance_id = %s", instance) is True

    jobs.get_by_role("button", name="Run now").click()
    expect(page.get_by_text("Too late runs now")).to_be_visible()
    expect(jobs.get_by_text("Nothing runs in the background")).to_be_visible()
    page.get_by_role("tab", name="Timeline").click()
    timeline = page.get_by_role("tabpanel")
    for words in (
        "operator moved Too late to Tue 1 May 2040, 09:30",
        "operator ran Too late at once",
        "The time of Too late has come",
        "work was given up",
        "remind waits for a person",
    ):
        expect(timeline).to_contain_text(words)
    expect(page.locator(".k-token.waiting")).to_have_count(1)
    state = "select state from user_task where process_instance_id = %s and activity_id = %s"
    assert one(database, state, instance, "work") == "cancelled"
    assert one(database, state, instance, "remind") == "open"
    assert one(database, "select count(*) from job where process_instance_id = %s", instance) == 0


def test_a_failed_call_of_a_service_is_mended_and_retried(
    browse: Browse, api: RestClient, database: Database
) -> None:
    instance = start(api, deploy_mail(api), "MAIL-1", to="nobody")
    page = browse("operator")
    page.goto(f"/instances/{instance}?step=tell")
    step = page.get_by_role("complementary")
    expect(step.get_by_role("button", name="Retry this step")).to_be_visible()
    assert one(database, OPEN_INCIDENTS, instance) == 1
    step.get_by_role("button", name="Retry this step").click()
    expect(step.get_by_role("alert")).to_contain_text("it failed in the same place")
    page.get_by_role("tab", name="Jobs and timers").click()
    expect(page.get_by_role("tabpanel")).to_contain_text("Attempts used up")

    step.get_by_role("button", name="Change data…").click()
    dialog = page.get_by_role("dialog", name="Change data and retry Tell the customer")
    dialog.get_by_label("To", exact=True).fill("ada@example.org")
    dialog.get_by_role("button", name="Save and retry").click()
    expect(page.get_by_text("Tell the customer goes on")).to_be_visible()
    expect(page.get_by_text("Completed", exact=True)).to_be_visible()
    assert one(database, STATE, instance) == "completed"
    assert one(database, OPEN_INCIDENTS, instance) == 0


def test_a_called_instance_is_reached_and_its_message_sent(
    browse: Browse, api: RestClient, database: Database
) -> None:
    instance = start(api, deploy_call(api), "CALL-1")
    find_child = "select id::text from process_instance where parent_id = %s"
    child = str(one(database, find_child, instance))
    page = browse("operator")
    page.goto(f"/instances/{instance}")
    page.get_by_role("tab", name="Called instances").click()
    expect(page.get_by_role("tabpanel").get_by_role("listitem")).to_have_count(1)
    step = page.get_by_role("complementary")
    expect(step).to_contain_text("Waits for the instance it has called")
    step.get_by_role("link").click()
    expect(page).to_have_url(re.compile(child))
    expect(page.get_by_label("Breadcrumb").get_by_role("link", name="CALL-1")).to_be_visible()

    expect(step).to_contain_text("Waits for the message paid")
    page.get_by_role("tab", name="Messages").click()
    awaited = page.get_by_role("tabpanel", name="Messages").get_by_role("listitem")
    expect(awaited).to_contain_text("paid")
    awaited.get_by_role("button", name="Send the message…").click()
    dialog = page.get_by_role("dialog", name="Send paid to this instance")
    dialog.get_by_role("button", name="Add a value").click()
    dialog.get_by_label("Name of the new value").fill("receipt")
    dialog.get_by_label("receipt", exact=True).fill("R-7")
    dialog.get_by_role("button", name="Send the message").click()
    expect(page.get_by_text("paid was received")).to_be_visible()
    expect(page.get_by_text("Completed", exact=True)).to_be_visible()
    receipt = "select variables->>'receipt' from process_instance where id = %s"
    assert one(database, receipt, child) == "R-7"

    page.get_by_label("Breadcrumb").get_by_role("link", name="CALL-1").click()
    expect(page.get_by_text("Completed", exact=True)).to_be_visible()
    for one_of_both in (instance, child):
        assert one(database, STATE, one_of_both) == "completed"


def test_what_begins_in_an_ad_hoc_sub_process_is_chosen(
    browse: Browse, api: RestClient, database: Database
) -> None:
    instance = start(api, deploy_ad_hoc(api), "FREE-1")
    page = browse("operator")
    page.goto(f"/instances/{instance}")
    step = page.get_by_role("complementary")
    expect(step).to_contain_text("Waits until somebody chooses what begins.")

    step.get_by_role("button", name="Begin Call them").click()
    expect(page.get_by_text("Call them has begun")).to_be_visible()
    done = (
        "select outcome from activity_instance"
        " where process_instance_id = %s and activity_id = 'call'"
    )
    assert one(database, done, instance) == "completed"
    step.get_by_role("button", name="It is over").click()

    expect(page.get_by_text("Completed", exact=True)).to_be_visible()
    assert one(database, STATE, instance) == "completed"


def test_an_instance_is_suspended_resumed_and_cancelled(
    browse: Browse, api: RestClient, database: Database
) -> None:
    team = make_team(api)
    instance = start(api, team.key, "END-1")
    task = task_of(api, instance)
    page = browse("operator")
    page.goto(f"/instances/{instance}")
    page.get_by_role("button", name="Suspend").click()
    expect(page.get_by_text("END-1 is suspended")).to_be_visible()
    assert one(database, STATE, instance) == "suspended"
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_text("END-1 goes on")).to_be_visible()
    assert one(database, STATE, instance) == "active"

    page.get_by_role("button", name="Cancel…").click()
    dialog = page.get_by_role("dialog", name="Cancel END-1?")
    expect(dialog).to_contain_text("1 step that waits now is given up")
    dialog.get_by_label("Reason, kept in the log").fill("entered twice")
    dialog.get_by_role("button", name="Cancel the instance").click()
    expect(page.get_by_text("END-1 is cancelled")).to_be_visible()
    assert one(database, STATE, instance) == "cancelled"
    assert one(database, "select state from user_task where id = %s", task) == "cancelled"
    expect(page.get_by_role("tabpanel")).to_contain_text(
        "operator cancelled the instance: entered twice"
    )
    expect(page.get_by_role("button", name="Cancel…")).to_have_count(0)
    page.get_by_role("tab", name="Audit").click()
    expect(page.get_by_role("row", name="Cancel process instance")).to_contain_text("entered twice")


def test_an_instance_that_is_not_yours_does_not_exist(
    browse: Browse, api: RestClient, complaints: Complaints
) -> None:
    complaints.expect("404")
    team = make_team(api)
    instance = start(api, team.key, "MINE-1")
    page = browse()
    sign_in(page, team.charlie)
    page.goto(f"/instances/{instance}")
    gone = page.get_by_role("heading", name="There is no such instance", level=1)
    expect(gone).to_be_visible()
    expect(page).to_have_title("There is no such instance · Kontor")
    expect(page.get_by_role("link", name="Incidents")).to_have_count(0)
    page.get_by_role("link", name="All instances").click()
    expect(page.get_by_role("heading", name="Instances", level=1)).to_be_visible()


def test_a_filter_is_part_of_the_address(browse: Browse, api: RestClient) -> None:
    team = make_team(api)
    start(api, team.key, "FILTER-1")
    page = browse("operator")
    page.goto(f"/instances?process={team.key}")
    expect(page.get_by_role("row").filter(has_text="FILTER-1")).to_be_visible()
    page.get_by_label("State").select_option("completed")
    expect(page.get_by_text("No instance matches these filters")).to_be_visible()
    expect(page).to_have_url(re.compile("state=completed"))
    page.get_by_role("button", name="Clear filters").click()
    expect(page.get_by_role("row").filter(has_text="FILTER-1").first).to_be_visible()


def test_a_token_is_made_shown_once_and_revoked(browse: Browse, database: Database) -> None:
    page = browse("analyst")
    name = f"token-{uuid4().hex[:6]}"
    page.goto("/profile/tokens")
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Make a token").click()
    dialog = page.get_by_role("dialog", name="Token made")
    expect(dialog.locator("code")).not_to_be_empty()
    dialog.get_by_role("button", name="Close").last.click()
    count = "select count(*) from api_token where name = %s"
    assert one(database, count, name) == 1
    page.get_by_role("row").filter(has_text=name).get_by_role("button", name="Revoke…").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke the token").click()
    expect(page.get_by_text(f"{name} is revoked")).to_be_visible()
    assert one(database, count, name) == 0


def test_a_decision_is_shown_with_the_rule_that_fitted(browse: Browse, api: RestClient) -> None:
    key = deploy_decision(api)
    instance = start(api, key, f"RULE-{uuid4().hex[:6]}", amount=1200)
    page = browse("operator")

    page.goto(f"/instances/{instance}")
    page.locator("[data-element-id=ask] .djs-hit").first.click()
    step = page.get_by_role("complementary")
    expect(step.get_by_role("row", name="Rule 2 fits")).to_contain_text('"level":"high"')
    page.get_by_role("tab", name="Decisions").click()

    shown = page.get_by_role("tabpanel", name="Decisions")
    expect(shown.get_by_role("row", name="amount 1200")).to_be_visible()
    expect(shown.get_by_role("row", name="Rule 2 fits")).to_contain_text('"level":"high"')
    expect(shown.get_by_role("row", name='Result "high"')).to_be_visible()


def test_instances_are_narrowed_by_the_diagram_kept_as_a_view_and_exported(
    browse: Browse, api: RestClient
) -> None:
    key = deploy_gate(api)
    run = uuid4().hex[:6]
    stopped = start(api, key, f"STOP-{run}", amount="much")
    start(api, key, f"LOOK-{run}", amount=5000)
    page = browse("operator")
    page.goto(f"/instances?process={key}")
    rows = page.get_by_role("row")
    expect(rows).to_have_count(3)
    expect(page.locator(".k-token.waiting")).to_have_text("1")
    page.locator("[data-element-id=look] .djs-hit").first.click()
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_contain_text(f"LOOK-{run}")
    expect(page).to_have_url(re.compile(f"process={key}&step=look$"))

    page.get_by_role("button", name="Views", exact=True).click()
    page.get_by_role("menuitem", name="Save this view…").click()
    dialog = page.get_by_role("dialog", name="Save this view")
    dialog.get_by_label("Name").fill(f"Looks {run}")
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("button", name=f"Looks {run}")).to_be_visible()
    page.get_by_role("button", name="Any step").click()
    page.get_by_role("button", name="More filters").click()
    (incident,) = api.get(f"/incidents?process_instance_id={stopped}").json["items"]
    page.get_by_label("Error text").fill(str(incident["message"])[:30])
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_contain_text(f"STOP-{run}")
    assert find_violations(page) == []

    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Table (CSV)").click()
    content = download.value.path().read_text(encoding="utf-8-sig")
    assert f"STOP-{run}" in content
    assert f"LOOK-{run}" not in content

    page.get_by_role("button", name="Views", exact=True).click()
    page.get_by_role("menuitem", name=f"Looks {run}").click()
    expect(rows.nth(1)).to_contain_text(f"LOOK-{run}")
    page.get_by_role("button", name=f"Looks {run}").click()
    page.get_by_role("menuitem", name=f"Change “Looks {run}”…").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("button", name="Views", exact=True)).to_be_visible()
