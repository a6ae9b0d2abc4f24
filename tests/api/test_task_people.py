"""Delegation and four eyes over REST: who holds a task, who owns it, who must not do it."""

from typing import Any

import pytest

from bpm.identity.contracts import Permission
from tests.api.client import Api, permit
from tests.api.instances import count_rows, deploy, start
from tests.builders import END, START, chain, flow, user_task

pytestmark = pytest.mark.django_db(transaction=True)


def reach(admin: Api, assignment: str = 'candidateGroups="reviewers"') -> str:
    """Start an instance that waits at one user task and return the task's path."""
    key = deploy(admin, chain(START, user_task("approve", assignment), END))
    return f"/user-tasks/{start(admin, key)['waiting_at'][0]['user_task_id']}"


def held(admin: Api, alice: Api) -> str:
    """Return the path of a task that Alice holds."""
    task = reach(admin)
    alice.ok("POST", f"{task}/claim")
    return task


def history(admin: Api, view: Any) -> list[Any]:
    """Return the events about user tasks in the history of the task's instance."""
    rows = admin.ok("GET", f"/process-instances/{view['process_instance_id']}/history")["items"]
    return [
        {**event, "command": row["command"], "actor": row["actor"]}
        for row in rows
        for event in row["events"]
        if event["type"].startswith("user_task_")
    ]


def test_a_delegated_task_comes_back_to_its_owner(admin: Api, alice: Api, charlie: Api) -> None:
    task = held(admin, alice)

    given = alice.ok("POST", f"{task}/delegate", {"assignee": "charlie", "reason": "his field"})

    assert (given["assignee"], given["owner"]) == ("charlie", "alice")
    assert (given["delegation_state"], given["revision"]) == ("pending", 3)
    seen = charlie.ok("GET", task)
    assert (seen["can_complete"], seen["can_resolve"]) == (False, True)
    assert "alice" in seen["why_not"]
    early = charlie("POST", f"{task}/complete", {"variables": {"ok": True}})
    assert (early.status, early.code) == (409, "user_task_delegated")
    released = charlie("POST", f"{task}/unclaim")
    assert (released.status, released.code) == (409, "user_task_delegated")

    back = charlie.ok("POST", f"{task}/resolve", {"reason": "done"})

    assert (back["assignee"], back["owner"], back["delegation_state"]) == (
        *("alice", "alice"),
        "resolved",
    )
    assert charlie("GET", task).status == 404
    again = alice("POST", f"{task}/resolve")
    assert (again.status, again.code) == (409, "user_task_not_delegated")
    assert alice.ok("POST", f"{task}/complete")["state"] == "completed"
    told = history(admin, given)
    assert [event["type"] for event in told] == [
        *("user_task_created", "user_task_assigned", "user_task_delegated"),
        *("user_task_resolved", "user_task_completed"),
    ]
    assert (told[2]["reason"], told[2]["owner"], told[2]["actor"]) == (
        *("his field", "alice"),
        "alice",
    )
    assert told[3]["reason"] == "done"


def test_who_may_delegate_and_to_whom(
    admin: Api, alice: Api, bob: Api, charlie: Api, gina: Api
) -> None:
    free = reach(admin)
    assert (alice("POST", f"{free}/delegate", {"assignee": "bob"}).code) == "user_task_unclaimed"
    task = held(admin, alice)
    before = count_rows()

    refused = bob("POST", f"{task}/delegate", {"assignee": "bob"})
    unknown = alice("POST", f"{task}/delegate", {"assignee": "gina"})
    herself = alice("POST", f"{task}/delegate", {"assignee": "alice"})
    nobody = alice("POST", f"{task}/delegate", {"assignee": None})
    long = alice("POST", f"{task}/delegate", {"assignee": "bob", "reason": "x" * 1001})
    foreign = gina("POST", f"{task}/delegate", {"assignee": "gina"})

    assert (refused.status, refused.code) == (403, "not_the_assignee")
    assert (unknown.code, unknown.pointers) == ("unknown_assignee", ["/assignee"])
    assert (herself.code, herself.pointers) == ("invalid_task_change", ["/assignee"])
    assert (nobody.status, long.code, foreign.status) == (422, "invalid_reason", 404)
    assert count_rows() == before
    assert admin.ok("POST", f"{task}/delegate", {"assignee": "bob"})["owner"] == "alice"
    further = bob.ok("POST", f"{task}/delegate", {"assignee": "charlie"})
    assert (further["assignee"], further["owner"]) == ("charlie", "alice")
    to_owner = charlie("POST", f"{task}/delegate", {"assignee": "alice"})
    assert to_owner.code == "invalid_task_change"


def test_assigning_ends_a_delegation(admin: Api, alice: Api, bob: Api) -> None:
    task = held(admin, alice)
    alice.ok("POST", f"{task}/delegate", {"assignee": "bob"})

    given = admin.ok("POST", f"{task}/assign", {"assignee": "bob", "reason": "for good"})

    assert (given["owner"], given["delegation_state"]) == (None, None)
    assert bob.ok("POST", f"{task}/complete")["state"] == "completed"
    assert history(admin, given)[-2]["reason"] == "for good"


def test_delegating_heeds_revision_and_key(admin: Api, alice: Api) -> None:
    task = held(admin, alice)

    stale = alice("POST", f"{task}/delegate", {"assignee": "bob"}, headers={"If-Match": '"1"'})
    headers = {"If-Match": '"2"', "Idempotency-Key": "delegate-once"}
    first = alice.ok("POST", f"{task}/delegate", {"assignee": "bob"}, headers=headers)
    second = alice.ok("POST", f"{task}/delegate", {"assignee": "bob"}, headers=headers)

    assert (stale.status, stale.code) == (412, "user_task_changed")
    assert second == first


