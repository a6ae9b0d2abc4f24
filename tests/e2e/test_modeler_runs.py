"""What is drawn in the editor runs: a call that fails and is mended, a timer that fires."""

import re
from http.server import BaseHTTPRequestHandler

from playwright.sync_api import Page, expect

from tests.e2e.axe import find_violations
from tests.e2e.conftest import Browse
from tests.e2e.diagrams import append, choose
from tests.e2e.journeys import Database, one
from tests.e2e.test_modeler import open_new
from tests.e2e.test_modeler_parts import can_be_deployed, group
from tests.integration.connectors.servers import plainly, web_server

STATE = "select state from process_instance where business_key = %s"
INSTANCE = "select id::text from process_instance where business_key = %s"
INCIDENTS = (
    "select count(*) from incident i join process_instance p on p.id = i.process_instance_id"
    " where p.business_key = %s and i.resolved_at is null"
)


def answer_by_path(handler: BaseHTTPRequestHandler) -> None:
    """Fail below ``/broken``, and answer with a rating elsewhere."""
    broken = handler.path.startswith("/broken")
    respond = plainly(500) if broken else plainly(200, b'{"rating": 7}', content_type=JSON)
    respond(handler)


JSON = "application/json"


def become(page: Page, element_id: str, replacement: str) -> None:
    """Make another kind of element out of one, by its menu."""
    choose(page, element_id)
    page.locator('.djs-context-pad [data-action="replace"]').click()
    page.locator(f'.djs-popup [data-id="replace-with-{replacement}"]').click()


def fill(page: Page, title: str, label: str, text: str) -> None:
    """Fill a field of the panel that takes text or FEEL."""
    entry = group(page, title).locator(".bio-properties-panel-entry", has_text=label).first
    entry.get_by_role("textbox").fill(text)


def deploy(page: Page) -> None:
    """Deploy the first version and follow to where it can be started."""
    can_be_deployed(page)
    page.get_by_role("button", name="Deploy…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Deploy version 1").click()
    expect(dialog).to_contain_text("is live")


def begin(page: Page, key: str, business_key: str, **variables: str) -> None:
    """Start an instance on the Start page, and open it."""
    page.goto(f"/start/{key}")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Business key").fill(business_key)
    for name, value in variables.items():
        dialog.get_by_role("button", name="Add a value").click()
        dialog.get_by_label("Name of the new value").fill(name)
        dialog.get_by_label(name, exact=True).fill(value)
    dialog.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_text(f"{business_key} started")).to_be_visible()
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.get_by_role("heading", name=business_key)).to_be_visible()


def test_a_service_is_drawn_fails_is_mended_and_completes(
    browse: Browse, database: Database
) -> None:
    with web_server(answer_by_path) as bank:
        page = browse("admin")
        open_new(page, "Credit rating")
        become(page, "first", "service-task")
        group(page, "Service").get_by_label("Connector").select_option("HTTP request")
        fill(page, "Request", "URL", "=bank")
        group(page, "Service").get_by_label("Result variable").fill("answer")
        group(page, "When it fails").get_by_label("Waits between attempts").fill("R1/PT1S")
        expect(group(page, "When it fails")).to_contain_text("Not tried again")
        deploy(page)

        begin(page, "credit-rating", "RATE-1", bank=f"{bank.url}/broken")
        step = page.get_by_role("complementary")
        expect(step.get_by_role("button", name="Retry this step")).to_be_visible()
        assert one(database, INCIDENTS, "RATE-1") == 1
        assert one(database, STATE, "RATE-1") == "active"

        step.get_by_role("button", name="Change data…").click()
        dialog = page.get_by_role("dialog", name=re.compile("^Change data and retry"))
        dialog.get_by_label("Bank", exact=True).fill(f"{bank.url}/fine")
        dialog.get_by_role("button", name="Save and retry").click()
        expect(page.get_by_text("Completed", exact=True)).to_be_visible()
        assert one(database, STATE, "RATE-1") == "completed"
        assert one(database, INCIDENTS, "RATE-1") == 0
        rating = "select variables->'answer'->'body'->>'rating' from process_instance where id = %s"
        assert one(database, rating, one(database, INSTANCE, "RATE-1")) == "7"
        assert {seen.path for seen in bank.seen} == {"/broken", "/fine"}


