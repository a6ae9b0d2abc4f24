"""Candidates, priority and dates of a user task; what is said about it, and who watches."""

from datetime import timedelta
from typing import Any

import pytest

from bpm.base import clock
from tests.api.client import Api, Tenants
from tests.api.instances import count_rows
from tests.api.test_task_people import enter, four_eyes, held, reach

pytestmark = pytest.mark.django_db(transaction=True)


def in_view(who: Api, view: str) -> int:
    """Return how many tasks a view lists, and make sure that its count says the same."""
    found = len(who.ok("GET", f"/user-tasks?view={view}")["items"])
    assert who.ok("GET", "/user-tasks/counts")[view] == found
    return found


def test_candidates_come_and_go(admin: Api, alice: Api, bob: Api, charlie: Api) -> None:
    task = reach(admin, 'candidateUsers="alice"')
    assert bob("GET", task).status == 404

    added = admin.ok(
        "POST",
        f"{task}/candidates/add",
        {"users": ["bob", "alice"], "groups": ["others"], "reason": "many hands"},
    )

    assert added["candidate_users"] == ["alice", "bob"]
    assert added["candidate_groups"] == ["others"]
    assert (in_view(bob, "unassigned"), in_view(charlie, "groups")) == (1, 1)
    people = alice.ok("GET", f"{task}/candidates")
    assert [person["username"] for person in people["items"]] == ["alice", "bob", "charlie"]
    assert people["is_complete"] is True
    found = alice.ok("GET", f"{task}/candidates?q=CHAR")["items"]
    assert [person["username"] for person in found] == ["charlie"]
    same = admin.ok("POST", f"{task}/candidates/add", {"users": ["bob"]})
    assert same["revision"] == added["revision"]

    gone = admin.ok(
        "POST", f"{task}/candidates/remove", {"users": ["bob", "unknown"], "groups": ["others"]}
    )

    assert (gone["candidate_users"], gone["candidate_groups"]) == (["alice"], [])
    assert (bob("GET", task).status, charlie("GET", task).status) == (404, 404)
    told = alice.ok("GET", f"{task}/history")["items"]
    assert [event["type"] for event in told] == [
        "user_task_created",
        *["user_task_candidates_changed"] * 2,
    ]
    assert told[1]["details"] == {
        "added": ["user:bob", "group:others"],
        "removed": [],
        "reason": "many hands",
    }


def test_candidates_that_do_not_fit_are_refused(admin: Api, alice: Api, bob: Api) -> None:
    task = enter(alice, four_eyes(admin))
    bob.ok("POST", f"{task}/claim")
    before = count_rows()

    unknown = bob(
        "POST", f"{task}/candidates/add", {"users": ["bob", "gina"], "groups": ["none", "others"]}
    )
    excluded = bob("POST", f"{task}/candidates/add", {"users": ["bob", "alice"]})
    not_held = alice("POST", f"{task}/candidates/add", {"users": ["charlie"]})
    not_managed = bob("POST", f"{task}/candidates/remove", {"groups": ["reviewers"]})

    assert (unknown.status, unknown.code) == (422, "unknown_candidate")
    assert unknown.pointers == ["/users/1", "/groups/0"]
    assert (excluded.code, excluded.pointers) == ("person_excluded", ["/users/1"])
    assert (not_held.status, not_held.code) == (403, "not_the_assignee")
    assert (not_managed.status, not_managed.code) == (403, "permission_missing")
    assert count_rows() == before
    people = bob.ok("GET", f"{task}/candidates")["items"]
    assert [person["username"] for person in people] == ["bob"]


def test_priority_and_dates_change_the_order_of_the_inbox(admin: Api, alice: Api, bob: Api) -> None:
    first, second = reach(admin), reach(admin)

    admin.ok("POST", f"{second}/priority", {"priority": 90})
    ids = [item["id"] for item in bob.ok("GET", "/user-tasks?view=groups")["items"]]
    assert ids == [second.rsplit("/", 1)[1], first.rsplit("/", 1)[1]]
    due = admin.ok("POST", f"{first}/due-at", {"due_at": "PT1H", "reason": "promised"})
    ids = [item["id"] for item in bob.ok("GET", "/user-tasks?view=groups")["items"]]
    assert ids == [first.rsplit("/", 1)[1], second.rsplit("/", 1)[1]]

    assert due["due_at"] > due["created_at"]
    alice.ok("POST", f"{first}/claim")
    past = alice.ok("POST", f"{first}/due-at", {"due_at": "2020-05-01T10:00:00+02:00"})
    assert past["due_at"] == "2020-05-01T08:00:00.000Z"
    assert in_view(alice, "overdue") == 1
    assert alice.ok("POST", f"{first}/due-at", {"due_at": None})["due_at"] is None
    told = alice.ok("GET", f"{first}/history")["items"]
    changes = [event for event in told if event["type"] == "user_task_changed"]
    assert [event["details"]["field"] for event in changes] == ["due_at"] * 3
    assert (changes[0]["details"]["old"], changes[0]["details"]["reason"]) == (None, "promised")


def test_what_is_put_off_comes_back(admin: Api, alice: Api, bob: Api) -> None:
    task = held(admin, alice)

    alice.ok("POST", f"{task}/follow-up-at", {"follow_up_at": "P2D"})

    assert (in_view(alice, "mine"), in_view(alice, "follow_up")) == (0, 1)
    assert in_view(bob, "follow_up") == 0
    with clock.frozen(clock.now() + timedelta(days=3)):
        assert (in_view(alice, "mine"), in_view(alice, "follow_up")) == (1, 0)


