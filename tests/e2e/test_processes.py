"""The library of processes, one process with its versions, and uploading models."""

import re
from typing import TypeAlias
from uuid import uuid4

import psycopg
from playwright.sync_api import FilePayload, Page, expect

from bpm.config.configuration import PROJECT_DIR
from tests.builders import END, START, chain, model
from tests.e2e.axe import WIDTHS, find_violations
from tests.e2e.conftest import Browse, Complaints
from tests.e2e.diagrams import WATERMARK_IS_ON_TOP, with_diagram
from tests.rest_client import RestClient

Database: TypeAlias = psycopg.Connection[tuple[object, ...]]

HOLIDAY = PROJECT_DIR / "processes" / "holiday-request" / "holiday-request.bpmn"
USER_TASK = (
    '<bpmn:userTask id="review" name="Review"><bpmn:extensionElements>'
    '<bpm:assignment candidateGroups="{group}"/></bpmn:extensionElements></bpmn:userTask>'
)


def reviewed(key: str, group: str = "clerks") -> str:
    return with_diagram(model(key, chain(START, USER_TASK.format(group=group), END)))


def deploy(api: RestClient, key: str, content: str) -> str:
    answer = api.post(
        "/deployments", {"name": key, "resources": [{"name": f"{key}.bpmn", "content": content}]}
    )
    assert answer.status == 201, answer.json
    return str(answer.json["process_definitions"][0]["id"])


def start(api: RestClient, key: str) -> str:
    answer = api.post("/process-instances", {"definition_key": key})
    assert answer.status == 201, answer.json
    return str(answer.json["id"])


def new_key(name: str) -> str:
    return f"{name}-{uuid4().hex[:8]}"


def file(name: str, content: str | bytes) -> FilePayload:
    buffer = content.encode() if isinstance(content, str) else content
    return {"name": name, "mimeType": "application/xml", "buffer": buffer}


def choose_files(page: Page, *files: FilePayload) -> None:
    page.locator("input[type=file]").set_input_files(list(files))


def count(database: Database, sql: str, *values: object) -> int:
    row = database.execute(sql, list(values)).fetchone()
    assert row is not None
    return int(str(row[0]))


def test_a_process_shows_its_versions_with_running_and_finished_counts(
    browse: Browse, api: RestClient, database: Database
) -> None:
    key = new_key("counted")
    deploy(api, key, reviewed(key))
    clerk = api.as_("clerk")
    finished = start(api, key)
    start(api, key)
    task = api.get(f"/user-tasks?process_instance_id={finished}").json["items"][0]["id"]
    assert clerk.post(f"/user-tasks/{task}/complete", {"variables": {}}).status == 200
    deploy(api, key, reviewed(key, group="managers"))
    start(api, key)

    page = browse("analyst")
    page.goto("/processes")
    page.get_by_label("Search names, keys and inside models").fill(key)
    row = page.get_by_role("row").filter(has_text=key)
    expect(row).to_contain_text("Version 2 live")
    row.get_by_role("link", name=key, exact=True).click()

    versions = page.get_by_role("region", name="Versions").get_by_role("row")
    expect(versions).to_have_count(3)
    newest = versions.nth(1).get_by_role("cell").all_inner_texts()
    oldest = versions.nth(2).get_by_role("cell").all_inner_texts()
    assert (newest[3], newest[5]) == ("1", "0")
    assert (oldest[3], oldest[5]) == ("1", "1")
    for version, running in ((1, 1), (2, 1)):
        found = count(
            database,
            "select count(*) from process_instance i join process_definition d"
            " on d.id = i.definition_id where d.key = %s and d.version = %s and i.ended_at is null",
            key,
            version,
        )
        assert found == running

    expect(page.locator(".k-token.waiting")).to_have_text("1")
    page.get_by_role("button", name="Show version 1 on the diagram").click()
    expect(page).to_have_url(re.compile(r"version=1"))
    page.get_by_text("Visits", exact=True).click()
    expect(page.locator(".k-token.plain").filter(has_text="2")).not_to_have_count(0)
    expect(page.get_by_text("in all 2 instances")).to_be_visible()
    page.get_by_text("Durations", exact=True).click()
    expect(page.get_by_text("half within · 95 % within")).to_be_visible()


