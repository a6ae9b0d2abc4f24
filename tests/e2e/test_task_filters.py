"""Filters of the inbox: put together, linked, kept, shared, and shown as a table."""

import json
import re
from urllib.parse import parse_qs, quote, urlsplit
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.builders import END, START, chain, model, user_task
from tests.e2e.axe import WIDTHS, find_violations
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

KEPT = "select {} from task_filter where name = %s"


def begin_three(api: RestClient, team: Team) -> list[str]:
    """Start three cases whose tasks wait for the team; return their tasks."""
    return [task_of(api, start(api, team.key, f"FIND-{number}", note="x")) for number in range(3)]


def test_a_list_is_narrowed_down_and_the_link_shows_the_same_to_another(
    browse: Browse, api: RestClient
) -> None:
    team = make_team(api)
    begin_three(api, team)
    page = browse()
    sign_in(page, team.alice)
    page.goto("/inbox/groups")
    rows = page.get_by_role("row").filter(has_text="FIND-")
    expect(rows).to_have_count(3)
    page.get_by_role("main").focus()
    page.keyboard.press("f")
    dialog = page.get_by_role("dialog", name="Filter the list")
    dialog.get_by_label("What").select_option(label="Business key")
    expect(dialog.get_by_text("Something is missing in a condition.")).to_be_visible()
    dialog.get_by_label("Value").fill("FIND-1")
    expect(dialog.get_by_text("Finds 1 task.")).to_be_visible()
    dialog.get_by_role("button", name="Or …").click()
    second = dialog.get_by_role("group", name="Condition 2")
    second.get_by_label("What").select_option(label="Business key")
    second.get_by_label("How").select_option(label="is")
    second.get_by_label("Value").fill("FIND-2")
    expect(dialog.get_by_text("Finds 2 tasks.")).to_be_visible()
    dialog.get_by_role("button", name="Show").click()
    expect(rows).to_have_count(2)
    expect(
        page.get_by_role("button", name="Business key contains FIND-1", exact=True)
    ).to_be_visible()
    (where,) = parse_qs(urlsplit(page.url).query)["where"]
    assert len(json.loads(where)["$or"]) == 2

    other = browse()
    sign_in(other, team.bob)
    other.goto(page.url)
    expect(other.get_by_role("row").filter(has_text="FIND-")).to_have_count(2)
    other.get_by_role("button", name="Remove: Business key contains FIND-1").click()
    expect(other.get_by_role("row").filter(has_text="FIND-")).to_have_count(1)

    other.goto("/inbox/groups?where={cut-off")
    expect(other.get_by_text("The link holds a filter that cannot be read")).to_be_visible()
    other.get_by_role("button", name="Clear the filter").click()
    expect(other.get_by_role("row").filter(has_text="FIND-")).to_have_count(3)


def test_a_filter_is_kept_shared_renamed_and_deleted(
    browse: Browse,
    suite: RunningSuite,
    api: RestClient,
    database: Database,
    complaints: Complaints,
) -> None:
    team = make_team(api)
    tasks = begin_three(api, team)
    assert as_member(suite.url, team.bob).post(f"/user-tasks/{tasks[0]}/claim").status == 200
    name = f"Held {uuid4().hex[:6]}"
    page = browse()
    sign_in(page, team.alice)
    page.goto("/inbox/groups")
    page.get_by_role("button", name="Filter", exact=True).click()
    dialog = page.get_by_role("dialog", name="Filter the list")
    dialog.get_by_label("What").select_option(label="Person")
    dialog.get_by_label("How").select_option(label="is me")
    dialog.get_by_label("Keep this filter").check()
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_label(team.group).check()
    for column in ("Task", "Business key", "Priority"):
        dialog.get_by_label(column, exact=True).check()
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text(f"The filter {name} is kept")).to_be_visible()
    page.wait_for_url("**/inbox/filter/*")
    expect(
        page.get_by_text("This filter finds nothing").or_(page.get_by_role("grid"))
    ).to_be_visible()
    criteria = {"state": "open", "assignee": "currentUser()"}
    assert one(database, KEPT.format("criteria"), name) == criteria
    assert one(database, KEPT.format("shared_with"), name) == [team.group]

    # The same filter is about whoever looks.
    bob = browse()
    sign_in(bob, team.bob)
    bob.goto("/inbox/mine")
    entry = bob.get_by_role("link", name=re.compile(f"^{name}"))
    expect(entry).to_contain_text("1")
    entry.click()
    table = bob.get_by_role("table", name="Tasks")
    expect(table.get_by_role("row").filter(has_text="FIND-0")).to_be_visible()
    heads = table.get_by_role("columnheader")
    expect(heads).to_have_text(["Selected", "Task", "Business key", "Priority"])
    heads.filter(has_text="Business key").get_by_role("button").click()
    expect(heads.filter(has_text="Business key")).to_have_attribute("aria-sort", "ascending")
    table.get_by_role("link", name="review").click()
    expect(bob.get_by_role("heading", name="review")).to_be_visible()
    bob.keyboard.press("Escape")
    expect(table).to_be_visible()

    page.get_by_role("button", name=f"Edit the filter {name}").click()
    dialog = page.get_by_role("dialog", name=f"Edit the filter {name}")
    dialog.get_by_label("Name").fill(f"{name} again")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1, name=f"{name} again")).to_be_visible()
    assert one(database, KEPT.format("revision"), f"{name} again") == 2
    page.get_by_role("button", name=f"Edit the filter {name} again").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    sure = page.get_by_role("dialog", name=f"Delete the filter {name} again?")
    expect(sure).to_contain_text(team.group)
    # Whoever looks at it asks for its tasks once more, and is told.
    complaints.expect("404 (Not Found)")
    sure.get_by_role("button", name="Delete the filter").click()
    page.wait_for_url("**/inbox/mine")
    assert one(database, KEPT.format("count(*)"), f"{name} again") == 0
    expect(bob.get_by_text("There is no such filter")).to_be_visible()