def test_a_timer_is_drawn_in_plain_words_and_fires(browse: Browse, database: Database) -> None:
    page = browse("admin")
    open_new(page, "Quick reminder")
    choose(page, "first")
    page.locator('.djs-context-pad [data-action="attach.timerBoundary"]').click()
    timer = group(page, "Timer")
    expect(timer).to_contain_text("Nothing yet: say when it fires.")
    timer.get_by_label("Fires").select_option("Again and again")
    timer.get_by_label("Every", exact=True).fill("2")
    timer.get_by_label("How many times").fill("5")
    expect(timer).to_contain_text("Every 2 days, 5 times")
    expect(timer.get_by_role("listitem")).to_have_count(5)
    expect(timer).to_contain_text("Then never again")
    assert find_violations(page) == []

    timer.get_by_label("Fires").select_option("After a while")
    timer.get_by_label("How long").fill("1")
    timer.get_by_label("Unit").select_option("seconds")
    expect(timer).to_contain_text("1 second after the process gets there")
    expect(timer.get_by_role("listitem")).to_have_count(1)
    fill(page, "Timer", "Time in the model", "later")
    expect(timer).to_contain_text("'later' is no time such as PT1H")
    fill(page, "Timer", "Time in the model", "PT1S")
    expect(timer.get_by_role("listitem")).to_have_count(1)

    # still chosen: a click would put an end to that
    page.locator('.djs-context-pad [data-action="append.userTask"]').click()
    page.keyboard.type("Remind")
    page.locator(".djs-container > svg").click(position={"x": 600, "y": 40})
    remind = page.locator(".djs-shape", has_text="Remind").first.get_attribute("data-element-id")
    assert remind is not None
    append(page, remind, "end-event")
    deploy(page)

    begin(page, "quick-reminder", "REMIND-1")
    # one second later, whenever that is
    expect(page.get_by_role("tabpanel")).to_contain_text("Remind")
    instance = one(database, INSTANCE, "REMIND-1")
    state = "select state from user_task where process_instance_id = %s and activity_id = %s"
    assert one(database, state, instance, "first") == "cancelled"
    assert one(database, state, instance, remind) == "open"
    assert one(database, "select count(*) from job where process_instance_id = %s", instance) == 0


def test_a_called_process_is_found_by_its_name(browse: Browse, database: Database) -> None:
    page = browse("admin")
    open_new(page, "Ask for leave elsewhere")
    become(page, "first", "call-activity")
    called = group(page, "Called process")
    process = called.get_by_role("combobox", name="Process")
    process.fill("holiday")
    found = called.get_by_role("listbox", name="Processes").get_by_role("option")
    expect(found).to_have_count(1)
    process.press("ArrowDown")
    process.press("Enter")
    expect(process).to_have_value("holiday-request")
    link = called.get_by_role("link", name="Open the called process")
    expect(link).to_have_attribute("href", "/processes/holiday-request")
    called.get_by_label("Version", exact=True).select_option("A certain version")
    called.get_by_label("Version number").select_option(label="Version 1")
    expect(called).to_contain_text("version 1")
    assert find_violations(page) == []

    process.fill("no-such-process")
    process.press("Enter")
    expect(called).to_contain_text("No process with the key “no-such-process” is deployed")
    drawer = page.get_by_role("region", name="Problems and source")
    expect(drawer).to_contain_text("calls 'no-such-process', which is not deployed")
    page.get_by_role("button", name="Undo").click()
    expect(process).to_have_value("holiday-request")
    deploy(page)

    begin(page, "ask-for-leave-elsewhere", "LEAVE-1")
    child = (
        "select c.definition_key from process_instance c join process_instance p"
        " on c.parent_id = p.id where p.business_key = %s"
    )
    assert one(database, child, "LEAVE-1") == "holiday-request"
