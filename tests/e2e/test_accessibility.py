"""Every page of inbox and console against the accessibility rules, in every look."""

from playwright.sync_api import Page, Route, expect

from tests.e2e.axe import WIDTHS, find_violations
from tests.e2e.conftest import Browse, Complaints
from tests.e2e.journeys import (
    as_member,
    deploy_call,
    deploy_gate,
    deploy_timer,
    make_team,
    sign_in,
    start,
    task_of,
)
from tests.rest_client import RestClient
from tests.running_suite import RunningSuite


class Judge:
    """Collects what is wrong, so that one run tells of every page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.found: list[str] = []

    def look(self, name: str) -> None:
        """Hold the rules against the page as it is now."""
        self.found += [f"{name}: {violation}" for violation in find_violations(self.page)]


@WIDTHS
def test_pages_of_people_at_work(
    browse: Browse, suite: RunningSuite, api: RestClient, narrow: bool
) -> None:
    team = make_team(api)
    alice = as_member(suite.url, team.alice)
    values = {"note": "x", "amount": 1, "ready": True, "order": {"lines": [1]}}
    task = task_of(api, start(alice, team.key, "A11Y-1", **values))
    page = browse(narrow=narrow)
    sign_in(page, team.alice)
    judge = Judge(page)
    _look_at_tasks(page, judge, task)
    if not narrow:
        page.get_by_role("main").focus()
        page.keyboard.press("x")
        expect(page.get_by_role("heading", name="1 task selected")).to_be_visible()
        judge.look("selection")
    assert judge.found == []


def _look_at_tasks(page: Page, judge: Judge, task: str) -> None:
    page.goto("/inbox/groups")
    expect(page.get_by_role("grid")).to_be_visible()
    judge.look("list")
    page.goto("/inbox/groups?look=table")
    expect(page.locator("[data-task]")).to_be_visible()
    judge.look("table")
    page.goto(f"/inbox/groups/{task}")
    expect(page.get_by_label("Note", exact=True)).to_be_visible()
    judge.look("task")
    page.get_by_role("tab", name="Process").click()
    expect(page.locator("[data-drawing=drawn]")).to_be_visible()
    judge.look("process of a task")
    page.get_by_role("tab", name="History").click()
    expect(page.get_by_role("tabpanel")).to_contain_text("waits for a person")
    page.get_by_text("The whole case").click()
    expect(page.get_by_role("tabpanel")).to_contain_text("started the instance")
    judge.look("history of a task")


@WIDTHS
def test_pages_around_the_inbox(browse: Browse, api: RestClient, narrow: bool) -> None:
    team = make_team(api)
    page = browse(narrow=narrow)
    sign_in(page, team.alice)
    judge = Judge(page)
    page.goto("/inbox/mine")
    expect(page.get_by_role("heading", name="Nothing waits for you")).to_be_visible()
    judge.look("empty inbox")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    judge.look("keys")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox")).to_be_visible()
    judge.look("palette")
    page.goto(f"/start/{team.key}")
    page.get_by_role("button", name="Add a value").click()
    judge.look("start")
    page.goto("/profile/tokens")
    expect(page.get_by_text("No token yet")).to_be_visible()
    judge.look("tokens")
    page.goto("/no/such/page")
    expect(page.get_by_role("heading", name="There is no such page", level=1)).to_be_visible()
    judge.look("not found")
    assert judge.found == []


@WIDTHS
def test_pages_of_the_console(browse: Browse, api: RestClient, narrow: bool) -> None:
    instance = start(api, deploy_gate(api), "A11Y-2", amount="much")
    page = browse("admin", narrow=narrow)
    judge = Judge(page)
    page.goto("/instances")
    expect(page.get_by_role("row").filter(has_text="A11Y-2").first).to_be_visible()
    judge.look("instances")
    page.goto(f"/instances/{instance}")
    expect(page.locator("[data-drawing=drawn]")).to_be_visible()
    judge.look("instance")
    for tab in ("Data", "Incidents", "Jobs and timers", "Audit"):
        page.get_by_role("tab", name=tab).click()
        expect(page.get_by_role("tabpanel")).not_to_be_empty()
        judge.look(f"instance, {tab}")
    page.get_by_role("button", name="Cancel…").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    judge.look("cancel")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Change data…").click()
    expect(page.get_by_role("dialog").get_by_label("Amount", exact=True)).to_be_visible()
    judge.look("change data")
    timed = start(api, deploy_timer(api), "A11Y-3")
    page.goto(f"/instances/{timed}?tab=jobs&step=late")
    page.get_by_role("tabpanel").get_by_role("button", name="Change date…").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    judge.look("change of a date")
    page.keyboard.press("Escape")
    judge.look("jobs and timers")
    page.goto("/incidents")
    page.get_by_role("table").get_by_role("button").first.click()
    page.get_by_role("button", name="Add a note").click()
    judge.look("incidents")
    _look_at_people(page, judge)
    assert judge.found == []


@WIDTHS
def test_pages_of_operators(browse: Browse, api: RestClient, narrow: bool) -> None:
    key = deploy_gate(api)
    for number in range(2):
        start(api, key, f"A11Y-{number}", amount="much")
    (fault,) = api.get(f"/incidents/groups?definition_key={key}").json["items"]
    page = browse("operator", narrow=narrow)
    judge = Judge(page)
    page.goto(f"/incidents?group={fault['fingerprint']}")
    expect(page.get_by_role("complementary").get_by_role("listitem")).to_have_count(2)
    judge.look("group of incidents")
    _look_at_retry(page, judge)

    caller = start(api, deploy_call(api), "A11Y-CALL")
    page.goto(f"/instances/{caller}?tab=children")
    expect(page.get_by_role("tabpanel").get_by_role("link")).to_have_count(1)
    judge.look("called instances")
    assert judge.found == []


def _look_at_retry(page: Page, judge: Judge) -> None:
    """Retry a group by keys alone, and look while it goes on."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/incidents/groups/*/retry", hold)
    page.keyboard.press("e")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    judge.look("retry of a group")
    dialog.get_by_role("button", name="Retry 2 steps").press("Enter")
    expect(dialog.get_by_role("status")).to_contain_text("0 of 2 done")
    judge.look("progress of a retry")
    held.pop().continue_()
    expect(page.get_by_text("2 steps failed again")).to_be_visible()
    expect(dialog).to_have_count(0)


def _look_at_people(page: Page, judge: Judge) -> None:
    page.goto("/admin")
    expect(page.get_by_role("row").filter(has_text="clerk").first).to_be_visible()
    judge.look("people")
    page.get_by_role("button", name="Add a person…").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    judge.look("new person")


def test_a_page_that_fails_says_so_and_can_be_tried_again(
    browse: Browse, complaints: Complaints
) -> None:
    complaints.expect("503")
    page = browse("operator")
    page.route(
        "**/process-instances/search",
        lambda route: route.fulfill(status=503, headers={"X-Request-Id": "abc-123"}, body=""),
    )
    page.goto("/instances")
    failure = page.get_by_role("alert").filter(has_text="The instances could not be loaded")
    expect(failure).to_be_visible(timeout=15_000)
    expect(failure.get_by_role("button", name="Copy request abc-123")).to_be_visible()
    page.unroute("**/process-instances/search")
    failure.get_by_role("button", name="Try again").click()
    expect(failure).to_have_count(0)