def test_a_version_is_suspended_and_resumed(
    browse: Browse, api: RestClient, database: Database
) -> None:
    key = new_key("paused")
    deploy(api, key, reviewed(key))
    page = browse("operator")
    page.goto(f"/processes/{key}")
    page.get_by_role("button", name="Actions on version 1").first.click()
    page.get_by_role("menuitem", name="Suspend version 1").click()
    expect(page.get_by_text("Version 1 suspended")).to_be_visible()
    state = "select count(*) from process_definition where key = %s and state = 'suspended'"
    assert count(database, state, key) == 1
    assert api.post("/process-instances", {"definition_key": key}).status == 423

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Version 1 live")).to_be_visible()
    assert count(database, state, key) == 0


def test_an_old_version_is_opened_as_a_new_draft(
    browse: Browse, api: RestClient, database: Database
) -> None:
    key = new_key("reopened")
    deploy(api, key, reviewed(key))
    deploy(api, key, reviewed(key, group="managers"))
    page = browse("analyst")
    page.goto(f"/processes/{key}")
    page.get_by_role("button", name="Actions on version 1").click()
    page.get_by_role("menuitem", name="Open version 1 as a new draft").click()
    expect(page.locator("[data-model=ready]")).to_be_visible()
    held = database.execute("select content from draft where key = %s", [key]).fetchall()
    assert len(held) == 1
    assert 'candidateGroups="clerks"' in str(held[0][0])


def test_a_file_is_imported_as_a_draft(browse: Browse, database: Database) -> None:
    key = new_key("imported")
    page = browse("analyst")
    page.goto("/processes")
    choose_files(page, file("any.bpmn", reviewed(key)))
    expect(page.locator("[data-model=ready]")).to_be_visible()
    assert count(database, "select count(*) from draft where key = %s", key) == 1

    page.goto("/processes")
    rule = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d"/>'
    foreign = reviewed(key).replace(
        "<bpm:assignment",
        '<c:properties xmlns:c="http://camunda.org/schema/1.0/bpmn"/><bpm:assignment',
    )
    choose_files(
        page,
        file("notes.xml", "<notes/>"),
        file("rule.dmn", rule),
        file("broken.form", "{\n  oops"),
        file("foreign.bpmn", foreign),
    )
    report = page.get_by_role("dialog", name="What became of the files")
    expect(report.get_by_role("status")).to_contain_text("2 of 4 files are drafts now")
    files = report.locator("ul").first.locator("> li")
    expect(files.nth(0)).to_contain_text("Line 1: The root element is not <definitions>")
    expect(files.nth(1)).to_contain_text("Decision draft")
    expect(files.nth(2)).to_contain_text("Line 2")
    expect(files.nth(3)).to_contain_text("Settings of")
    assert find_violations(page) == []
    files.nth(1).get_by_role("link").click()
    expect(page).to_have_url(re.compile("/decisions/drafts/"))


def test_files_are_reported_on_before_anything_is_stored(
    browse: Browse, database: Database, complaints: Complaints
) -> None:
    complaints.expect("422")
    good, bad = new_key("good"), new_key("bad")
    faulty = model(bad, chain(START, '<bpmn:serviceTask id="call" name="Call"/>', END))
    page = browse("analyst")
    page.goto("/deploy")
    choose_files(
        page, file("good.bpmn", reviewed(good)), file("bad.bpmn", faulty), file("no.bpmn", "hello")
    )

    expect(page.get_by_role("region", name="good.bpmn")).to_contain_text("No problems")
    refused = page.get_by_role("region", name="bad.bpmn")
    expect(refused).to_contain_text("call")
    expect(refused.get_by_role("row").nth(1).get_by_role("cell").nth(3)).not_to_be_empty()
    expect(page.get_by_role("region", name="no.bpmn")).to_contain_text("error")
    expect(page.get_by_role("button", name="Deploy 3 files")).to_be_disabled()
    stored = "select count(*) from process_definition where key = any(%s)"
    assert count(database, stored, [good, bad]) == 0

    page.get_by_role("button", name="Remove bad.bpmn").click()
    page.get_by_role("button", name="Remove no.bpmn").click()
    expect(page.get_by_role("region", name="good.bpmn")).to_contain_text("becomes version 1")
    assert count(database, stored, [good, bad]) == 0
    page.get_by_role("button", name="Deploy 1 file").click()
    expect(page.get_by_text("Deployed", exact=True)).to_be_visible()
    assert count(database, stored, [good, bad]) == 1

    page.get_by_role("button", name="Upload more").click()
    choose_files(page, file("good.bpmn", reviewed(good)))
    expect(page.get_by_text("All of it is deployed already")).to_be_visible()
    page.get_by_role("button", name="Deploy 1 file").click()
    expect(page.get_by_text("Nothing new", exact=True)).to_be_visible()
    assert count(database, stored, [good, bad]) == 1


