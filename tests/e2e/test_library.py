"""Folders of the library, and what is found inside models."""

import re
from uuid import uuid4

from playwright.sync_api import expect

from tests.builders import END, START, chain, model
from tests.e2e.axe import find_violations
from tests.e2e.conftest import Browse
from tests.e2e.diagrams import with_diagram
from tests.e2e.journeys import deploy, deploy_decision
from tests.rest_client import RestClient
from tests.unit.core.dmn.tables import decision, definitions, table


def test_a_process_is_put_into_a_folder_and_found_by_what_stands_in_it(
    browse: Browse, api: RestClient
) -> None:
    mark = uuid4().hex[:8]
    key, folder = f"filed-{mark}", f"Folder {mark}"
    step = f'<bpmn:userTask id="look" name="Look at {mark}"/>'
    deploy(api, key, with_diagram(model(key, chain(START, step, END))))

    page = browse("analyst")
    page.goto("/processes")
    page.get_by_role("row").filter(has_text=key).get_by_role("link", name=key, exact=True).focus()
    page.keyboard.press("m")
    dialog = page.get_by_role("dialog", name=f"Move {key}")
    dialog.get_by_label("Folder").fill(f"{folder}/Inner")
    dialog.get_by_role("button", name="Move").click()
    expect(dialog).to_be_hidden()

    page.get_by_role("link", name=folder).click()
    page.get_by_role("link", name="Inner").click()
    expect(page).to_have_url(re.compile(r"folder=Folder"))
    expect(page.get_by_role("row").filter(has_text=key)).to_be_visible()
    way = page.get_by_role("navigation", name="Way to this folder")
    expect(way).to_contain_text("All folders")
    page.reload()
    expect(page.get_by_role("row").filter(has_text=key)).to_be_visible()
    assert find_violations(page) == []

    page.keyboard.press("/")
    page.get_by_label("Search names, keys and inside models").fill(f"LOOK AT {mark}")
    inside = page.get_by_role("region", name="Inside models")
    expect(inside).to_contain_text(f"{folder}/Inner")
    assert find_violations(page) == []
    inside.get_by_role("link", name=f"Look at {mark}").click()
    expect(page).to_have_url(re.compile(rf"/processes/{key}\?element=look"))
    expect(page.locator(".djs-element.selected[data-element-id=look]")).to_be_visible()


def test_a_deployed_decision_is_read_where_a_hit_leads_and_leads_to_who_asks_it(
    browse: Browse, api: RestClient
) -> None:
    key = deploy_decision(api)
    page = browse("analyst")
    page.goto(f"/decisions?q={key}")
    inside = page.get_by_role("region", name="Inside models")
    inside.locator(f"a[href^='/decisions/{key}?']").first.click()
    expect(page).to_have_url(re.compile(rf"/decisions/{key}\?element="))
    drawn = page.get_by_role("region", name=re.compile("version 1"))
    expect(drawn.get_by_role("cell", name=">= 1000")).to_be_visible()
    expect(drawn.locator("[contenteditable=true]")).to_have_count(0)
    assert find_violations(page) == []

    page.get_by_role("list", name="Steps").get_by_role("link", name="ask").click()
    expect(page.locator(".djs-element.selected[data-element-id=ask]")).to_be_visible()
    page.get_by_role("tab", name="Where used").click()
    page.get_by_role("tabpanel").get_by_role("link", name=key, exact=True).click()
    expect(page).to_have_url(re.compile(rf"/decisions/{key}$"))
    drafts = api.get("/drafts").json["items"]
    assert [draft for draft in drafts if draft["key"] == key] == []

    _change_decision(api, key)
    page.reload()
    page.get_by_role("link", name="Compare versions").click()
    expect(page).to_have_url(re.compile(rf"/decisions/{key}/compare$"))
    expect(page.get_by_role("status").filter(has_text="1 changed")).to_be_visible()
    told = page.get_by_role("region", name="Differences").get_by_role("listitem")
    expect(told).to_contain_text("Rule 2")
    expect(told).to_contain_text(">= 1000 → >= 900")
    told.get_by_role("button", name="Rule 2").press("Enter")
    newer = page.get_by_role("region", name="To")
    expect(newer.get_by_role("cell", name=">= 900")).to_be_in_viewport()
    assert find_violations(page) == []

    page.get_by_role("link", name=key, exact=True).click()
    page.get_by_role("button", name="Actions on version 2").last.click()
    page.get_by_role("menuitem", name="Delete version 2…").click()
    dialog = page.get_by_role("dialog", name="Delete version 2?")
    expect(dialog).to_contain_text(f"Decision {key}, version 2")
    dialog.get_by_role("button", name="Delete for good").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("Version 1 live")).to_be_visible()


def _change_decision(api: RestClient, key: str) -> None:
    levels = table(
        ["< 1000", '"low"'],
        [">= 900", '"high"'],
        inputs=[("amount", "number")],
        outputs=['name="level" typeRef="string"'],
    )
    content = definitions(decision(levels, id_=key)).decode()
    body = {"name": key, "resources": [{"name": f"{key}.dmn", "content": content}]}
    assert api.post("/deployments", body).status == 201
