"""The Start page: what one may start, and starting it."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Browse
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
