"""What the editor offers, the panel's groups beyond a user task's, and the simulation."""

import re

from playwright.sync_api import Locator, Page, expect

from bpm.core.bpmn.offer import make_offer
from tests.builders import END, START, chain, flow, model, user_task
from tests.e2e.axe import find_violations
from tests.e2e.conftest import Browse
from tests.e2e.diagrams import choose, shape, with_diagram
from tests.rest_client import RestClient

OFFER = make_offer()
SERVICE = '<bpmn:serviceTask id="call" name="Call the bank"/>'
FORK = (
    START
    + '<bpmn:exclusiveGateway id="fork" name="Sure"/>'
    + user_task("first")
    + user_task("second")
    + END
    + flow("to_fork", "start", "fork")
    + flow("to_first", "fork", "first", "sure")
    + flow("to_second", "fork", "second", "not(sure)")
    + flow("first_end", "first", "end")
    + flow("second_end", "second", "end")
)


def open_draft(api: RestClient, page: Page, key: str, body: str) -> str:
    """Store a draft, open it and return its id."""
    content = with_diagram(model(key, body))
    draft = api.post("/drafts", {"name": key, "content": content})
    assert draft.status == 201
    page.goto(f"/drafts/{draft.json['id']}")
    expect(page.locator("[data-model=ready]")).to_be_visible()
    return str(draft.json["id"])


AT_ONCE = """
new MutationObserver((_changes, observer) => {
  if (!document.querySelector('[data-model=ready]')) return;
  observer.disconnect();
  const box = document
    .querySelector('.djs-element[data-element-id="call"] .djs-hit')
    .getBoundingClientRect();
  const at = { clientX: box.x + box.width / 2, clientY: box.y + box.height / 2 };
  for (const name of ['mousemove', 'mouseover', 'mousedown', 'mouseup', 'click'])
    document
      .elementFromPoint(at.clientX, at.clientY)
      .dispatchEvent(
        new MouseEvent(name, { bubbles: true, cancelable: true, detail: 1, view: window, ...at }),
      );
}).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-model'] });
"""
"""Script that clicks ``call`` in the very moment in which the model is there."""


def group(page: Page, name: str) -> Locator:
    """Return a group of the panel, unfolded."""
    found = page.locator(".bio-properties-panel-group").filter(
        has=page.locator(
            ".bio-properties-panel-group-header-title", has_text=re.compile(f"^{name}$")
        )
    )
    head = found.locator(".bio-properties-panel-group-header").first
    if "open" not in (head.get_attribute("class") or "").split():
        head.click()
    return found


def can_be_deployed(page: Page) -> None:
    """Expect a check without errors; hints of the diagram do not matter."""
    drawer = page.get_by_role("region", name="Problems and source")
    fine = re.compile("Nothing blocks deploying|warnings?, deploying is possible")
    expect(drawer.get_by_role("status")).to_contain_text(fine)


def source(page: Page) -> Locator:
    """Return the XML of the model."""
    tab = page.get_by_role("tab", name="XML")
    tab.click()
    return page.get_by_label("Source of the model")


def offered(page: Page, menu: str, attribute: str) -> set[str]:
    entries = page.locator(f"{menu} .entry")
    expect(entries.first).to_be_visible()
    return set(entries.evaluate_all(f"all => all.map((entry) => entry.dataset.{attribute})"))


