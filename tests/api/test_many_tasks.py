"""Commands on many user tasks: each is done or refused by itself, and the answer says so."""

from typing import Any

import pytest

from tests.api.client import UNUSED_ID, Api
from tests.api.forms import (
    ASK,
    REVIEW,
    deploy as deploy_forms,
    process,
    reach as reach_form,
    variables_of,
)
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
        ("complete", {"ids": []}, "/ids"),
        ("complete", {"ids": [UNUSED_ID] * 2}, "/ids"),
        ("complete", {"variables": {}}, "/ids"),
        ("complete", {"ids": [UNUSED_ID], "variables": []}, "/variables"),
        ("complete", {"ids": [UNUSED_ID], "outcome": 1}, "/outcome"),
        ("complete", {"ids": [UNUSED_ID], "assignee": "bob"}, "/assignee"),
    ],
)
def test_what_cannot_be_asked_of_many(alice: Api, verb: str, body: Any, pointer: str) -> None:
    before = count_rows()

    answer = alice("POST", f"/user-tasks/bulk/{verb}", body)

    assert (answer.status, answer.pointers) == (422, [pointer])
    assert count_rows() == before


def with_review(admin: Api, count: int, **variables: Any) -> list[str]:
    """Return the ids of so many open tasks of one form."""
    deploy_forms(admin, buy=process(), review=REVIEW)
    return [id_of(reach_form(admin, **variables)) for _ in range(count)]


FINE = {"variables": {"comment": "Fine", "order": {"amount": 7}}, "outcome": "approve"}


def test_completing_many_of_one_form_answers_for_each(
    admin: Api, alice: Api, bob: Api, gina: Api
) -> None:
    free, taken, own, done = with_review(admin, 4)
    bob.ok("POST", f"/user-tasks/{taken}/claim")
    alice.ok("POST", f"/user-tasks/{own}/claim")
    bob.ok("POST", f"/user-tasks/{done}/complete", FINE)
    ids = [free, taken, own, done, UNUSED_ID]
    sent = {"ids": ids, **FINE}
    headers = {"Idempotency-Key": "monday"}

    foreign = gina.ok("POST", "/user-tasks/bulk/complete", sent)
    view = alice.ok("POST", "/user-tasks/bulk/complete", sent, headers=headers)

    assert codes(foreign) == ["user_task_not_found"] * 5
    assert [item["id"] for item in view["items"]] == ids
    assert codes(view) == [
        *(None, "not_the_assignee", None, "user_task_closed"),
        "user_task_not_found",
    ]
    assert (view["succeeded"], view["failed"]) == (2, 3)
    assert [item["user_task"] and item["user_task"]["state"] for item in view["items"]] == [
        *("completed", None, "completed", None),
        None,
    ]
    before = count_rows()
    assert alice.ok("POST", "/user-tasks/bulk/complete", sent, headers=headers) == view
    other = {**sent, "ids": ids[:2]}
    reused = alice("POST", "/user-tasks/bulk/complete", other, headers=headers)
    assert (reused.status, reused.code) == (422, "idempotency_key_reused")
    assert count_rows() == before
    for task in (free, own):
        written = variables_of(admin, f"/user-tasks/{task}")["variables"]
        assert (written["comment"], written["outcome"]) == ("Fine", "approve")
    assert bob.ok("GET", f"/user-tasks/{taken}")["state"] == "open"


def test_the_form_is_validated_for_each_of_many(admin: Api, alice: Api) -> None:
    (bare,) = with_review(admin, 1)
    known = id_of(reach_form(admin, order={"amount": 12}))
    sent = {"ids": [bare, known], "variables": {"comment": "Fine"}, "outcome": "approve"}
    # What one task knows already stays; the other one lacks it, and a condition asks for it.
    wrong = {**sent, "variables": {"comment": "Fine", "order": {"amount": 0}, "salary": 1}}

    refused = alice.ok("POST", "/user-tasks/bulk/complete", wrong)
    view = alice.ok("POST", "/user-tasks/bulk/complete", sent)

    assert codes(refused) == ["form_invalid"] * 2
    assert [
        [(fault["pointer"], fault["code"]) for fault in item["problem"]["errors"]]
        for item in refused["items"]
    ] == [[("/variables/salary", "unknown_field"), ("/variables/order/amount", "too_small")]] * 2
    assert codes(view) == [None, None]
    assert variables_of(admin, f"/user-tasks/{known}")["variables"]["order"] == {"amount": 12}


def test_tasks_of_different_forms_are_not_completed_together(
    admin: Api, alice: Api, charlie: Api
) -> None:
    (review,) = with_review(admin, 1)
    plain, other = id_of(reach(admin)), id_of(reach(admin))
    deploy_forms(admin, buy=process('key="ask"'), ask=ASK)
    asked = id_of(reach_form(admin))
    before = count_rows()

    mixed = alice(
        "POST", "/user-tasks/bulk/complete", {"ids": [review, UNUSED_ID, asked, plain], **FINE}
    )
    steps = alice("POST", "/user-tasks/bulk/complete", {"ids": [plain, other]})
    hidden = charlie.ok("POST", "/user-tasks/bulk/complete", {"ids": [plain, other]})

    assert (mixed.status, mixed.code) == (422, "different_forms")
    assert mixed.pointers == ["/ids/2", "/ids/3"]
    assert "'ask', version 1" in mixed.json["errors"][0]["detail"]
    assert "'review', version 1" in mixed.json["errors"][0]["detail"]
    assert (steps.code, steps.pointers) == ("different_forms", ["/ids/1"])
    # Who may not see them does not learn what they are.
    assert codes(hidden) == ["user_task_not_found"] * 2
    assert count_rows() == before
