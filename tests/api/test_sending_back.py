"""Sending user tasks back and adding approvers over REST: rights, reason, history, refusals."""

from typing import Any

import pytest

from bpm.identity.contracts import Permission
from tests.api.client import Api, permit
from tests.api.instances import count_rows, deploy, start
from tests.builders import END, START, chain, flow, user_task

pytestmark = pytest.mark.django_db(transaction=True)

ROW = chain(START, user_task("enter"), user_task("approve"), END)


def tasks_of(who: Api, instance: Any) -> dict[str, Any]:
    """Return the open user tasks of an instance by their activities."""
    found = who.ok("GET", f"/user-tasks?process_instance_id={instance['id']}")["items"]
    return {task["activity_id"]: task for task in found}


def path(task: Any) -> str:
    return f"/user-tasks/{task['id']}"


def finish(who: Api, instance: Any, *activities: str) -> None:
    for activity in activities:
        who.ok("POST", f"{path(tasks_of(who, instance)[activity])}/complete", {"variables": {}})


def reach_approval(admin: Api, alice: Api, body: str = ROW) -> Any:
    """Start an instance that Alice has entered, and which waits for approval."""
    instance = start(admin, deploy(admin, body))
    finish(alice, instance, "enter")
    return instance


def send_back(who: Api, task: Any, to: str = "enter", **more: Any) -> Any:
    body = {"activity_id": to, "reason": "The amount is missing.", **more}
    return who("POST", f"{path(task)}/send-back", body)


def events(who: Api, task: Any) -> list[Any]:
    return list(who.ok("GET", f"{path(task)}/history")["items"])


def test_a_task_goes_back_to_who_did_the_earlier_one(admin: Api, alice: Api, bob: Api) -> None:
    instance = reach_approval(admin, alice)
    task = tasks_of(bob, instance)["approve"]
    assert task["can_send_back"]
    (target,) = bob.ok("GET", f"{path(task)}/send-back")["items"]
    assert (target["activity_id"], target["name"], target["completed_by"]) == (
        *("enter", "enter"),
        "alice",
    )
    assert (target["is_possible"], target["problem"]) == (True, None)

    left = send_back(bob, task)

    assert (left.status, left.json["state"]) == (200, "cancelled")
    assert left.headers["etag"] == f'"{left.json["revision"]}"'
    (again,) = tasks_of(alice, instance).values()
    assert (again["activity_id"], again["assignee"]) == ("enter", "alice")
    assert again["candidate_groups"] == ["reviewers"]
    assert not again["can_send_back"]
    told = events(bob, task)[-2:]
    assert [event["type"] for event in told] == ["user_task_sent_back", "user_task_cancelled"]
    assert told[0]["details"] == {"to_activity_id": "enter", "reason": "The amount is missing."}
    assert (told[0]["actor"], told[0]["command"]) == ("bob", "send_back_user_task")
    assert [event["type"] for event in events(alice, again)] == [
        "user_task_created",
        "user_task_returned",
    ]
    returned = events(alice, again)[1]
    assert returned["actor"] == "bob"
    assert returned["details"] == {
        "from_activity_id": "approve",
        "from_user_task_id": task["id"],
        "reason": "The amount is missing.",
    }
    finish(alice, instance, "enter", "approve")
    assert admin.ok("GET", f"/process-instances/{instance['id']}")["state"] == "completed"


def test_who_may_send_back_and_why_it_is_refused(
    admin: Api, alice: Api, bob: Api, charlie: Api, gina: Api
) -> None:
    instance = reach_approval(admin, alice)
    task = tasks_of(bob, instance)["approve"]
    bob.ok("POST", f"{path(task)}/claim")
    before = count_rows()

    held = send_back(alice, task)
    no_reason = bob("POST", f"{path(task)}/send-back", {"activity_id": "enter"})
    empty = send_back(bob, task, reason="  ")
    unknown = send_back(bob, task, "nowhere")
    itself = send_back(bob, task, "approve")
    old = bob(
        "POST",
        f"{path(task)}/send-back",
        {"activity_id": "enter", "reason": "x"},
        headers={"If-Match": '"1"'},
    )

    assert (held.status, held.code) == (403, "not_the_assignee")
    assert (no_reason.status, no_reason.code) == (422, "reason_required")
    assert (empty.code, empty.pointers) == ("reason_required", ["/reason"])
    assert (unknown.status, unknown.code) == (422, "unknown_send_back_target")
    assert (itself.code, itself.pointers) == ("unknown_send_back_target", ["/activity_id"])
    assert (old.status, old.code) == (412, "user_task_changed")
    for stranger in (charlie, gina):
        assert send_back(stranger, task).status == 404
        assert stranger("GET", f"{path(task)}/send-back").status == 404
    assert count_rows() == before
    admin.ok("POST", f"/process-instances/{instance['id']}/suspend")
    assert (send_back(bob, task).status, send_back(bob, task).code) == (
        423,
        "user_task_suspended",
    )
    admin.ok("POST", f"/process-instances/{instance['id']}/resume")
    # Who manages the process may, whoever holds the task.
    assert send_back(admin, task).status == 200
    late = send_back(bob, task)
    assert (late.status, late.code) == (409, "user_task_closed")
    assert bob("GET", f"{path(task)}/send-back").code == "user_task_closed"