@pytest.mark.parametrize(
    ("verb", "body", "pointers"),
    [
        ("priority", {"priority": 101}, ["/priority"]),
        ("priority", {"priority": -1}, ["/priority"]),
        ("priority", {"priority": "high"}, ["/priority"]),
        ("due-at", {"due_at": "tomorrow"}, ["/due_at"]),
        ("due-at", {"due_at": "2026-05-01T08:00:00"}, ["/due_at"]),
        ("due-at", {"due_at": "2026-05-01"}, ["/due_at"]),
        ("due-at", {"due_at": "2026-13-41T08:00:00Z"}, ["/due_at"]),
        ("due-at", {"due_at": "P99999999D"}, ["/due_at"]),
        ("due-at", {"due_at": "0001-01-01T00:00:00+14:00"}, ["/due_at"]),
        ("due-at", {}, ["/due_at"]),
        ("follow-up-at", {"follow_up_at": ""}, ["/follow_up_at"]),
        ("comments", {"text": "  "}, ["/text"]),
        ("comments", {"text": "x" * 4001}, ["/text"]),
        ("comments", {"text": "All: @charlie"}, ["/text"]),
    ],
)
def test_values_that_do_not_fit_are_refused(
    admin: Api, alice: Api, verb: str, body: Any, pointers: list[str]
) -> None:
    task = held(admin, alice)
    before = count_rows()

    answer = alice("POST", f"{task}/{verb}", body)

    assert (answer.status, answer.pointers) == (422, pointers)
    assert count_rows() == before


def test_only_who_holds_or_manages_a_task_plans_it(admin: Api, alice: Api, bob: Api) -> None:
    task = held(admin, alice)

    for verb, body in (
        ("priority", {"priority": 1}),
        ("due-at", {"due_at": None}),
        ("follow-up-at", {"follow_up_at": None}),
        ("candidates/add", {"users": ["bob"]}),
    ):
        refused = bob("POST", f"{task}/{verb}", body)
        assert (refused.status, refused.code) == (403, "not_the_assignee")
        stale = alice("POST", f"{task}/{verb}", body, headers={"If-Match": '"1"'})
        assert (stale.status, stale.code) == (412, "user_task_changed")


def test_comments_mention_people_who_can_read(admin: Api, alice: Api, bob: Api) -> None:
    task = held(admin, alice)
    text = "@bob, see a@bob and @nobody. <b>Thanks</b>, @bob and @ada."

    said = alice("POST", f"{task}/comments", {"text": text}, headers={"Idempotency-Key": "c1"})
    again = alice("POST", f"{task}/comments", {"text": text}, headers={"Idempotency-Key": "c1"})

    assert (said.status, said.json["text"], said.json["mentions"]) == (201, text, ["bob", "ada"])
    assert again.json == said.json
    assert bob.ok("GET", f"{task}/comments")["items"] == [said.json]
    assert (in_view(bob, "mentioned"), in_view(alice, "mentioned")) == (1, 0)
    alice.ok("POST", f"{task}/complete")
    assert in_view(bob, "mentioned") == 0
    bob.ok("POST", f"{task}/comments", {"text": "Well done"})
    assert len(alice.ok("GET", f"{task}/comments")["items"]) == 2
    told = bob.ok("GET", f"{task}/history")["items"]
    assert [event["type"] for event in told] == [
        *("user_task_created", "user_task_assigned", "user_task_commented"),
        *("user_task_completed", "user_task_commented"),
    ]
    assert "text" not in told[2]["details"]


def test_watching(admin: Api, alice: Api, bob: Api, charlie: Api, tenants: Tenants) -> None:
    task = held(admin, alice)

    assert bob.ok("PUT", f"{task}/watchers/bob") == {"watchers": ["bob"]}
    assert bob.ok("PUT", f"{task}/watchers/bob") == {"watchers": ["bob"]}
    other = bob("PUT", f"{task}/watchers/ada")
    blind = alice("PUT", f"{task}/watchers/charlie")
    unknown = alice("PUT", f"{task}/watchers/gina")
    assert (other.status, other.code) == (403, "not_the_assignee")
    assert (blind.status, blind.code) == (422, "person_cannot_read")
    assert (unknown.status, unknown.code) == (422, "unknown_assignee")
    assert charlie("PUT", f"{task}/watchers/charlie").status == 404
    assert tenants.other_alice("GET", f"{task}/watchers").status == 404
    assert alice.ok("PUT", f"{task}/watchers/ada") == {"watchers": ["ada", "bob"]}
    assert alice.ok("DELETE", f"{task}/watchers/bob") == {"watchers": ["ada"]}
    assert bob.ok("GET", f"{task}/watchers") == {"watchers": ["ada"]}


def test_the_history_of_a_task_tells_of_no_other(admin: Api, alice: Api) -> None:
    task = enter(alice, four_eyes(admin))
    instance = alice.ok("GET", task)["process_instance_id"]
    admin.ok("PATCH", f"/process-instances/{instance}/variables", {"variables": {"secret": 1}})
    admin.ok("POST", f"/process-instances/{instance}/cancel", {"reason": "not needed"})

    told = alice.ok("GET", f"{task}/history")["items"]

    assert [event["type"] for event in told] == [
        *("user_task_created", "process_instance_cancelled"),
    ]
    assert told[1]["details"] == {"reason": "not needed"}
