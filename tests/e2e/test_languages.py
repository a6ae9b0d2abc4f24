"""The pages in German: by the browser's wish, by choice, and back."""

import re

from playwright.sync_api import expect

from tests.e2e.axe import find_violations
from tests.e2e.conftest import Browse
from tests.e2e.journeys import Database, make_team, one, sign_in, start, task_of
from tests.rest_client import RestClient

ASSIGNEE = "select assignee from user_task where id = %s"
LANGUAGE = "select language from identity_user where username = %s"
STATE = "select state from process_instance where id = %s"


def test_a_german_browser_gets_german_pages_and_completes_a_task(
    browse: Browse, api: RestClient, database: Database
) -> None:
    team = make_team(api)
    instance = start(api, team.key, "FALL-1", note="vorher")
    task = task_of(api, instance)
    page = browse(language="de-AT")
    page.goto("/login")
    expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()
    sign_in(page, team.alice)
    page.goto(f"/inbox/groups/{task}")

    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Meine Gruppen")
    expect(page.get_by_role("article").get_by_text("heute", exact=False).first).to_be_visible()
    page.get_by_role("button", name="Übernehmen", exact=True).click()
    expect(page.get_by_text("review gehört Ihnen")).to_be_visible()
    assert one(database, ASSIGNEE, task) == team.alice
    assert find_violations(page) == []
    page.get_by_role("button", name=re.compile("Abschließen")).click()
    expect(page.get_by_text("review abgeschlossen")).to_be_visible()
    assert one(database, STATE, instance) == "completed"


def test_a_language_is_chosen_in_the_account_menu_and_kept_with_the_person(
    browse: Browse, api: RestClient, database: Database
) -> None:
    alice = make_team(api).alice
    page = browse()
    sign_in(page, alice)
    page.goto("/start")
    expect(page.get_by_role("heading", name="Start something new")).to_be_visible()
    page.get_by_role("button", name="Your account").click()
    expect(page.get_by_role("menuitemradio", name="English", checked=True)).to_be_visible()
    page.get_by_role("menuitemradio", name="Deutsch").click()
    expect(page.get_by_role("heading", name="Etwas Neues starten")).to_be_visible()
    assert one(database, LANGUAGE, alice) == "de"
    other_device = browse()
    sign_in(other_device, alice)
    other_device.goto("/password")
    expect(other_device.get_by_role("heading", name="Passwort ändern")).to_be_visible()
    page.goto("/inbox/mine")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Meine")
    page.get_by_role("button", name="Ihr Konto").click()
    page.get_by_role("menuitemradio", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mine")
    expect(page.locator("html")).to_have_attribute("lang", "en")