def test_a_delegate_and_one_of_four_eyes_do_not_send_back(admin: Api, alice: Api, bob: Api) -> None:
    checked = user_task("approve", 'candidateGroups="reviewers" excludeCompleterOf="enter"')
    instance = reach_approval(admin, alice, chain(START, user_task("enter"), checked, END))
    task = tasks_of(bob, instance)["approve"]
    assert (send_back(alice, task).status, send_back(alice, task).code) == (403, "four_eyes")

    plain = tasks_of(bob, reach_approval(admin, alice))["approve"]
    bob.ok("POST", f"{path(plain)}/claim")
    bob.ok("POST", f"{path(plain)}/delegate", {"assignee": "alice"})
    refused = send_back(alice, plain)
    assert (refused.status, refused.code) == (409, "user_task_delegated")
    assert not alice.ok("GET", path(plain))["can_send_back"]


def test_who_may_not_do_it_any_more_does_not_get_it_back(admin: Api, alice: Api, bob: Api) -> None:
    instance = reach_approval(admin, alice)
    admin.ok("DELETE", "/groups/reviewers/members/alice")

    send_back(bob, tasks_of(bob, instance)["approve"])

    (again,) = tasks_of(bob, instance).values()
    assert (again["activity_id"], again["assignee"], again["can_claim"]) == ("enter", None, True)


def test_a_repeated_request_sends_back_once(admin: Api, alice: Api, bob: Api) -> None:
    instance = reach_approval(admin, alice)
    task = tasks_of(bob, instance)["approve"]
    body = {"activity_id": "enter", "reason": "x"}
    headers = {"Idempotency-Key": "once"}

    first, second = (
        bob("POST", f"{path(task)}/send-back", body, headers=headers) for _ in range(2)
    )

    assert (first.status, first.json) == (second.status, second.json)
    assert list(tasks_of(alice, instance)) == ["enter"]


def test_other_branches_forbid_it_by_name(admin: Api, alice: Api, bob: Api) -> None:
    body = (
        START
        + user_task("enter")
        + '<bpmn:parallelGateway id="split"/><bpmn:parallelGateway id="join"/>'
        + user_task("left")
        + user_task("right")
        + user_task("approve")
        + END
        + flow("f1", "start", "enter")
        + flow("f2", "enter", "split")
        + flow("f3", "split", "left")
        + flow("f4", "split", "right")
        + flow("f5", "left", "join")
        + flow("f6", "right", "join")
        + flow("f7", "join", "approve")
        + flow("f8", "approve", "end")
    )
    instance = reach_approval(admin, alice, body)
    task = tasks_of(bob, instance)["left"]
    before = count_rows()

    refused = send_back(bob, task)

    assert (refused.status, refused.code) == (409, "send_back_parallel")
    (problem,) = refused.json["errors"]
    assert (problem["element_id"], problem["code"]) == ("right", "send_back_parallel")
    assert problem["remedy"]
    assert count_rows() == before
    finish(bob, instance, "left", "right")
    approval = tasks_of(bob, instance)["approve"]
    offered = bob.ok("GET", f"{path(approval)}/send-back")["items"]
    assert {item["activity_id"]: item["is_possible"] for item in offered} == {
        "right": False,
        "left": False,
        "enter": True,
    }
    assert send_back(bob, approval, "left").code == "send_back_parallel"
    assert send_back(bob, approval).status == 200


def votes(loop: str = "", *, collection: str = "=approvers", variable: str = "who") -> str:
    """Return a user task that each approver does."""
    settings = f'<bpm:loop collection="{collection}" elementVariable="{variable}"'
    return (
        '<bpmn:userTask id="vote"><bpmn:extensionElements>'
        f'<bpm:assignment assignee="={variable}"/></bpmn:extensionElements>'
        f"<bpmn:multiInstanceLoopCharacteristics {loop}><bpmn:extensionElements>{settings}"
        ' outputCollection="results" outputElement="=verdict"/>'
        "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>"
    )