def four_eyes(admin: Api, assignment: str = 'candidateGroups="reviewers"') -> Any:
    """Return a started instance: what is entered must be approved by somebody else."""
    approve = user_task("approve", f'{assignment} excludeCompleterOf="enter"')
    return start(admin, deploy(admin, chain(START, user_task("enter"), approve, END)))


def enter(who: Api, instance: Any) -> str:
    """Complete the first task and return the path of the second."""
    first = f"/user-tasks/{instance['waiting_at'][0]['user_task_id']}"
    who.ok("POST", f"{first}/complete")
    found = who.ok("GET", f"/user-tasks?process_instance_id={instance['id']}")["items"]
    (task,) = [item for item in found if item["state"] == "open"]
    return f"/user-tasks/{task['id']}"


def test_four_eyes_keep_a_completer_from_checking(admin: Api, alice: Api, bob: Api) -> None:
    task = enter(alice, four_eyes(admin))

    claimed = alice("POST", f"{task}/claim")
    completed = alice("POST", f"{task}/complete")
    given = admin("POST", f"{task}/assign", {"assignee": "alice"})

    assert (claimed.status, claimed.code) == (403, "four_eyes")
    assert (completed.status, completed.code) == (403, "four_eyes")
    assert "enter" in claimed.json["detail"]
    assert (given.status, given.code, given.pointers) == (
        *(422, "person_excluded"),
        ["/assignee"],
    )
    seen = alice.ok("GET", task)
    assert (seen["can_claim"], seen["can_complete"]) == (False, False)
    assert (seen["excluded_users"], "enter" in seen["why_not"]) == (["alice"], True)
    for who, count in ((alice, 0), (bob, 1)):
        assert len(who.ok("GET", "/user-tasks?view=groups")["items"]) == count
        assert who.ok("GET", "/user-tasks/counts")["groups"] == count
    found = bob.ok("POST", "/user-tasks/search", {"filter": {"activity_id": "approve"}})["items"]
    assert [item["excluded_users"] for item in found] == [["alice"]]
    bob.ok("POST", f"{task}/claim")
    delegated = bob("POST", f"{task}/delegate", {"assignee": "alice"})
    assert delegated.code == "person_excluded"
    assert bob.ok("POST", f"{task}/complete")["state"] == "completed"


def test_who_is_named_by_the_model_and_excluded_can_only_give_it_back(
    admin: Api, alice: Api, bob: Api
) -> None:
    task = enter(alice, four_eyes(admin, 'assignee="alice" candidateGroups="reviewers"'))

    refused = alice("POST", f"{task}/complete")

    assert (refused.status, refused.code) == (403, "four_eyes")
    assert alice.ok("POST", f"{task}/unclaim")["assignee"] is None
    assert bob.ok("POST", f"{task}/complete")["state"] == "completed"


def test_four_eyes_hold_between_branches_too(admin: Api, alice: Api) -> None:
    check = user_task("check", 'candidateGroups="reviewers" excludeCompleterOf="write"')
    body = (
        f'{START}<bpmn:parallelGateway id="fork"/>{user_task("write")}{check}'
        f'<bpmn:parallelGateway id="join"/>{END}'
        + flow("a", "start", "fork")
        + flow("b", "fork", "write")
        + flow("c", "fork", "check")
        + flow("d", "write", "join")
        + flow("e", "check", "join")
        + flow("f", "join", "end")
    )
    instance = start(admin, deploy(admin, body))
    tasks = {place["activity_id"]: place["user_task_id"] for place in instance["waiting_at"]}
    alice.ok("POST", f"/user-tasks/{tasks['check']}/claim")
    alice.ok("POST", f"/user-tasks/{tasks['write']}/complete")

    refused = alice("POST", f"/user-tasks/{tasks['check']}/complete")

    assert (refused.status, refused.code) == (403, "four_eyes")


def test_managing_needs_the_permission_on_the_process(admin: Api, alice: Api, bob: Api) -> None:
    task = held(admin, alice)
    assert bob.ok("GET", task)["can_assign"] is False

    permit(bob, Permission.OPERATE_INSTANCES)

    seen = bob.ok("GET", task)
    assert (seen["can_assign"], seen["can_delegate"], seen["can_change"]) == (True, True, True)
    assert bob.ok("POST", f"{task}/unclaim", {"reason": "on holiday"})["assignee"] is None


def test_what_a_delegate_typed_is_kept_and_given_back(admin: Api, alice: Api, bob: Api) -> None:
    task = held(admin, alice)
    alice.ok("POST", f"{task}/delegate", {"assignee": "bob"})

    kept = bob.ok("PUT", f"{task}/draft", {"variables": {"found": "half"}})
    owner = alice("PUT", f"{task}/draft", {"variables": {"found": "mine"}})
    back = bob.ok("POST", f"{task}/resolve", {"variables": {"found": "all"}})

    assert kept["variables"] == {"found": "half"}
    assert (owner.status, owner.code) == (403, "not_the_assignee")
    assert (back["assignee"], back["delegation_state"]) == ("alice", "resolved")
    late = bob("PUT", f"{task}/draft", {"variables": {}})
    assert late.status in {403, 404}
