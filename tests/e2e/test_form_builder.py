"""The form builder: from an empty form to a version, by keyboard too, and what it tells."""

import json
import re
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.e2e.axe import find_violations
from tests.e2e.conftest import Browse, Complaints
from tests.e2e.form_journeys import deploy_asking, field, open_task
from tests.e2e.journeys import Database, one, sign_in
from tests.rest_client import RestClient
from tests.running_suite import RunningSuite

SAVED = re.compile(r"Saved \d")


def _new_form(page: Page, name: str) -> str:
    page.goto("/forms")
    page.get_by_role("button", name="New form").first.click()
    page.get_by_role("dialog").get_by_label("Name").fill(name)
    page.get_by_role("button", name="Open the editor").click()
    page.wait_for_url("**/forms/drafts/*")
    expect(page.get_by_label("Name of the form")).to_have_value(name)
    return page.url.rsplit("/", 1)[1]


def _insert(page: Page, type_: str) -> None:
    page.locator(f'[data-field-type="{type_}"].fjs-palette-field').focus()
    page.keyboard.press("Enter")


def test_a_form_is_built_by_keyboard_tried_and_deployed(browse: Browse, database: Database) -> None:
    page = browse("analyst")
    name = f"Order {uuid4().hex[:6]}"
    draft = _new_form(page, name)
    _insert(page, "number")
    _insert(page, "textfield")
    canvas = page.locator(".fjs-editor-container")
    fields = canvas.locator(".fjs-form-field:not(.fjs-powered-by)")
    expect(fields).to_have_count(2)
    expect(fields.first).to_contain_text("Number")
    page.keyboard.press("Alt+ArrowUp")
    expect(fields.first).to_contain_text("Text field")
    page.keyboard.press("Control+d")
    expect(fields).to_have_count(3)
    page.keyboard.press("Delete")
    expect(fields).to_have_count(2)
    expect(page.get_by_text("Nothing stands in the way of deployment.")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text=SAVED)).to_be_visible()
    content = json.loads(str(one(database, "select content from draft where id = %s", draft)))
    assert [part["type"] for part in content["components"]] == ["textfield", "number"]

    page.get_by_role("tab", name="Preview").click()
    page.get_by_label("Number", exact=True).fill("1,5")
    page.get_by_role("button", name="What would the server say?").click()
    expect(page.get_by_text("The server would refuse 1 value.")).to_be_visible()
    page.get_by_label("Language").select_option("de")
    # What was typed stays, and is a number as Germans write it.
    expect(page.locator("pre")).to_contain_text("1.5")
    page.get_by_label("Number", exact=True).fill("half")
    page.get_by_role("button", name="Abschließen").click()
    expect(page.get_by_text("Das ist keine Zahl.")).to_be_visible()
    page.get_by_label("Number", exact=True).fill("1,5")
    expect(page.locator("pre")).to_contain_text("1.5")

    page.get_by_role("button", name="Deploy", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("first version")
    dialog.get_by_role("button", name="Deploy", exact=True).click()
    expect(dialog.get_by_text("Version 1 is live.")).to_be_visible()
    database.rollback()
    found = "select version from form_definition where key = %s"
    assert one(database, found, content["id"]) == 1


def test_problems_lead_to_their_fields_and_stop_deployment(browse: Browse, api: RestClient) -> None:
    key = f"twice-{uuid4().hex[:6]}"
    components = [
        {"type": "textfield", "id": "one", "key": "name"},
        {
            "type": "textfield",
            "id": "two",
            "key": "note",
            "label": "Note",
            "validate": {"pattern": "("},
        },
        {"type": "text", "id": "three", "text": "Dear {{customer}}"},
    ]
    content = json.dumps({"type": "default", "id": key, "components": components})
    body = {"kind": "form", "name": key, "content": content}
    draft = api.post("/drafts", body).json["id"]
    page = browse("analyst")
    page.goto(f"/forms/drafts/{draft}")
    problems = page.get_by_role("region", name="Problems")
    expect(problems.get_by_role("listitem").first).to_be_visible()
    problems.get_by_role("button").first.click()
    expect(page.locator(".fjs-editor-selected")).to_have_count(1)
    page.get_by_text("Condition", exact=True).click()
    hide = page.locator('[data-group-id="group-condition"] .cm-content')
    hide.click()
    page.keyboard.type("s")
    offered = page.locator(".cm-tooltip-autocomplete")
    expect(offered).to_contain_text("substring(")
    expect(offered).not_to_contain_text("sqrt(")
    # Every letter changes the form, and the focus stays.
    page.keyboard.type("um")
    expect(hide).to_have_text("sum")
    page.get_by_role("tab", name="Data").click()
    expect(page.get_by_text("customer", exact=True)).to_be_visible()
    expect(page.get_by_role("cell", name="Text field").first).to_be_visible()
    page.get_by_role("button", name="Deploy", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("alert")).to_contain_text("in the way")
    expect(dialog.get_by_role("button", name="Deploy", exact=True)).to_be_disabled()


def test_where_a_form_is_used_is_said_before_it_is_deployed(
    browse: Browse, api: RestClient, suite: RunningSuite
) -> None:
    asking = deploy_asking(api)
    open_task(api, suite.url, asking)
    page = browse("analyst")
    page.goto(f"/forms?q={asking.review}")
    page.get_by_role("button", name="Edit Approve invoice").click()
    page.wait_for_url("**/forms/drafts/*")
    page.get_by_role("tab", name="Versions").click()
    expect(page.get_by_text("1 open task shows version 1 and keeps it.")).to_be_visible()
    expect(page.get_by_role("link", name=asking.key)).to_be_visible()


def test_two_authors_of_one_draft_are_told(
    browse: Browse, api: RestClient, complaints: Complaints
) -> None:
    complaints.expect("412")
    page = browse("analyst")
    draft = _new_form(page, f"Shared {uuid4().hex[:6]}")
    _insert(page, "textfield")
    expect(page.get_by_role("status").filter(has_text=SAVED)).to_be_visible()
    stored = api.get(f"/drafts/{draft}").json
    body = {"name": stored["name"], "content": stored["content"]}
    headers = {"If-Match": f'"{stored["revision"]}"'}
    assert api.call("PUT", f"/drafts/{draft}", body, headers=headers).status == 200
    _insert(page, "number")
    conflict = page.get_by_role("alert").filter(has_text="changed this draft meanwhile")
    expect(conflict).to_be_visible()
    conflict.get_by_role("button", name="Keep what is here").click()
    expect(conflict).to_have_count(0)
    expect(page.get_by_role("status").filter(has_text=SAVED)).to_be_visible()
    assert '"number"' in api.get(f"/drafts/{draft}").json["content"]


def test_forms_keep_the_rules_of_accessibility(
    browse: Browse, api: RestClient, suite: RunningSuite
) -> None:
    asking = deploy_asking(api)
    task = open_task(api, suite.url, asking)
    broken: list[str] = []
    for narrow in (False, True):
        page = browse(narrow=narrow)
        sign_in(page, asking.team.alice)
        page.goto(f"/inbox/mine/{task}")
        field(page, "Gross amount").fill("x")
        page.get_by_role("button", name="Approve").click()
        expect(page.get_by_text("This is not a number.")).to_be_visible()
        broken += [f"task {narrow} {one_}" for one_ in find_violations(page)]
        page.goto(f"/start/{asking.key}")
        expect(field(page.get_by_role("dialog"), "Gross amount")).to_be_visible()
        broken += [f"start {narrow} {one_}" for one_ in find_violations(page)]
    assert broken == []


def test_the_builder_keeps_the_rules_of_accessibility(browse: Browse, api: RestClient) -> None:
    asking = deploy_asking(api)
    broken: list[str] = []
    page = browse("analyst")
    page.goto(f"/forms?q={asking.review}")
    expect(page.get_by_role("button", name="Edit Approve invoice")).to_be_visible()
    broken += [f"list {one_}" for one_ in find_violations(page)]
    page.get_by_role("button", name="Edit Approve invoice").click()
    expect(page.locator(".fjs-palette-field").first).to_be_visible()
    page.locator('.fjs-element[data-id="c_amount"]').click(position={"x": 4, "y": 4})
    expect(page.locator('.fjs-properties-panel[data-field="c_amount"]')).to_be_visible()
    for tab in ("Design", "Preview", "Data", "JSON", "Versions"):
        page.get_by_role("tab", name=tab).click()
        expect(page.get_by_role("tabpanel").first).to_be_visible()
        broken += [f"{tab} {one_}" for one_ in find_violations(page)]
    assert broken == []
