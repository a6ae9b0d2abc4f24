"""Lists of the inbox over REST: views, counts and searches."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bpm.base import clock
from tests.api.client import Api
from tests.api.instances import deploy, start
from tests.builders import END, START, chain, user_task

pytestmark = pytest.mark.django_db(transaction=True)


def reach(admin: Api, assignment: str = 'candidateGroups="reviewers"', **body: Any) -> str:
    """Start an instance that waits at one user task and return the task's path."""
    key = deploy(admin, chain(START, user_task("approve", assignment), END))
    return f"/user-tasks/{start(admin, key, **body)['waiting_at'][0]['user_task_id']}"


def ids(page: Any) -> list[str]:
    return [item["id"] for item in page["items"]]


def test_views_and_counts_agree(admin: Api, alice: Api) -> None:
    for assignment in (
        'candidateGroups="reviewers" dueDate="=now() - duration(&quot;PT1H&quot;)"',
        'candidateUsers="alice"',
        'assignee="alice"',
        'candidateGroups="others"',
        'candidateGroups="reviewers" followUpDate="P7D"',
    ):
        reach(admin, assignment)

    counts = alice.ok("GET", "/user-tasks/counts")
    more = counts.pop("more")

    for view in counts:
        assert len(ids(alice.ok("GET", f"/user-tasks?view={view}"))) == counts[view], view
    assert (counts["mine"], counts["groups"], counts["unassigned"]) == (1, 1, 2)
    assert (counts["overdue"], more) == (1, [])
    assert alice("GET", "/user-tasks?view=nonsense").status == 422


def test_today_ends_at_midnight_where_the_person_is(admin: Api, alice: Api) -> None:
    with clock.frozen(datetime(2026, 3, 28, 22, 30, tzinfo=UTC)):
        # 23:30 in Berlin, an hour before the clocks go forward: tomorrow has 23 hours.
        reach(admin, 'candidateGroups="reviewers" dueDate="PT45M"')
        reach(admin, 'candidateGroups="reviewers" dueDate="PT15M"')
        for zone, due in (("Europe/Berlin", 1), ("UTC", 2), ("Pacific/Auckland", 2)):
            address = f"time_zone={zone}"
            assert alice.ok("GET", f"/user-tasks/counts?{address}")["due_today"] == due, zone
            assert len(ids(alice.ok("GET", f"/user-tasks?view=due_today&{address}"))) == due, zone
        assert alice.ok("GET", "/user-tasks/counts")["due_today"] == 2
    for nonsense in ("Mars/Olympus", "", "../etc/passwd", "%00"):
        answer = alice("GET", f"/user-tasks/counts?time_zone={nonsense}")
        assert (answer.status, answer.json["errors"][0]["pointer"]) == (422, "/time_zone")


def test_tasks_are_found_by_what_they_say(admin: Api, alice: Api) -> None:
    first = reach(admin, 'candidateGroups="reviewers" priority="90"', business_key="RED")
    second = reach(admin, 'candidateGroups="reviewers,others"', business_key="BLUE")
    alice.ok("POST", f"{second}/claim")

    def found(filters: dict[str, Any]) -> list[str]:
        page = alice.ok("POST", "/user-tasks/search", {"filter": filters})
        return [item["business_key"] for item in page["items"]]

    assert found({"text": "re"})[:1] == ["RED"]
    assert found({"unassigned": True}) == ["RED"]
    assert found({"assignee": "alice"}) == ["BLUE"]
    assert found({"candidate_groups": ["others"]}) == ["BLUE"]
    assert found({"candidate_groups": "reviewers", "priority": {"$gte": 90}}) == ["RED"]
    assert found({"due_before": "2020-01-01T00:00:00Z"}) == []
    assert found({"state": "completed"}) == []
    listed = alice.ok("GET", "/user-tasks?limit=1")
    assert f"/user-tasks/{listed['items'][0]['id']}" == first
    rest = alice.ok("GET", f"/user-tasks?limit=1&cursor={listed['page']['next_cursor']}")
    assert f"/user-tasks/{rest['items'][0]['id']}" == second
    for bad in ({"candidate_groups": 5}, {"unassigned": "perhaps"}, {"due_before": 5}):
        assert alice("POST", "/user-tasks/search", {"filter": bad}).status == 422
