"""The tour of the README, in its own order, on a suite that has just been started with the demo."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from bpm.config.configuration import PROJECT_DIR
from tests.e2e.conftest import Browse
from tests.rest_client import RestClient
from tests.running_suite import RunningSuite
from tests.waiting import wait_until

README = (PROJECT_DIR / "README.md").read_text()
WRONG, RIGHT = "DE89 3704 0044 0532 0130 01", "DE89 3704 0044 0532 0130 00"


@pytest.fixture(scope="module")
def suite() -> Iterator[RunningSuite]:
    """A suite of its own: the tour deploys another version of what other journeys look at."""
    settings = {"BPM_DEMO": "1", "BPM_HTTP_ALLOWED_HOSTS": "", "BPM_PASSWORD_ROUNDS": "1"}
    running = RunningSuite(settings={**settings, "BPM_JOB_WORKERS": "1"})
    running.start()
    yield running
    running.stop()
    running.remove()


def test_the_tour_from_log_in_to_a_mended_incident(
    browse: Browse, api: RestClient, suite: RunningSuite
) -> None:
    model_and_deploy(browse("analyst"))
    deploy_the_file(api)
    start_by_rest(api)
    enter_and_approve(browse("clerk"), browse("manager"))
    operator = browse("operator")
    watch(operator)
    enter_an_invoice(browse("clerk"))
    mend(operator)
    meet_the_last_weeks(operator, suite)


def model_and_deploy(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Processes").first.click()
    page.get_by_role("link", name="Holiday request").first.click()
    page.get_by_role("link", name="Open model").click()
    expect(page.locator("[data-model=ready]")).to_be_visible()
    page.locator(".djs-shape[data-element-id=enter_request]").dblclick()
    page.keyboard.type("Enter your holiday")
    page.locator(".djs-container > svg").click(position={"x": 600, "y": 40})
    expect(page.locator(".djs-shape[data-element-id=enter_request]")).to_contain_text(
        "your holiday"
    )
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_role("region", name="Problems and source")).to_contain_text(
        "Nothing blocks deploying"
    )
    page.get_by_role("button", name="Deploy…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Deploy version 2").click()
    expect(dialog).to_contain_text("Version 2 of Holiday request is live")


def deploy_the_file(api: RestClient) -> None:
    assert "-F files=@processes/holiday-request/holiday-request.bpmn" in README
    model = PROJECT_DIR / "processes" / "holiday-request" / "holiday-request.bpmn"
    resources = [{"name": model.name, "content": model.read_text()}]
    answer = api.as_("analyst").post("/deployments", {"name": "holiday", "resources": resources})
    assert [made["version"] for made in answer.json["process_definitions"]] == [3]


def start_by_rest(api: RestClient) -> None:
    variables = {"first_day": "2026-08-03", "days": 10, "reason": "Summer"}
    assert '{"first_day": "2026-08-03", "days": 10, "reason": "Summer"}' in README
    body = {
        "definition_key": "holiday-request",
        "business_key": "TOUR-1",
        "variables": variables,
        "variable_types": {"first_day": "date"},
    }
    answer = api.as_("clerk").post("/process-instances", body)
    assert [place["activity_name"] for place in answer.json["waiting_at"]] == [
        "Enter holiday request"
    ]


def enter_and_approve(clerk: Page, manager: Page) -> None:
    open_task(clerk, "Enter holiday request")
    clerk.get_by_role("button", name="Claim", exact=True).click()
    expect(clerk.get_by_text("Enter holiday request is yours")).to_be_visible()
    clerk.get_by_role("button", name=re.compile("Complete")).click()
    expect(clerk.get_by_text("Enter holiday request completed")).to_be_visible()
    open_task(manager, "Approve holiday")
    manager.get_by_role("button", name=re.compile("^Approve")).click()
    expect(manager.get_by_text("Approve holiday completed")).to_be_visible()


def open_task(page: Page, name: str) -> None:
    page.goto("/inbox/groups")
    page.get_by_role("button", name="Search", exact=True).click()
    page.keyboard.type("TOUR-1")
    row = page.get_by_role("row").filter(has_text="TOUR-1")
    row.get_by_role("link", name=name).click()


def watch(page: Page) -> None:
    page.goto("/instances")
    page.get_by_label("Business key").fill("TOUR-1")
    page.get_by_role("link", name="TOUR-1").click()
    expect(page.get_by_text("Completed", exact=True).first).to_be_visible()
    expect(page.locator("[data-drawing=drawn]")).to_be_visible()
    page.get_by_role("tab", name="Timeline").click()
    panel = page.get_by_role("tabpanel")
    for person in ("clerk", "manager"):
        expect(panel).to_contain_text(person)


def enter_an_invoice(page: Page) -> None:
    assert WRONG in README
    page.goto("/start")
    page.locator('a[href="/start/invoice-approval"]').click()
    dialog = page.get_by_role("dialog", name="Invoice approval")
    dialog.get_by_label("Business key").fill("TOUR-2")
    for label, value in (
        ("Supplier", "Vega Software"),
        ("Number of the invoice", "R-1"),
        ("Amount in euros", "80"),
        ("IBAN of the supplier", WRONG),
    ):
        dialog.get_by_label(re.compile(f"^{label}")).fill(value)
    dialog.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_text("TOUR-2 started")).to_be_visible()


def mend(page: Page) -> None:
    page.goto("/incidents?process=invoice-approval")
    page.get_by_role("row").filter(has_text="No account has this IBAN").get_by_role(
        "button"
    ).click()
    page.get_by_role("complementary").get_by_role("link", name="TOUR-2").click()
    step = page.get_by_role("complementary")
    expect(step.get_by_role("heading", name="Pay the invoice")).to_be_visible()
    expect(step).to_contain_text("No account has this IBAN")
    page.get_by_role("button", name="Change data…").click()
    dialog = page.get_by_role("dialog", name="Change data and retry Pay the invoice")
    dialog.get_by_label("Iban", exact=True).fill(RIGHT)
    dialog.get_by_role("button", name="Save and retry").click()
    expect(page.get_by_text("Completed", exact=True).first).to_be_visible()


def meet_the_last_weeks(page: Page, suite: RunningSuite) -> None:
    mark = suite.var_dir / "demo"
    wait_until(lambda: mark.read_text().strip() == "told", seconds=120)
    with suite.connect() as database:
        states = database.execute("select state, count(*) from process_instance group by state")
        found = {str(state): int(str(count)) for state, count in states.fetchall()}
    assert set(found) == {"active", "completed", "cancelled", "suspended"}
    assert sum(found.values()) >= 200
    page.goto("/instances")
    expect(page.get_by_role("row").filter(has_text="Invoice approval").first).to_be_visible()
