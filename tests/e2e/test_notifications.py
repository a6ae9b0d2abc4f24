"""Notifications in the browser: bell and panel, the mail beside, and how one chooses."""

from email import message_from_bytes, policy
from pathlib import Path
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.e2e.axe import WIDTHS, find_violations
from tests.e2e.conftest import Browse, Complaints
from tests.e2e.journeys import (
    PASSWORD,
    Database,
    Team,
    as_member,
    make_team,
    one,
    sign_in,
    start,
    task_of,
)
from tests.rest_client import RestClient
from tests.running_suite import RunningSuite
from tests.waiting import wait_until

PATH = "/me/notification-settings"
UNREAD = (
    "select count(*) from notification join identity_user person on person.id = user_id"
    " where username = %s and read_at is null"
)
CHOSEN = (
    "select {} from notification_settings join identity_user person on person.id = user_id"
    " where username = %s"
)


def add_member(api: RestClient, team: Team) -> str:
    """Create one more person of a team, who has a mail address; return the name."""
    name = f"dora-{uuid4().hex[:8]}"
    body = {
        "username": name,
        "password": PASSWORD,
        "groups": [team.group],
        "email": f"{name}@example.org",
    }
    assert api.post("/users", body).status == 201
    return name


def say(api: RestClient, task: str, text: str) -> None:
    """Comment on a task."""
    assert api.post(f"/user-tasks/{task}/comments", {"text": text}).status == 201


def bell(page: Page, name: str) -> None:
    """Expect what the bell says."""
    expect(page.get_by_role("banner").get_by_role("button", name=name)).to_be_visible()


def test_a_mention_rings_opens_by_keyboard_and_leads_to_its_task(
    browse: Browse, api: RestClient, database: Database, suite: RunningSuite
) -> None:
    team = make_team(api)
    dora = add_member(api, team)
    task = task_of(api, start(api, team.key, "BELL-1"))
    page = browse()
    sign_in(page, dora)
    page.goto("/start")
    bell(page, "Notifications, nothing new")

    # Nobody loads the page again: the bell hears of it by itself.
    say(as_member(suite.url, team.bob), task, f"@{dora} <b>please</b> look")
    bell(page, "Notifications, 1 unread")
    button = page.get_by_role("button", name="Notifications, 1 unread")
    button.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="Notifications")
    expect(panel.get_by_text(f"{team.bob} mentioned you at “review”")).to_be_visible()
    # What people write is text.
    expect(panel.get_by_text("<b>please</b> look")).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(button).to_be_focused()

    page.keyboard.press("Enter")
    expect(panel.get_by_role("link", name="mentioned you")).to_be_visible()
    panel.get_by_role("link", name="mentioned you").press("Enter")
    page.wait_for_url(f"**/inbox/mine/{task}")
    expect(panel).to_have_count(0)
    bell(page, "Notifications, nothing new")
    assert one(database, UNREAD, dora) == 0

    mail = mail_to(suite.var_dir / "outbox", dora)
    assert f"/inbox/mine/{task}" in mail
    assert "&lt;b&gt;please&lt;/b&gt; look" in mail


def mail_to(outbox: Path, username: str) -> str:
    """Wait for the one mail to a person, and return its HTML."""
    found: list[str] = []

    def look() -> bool:
        messages = [
            message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in outbox.glob("*.eml")
        ]
        found[:] = [
            str(message.get_body(("html",)).get_content())  # type: ignore[union-attr]
            for message in messages
            if username in str(message["To"])
        ]
        return len(found) == 1

    assert wait_until(look, seconds=30), found
    return found[0]


def test_all_are_marked_as_read(browse: Browse, api: RestClient, database: Database) -> None:
    team = make_team(api)
    page = browse()
    sign_in(page, team.alice)
    page.goto("/notifications")
    expect(page.get_by_text("Nothing to tell you")).to_be_visible()
    for number in range(2):
        task = task_of(api, start(api, team.key, f"ALL-{number}"))
        assert api.post(f"/user-tasks/{task}/assign", {"assignee": team.alice}).status == 200
    bell(page, "Notifications, 2 unread")
    expect(page.get_by_role("link", name="admin gave you “review”")).to_have_count(2)

    page.get_by_role("main").get_by_role("button", name="Mark all as read").click()

    bell(page, "Notifications, nothing new")
    expect(page.get_by_role("link", name="Unread:")).to_have_count(0)
    assert one(database, UNREAD, team.alice) == 0
    muted = "select count(*) from notification_settings where %s = any(muted_processes)"
    page.get_by_role("main").get_by_role("button", name=f"Mute {team.key}").first.click()
    expect(page.get_by_text(f"You hear nothing more of {team.key}")).to_be_visible()
    assert one(database, muted, team.key) == 1
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text(f"You hear of {team.key} again")).to_be_visible()
    assert one(database, muted, team.key) == 0
    page.get_by_label("Unread only").check()
    expect(page.get_by_text("All read")).to_be_visible()


