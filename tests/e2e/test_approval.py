"""Two groups approve the same case at the same time."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Browse
from tests.e2e.journeys import Database, deploy_approval, make_team, one, sign_in, start
from tests.rest_client import RestClient

_STATE = "select state from process_instance where id = %s"
_OPEN = "select count(*) from user_task where process_instance_id = %s and state = 'open'"
_BY = "select completed_by from user_task where process_instance_id = %s and activity_id = %s"
_JOINED = (
    "select count(*) > 0 from activity_instance where process_instance_id = %s"
    " and activity_id = 'join' and ended_at is not null"
)


def test_two_groups_approve_at_the_same_time(
    browse: Browse, api: RestClient, database: Database
) -> None:
    team = make_team(api)
    instance = start(api, deploy_approval(api, team.group, team.others), "BOTH-1", amount=100)
    operator, alice, charlie = browse("operator"), browse(), browse()
    operator.goto(f"/instances/{instance}")
    expect(operator.locator(".k-token.waiting")).to_have_count(2)
    people = (alice, team.alice, "approve_0"), (charlie, team.charlie, "approve_1")
    for page, name, task in people:
        sign_in(page, name)
        page.goto("/inbox/groups")
        expect(page.get_by_role("row").filter(has_text="BOTH-1")).to_have_count(1)
        page.get_by_role("link", name=task).click()
        page.get_by_label("Amount", exact=True).fill("100" if name == team.alice else "200")

    # Neither waits for the answer to the other.
    for page, _name, _task in people:
        page.get_by_role("button", name=re.compile("Complete")).click(no_wait_after=True)
    for page, _name, task in people:
        expect(page.get_by_text(f"{task} completed")).to_be_visible()
        expect(page.get_by_role("row").filter(has_text="BOTH-1")).to_have_count(0)

    expect(operator.get_by_text("Completed", exact=True)).to_be_visible()
    expect(operator.locator(".k-token.waiting")).to_have_count(0)
    assert one(database, _STATE, instance) == "completed"
    assert one(database, _OPEN, instance) == 0
    for _page, name, task in people:
        assert one(database, _BY, instance, task) == name
    assert one(database, _JOINED, instance) is True
    amount = "select variables->>'amount' from process_instance where id = %s"
    assert one(database, amount, instance) == "200"