def test_the_menus_offer_what_the_gate_accepts(browse: Browse, api: RestClient) -> None:
    page = browse("analyst")
    open_draft(api, page, "offered", chain(START, user_task("first"), END))
    made = {
        "create.userTask": "userTask",
        "create.scriptTask": "scriptTask",
        "create.manualTask": "manualTask",
        "create.serviceTask": "serviceTask",
        "create.callActivity": "callActivity",
        "create.subprocess-expanded": "subProcess",
        "create.exclusive-gateway": "exclusiveGateway",
        "create.parallelGateway": "parallelGateway",
    }
    palette = offered(page, ".djs-palette", "action")
    assert {name for name in made if name in palette} == {
        name for name, node in made.items() if node in OFFER.nodes
    }

    choose(page, "first")
    pad = offered(page, ".djs-context-pad", "action")
    attached = {f"attach.{kind}Boundary" for kind in OFFER.triggers.get("boundaryEvent", ())}
    # the others come by replacing one that is attached
    often = {f"attach.{kind}Boundary" for kind in ("timer", "error", "message")}
    assert {name for name in pad if name.startswith("attach.")} == attached & often
    page.locator('.djs-context-pad [data-action="replace"]').click()
    replaced = {
        "replace-with-task": "task",
        "replace-with-manual-task": "manualTask",
        "replace-with-script-task": "scriptTask",
        "replace-with-service-task": "serviceTask",
        "replace-with-send-task": "sendTask",
        "replace-with-receive-task": "receiveTask",
        "replace-with-rule-task": "businessRuleTask",
        "replace-with-call-activity": "callActivity",
        "replace-with-collapsed-subprocess": "subProcess",
        "replace-with-expanded-subprocess": "subProcess",
        "replace-with-collapsed-ad-hoc-subprocess": "adHocSubProcess",
        "replace-with-ad-hoc-subprocess": "adHocSubProcess",
    }
    assert offered(page, ".djs-popup-body", "id") == {
        name for name, node in replaced.items() if node in OFFER.nodes
    }


def test_repetition_inputs_and_outputs_reach_a_model_that_can_be_deployed(
    browse: Browse, api: RestClient
) -> None:
    page = browse("analyst")
    open_draft(api, page, "repeated", chain(START, user_task("first"), END))
    choose(page, "first")
    loop = group(page, "Repetition")
    loop.get_by_label("Runs").select_option("Several times, side by side")
    collection = loop.locator(".bio-properties-panel-entry").filter(
        has=page.get_by_text("Collection", exact=True)
    )
    collection.get_by_role("textbox").fill("orders")
    xml = source(page)
    expect(xml).to_contain_text('<bpm:loop collection="=orders"')
    loop.get_by_label("Variable of the element").fill("order")
    expect(xml).to_contain_text('<bpm:loop collection="=orders" elementVariable="order"')
    expect(loop.get_by_text("Number of times")).to_have_count(0)

    inputs = group(page, "Inputs")
    inputs.get_by_title("Create new list item").click()
    inputs.get_by_label("Variable").fill("price")
    inputs.locator(".bio-properties-panel-entry", has_text="Value").get_by_role("textbox").fill(
        "12"
    )
    expect(xml).to_contain_text('<bpm:input name="price">12</bpm:input>')
    outputs = group(page, "Outputs")
    outputs.get_by_title("Create new list item").click()
    expect(xml).to_contain_text("<bpm:output")
    outputs.get_by_title("Delete item").click()
    expect(xml).not_to_contain_text("<bpm:output")
    can_be_deployed(page)

    loop.get_by_label("Runs").select_option("Once")
    expect(xml).not_to_contain_text("multiInstance")
    page.get_by_role("button", name="Undo").click()
    expect(xml).to_contain_text("bpm:loop")


def test_a_default_flow_takes_the_condition_away(browse: Browse, api: RestClient) -> None:
    page = browse("analyst")
    open_draft(api, page, "forked", FORK)
    choose(page, "fork")
    group(page, "Default flow").get_by_label("Taken when no condition holds").select_option(
        "→ second"
    )
    xml = source(page)
    expect(xml).to_contain_text('default="to_second"')
    expect(xml).not_to_contain_text("not(sure)")
    can_be_deployed(page)


def test_a_call_gets_its_fields_from_the_connector(browse: Browse, api: RestClient) -> None:
    page = browse("analyst")
    page.add_init_script(AT_ONCE)
    open_draft(api, page, "calling", chain(START, SERVICE, END))
    service = group(page, "Service")
    expect(service).to_contain_text("Choose what is called")
    service.get_by_label("Connector").select_option("HTTP request")
    request = group(page, "Request")
    expect(request).to_contain_text("This is needed")
    request.locator(".bio-properties-panel-entry", has_text="URL").get_by_role("textbox").fill(
        "https://example.org"
    )
    expect(request).not_to_contain_text("This is needed")
    expect(request.get_by_text("Body", exact=True)).to_have_count(0)
    expect(request.get_by_label("Method")).to_have_value("GET")
    request.get_by_label("Method").select_option("POST")
    expect(request.get_by_text("Body", exact=True)).to_be_visible()
    xml = source(page)
    expect(xml).to_contain_text('<bpm:service connector="http" templateVersion="1"')
    expect(xml).to_contain_text('<bpm:parameter name="url">https://example.org</bpm:parameter>')
    expect(xml).to_contain_text('<bpm:parameter name="method">POST</bpm:parameter>')

    retry = group(page, "When it fails")
    expect(retry).to_contain_text("Tried again after 10 s, 1 min, 10 min")
    retry.get_by_label("Waits between attempts").fill("R3/PT5M")
    expect(retry).to_contain_text("Tried again after 5 min, 5 min")
    retry.get_by_label("Waits between attempts").fill("soon")
    expect(retry).to_contain_text("This cannot be read")

    service.get_by_label("Connector").select_option("Send mail")
    expect(xml).not_to_contain_text("https://example.org")
    assert find_violations(page) == []


