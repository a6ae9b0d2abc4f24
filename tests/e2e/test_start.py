"""The Start page: what one may start, and starting it."""

import re
from uuid import uuid4

from playwright.sync_api import expect

from tests.builders import END, flow, model, user_task
from tests.e2e.axe import find_violations
from tests.e2e.conftest import Browse
from tests.e2e.form_journeys import component, form
from tests.e2e.journeys import Database, make_team, one, sign_in
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
    asked = (
        "<bpmn:extensionElements><bpm:formRef key='{0}-{1}' binding='deployment'/>"
        "</bpmn:extensionElements></bpmn:startEvent>"
    )
    body = (
        '<bpmn:startEvent id="desk" name="At the desk">'
        + asked.format(key, "desk")
        + '<bpmn:startEvent id="phone" name="By phone">'
        + asked.format(key, "phone")
        + '<bpmn:startEvent id="daily" name="Every day"><bpmn:timerEventDefinition>'
        "<bpmn:timeCycle>R/P1D</bpmn:timeCycle></bpmn:timerEventDefinition></bpmn:startEvent>"
        + user_task("work")
        + END
        + "".join(flow(f"from_{id_}", id_, "work") for id_ in ("desk", "phone", "daily"))
        + flow("last", "work", "end")
    )
    forms = {
        f"{key}-{place}": form(
            f"{key}-{place}",
            place,
            component("textfield", "who", "Who asks"),
            component("textfield", own, own.capitalize(), validate={"required": True}),
        )
        for place, own in (("desk", "window"), ("phone", "number"))
    }
    resources = [{"name": f"{key}.bpmn", "content": model(key, body)}]
    resources += [{"name": f"{name}.form", "content": text} for name, text in forms.items()]
    answer = api.post("/deployments", {"name": key, "resources": resources})
    assert answer.status == 201, answer.json
    page = browse("admin")
    page.goto(f"/start/{key}")
    dialog = page.get_by_role("dialog")
    place = dialog.get_by_role("combobox", name="Where it begins")
    begin = dialog.get_by_role("button", name="Start", exact=True)
    expect(begin).to_be_disabled()
    dialog.get_by_label("Business key").fill("CHOSEN-1")
    place.select_option("At the desk")
    dialog.get_by_label("Who asks").fill("Alice")
    dialog.get_by_label("Window").fill("3")
    place.select_option("By phone")
    # What was typed stays: the key, what both ask for, and answers of a form that comes back.
    expect(dialog.get_by_label("Number")).to_be_visible()
    expect(place).to_be_focused()
    expect(dialog.get_by_label("Who asks")).to_have_value("Alice")
    expect(dialog.get_by_label("Business key")).to_have_value("CHOSEN-1")
    assert find_violations(page) == []
    place.select_option("At the desk")
    expect(dialog.get_by_label("Window")).to_have_value("3")
    place.select_option("By phone")
    dialog.get_by_label("Number").fill("555")
    begin.click()
    expect(page.get_by_text("CHOSEN-1 started")).to_be_visible()
    began = (
        "select a.activity_id from activity_instance a join process_instance p"
        " on p.id = a.process_instance_id where p.business_key = 'CHOSEN-1'"
        " and p.definition_key = %s and a.activity_type = 'start_event'"
    )
    assert one(database, began, key) == "phone"
    (instance,) = api.get(f"/process-instances?definition_key={key}").json["items"]
    held = api.get(f"/process-instances/{instance['id']}/variables").json["variables"]
    assert held == {"who": "Alice", "number": "555"}

    page.goto(f"/processes/{key}")
    told = page.get_by_role("region", name="Begins by itself")
    expect(told).to_contain_text("R/P1D")
    expect(told).to_contain_text("Next:")
