"""Saved searches over REST: what they stand for, who may use and change them."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from bpm.base import clock
from tests.api.client import UNUSED_ID, Api, Tenants
from tests.api.test_task_people import held, reach

pytestmark = pytest.mark.django_db(transaction=True)

MINE = {"$or": [{"assignee": "currentUser()"}, {"owner": "currentUser()"}]}


def saved(who: Api, criteria: Any, **more: Any) -> str:
    """Keep a search and return its id."""
    body = {"name": f"filter {uuid4().hex[:8]}", "criteria": criteria, **more}
    return str(who.ok("POST", "/task-filters", body)["id"])


def found(who: Api, filter_id: str, **more: Any) -> list[str]:
    """Return the ids that a saved search finds, and make sure that its count says the same."""
    page = who.ok("POST", "/user-tasks/search", {"filter_id": filter_id, **more})
    return [f"/user-tasks/{item['id']}" for item in page["items"]]


def test_a_filter_is_kept_changed_and_deleted(alice: Api) -> None:
    body = {
        "name": " Mine ",
        "description": "What I hold or own",
        "criteria": MINE,
        "columns": ["name", "due_at"],
        "sort": [{"field": "priority", "order": "desc"}],
        "position": 3,
        "shared_with": ["reviewers"],
    }

    made = alice("POST", "/task-filters", body, headers={"Idempotency-Key": "f"})
    again = alice("POST", "/task-filters", body, headers={"Idempotency-Key": "f"})

    view = made.json
    assert (made.status, made.headers["etag"]) == (201, '"1"')
    assert made.headers["location"] == f"/api/v1/task-filters/{view['id']}"
    assert {name: view[name] for name in body} == body | {"name": "Mine"}
    assert (view["owner"], view["can_edit"], view["revision"]) == ("alice", True, 1)
    assert again.json == view
    path = f"/task-filters/{view['id']}"
    assert alice.ok("GET", path) == view
    stale = alice("PUT", path, {"name": "x"}, headers={"If-Match": '"7"'})
    assert (stale.status, stale.code) == (412, "task_filter_changed")
    changed = alice.ok("PUT", path, {"name": "All"}, headers={"If-Match": '"1"'})
    assert (changed["name"], changed["criteria"], changed["revision"]) == ("All", {}, 2)
    assert alice("DELETE", path).status == 204
    assert alice("GET", path).code == "task_filter_not_found"
    assert alice.ok("GET", "/task-filters")["items"] == []


def test_criteria_stand_for_who_asks(admin: Api, alice: Api, bob: Api) -> None:
    hers, free = held(admin, alice), reach(admin)
    mine = saved(alice, MINE, shared_with=["reviewers"])
    groups = saved(
        alice,
        {"candidate_groups": "currentUserGroups()", "unassigned": True},
        shared_with=["reviewers"],
    )

    assert (found(alice, mine), found(bob, mine)) == ([hers], [])
    alice.ok("POST", f"{hers}/delegate", {"assignee": "bob"})
    assert (found(alice, mine), found(bob, mine)) == ([hers], [hers])
    assert found(bob, groups) == [free]
    assert found(bob, groups, filter={"id": hers.rsplit("/", 1)[1]}) == []
    assert found(bob, mine, view="mine") == [hers]
    assert found(bob, mine, view="done") == []
    assert bob.ok("GET", f"/task-filters/{mine}/count") == {"count": 1, "is_estimate": False}
    assert bob("POST", "/user-tasks/search", {"filter_id": UNUSED_ID}).status == 404


def test_moments_count_from_now_in_the_zone_of_who_asks(admin: Api, alice: Api) -> None:
    task = held(admin, alice)
    soon = saved(alice, {"due_at": {"$gte": "now()", "$lt": "now() + P2D"}})
    late = saved(alice, {"due_at": {"$lt": "now() - PT1H"}})
    today = saved(alice, {"due_at": {"$gte": "today()", "$lt": "today() + P1D"}})

    with clock.frozen(datetime(2026, 5, 4, 22, 30, tzinfo=UTC)):
        alice.ok("POST", f"{task}/due-at", {"due_at": "2026-05-04T23:00:00Z"})
        assert (found(alice, soon), found(alice, late)) == ([task], [])
        # Half past midnight of the fifth in Berlin, where the fourth is over.
        assert found(alice, today, time_zone="Europe/Berlin") == [task]
        assert found(alice, today) == [task]
        assert found(alice, today, time_zone="America/New_York") == [task]
    with clock.frozen(datetime(2026, 5, 5, 22, 30, tzinfo=UTC)):
        assert (found(alice, soon), found(alice, late)) == ([], [task])
        assert found(alice, today, time_zone="Europe/Berlin") == []


def test_the_order_of_a_filter_holds_unless_another_is_asked_for(admin: Api, alice: Api) -> None:
    low, high = held(admin, alice), held(admin, alice)
    alice.ok("POST", f"{high}/priority", {"priority": 99})
    rising = saved(alice, MINE, sort=[{"field": "priority"}])

    assert found(alice, rising) == [low, high]
    asked = [{"field": "priority", "order": "desc"}]
    assert found(alice, rising, sort=asked) == [high, low]


def test_who_may_use_and_change_a_filter(
    admin: Api, alice: Api, bob: Api, charlie: Api, tenants: Tenants
) -> None:
    shared = saved(alice, MINE, shared_with=["reviewers"])
    private = saved(alice, {})

    seen = bob.ok("GET", "/task-filters")["items"]

    assert [(item["id"], item["can_edit"]) for item in seen] == [(shared, False)]
    for verb, body in (("PUT", {"name": "x"}), ("DELETE", None)):
        refused = bob(verb, f"/task-filters/{shared}", body)
        assert (refused.status, refused.code) == (403, "not_your_task_filter")
        for who in (bob, admin):
            assert who(verb, f"/task-filters/{private}", body).status == 404
    for who in (charlie, tenants.other_alice, tenants.gina):
        assert who("GET", f"/task-filters/{shared}").status == 404
        assert who("POST", "/user-tasks/search", {"filter_id": shared}).status == 404
    assert len(alice.ok("GET", "/task-filters")["items"]) == 2
    foreign = charlie("POST", "/task-filters", {"name": "x", "shared_with": ["reviewers"]})
    assert (foreign.code, foreign.pointers) == ("invalid_task_filter", ["/shared_with/0"])
    assert admin.ok("POST", "/task-filters", {"name": "x", "shared_with": ["reviewers"]})
    name = seen[0]["name"]
    taken = alice("POST", "/task-filters", {"name": name})
    assert (taken.status, taken.code) == (409, "task_filter_name_taken")
    assert bob.ok("POST", "/task-filters", {"name": name})["name"] == name


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"name": " "}, ["/name"]),
        ({"name": "x" * 101, "description": "x" * 1001}, ["/name", "/description"]),
        ({"name": "x", "position": -1}, ["/position"]),
        ({"name": "x", "columns": ["name", "salary"]}, ["/columns/1"]),
        ({"name": "x", "columns": ["name", "name"]}, ["/columns"]),
        ({"name": "x", "sort": [{"field": "text"}]}, ["/sort/0/field"]),
        ({"name": "x", "criteria": {"salary": 1}}, ["/criteria/salary"]),
        ({"name": "x", "criteria": {"due_at": "soon"}}, ["/criteria/due_at"]),
        ({"name": "x", "criteria": {"due_at": "now() + P1"}}, ["/criteria/due_at"]),
        ({"name": "x", "criteria": {"due_at": "now() + P99999999Y"}}, ["/criteria/due_at"]),
        ({"name": "x", "criteria": {"priority": "currentUser()"}}, ["/criteria/priority"]),
        ({"name": "x", "criteria": {"assignee": "currentUserGroups()"}}, ["/criteria/assignee"]),
        ({"name": "x", "criteria": {"$or": []}}, ["/criteria/$or"]),
        (
            {"name": "x", "criteria": {"$or": [{"assignee": "a"}, {"a/b": 1}]}},
            ["/criteria/$or/1/a~1b"],
        ),
        ({"name": "x", "shared_with": ["none", "reviewers"]}, ["/shared_with/0"]),
        ({"name": "x", "owner": "bob"}, ["/owner"]),
        ({}, ["/name"]),
    ],
)
def test_a_filter_that_does_not_fit_is_refused(
    alice: Api, body: dict[str, Any], pointers: list[str]
) -> None:
    answer = alice("POST", "/task-filters", body)

    assert (answer.status, answer.pointers) == (422, pointers)
    assert alice.ok("GET", "/task-filters")["items"] == []


def test_a_search_that_is_not_kept_knows_the_same_functions(admin: Api, alice: Api) -> None:
    task = held(admin, alice)

    mine = alice.ok("POST", "/user-tasks/search", {"filter": {"assignee": "currentUser()"}})
    due = {"due_at": {"$lt": "now() + P99999999D"}}
    refused = alice("POST", "/user-tasks/search", {"filter": due})

    assert [f"/user-tasks/{item['id']}" for item in mine["items"]] == [task]
    assert (refused.status, refused.code) == (422, "invalid_search")
    assert refused.json["errors"][0]["pointer"] == "/filter/due_at/$lt"
