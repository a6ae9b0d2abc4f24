"""From an empty editor to a version, and everything that may stand in between."""

import re
from typing import TypeAlias

import psycopg
from playwright.sync_api import Page, expect

from tests.builders import END, START, chain, model
from tests.e2e.axe import find_violations
from tests.e2e.conftest import Browse, Complaints
from tests.e2e.diagrams import WATERMARK_IS_ON_TOP, append, choose, shape, with_diagram
from tests.rest_client import RestClient

Database: TypeAlias = psycopg.Connection[tuple[object, ...]]


def versions_of(database: Database, key: str) -> list[int]:
    rows = database.execute(
        "select version from process_definition where key = %s order by version", [key]
    )
    return [int(str(row[0])) for row in rows]


def stored_draft(database: Database, page: Page) -> tuple[str, str, int]:
    draft_id = page.url.rsplit("/", 1)[1]
    row = database.execute(
        "select name, content, revision from draft where id = %s", [draft_id]
    ).fetchone()
    assert row is not None
    return str(row[0]), str(row[1]), int(str(row[2]))


def open_new(page: Page, name: str) -> None:
    page.goto("/processes")
    page.get_by_role("button", name="New process…").first.click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Open the editor").click()
    ready(page)


def ready(page: Page) -> None:
    expect(page.locator("[data-model=ready]")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()


def problems(page: Page) -> list[str]:
    return (
        page.get_by_role("region", name="Problems and source")
        .get_by_role("listitem")
        .all_inner_texts()
    )


def test_a_process_is_modelled_from_empty_and_deployed(browse: Browse, database: Database) -> None:
    page = browse("analyst")
    open_new(page, "Travel request")
    drawer = page.get_by_role("region", name="Problems and source")
    expect(drawer).to_contain_text("Nothing blocks deploying")

    task_id = append_second_task(page)
    expect(drawer).to_contain_text("1 warning, deploying is possible")
    drawer.get_by_role("button").filter(has_text="Approve").click()
    expect(shape(page, task_id)).to_have_class(re.compile(r"\bselected\b"))
    expect(page.locator(".bio-properties-panel-header-label")).to_have_text("Approve")

    choose(page, "end")
    page.keyboard.press("Delete")
    append(page, task_id, "end-event")
    expect(drawer).to_contain_text("Nothing blocks deploying")

    choose(page, task_id)
    page.get_by_label("Candidate groups").fill("managers")
    save(page)
    name, content, revision = stored_draft(database, page)
    assert name == "Travel request"
    assert '<bpm:assignment candidateGroups="managers"' in content
    assert revision > 1
    assert versions_of(database, "travel-request") == []

    deploy_first_version(page)
    assert versions_of(database, "travel-request") == [1]
    page.get_by_role("dialog").get_by_role("link", name="Open the process").click()
    expect(page.get_by_role("heading", name="Travel request", exact=True)).to_be_visible()
    expect(page.locator("[data-drawing=drawn]")).to_be_visible()


def append_second_task(page: Page) -> str:
    append(page, "first", "userTask")
    page.keyboard.type("Approve")
    page.locator(".djs-container > svg").click(position={"x": 600, "y": 40})
    task_id = page.locator(".djs-shape", has_text="Approve").first.get_attribute("data-element-id")
    assert task_id is not None
    return task_id


def save(page: Page) -> None:
    """Press the keys for saving once the change has reached the model."""
    page.keyboard.press("Tab")
    expect(page.get_by_role("status").filter(has_text="Not saved yet")).to_be_visible()
    page.keyboard.press("Control+s")
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()


def deploy_first_version(page: Page) -> None:
    page.get_by_role("button", name="Deploy…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("This becomes version 1")
    dialog.get_by_role("button", name="Deploy version 1").click()
    expect(dialog).to_contain_text("Version 1 of Travel request is live")


def test_a_faulty_model_is_refused_with_every_element_named(
    browse: Browse, database: Database, api: RestClient
) -> None:
    service = '<bpmn:serviceTask id="call" name="Call the bank"/>'
    timer = (
        '<bpmn:intermediateCatchEvent id="wait" name="Wait a day"><bpmn:timerEventDefinition/>'
        "</bpmn:intermediateCatchEvent>"
    )
    content = model("faulty", chain(START, service, timer, END))
    draft = api.post("/drafts", {"name": "Faulty", "content": with_diagram(content)})
    assert draft.status == 201
    page = browse("analyst")
    page.goto(f"/drafts/{draft.json['id']}")
    ready(page)
    drawer = page.get_by_role("region", name="Problems and source")
    expect(drawer).to_contain_text("errors block deploying")
    assert any("Call the bank" in text for text in problems(page))
    assert any("Wait a day" in text for text in problems(page))

    page.keyboard.press("F8")
    expect(drawer.locator("[aria-current=true]")).to_have_count(1)
    page.get_by_role("button", name="Deploy…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Call the bank")
    expect(dialog).to_contain_text("Wait a day")
    expect(dialog.get_by_role("button", name=re.compile("^Deploy version"))).to_have_count(0)
    assert versions_of(database, "faulty") == []
    assert find_violations(page) == []


def test_a_model_of_another_engine_is_converted_before_it_opens(
    browse: Browse, database: Database, api: RestClient
) -> None:
    task = '<bpmn:userTask id="approve" name="Approve" camunda:candidateGroups="managers"/>'
    call = '<bpmn:serviceTask id="pay" name="Pay" camunda:class="com.acme.Pay"/>'
    content = with_diagram(model("foreign-model", chain(START, task, call, END))).replace(
        "<bpmn:definitions",
        '<bpmn:definitions xmlns:camunda="http://camunda.org/schema/1.0/bpmn"',
        1,
    )
    draft = api.post("/drafts", {"name": "Foreign", "content": content})
    page = browse("analyst")
    page.goto(f"/drafts/{draft.json['id']}")
    dialog = page.get_by_role("dialog", name="Made for Camunda 7")
    expect(dialog).to_contain_text("1 converted · 0 kept · 1 cannot run")
    expect(dialog.get_by_role("row").filter(has_text="pay")).to_contain_text("com.acme.Pay")
    assert find_violations(page) == []

    dialog.get_by_role("button", name="Convert", exact=True).click()
    ready(page)
    drawer = page.get_by_role("region", name="Problems and source")
    expect(drawer).to_contain_text("unmapped:java:com.acme.Pay")
    _, stored, revision = stored_draft(database, page)
    assert (revision, '<bpm:assignment candidateGroups="managers"' in stored) == (2, True)


def test_two_editors_of_one_draft_choose_between_both_versions(
    browse: Browse, database: Database, complaints: Complaints
) -> None:
    complaints.expect("412")
    mine = browse("analyst")
    open_new(mine, "Shared model")
    theirs = browse("admin")
    theirs.goto(mine.url)
    ready(theirs)
    rename(theirs, "Theirs")
    expect(theirs.get_by_role("status").filter(has_text="Saved")).to_be_visible()

    rename(mine, "Mine")
    expect(mine.get_by_role("alert")).to_contain_text("Changed by someone else")
    mine.get_by_role("button", name="Choose…").click()
    dialog = mine.get_by_role("dialog")
    expect(dialog).to_contain_text("admin saved this draft")
    expect(dialog.locator("[data-drawing=drawn]")).to_have_count(2)
    dialog.get_by_role("button", name="Keep mine").click()
    expect(mine.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    assert stored_draft(database, mine)[0] == "Mine"

    rename(theirs, "Theirs again")
    theirs.get_by_role("button", name="Choose…").click()
    theirs.get_by_role("dialog").get_by_role("button", name="Take theirs").click()
    expect(theirs.get_by_label("Name of the process")).to_have_value("Mine")
    assert stored_draft(database, theirs)[0] == "Mine"


def rename(page: Page, name: str) -> None:
    page.get_by_label("Name of the process").fill(name)
    page.get_by_label("Name of the process").press("Enter")
    page.keyboard.press("Control+s")


def test_settings_of_flows_scripts_and_the_process_reach_the_model(
    browse: Browse, database: Database, api: RestClient
) -> None:
    page = browse("analyst")
    page.goto("/processes/holiday-request")
    page.get_by_role("link", name="Open model").click()
    ready(page)
    expect(page.get_by_text("Draft of version 1")).to_be_visible()

    page.get_by_label("Version tag").fill("2026-11")
    choose(page, "approve_by_rule")
    page.get_by_label("Result variable").fill("verdict")
    page.get_by_label("Result variable").blur()
    page.get_by_role("tab", name="XML").click()
    expect(page.get_by_label("Source of the model")).to_contain_text('resultVariable="verdict"')
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_label("Source of the model")).not_to_contain_text('resultVariable="verdict"')
    page.get_by_role("button", name="Redo").click()
    choose(page, "short_label")
    condition = page.locator(".bio-properties-panel-entry", has_text="Taken when")
    condition.get_by_role("textbox").fill("days <= 2")
    expect(page.get_by_label("Source of the model")).to_contain_text("days &lt;= 2")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    _, content, _ = stored_draft(database, page)
    assert 'versionTag="2026-11"' in content
    assert 'resultVariable="verdict"' in content
    assert "days &lt;= 2</bpmn:conditionExpression>" in content
    check = api.post("/drafts/check", {"content": content})
    assert check.json["errors"] == []


def test_a_draft_is_deleted_for_good(browse: Browse, database: Database) -> None:
    page = browse("analyst")
    open_new(page, "Short lived")
    rename(page, "Short lived indeed")
    page.get_by_role("button", name="More actions on this draft").click()
    page.get_by_role("menuitem", name="Delete this draft…").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete the draft").click()
    expect(page.get_by_role("heading", name="Processes")).to_be_visible()
    rows = database.execute("select 1 from draft where key = 'short-lived'").fetchall()
    assert rows == []


def test_a_narrow_window_shows_the_model_and_says_why_it_cannot_be_edited(browse: Browse) -> None:
    wide = browse("analyst")
    open_new(wide, "Seen on a phone")
    page = browse("analyst", narrow=True)
    page.goto(wide.url)
    expect(page.get_by_text("The editor needs a window at least 900 pixels wide")).to_be_visible()
    expect(page.locator("[data-drawing=drawn]")).to_be_visible()
    assert find_violations(page) == []


def test_the_editor_breaks_no_accessibility_rule_and_shows_the_watermark(browse: Browse) -> None:
    page = browse("analyst")
    open_new(page, "Accessible")
    choose(page, "first")
    expect(page.get_by_label("Candidate groups")).to_be_visible()
    assert find_violations(page) == []
    assert page.evaluate(WATERMARK_IS_ON_TOP)
