"""Commands on many user tasks: each is done or refused by itself, and the answer says so."""

from typing import Any

import pytest

from tests.api.client import UNUSED_ID, Api
from tests.api.instances import count_rows
from tests.api.test_task_people import enter, four_eyes, held, reach

pytestmark = pytest.mark.django_db(transaction=True)


def id_of(task: str) -> str:
    return task.rsplit("/", 1)[1]


def codes(view: Any) -> list[str | None]:
    """Return the refusals in order, None where something was done."""
    return [item["problem"] and item["problem"]["code"] for item in view["items"]]


def test_claiming_many_answers_for_each(admin: Api, alice: Api, bob: Api, gina: Api) -> None:
    free, taken, own = reach(admin), held(admin, bob), held(admin, alice)
    excluded, hidden = enter(alice, four_eyes(admin)), reach(admin, 'candidateUsers="bob"')
    ids = [*map(id_of, (free, taken, own, excluded, hidden)), UNUSED_ID]
    headers = {"Idempotency-Key": "all-of-them"}

    view = alice.ok("POST", "/user-tasks/bulk/claim", {"ids": ids}, headers=headers)

    assert [item["id"] for item in view["items"]] == ids
    assert codes(view) == [
        *(None, "user_task_claimed", None, "four_eyes"),
        *["user_task_not_found"] * 2,
    ]
    assert (view["succeeded"], view["failed"]) == (2, 4)
    assert [item["user_task"] is None for item in view["items"]] == [
        *(False, True, False, True),
        *(True, True),
    ]
    assert view["items"][0]["user_task"]["assignee"] == "alice"
    assert "bob" in view["items"][1]["problem"]["detail"]
    assert alice.ok("POST", "/user-tasks/bulk/claim", {"ids": ids}, headers=headers) == view
    assert bob.ok("GET", taken)["assignee"] == "bob"
    foreign = gina.ok("POST", "/user-tasks/bulk/claim", {"ids": ids})
    assert codes(foreign) == ["user_task_not_found"] * len(ids)


def test_assigning_many(admin: Api, alice: Api, bob: Api) -> None:
    tasks = [reach(admin), held(admin, alice), enter(bob, four_eyes(admin))]
    done = held(admin, alice)
    alice.ok("POST", f"{done}/complete")
    ids = [id_of(task) for task in (*tasks, done)]
    body = {"ids": ids, "assignee": "bob", "reason": "his week"}

    refused = alice.ok("POST", "/user-tasks/bulk/assign", body)
    view = admin.ok("POST", "/user-tasks/bulk/assign", body)

    assert codes(refused) == ["permission_missing"] * 4
    assert codes(view) == [None, None, "person_excluded", "user_task_closed"]
    assert len(bob.ok("GET", "/user-tasks?view=mine")["items"]) == 2
    told = bob.ok("GET", f"{tasks[0]}/history")["items"][-1]
    assert (told["type"], told["details"]["reason"]) == ("user_task_assigned", "his week")
    unknown = admin.ok("POST", "/user-tasks/bulk/assign", {"ids": ids[:1], "assignee": "gina"})
    assert codes(unknown) == ["unknown_assignee"]


def test_a_due_date_for_many(admin: Api, alice: Api, bob: Api) -> None:
    ids = [id_of(held(admin, alice)), id_of(held(admin, bob))]
    body = {"ids": ids, "due_at": "2026-05-01T08:00:00Z"}

    view = alice.ok("POST", "/user-tasks/bulk/due-at", body)

    assert codes(view) == [None, "not_the_assignee"]
    assert view["items"][0]["user_task"]["due_at"] == "2026-05-01T08:00:00.000Z"
    assert codes(admin.ok("POST", "/user-tasks/bulk/due-at", body)) == [None, None]


@pytest.mark.parametrize(
    ("verb", "body", "pointer"),
    [
        ("claim", {"ids": []}, "/ids"),
        ("claim", {"ids": [UNUSED_ID] * 2}, "/ids"),
        ("claim", {"ids": [f"01900000-0000-7000-8000-{n:012}" for n in range(101)]}, "/ids"),
        ("claim", {"ids": ["x"]}, "/ids/0"),
        ("claim", {"ids": [UNUSED_ID], "reason": "x"}, "/reason"),
        ("assign", {"ids": [UNUSED_ID]}, "/assignee"),
        ("due-at", {"ids": [UNUSED_ID], "due_at": "soon"}, "/due_at"),
    ],
)
def test_what_cannot_be_asked_of_many(alice: Api, verb: str, body: Any, pointer: str) -> None:
    before = count_rows()

    answer = alice("POST", f"/user-tasks/bulk/{verb}", body)

    assert (answer.status, answer.pointers) == (422, [pointer])
    assert count_rows() == before