def start_vote(admin: Api, body: str, **variables: Any) -> Any:
    variables.setdefault("approvers", ["alice"])
    return start(admin, deploy(admin, chain(START, body, END)), variables=variables)


def add(who: Api, task: Any, username: str, reason: str | None = "She knows it.") -> Any:
    return who("POST", f"{path(task)}/add-approver", {"username": username, "reason": reason})


def test_an_approver_is_added_and_his_vote_counts(admin: Api, alice: Api, bob: Api) -> None:
    instance = start_vote(admin, votes())
    task = tasks_of(alice, instance)["vote"]
    assert (task["can_add_approver"], task["can_send_back"]) == (True, False)

    added = add(alice, task, "bob")

    assert (added.status, added.json["id"]) == (200, task["id"])
    mine = tasks_of(bob, instance)["vote"]
    assert mine["assignee"] == "bob"
    assert events(alice, task)[-1]["details"] == {"username": "bob", "reason": "She knows it."}
    assert [event["type"] for event in events(bob, mine)] == [
        "user_task_created",
        "user_task_approver_added",
    ]
    twice = add(alice, task, "bob")
    assert (twice.status, twice.code, twice.pointers) == (422, "already_approver", ["/username"])
    alice.ok("POST", f"{path(task)}/complete", {"variables": {"verdict": "yes"}})
    assert admin.ok("GET", f"/process-instances/{instance['id']}")["state"] == "active"
    bob.ok("POST", f"{path(mine)}/complete", {"variables": {"verdict": "no"}})
    done = admin.ok("GET", f"/process-instances/{instance['id']}?include=variables")
    assert (done["state"], done["variables"]["results"]) == ("completed", ["yes", "no"])


def test_one_after_the_other_an_added_approver_comes_last(
    admin: Api, alice: Api, bob: Api, charlie: Api
) -> None:
    instance = start_vote(admin, votes('isSequential="true"'), approvers=["alice", "bob"])
    task = tasks_of(alice, instance)["vote"]

    assert add(alice, task, "charlie").status == 200

    assert tasks_of(charlie, instance) == {}
    for who in (alice, bob, charlie):
        vote = tasks_of(who, instance)["vote"]
        who.ok("POST", f"{path(vote)}/complete", {"variables": {"verdict": "yes"}})
    assert admin.ok("GET", f"/process-instances/{instance['id']}")["state"] == "completed"


def test_who_may_add_whom(admin: Api, alice: Api, bob: Api, charlie: Api, gina: Api) -> None:
    instance = start_vote(admin, votes(), approvers=["alice", "bob"])
    (task,) = [
        task
        for task in alice.ok("GET", f"/user-tasks?process_instance_id={instance['id']}")["items"]
        if task["assignee"] == "alice"
    ]
    before = count_rows()

    assert add(alice, task, "gina").code == "unknown_assignee"
    assert add(alice, task, "bob").code == "already_approver"
    assert add(alice, task, "charlie", None).code == "reason_required"
    assert add(bob, task, "charlie").status == 404
    assert add(charlie, task, "charlie").status == 404
    assert add(gina, task, "gina").status == 404
    assert count_rows() == before
    assert add(admin, task, "charlie").status == 200


def test_where_the_model_takes_no_approvers(admin: Api, alice: Api) -> None:
    one = start(admin, deploy(admin, chain(START, user_task("approve"), END)))
    task = tasks_of(alice, one)["approve"]
    alice.ok("POST", f"{path(task)}/claim")
    assert not task["can_add_approver"]
    refused = add(alice, task, "bob")
    assert (refused.status, refused.code) == (409, "not_multi_instance")
    assert refused.json["errors"][0]["element_id"] == "approve"

    things = [{"name": "alice"}]
    many = start_vote(admin, votes().replace("=who", "=who.name"), approvers=things)
    task = tasks_of(alice, many)["vote"]
    refused = add(alice, task, "bob")
    assert (refused.status, refused.code) == (409, "approver_not_nameable")


def test_managers_are_those_of_the_process(admin: Api, alice: Api, charlie: Api) -> None:
    instance = reach_approval(admin, alice)
    task = tasks_of(alice, instance)["approve"]
    permit(charlie, Permission.READ_INSTANCES)
    assert send_back(charlie, task).code == "not_a_candidate"
    permit(charlie, Permission.OPERATE_INSTANCES)
    assert send_back(charlie, task).status == 200