def test_the_diagram_is_walked_by_keyboard_alone(browse: Browse) -> None:
    page = browse("analyst")
    page.goto("/processes/holiday-request")
    expect(page.locator("[data-drawing=drawn]")).to_be_visible()
    diagram = page.get_by_role("application")
    diagram.press("Home")
    spoken = diagram.locator("xpath=following-sibling::*[@role='status']")
    expect(spoken).to_contain_text("start event")
    for _ in range(4):
        diagram.press("ArrowRight")
    expect(spoken).to_contain_text("Enter holiday request, user task")


def test_a_process_that_does_not_exist_says_so(browse: Browse) -> None:
    page = browse("analyst")
    page.goto("/processes/never-deployed")
    expect(page.get_by_text("There is no such process")).to_be_visible()


@WIDTHS
def test_pages_of_processes_break_no_accessibility_rule(
    browse: Browse, narrow: bool, complaints: Complaints
) -> None:
    complaints.expect("422")
    page = browse("analyst", narrow=narrow)
    page.goto("/processes")
    expect(page.get_by_role("link", name="Holiday request").first).to_be_visible()
    assert find_violations(page) == []

    page.goto("/processes/holiday-request")
    expect(page.locator("[data-drawing=drawn]")).to_be_visible()
    assert find_violations(page) == []
    assert page.evaluate(WATERMARK_IS_ON_TOP)

    page.goto("/deploy")
    choose_files(page, file("no.bpmn", "hello"), holiday_file())
    expect(page.get_by_role("region", name="no.bpmn")).to_be_visible()
    assert find_violations(page) == []


def holiday_file() -> FilePayload:
    return file(HOLIDAY.name, HOLIDAY.read_bytes())


def test_two_versions_are_compared_and_one_is_documented(browse: Browse, api: RestClient) -> None:
    key = new_key("compared")
    deploy(api, key, reviewed(key))
    deploy(api, key, reviewed(key, group="managers").replace('name="Review"', 'name="Look"'))
    page = browse("analyst", dark=True)
    page.goto(f"/processes/{key}")
    page.get_by_role("link", name="Compare versions").click()

    expect(page.get_by_role("status").filter(has_text="1 changed")).to_be_visible()
    row = page.get_by_role("listitem").filter(has_text="Look")
    expect(row.locator("del")).to_have_text(["Review", "clerks"])
    expect(row.locator("ins")).to_have_text(["Look", "managers"])
    for side in ("From", "To"):
        drawing = page.get_by_role("region", name=side)
        expect(drawing.locator(".k-changed[data-element-id=review]")).to_be_visible()
    row.get_by_role("button").click()
    expect(page.locator(".selected[data-element-id=review]")).to_have_count(2)
    assert find_violations(page) == []

    page.get_by_role("button", name="Swap the two versions").click()
    expect(
        row.or_(page.get_by_role("listitem").filter(has_text="Review")).locator("ins")
    ).to_have_text(["Review", "clerks"])

    page.goto(f"/processes/{key}")
    page.get_by_role("button", name="Actions on version 1").click()
    page.get_by_role("menuitem", name="Documentation").click()
    step = page.get_by_role("region", name="2 Review")
    expect(step).to_contain_text("Candidate groups: clerks")
    expect(step.get_by_role("link")).to_have_count(2)
    drawing = page.get_by_role("region", name="Diagram of")
    expect(drawing.locator("[data-element-id=review] text").filter(has_text="2")).to_be_visible()
    assert find_violations(page) == []


