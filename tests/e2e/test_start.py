"""The Start page: what one may start, and starting it."""

import re
from uuid import uuid4

from playwright.sync_api import expect

from tests.builders import END, flow, model, user_task
from tests.e2e.conftest import Browse
from tests.e2e.journeys import Database, deploy, make_team, one, sign_in
from tests.rest_client import RestClient


def test_a_process_is_started_with_key_and_values(
    browse: Browse, api: RestClient, database: Database
) -> None:
    team = make_team(api)
    page = browse()
    sign_in(page, team.alice)
    page.goto("/start")
    page.get_by_label("Search by name or purpose").fill(team.key)
    page.get_by_role("link", name=team.key).click()
    dialog = page.get_by_role("dialog", name=team.key)
    dialog.get_by_label("Business key").fill("START-1")
    dialog.get_by_role("button", name="Add a value").click()
    dialog.get_by_label("Name of the new value").fill("amount")
    dialog.get_by_label("Type of amount").select_option("number")
    dialog.get_by_label("amount", exact=True).fill("0.10")
    dialog.get_by_role("button", name="Start", exact=True).click()

    expect(page.get_by_text("START-1 started")).to_be_visible()
    found = "select {} from process_instance where business_key = 'START-1' and definition_key = %s"
    assert one(database, found.format("started_by"), team.key) == team.alice
    assert one(database, found.format("variables->>'amount'"), team.key) in {"0.1", "0.10"}
    recent = page.get_by_role("complementary", name="Recently started by you")
    expect(recent).to_contain_text("START-1")

    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.get_by_role("heading", name="START-1")).to_be_visible()
    assert str(one(database, found.format("id::text"), team.key)) in page.url


def test_only_what_one_may_start_is_offered(browse: Browse, api: RestClient) -> None:
    team = make_team(api)
    page = browse()
    sign_in(page, team.charlie)
    page.goto("/start")
    expect(page.get_by_text("No process is open to you")).to_be_visible()

    page.goto(f"/start/{team.key}")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("not open to you")
    expect(dialog.get_by_role("button", name="Start", exact=True)).to_have_count(0)


def test_a_favourite_comes_first_and_stays(browse: Browse) -> None:
    page = browse("clerk")
    page.goto("/start")
    page.get_by_role("button", name="Add Holiday request to the favourites").click()
    expect(page.get_by_role("heading", name=re.compile("Favourites"))).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name=re.compile("Favourites"))).to_be_visible()


def test_a_start_is_chosen_where_a_process_has_several_and_the_page_tells_what_begins_it(
    browse: Browse, api: RestClient, database: Database
) -> None:
    key = f"several-{uuid4().hex[:8]}"
    body = (
        '<bpmn:startEvent id="desk" name="At the desk"/>'
        '<bpmn:startEvent id="phone" name="By phone"/>'
        '<bpmn:startEvent id="daily" name="Every day"><bpmn:timerEventDefinition>'
        "<bpmn:timeCycle>R/P1D</bpmn:timeCycle></bpmn:timerEventDefinition></bpmn:startEvent>"
        + user_task("work")
        + END
        + "".join(flow(f"from_{id_}", id_, "work") for id_ in ("desk", "phone", "daily"))
        + flow("last", "work", "end")
    )
    deploy(api, key, model(key, body))
    page = browse("admin")
    page.goto(f"/start/{key}")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Start", exact=True)).to_be_disabled()
    dialog.get_by_label("Business key").fill("CHOSEN-1")
    dialog.get_by_role("combobox", name="Where it begins").click()
    page.get_by_role("option", name="By phone").click()
    dialog.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_text("CHOSEN-1 started")).to_be_visible()
    began = (
        "select a.activity_id from activity_instance a join process_instance p"
        " on p.id = a.process_instance_id where p.business_key = 'CHOSEN-1'"
        " and p.definition_key = %s and a.activity_type = 'start_event'"
    )
    assert one(database, began, key) == "phone"

    page.goto(f"/processes/{key}")
    told = page.get_by_role("region", name="Begins by itself")
    expect(told).to_contain_text("R/P1D")
    expect(told).to_contain_text("Next:")