def test_a_simulation_plays_the_model_and_leaves_it_as_it_is(
    browse: Browse, api: RestClient
) -> None:
    page = browse("analyst")
    draft = open_draft(api, page, "played", FORK)
    before = api.get(f"/drafts/{draft}").json
    page.get_by_role("button", name="Simulate", exact=True).click()
    stage = page.get_by_role("region", name="Simulation", exact=True)
    expect(stage.locator("[data-simulation=ready]")).to_be_visible()
    stage.get_by_text("Fast").click()
    # by the keyboard alone
    stage.get_by_role("button", name="Choose the flow at Sure").press("Enter")
    stage.get_by_role("button", name="Pause at second").press("Enter")
    stage.get_by_role("button", name="Start at start").press("Enter")
    stage.get_by_role("button", name="Go on at second").press("Enter")
    expect(stage.get_by_role("status")).to_contain_text("ended")
    assert find_violations(page) == []
    stage.get_by_role("button", name="Start over").click()
    stage.get_by_role("button", name="Stop simulating").click()
    expect(shape(page, "fork")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    after = api.get(f"/drafts/{draft}").json
    assert (after["content"], after["revision"]) == (before["content"], before["revision"])


WAITING = (
    chain(
        START,
        '<bpmn:callActivity id="collect" name="Collect" calledElement="elsewhere"/>',
        '<bpmn:userTask id="each" name="Approve each"><bpmn:multiInstanceLoopCharacteristics/>'
        "</bpmn:userTask>",
        '<bpmn:intermediateCatchEvent id="paid" name="Paid">'
        "<bpmn:messageEventDefinition/></bpmn:intermediateCatchEvent>",
        '<bpmn:intermediateCatchEvent id="day" name="A day">'
        "<bpmn:timerEventDefinition/></bpmn:intermediateCatchEvent>",
        user_task("check"),
        '<bpmn:endEvent id="over"><bpmn:terminateEventDefinition/></bpmn:endEvent>',
    )
    + '<bpmn:boundaryEvent id="refused" name="Refused" attachedToRef="collect">'
    "<bpmn:errorEventDefinition/></bpmn:boundaryEvent>"
    '<bpmn:boundaryEvent id="late" name="Late" attachedToRef="check" cancelActivity="false">'
    "<bpmn:timerEventDefinition/></bpmn:boundaryEvent>"
    '<bpmn:endEvent id="failed"><bpmn:errorEventDefinition/></bpmn:endEvent>'
    + user_task("remind")
    + flow("to_failed", "refused", "failed")
    + flow("to_remind", "late", "remind")
)


def test_a_simulation_waits_for_what_an_instance_waits_for(browse: Browse, api: RestClient) -> None:
    page = browse("analyst")
    open_draft(api, page, "waiting-played", WAITING)
    page.get_by_role("button", name="Simulate", exact=True).click()
    stage = page.get_by_role("region", name="Simulation", exact=True)
    expect(stage.locator("[data-simulation=ready]")).to_be_visible()
    stage.get_by_text("Fast").click()
    said = stage.get_by_role("status")

    def press(name: str) -> None:
        stage.get_by_role("button", name=name, exact=True).press("Enter")

    # an error takes the token away from the call
    press("Start at start")
    press("Let Refused happen")
    expect(said).to_contain_text("ended")

    press("Start over")
    expect(said).to_be_empty()
    press("Pause at remind")
    press("Start at start")
    press("Go on at Collect")
    press("Go on at Paid")
    press("Go on at A day")
    # the reminder does not end the task, the terminate end ends both
    press("Let Late happen")
    expect(stage.get_by_role("button", name="Go on at remind")).to_be_visible()
    press("Go on at check")
    expect(said).to_contain_text("ended")
    expect(stage.get_by_role("button", name="Go on at remind")).to_have_count(0)
    press("Stop simulating")
    expect(stage).to_have_count(0)
    expect(shape(page, "collect")).to_be_visible()


def test_the_servers_problems_stand_beside_the_fields(browse: Browse, api: RestClient) -> None:
    page = browse("analyst")
    settings = '<bpm:assignment candidateGroups="reviewers" dueDate="tomorrow"/>'
    task = (
        f'<bpmn:userTask id="first"><bpmn:extensionElements>{settings}</bpmn:extensionElements>'
        "</bpmn:userTask>"
    )
    open_draft(api, page, "faulty-fields", chain(START, task, END))
    drawer = page.get_by_role("region", name="Problems and source")
    drawer.get_by_role("button", name="dueDate of userTask").click()
    due = group(page, "Deadline").locator(".bio-properties-panel-entry", has_text="Due")
    expect(due).to_contain_text("neither a time nor a duration")
    expect(due).to_contain_text("Use ISO 8601 such as P3D")
    assert find_violations(page) == []
    due.get_by_role("textbox").fill("P3D")
    expect(due).not_to_contain_text("neither a time")
    can_be_deployed(page)

    group(page, "Repetition").get_by_label("Runs").select_option("Several times, side by side")
    notes = page.get_by_role("list", name="Problems of this element")
    collection = (
        group(page, "Repetition")
        .locator(".bio-properties-panel-entry")
        .filter(has=page.get_by_text("Collection", exact=True))
    )
    expect(collection).to_contain_text("neither a collection nor a number")
    expect(notes.get_by_text("Error:")).to_have_count(0)


def test_an_error_is_attached_named_and_thrown(browse: Browse, api: RestClient) -> None:
    page = browse("analyst")
    open_draft(api, page, "failing", chain(START, user_task("first"), END))
    choose(page, "first")
    page.locator('.djs-context-pad [data-action="attach.errorBoundary"]').click()
    xml = source(page)
    page.locator('.djs-context-pad [data-action="replace"]').click()
    page.locator('.djs-popup [data-id="replace-with-conditional-boundary"]').click()
    condition = page.locator(".bio-properties-panel-entry", has_text="Happens when")
    condition.locator(".cm-content").fill("stock < 5")
    expect(xml).to_contain_text("stock &lt; 5</bpmn:condition>")
    page.locator('.djs-context-pad [data-action="replace"]').click()
    page.locator('.djs-popup [data-id="replace-with-error-boundary"]').click()
    error = group(page, "Error")
    error.get_by_label("Error").select_option("New…")
    error.get_by_label("Name").fill("Refused")
    error.get_by_label("Code").fill("REFUSED")
    expect(xml).to_contain_text('errorCode="REFUSED"')
    expect(xml).to_contain_text('attachedToRef="first"')
    expect(xml).to_contain_text("<bpmn:errorEventDefinition")

    choose(page, "end")
    page.locator('.djs-context-pad [data-action="replace"]').click()
    page.locator('.djs-popup [data-id="replace-with-error-end"]').click()
    thrown = group(page, "Error").get_by_label("Error")
    thrown.select_option(label="Refused")
    expect(xml).to_contain_text(re.compile('<bpmn:endEvent id="end">.*errorRef="Error_', re.DOTALL))
    drawer = page.get_by_role("region", name="Problems and source")
    # nothing follows the attached event yet, and that is all
    expect(drawer.get_by_role("status")).to_contain_text("1 error blocks deploying")

    page.locator('.djs-context-pad [data-action="replace"]').click()
    page.locator('.djs-popup [data-id="replace-with-signal-end"]').click()
    signal = group(page, "Signal")
    signal.get_by_label("Signal").select_option("New…")
    signal.get_by_label("Name").fill("stock-full")
    expect(xml).to_contain_text(re.compile('signal id="Signal_[^"]*" name="stock-full"'))
    expect(drawer.get_by_role("status")).to_contain_text("1 error blocks deploying")
