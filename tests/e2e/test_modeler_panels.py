"""What is open in the panel beside a diagram breaks no accessibility rule, light or dark."""

from playwright.sync_api import Locator, expect

from tests.builders import END, START, chain, flow, user_task
from tests.e2e.axe import find_violations
from tests.e2e.conftest import Browse
from tests.e2e.diagrams import choose
from tests.e2e.test_modeler_parts import group, open_draft
from tests.rest_client import RestClient

CALL = '<bpmn:callActivity id="order" name="Order it" calledElement="holiday-request"/>'
MAIL = '<bpmn:sendTask id="tell" name="Tell them"/>'
LATE = (
    '<bpmn:boundaryEvent id="late" attachedToRef="ask" cancelActivity="false">'
    "<bpmn:timerEventDefinition><bpmn:timeCycle>R5/P1D</bpmn:timeCycle>"
    "</bpmn:timerEventDefinition></bpmn:boundaryEvent>"
)
FAILED = (
    '<bpmn:boundaryEvent id="failed" attachedToRef="order">'
    "<bpmn:errorEventDefinition/></bpmn:boundaryEvent>"
)
BODY = (
    chain(START, user_task("ask"), CALL, MAIL, END)
    + LATE
    + FAILED
    + '<bpmn:endEvent id="reminded"/><bpmn:endEvent id="given_up"/>'
    + flow("f8", "late", "reminded")
    + flow("f9", "failed", "given_up")
)


def test_what_the_panel_unfolds_breaks_no_accessibility_rule(
    browse: Browse, api: RestClient
) -> None:
    page = browse("analyst")
    open_draft(api, page, "panels", BODY)

    choose(page, "late")
    timer = group(page, "Timer")
    expect(timer.get_by_role("listitem")).to_have_count(5)
    assert find_violations(page) == []

    choose(page, "order")
    process = group(page, "Called process").get_by_role("combobox", name="Process")
    process.fill("holi")
    options: Locator = page.locator(".k-pick-list").get_by_role("option")
    expect(options).to_have_count(1)
    process.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert find_violations(page) == []
    process.press("Escape")
    expect(options).to_have_count(0)

    choose(page, "failed")
    error = group(page, "Error")
    error.get_by_label("Error").select_option("New…")
    error.get_by_label("Name").fill("Refused")
    assert find_violations(page) == []

    choose(page, "tell")
    group(page, "Service").get_by_label("Connector").select_option("Send mail")
    people = group(page, "People")
    expect(people).to_contain_text("This is needed")
    people.locator(".bio-properties-panel-entry", has_text="To").first.get_by_role("textbox").fill(
        "ada@example.org"
    )
    expect(people).not_to_contain_text("This is needed")
    assert find_violations(page) == []