def test_a_person_chooses_what_he_hears_of(
    browse: Browse, api: RestClient, database: Database, suite: RunningSuite
) -> None:
    team = make_team(api)
    dora = add_member(api, team)
    task = task_of(api, start(api, team.key, "PREF-1"))
    assert api.post(f"/user-tasks/{task}/assign", {"assignee": dora}).status == 200
    page = browse()
    sign_in(page, dora)
    page.goto("/start")
    bell(page, "Notifications, 1 unread")
    page.goto("/profile/notifications")
    expect(page.get_by_text(f"Mails go to {dora}@example.org.")).to_be_visible()
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Berlin")

    page.get_by_label("In the app: Somebody mentions me").select_option("off")
    page.get_by_label("By mail: Somebody mentions me").select_option("digest")
    page.get_by_label("Quiet from").fill("22:00")
    page.get_by_label("until").fill("06:30")
    page.get_by_label("Digest at").select_option("17")
    page.get_by_label("Mute a process").select_option(team.key)
    page.get_by_role("button", name="Save the settings").click()
    expect(page.get_by_text("Settings saved")).to_be_visible()

    columns = "digest_hour || time_zone || to_char(quiet_from, 'HH24:MI')"
    assert one(database, CHOSEN.format(columns), dora) == "17Europe/Berlin22:00"
    assert one(database, CHOSEN.format("muted_processes[1]"), dora) == team.key
    page.reload()
    expect(page.get_by_label("By mail: Somebody mentions me")).to_have_value("digest")
    page.get_by_role("button", name=f"Unmute {team.key}").click()
    expect(page.get_by_text("No process is muted.")).to_be_visible()
    page.get_by_role("button", name="Save the settings").click()
    expect(page.get_by_text("Settings saved")).to_be_visible()
    assert one(database, CHOSEN.format("cardinality(muted_processes)"), dora) == 0

    # Every time on every page changes with the zone, and so does the end of the day.
    page.get_by_label("Time zone").select_option("Asia/Tokyo")
    with page.expect_event("load"):
        page.get_by_role("button", name="Save the settings").press("Enter")
    expect(page.get_by_label("Time zone")).to_have_value("Asia/Tokyo")
    assert one(database, CHOSEN.format("time_zone"), dora) == "Asia/Tokyo"
    created = "select to_char(created_at at time zone 'Asia/Tokyo', 'HH24:MI') from user_task"
    with page.expect_request(lambda request: "/user-tasks/counts?" in request.url) as asked:
        page.goto(f"/inbox/mine/{task}")
    assert "time_zone=Asia%2FTokyo" in asked.value.url
    here = str(one(database, f"{created} where id = %s", task))
    expect(page.get_by_role("complementary").get_by_text(here).first).to_be_visible()


def test_who_saves_from_an_old_page_is_told(
    browse: Browse, api: RestClient, suite: RunningSuite, complaints: Complaints
) -> None:
    complaints.expect("412")
    team = make_team(api)
    page = browse()
    sign_in(page, team.alice)
    page.goto("/profile/notifications")
    expect(page.get_by_text("Your account has no mail address")).to_be_visible()
    answer = as_member(suite.url, team.alice).call("PUT", PATH, {"digest_hour": 5})
    assert answer.status == 200

    page.get_by_label("Digest at").select_option("17")
    page.get_by_role("button", name="Save the settings").click()

    expect(page.get_by_role("alert")).to_contain_text("They were changed elsewhere")
    expect(page.get_by_label("Digest at")).to_have_value("5")


@WIDTHS
def test_pages_of_notifications_keep_the_rules(
    browse: Browse, api: RestClient, suite: RunningSuite, narrow: bool
) -> None:
    team = make_team(api)
    page = browse(narrow=narrow)
    sign_in(page, team.alice)
    if narrow:
        page.goto("/inbox/mine")
        expect(page.get_by_role("heading", name="Nothing waits for you")).to_be_visible()
        page.get_by_role("link", name="Notifications, nothing new").click()
    else:
        page.goto("/notifications")
    expect(page.get_by_text("Nothing to tell you")).to_be_visible()
    found = find_violations(page)
    task = task_of(api, start(api, team.key, "RULES-1"))
    assert api.post(f"/user-tasks/{task}/assign", {"assignee": team.alice}).status == 200
    say(as_member(suite.url, team.bob), task, "Have you seen this one?")
    expect(page.get_by_role("main").get_by_role("link", name="Unread:")).to_have_count(2)
    found += find_violations(page)
    if not narrow:
        page.get_by_role("button", name="Notifications, 2 unread").click()
        expect(page.get_by_role("dialog").get_by_role("link", name="Unread:")).to_have_count(2)
        found += find_violations(page)
    page.goto("/profile/notifications")
    expect(page.get_by_label("Digest at")).to_be_visible()
    found += find_violations(page)
    assert found == []


def test_an_operator_sends_a_failed_mail_again_and_discards_another(
    browse: Browse, api: RestClient, database: Database
) -> None:
    dora = add_member(api, make_team(api))
    fail = """
        insert into notification_mail (id, tenant_id, user_id, is_digest, state, due_at, attempts,
          last_error, created_at, finished_at)
        select gen_random_uuid(), tenant_id, id, %s, 'failed', now(), 6, %s, now(), now()
        from identity_user where username = %s"""
    database.execute(fail, [False, "The mail server refused the address.", dora])
    database.execute(fail, [True, "The mail server did not answer.", dora])
    page = browse("operator")
    page.goto("/mails")
    mails = page.get_by_role("listitem", name=dora)
    expect(mails).to_have_count(2)
    assert find_violations(page) == []

    digest = mails.filter(has_text="did not answer")
    digest.get_by_role("button", name="Discard").click()
    expect(mails).to_have_count(1)
    mails.get_by_role("button", name="Send again").click()

    expect(page.get_by_text(f"The mail to {dora} is sent again")).to_be_visible()
    expect(mails).to_have_count(0)
    left = """
        select count(*) from notification_mail mail join identity_user person
          on person.id = user_id where username = %s and state = 'failed'"""
    assert one(database, left, dora) == 0