def test_an_old_version_becomes_live_again(
    browse: Browse, api: RestClient, database: Database
) -> None:
    key = new_key("again")
    deploy(api, key, reviewed(key))
    deploy(api, key, reviewed(key, group="managers"))
    page = browse("analyst")
    page.goto(f"/processes/{key}")
    page.get_by_role("button", name="Actions on version 1").click()
    page.get_by_role("menuitem", name="Make version 1 live again").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Note").fill("Clerks review after all.")
    dialog.get_by_role("button", name="Deploy again").click()
    expect(dialog.get_by_role("status")).to_have_text("Version 1 is live again as version 3.")
    dialog.get_by_role("button", name="Close").last.click()

    expect(page.get_by_text("Version 3 live")).to_be_visible()
    row = page.get_by_role("region", name="Versions").get_by_role("row").nth(1)
    expect(row).to_contain_text("Clerks review after all.")
    contents = (
        "select count(distinct r.sha256) from process_definition d"
        " join resource r on r.id = d.resource_id where d.key = %s and d.version in (1, 3)"
    )
    assert count(database, contents, key) == 1


def test_a_group_is_given_a_permission_on_one_process_and_loses_it_again(
    browse: Browse, api: RestClient
) -> None:
    key = new_key("given")
    group = new_key("readers")
    deploy(api, key, reviewed(key))
    assert api.post("/groups", {"name": group, "display_name": group}).status == 201
    page = browse("admin")
    page.goto(f"/processes/{key}?tab=permissions")
    page.get_by_role("combobox", name="Name of the group").fill(group)
    page.get_by_role("combobox", name="May", exact=True).select_option("See its instances")
    page.get_by_role("button", name="Give", exact=True).click()
    row = page.get_by_role("row").filter(has_text="See its instances")
    expect(row).to_contain_text(group)
    address = f"/process-definitions/by-key/{key}/permissions"
    grant = {"permission": "process_instance.read", "group": group, "user": None}
    assert api.get(address).json["grants"] == [grant]
    assert find_violations(page) == []

    row.get_by_role("button", name=f"Take from {group}").click()
    expect(row).not_to_contain_text(group)
    assert api.get(address).json["grants"] == []


def test_a_version_is_deleted_once_it_is_shown_what_goes(
    browse: Browse, api: RestClient, database: Database
) -> None:
    called, caller = new_key("called"), new_key("caller")
    deploy(api, called, reviewed(called))
    body = chain(START, f'<bpmn:callActivity id="call" calledElement="{called}"/>', END)
    deploy(api, caller, with_diagram(model(caller, body)))
    start(api, caller)
    page = browse("admin")
    page.goto(f"/processes/{called}?tab=uses")
    expect(page.get_by_role("link", name=f"{caller}, version 1")).to_be_visible()
    page.get_by_role("button", name="Actions on version 1").first.click()
    page.get_by_role("menuitem", name="Delete version 1…").click()
    dialog = page.get_by_role("dialog", name="Delete version 1?")
    expect(dialog.get_by_role("alert")).to_contain_text(f"{caller}, version 1, needs {called}")
    expect(dialog.get_by_role("button", name="Delete for good")).to_be_disabled()
    assert find_violations(page) == []
    page.keyboard.press("Escape")

    page.goto(f"/processes/{caller}")
    page.get_by_role("button", name="Actions on version 1").first.click()
    page.get_by_role("menuitem", name="Delete version 1…").click()
    dialog = page.get_by_role("dialog", name="Delete version 1?")
    dialog.get_by_label("Also cancel the instance that is running").check()
    dialog.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_text("There is no such process")).to_be_visible()
    ended = "select count(*) from process_instance where definition_key = %s and state = %s"
    assert count(database, ended, caller, "cancelled") == 1
