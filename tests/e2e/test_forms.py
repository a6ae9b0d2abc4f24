"""Forms as people meet them: at the start, in a task, refused, interrupted, by keyboard alone."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.axe import find_violations
from tests.e2e.conftest import Browse, Complaints
from tests.e2e.form_journeys import Asking, deploy_asking, field, open_task
from tests.e2e.journeys import PASSWORD, Database, as_member, one, sign_in
from tests.rest_client import RestClient
from tests.running_suite import RunningSuite

LONG = "0.1000000000000000000000000000000001"


def _open(page: Page, asking: Asking, task: str) -> None:
    sign_in(page, asking.team.alice)
    page.goto(f"/inbox/mine/{task}")
    expect(field(page, "Cost centre")).to_have_value("4711")


def test_what_is_asked_at_the_start_and_in_the_task_reaches_the_database(
    browse: Browse, api: RestClient, database: Database
) -> None:
    asking = deploy_asking(api)
    page = browse()
    sign_in(page, asking.team.alice)
    page.goto(f"/start/{asking.key}")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Business key").fill("BUY-1")
    dialog.get_by_role("button", name="Start", exact=True).click()
    expect(dialog.get_by_text("Enter a value.")).to_be_visible()
    # One more than a double can count to.
    field(dialog, "Gross amount").fill("9007199254740993")
    field(dialog, "Cost centre").fill("4711")
    dialog.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_text("BUY-1 started")).to_be_visible()
    found = "select {} from process_instance where business_key = 'BUY-1' and definition_key = %s"
    assert one(database, found.format("variables->>'amount'"), asking.key) == "9007199254740993"
    assert one(database, found.format("variables->>'limit'"), asking.key) == "5000"

    page.goto("/inbox/groups")
    page.get_by_role("link", name=re.compile("approve")).first.click()
    amount = field(page, "Gross amount")
    expect(amount).to_have_value("9,007,199,254,740,993")
    amount.fill(LONG)
    page.get_by_label("Pay on").fill("2026-11-27")
    page.get_by_label("Additional delivery").check()
    expect(field(page, "Only for large amounts")).to_have_count(0)
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("approve completed")).to_be_visible()

    database.rollback()
    assert one(database, found.format("state"), asking.key) == "completed"
    assert one(database, found.format("variables->>'amount'"), asking.key) == LONG
    assert one(database, found.format("variables->>'outcome'"), asking.key) == "approve"
    assert one(database, found.format("variables->>'reason'"), asking.key) == "delivery"
    assert "2026-11-27" in str(one(database, found.format("variables->>'pay_on'"), asking.key))
    assert one(database, found.format("variables->>'centre'"), asking.key) == "4711"
    assert one(database, found.format("(variables ? 'secret')"), asking.key) is False


def test_a_refusal_of_the_server_stands_at_its_field(
    browse: Browse,
    api: RestClient,
    suite: RunningSuite,
    database: Database,
    complaints: Complaints,
) -> None:
    complaints.expect("422")
    asking = deploy_asking(api)
    task = open_task(api, suite.url, asking)
    page = browse()
    _open(page, asking, task)
    field(page, "Gross amount").fill("4900")
    # Somebody lowers the limit while the page still knows the old one.
    instance = api.get(f"/user-tasks/{task}").json["process_instance_id"]
    body = {"variables": {"limit": 100}}
    assert api.call("PATCH", f"/process-instances/{instance}/variables", body).status == 200
    page.get_by_role("button", name="Approve").click()

    notice = page.get_by_role("tabpanel").get_by_role("alert")
    expect(notice).to_contain_text("Mend the marked values first")
    amount = field(page, "Gross amount")
    expect(amount).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("Gross amount must be at most 100.", exact=True)).to_be_visible()
    expect(amount).to_be_focused()
    database.rollback()
    assert one(database, "select state from user_task where id = %s", task) == "open"

    amount.fill("99.5")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("approve completed")).to_be_visible()
    database.rollback()
    assert one(database, "select state from user_task where id = %s", task) == "completed"


def test_a_draft_is_restored_in_another_browser_and_its_conflict_is_told(
    browse: Browse,
    api: RestClient,
    suite: RunningSuite,
    database: Database,
    complaints: Complaints,
) -> None:
    complaints.expect("412")
    asking = deploy_asking(api)
    task = open_task(api, suite.url, asking)
    desk, phone = browse(), browse(narrow=True)
    _open(desk, asking, task)
    field(desk, "Note for the ledger").fill("begun at the desk")
    field(desk, "Gross amount").fill("about 5")
    expect(desk.get_by_text(re.compile(r"Draft saved \d"))).to_be_visible()
    kept = "select variables->>%s from task_draft where user_task_id = %s"
    assert one(database, kept, "note", task) == "begun at the desk"

    _open(phone, asking, task)
    expect(field(phone, "Note for the ledger")).to_have_value("begun at the desk")
    expect(field(phone, "Gross amount")).to_have_value("about 5")
    field(phone, "Note for the ledger").fill("gone on by phone")
    expect(phone.get_by_text(re.compile(r"Draft saved \d"))).to_be_visible()

    field(desk, "Cost centre").fill("4712")
    conflict = desk.get_by_role("alert").filter(has_text="On another device")
    expect(conflict).to_be_visible()
    expect(field(desk, "Cost centre")).to_have_value("4712")
    conflict.get_by_role("button", name="Show the other one").click()
    expect(field(desk, "Note for the ledger")).to_have_value("gone on by phone")
    expect(field(desk, "Cost centre")).to_have_value("4711")
    database.rollback()
    assert one(database, kept, "note", task) == "gone on by phone"


def test_from_log_in_to_the_completed_task_by_keyboard_alone(
    browse: Browse, api: RestClient, suite: RunningSuite, database: Database
) -> None:
    asking = deploy_asking(api)
    task = open_task(api, suite.url, asking)
    page = browse()
    page.goto("/login")
    page.get_by_label("User name").focus()
    page.keyboard.type(asking.team.alice)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/inbox/mine" in url)
    expect(page.get_by_role("link", name=re.compile("approve")).first).to_be_visible()
    page.keyboard.press("j")
    expect(field(page, "Gross amount")).to_be_visible()
    page.keyboard.press("Enter")
    expect(field(page, "Gross amount")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("12.34")
    page.keyboard.press("Tab")
    expect(field(page, "Cost centre")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("4800")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("approve completed")).to_be_visible()
    found = (
        "select variables->>%s from process_instance where id ="
        " (select process_instance_id from user_task where id = %s)"
    )
    assert one(database, found, "amount", task) == "12.34"
    assert one(database, found, "centre", task) == "4800"
    assert one(database, found, "outcome", task) == "approve"


def test_a_completed_task_shows_its_form_to_be_read(
    browse: Browse, api: RestClient, suite: RunningSuite
) -> None:
    asking = deploy_asking(api)
    task = open_task(api, suite.url, asking)
    page = browse()
    _open(page, asking, task)
    page.get_by_role("button", name="Reject").click()
    expect(page.get_by_text("approve completed")).to_be_visible()
    page.goto(f"/inbox/done/{task}")
    amount = field(page, "Gross amount")
    expect(amount).to_have_value(re.compile("4,862.5"))
    expect(amount).to_have_attribute("readonly", "")
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)


def test_the_mark_of_the_library_stands_free_on_a_form(
    browse: Browse, api: RestClient, suite: RunningSuite
) -> None:
    asking = deploy_asking(api)
    task = open_task(api, suite.url, asking)
    for narrow in (False, True):
        page = browse(narrow=narrow, dark=True)
        _open(page, asking, task)
        mark = page.locator(".fjs-powered-by-link")
        expect(mark).to_be_visible()
        mark.evaluate("node => node.scrollIntoView({ block: 'center' })")
        assert mark.evaluate(
            """node => { const box = node.getBoundingClientRect();
            const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            return node.contains(top) }"""
        )


def test_a_selection_of_one_form_is_completed_and_what_was_refused_is_named(
    browse: Browse, suite: RunningSuite, api: RestClient, database: Database
) -> None:
    asking = deploy_asking(api)
    name = asking.team.alice
    small, large = (open_task(api, suite.url, asking, limit=limit) for limit in (5000, 100))
    page = browse()
    sign_in(page, name)
    page.goto("/inbox/mine")
    expect(page.get_by_role("row").filter(has_text="INV-")).to_have_count(2)
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+Enter")
    dialog = page.get_by_role("dialog", name=re.compile("Complete [12] task"))
    # Who came by keyboard goes on in the first field, not on the way to close.
    expect(dialog.locator("form :focus")).to_have_count(1)
    field(dialog, "Note for the ledger").fill("Checked together.")
    assert find_violations(page) == []

    dialog.get_by_role("button", name="Approve", exact=True).click()

    expect(page.get_by_text("1 task completed")).to_be_visible()
    left = dialog.get_by_role("alert")
    expect(left).to_contain_text("1 task stays as it was:")
    expect(left).to_contain_text("100")
    state = "select state from user_task where id = %s"
    assert [one(database, state, task) for task in (small, large)] == ["completed", "open"]
    # What was not entered stayed as each task held it; the one left is mended and sent again.
    field(dialog, "Gross amount").fill("99")
    dialog.get_by_role("button", name="Approve", exact=True).click()
    expect(dialog).to_have_count(0)
    assert one(database, state, large) == "completed"
    variables = (
        "select array_agg(variables->>'note' || ' ' || (variables->>'amount') order by id)"
        " from process_instance where definition_key = %s"
    )
    assert one(database, variables, asking.key) == [
        *("Checked together. 4862.5", "Checked together. 99"),
    ]


def test_a_start_form_that_was_left_is_there_again_on_another_device(
    browse: Browse, api: RestClient, database: Database
) -> None:
    asking = deploy_asking(api)
    page = browse()
    sign_in(page, asking.team.alice)
    page.goto(f"/start/{asking.key}")
    dialog = page.get_by_role("dialog")
    field(dialog, "Cost centre").fill("47")
    dialog.get_by_label("Business key").fill("HALF-1")
    expect(dialog.get_by_text(re.compile("Draft saved"))).to_be_visible()
    kept = "select variables->>'centre' || ' ' || business_key from start_draft where username = %s"
    assert one(database, kept, asking.team.alice) == "47 HALF-1"

    other = browse()
    sign_in(other, asking.team.alice)
    other.goto(f"/start/{asking.key}")
    dialog = other.get_by_role("dialog")
    expect(dialog.get_by_text(re.compile("You began this"))).to_be_visible()
    expect(field(dialog, "Cost centre")).to_have_value("47")
    expect(dialog.get_by_label("Business key")).to_have_value("HALF-1")
    assert find_violations(other) == []
    field(dialog, "Gross amount").fill("20")
    dialog.get_by_role("button", name="Start", exact=True).click()
    expect(other.get_by_text("HALF-1 started")).to_be_visible()
    assert (
        one(database, "select count(*) from start_draft where username = %s", asking.team.alice)
        == 0
    )


def test_a_draft_for_an_older_form_is_decided_about_before_anything_takes_its_place(
    browse: Browse, api: RestClient, suite: RunningSuite, database: Database
) -> None:
    asking = deploy_asking(api)
    task = open_task(api, suite.url, asking)
    alice = as_member(suite.url, asking.team.alice)
    draft = {"variables": {"note": "kept", "amount": 99, "colour": "red"}}
    assert alice.call("PUT", f"/user-tasks/{task}/draft", draft).status == 200
    older = "UPDATE task_draft SET form_id = gen_random_uuid() WHERE user_task_id = %s"
    database.execute(older, (task,))
    page = browse()
    sign_in(page, asking.team.alice)
    page.goto(f"/inbox/mine/{task}")

    offer = page.get_by_role("region", name="Draft for an older form")
    expect(offer).to_contain_text("The form has no such field any more")
    expect(field(page, "Note for the ledger")).to_have_count(0)
    expect(page.get_by_role("button", name="Approve")).to_be_disabled()
    assert find_violations(page) == []
    offer.get_by_role("button", name="Take over what fits").click()
    amount, left = field(page, "Gross amount"), page.get_by_role("region", name="Not taken over")
    expect(amount).to_be_focused()
    expect(left).to_contain_text("red")
    assert find_violations(page) == []
    stored = "select variables->>%s from task_draft where user_task_id = %s"
    page.reload()
    expect(offer).to_contain_text("red")
    assert one(database, stored, "colour", task) == "red"

    offer.get_by_role("button", name="Take over what fits").click()
    expect(field(page, "Note for the ledger")).to_have_value("kept")
    amount.fill("98")
    expect(page.get_by_text(re.compile(r"Draft saved \d"))).to_be_visible()
    assert [one(database, stored, key, task) for key in ("note", "amount")] == ["kept", "98"]