def test_a_list_is_grouped_and_sorted_by_choice(
    browse: Browse, suite: RunningSuite, api: RestClient
) -> None:
    team = make_team(api)
    tasks = begin_three(api, team)
    for priority, task in zip((50, 90, 10), tasks, strict=True):
        body = {"priority": priority}
        assert api.post(f"/user-tasks/{task}/priority", body).status == 200
    page = browse()
    sign_in(page, team.alice)
    page.goto("/inbox/groups")
    page.get_by_role("button", name="Due date").click()
    page.get_by_role("menuitem", name="Priority").first.click()
    heads = page.get_by_role("rowheader")
    expect(heads).to_have_text(["High priority 1", "Usual priority 1", "Low priority 1"])
    page.get_by_role("button", name="Priority").click()
    page.get_by_role("menuitem", name="Business key").click()
    expect(page.get_by_role("row")).to_have_count(3)
    expect(page.get_by_role("row").first).to_contain_text("FIND-0")
    page.get_by_role("button", name="Business key").click()
    page.get_by_role("menuitem", name="Business key").click()
    expect(page.get_by_role("row").first).to_contain_text("FIND-2")


@WIDTHS
def test_filters_keep_the_accessibility_rules(
    browse: Browse, suite: RunningSuite, api: RestClient, narrow: bool
) -> None:
    team = make_team(api)
    begin_three(api, team)
    alice = as_member(suite.url, team.alice)
    body = {
        "name": f"Soon {uuid4().hex[:6]}",
        "criteria": {"state": "open", "business_key": {"$like": "%FIND%"}},
        "columns": ["name", "business_key", "due_at"],
    }
    kept = alice.post("/task-filters", body).json["id"]
    page = browse(narrow=narrow)
    sign_in(page, team.alice)
    where = json.dumps({"state": "open", "due_at": {"$exists": False}, "priority": {"$gte": 10}})
    found = _look(page, f"/inbox/groups?where={where}", "chips")
    page.get_by_role("main").focus()
    page.keyboard.press("f")
    expect(page.get_by_role("dialog").get_by_text("Finds 3 tasks.")).to_be_visible()
    page.get_by_role("dialog").get_by_label("Keep this filter").check()
    found += find_violations(page)
    found += _look(page, f"/inbox/filter/{kept}", "kept filter")
    assert found == []


def _look(page: Page, address: str, name: str) -> list[str]:
    page.goto(address)
    expect(page.get_by_text(re.compile("FIND-1")).first).to_be_visible()
    return [f"{name}: {violation}" for violation in find_violations(page)]


def test_a_filter_over_variables_shows_them_as_columns(
    browse: Browse, api: RestClient, database: Database, complaints: Complaints
) -> None:
    team = make_team(api)
    run = team.key.removeprefix("review-")
    key, amount = f"spend-{run}", f"amount_{run}"
    declared = f'searchableVariables="{amount}:number"'
    task = user_task("spend", f'candidateGroups="{team.group}"')
    deploy(api, key, with_diagram(model(key, chain(START, task, END), process=declared)))
    for number, value in enumerate((50, 1500, 2500)):
        start(api, key, f"SPEND-{number}", **{amount: value})
    page = browse()
    sign_in(page, team.alice)
    page.goto("/inbox/groups")
    rows = page.get_by_role("row").filter(has_text="SPEND-")
    expect(rows).to_have_count(3)
    page.get_by_role("main").focus()
    page.keyboard.press("f")
    dialog = page.get_by_role("dialog", name="Filter the list")
    dialog.get_by_label("What").select_option(label=amount)
    dialog.get_by_label("How").select_option(label="is at least")
    dialog.get_by_label("Value").fill("much")
    expect(dialog.get_by_text("Write a number such as 10.5")).to_be_visible()
    dialog.get_by_label("Value").fill("1000.5")
    expect(dialog.get_by_text("Finds 2 tasks.")).to_be_visible()
    dialog.get_by_label("Keep this filter").check()
    dialog.get_by_label("Name").fill(f"Large {run}")
    for column in ("Business key", amount):
        dialog.get_by_role("checkbox", name=column, exact=True).check()
    dialog.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("columnheader", name=amount)).to_be_visible()
    expect(rows).to_have_count(2)
    expect(rows.filter(has_text="2,500")).to_have_count(1)
    kept = one(database, KEPT.format("criteria -> 'variables'"), f"Large {run}")
    assert kept == [{"name": amount, "op": "$gte", "value": 1000.5}]
    assert one(database, KEPT.format("columns"), f"Large {run}") == [
        *("business_key", f"variable:{amount}"),
    ]
    # A link to a value that no process declares says so, in plain words.
    complaints.expect("422")
    where = json.dumps({"variables": [{"name": f"salary_{run}", "op": "$gte", "value": 1}]})
    page.goto(f"/inbox/groups?where={quote(where)}")
    expect(page.get_by_role("button", name=f"salary_{run} at least 1", exact=True)).to_be_visible()
    page.get_by_role("main").focus()
    page.keyboard.press("f")
    expect(page.get_by_text("No process lets this value be searched for.")).to_be_visible()
