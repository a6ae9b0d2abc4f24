"""Races of sending back and withdrawing with all else that people do; one legal outcome each."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

import pytest

from bpm.identity.contracts import Actor
from bpm.runtime.commands.add_approver import add_approver
from bpm.runtime.commands.complete_user_task import complete_user_task
from bpm.runtime.commands.remind_process_instance import remind_process_instance
from bpm.runtime.commands.send_back_user_task import send_back_user_task
from bpm.runtime.commands.withdraw_process_instance import withdraw_process_instance
from bpm.runtime.contracts import CompleteUserTask, ProcessInstanceView
from bpm.user_tasks import queries
from bpm.user_tasks.contracts import TaskCommand, UserTaskView
from bpm.user_tasks.services import claim_user_task, delegate_user_task
from tests import builders
from tests.builders import END, START, chain, user_task
from tests.concurrency.racing import Attempt, race

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 5
CLOSED = "user_task_closed"
ENDED = "process_instance_ended"
# What it is called depends on whether it was read before the other was done.
TOO_LATE = ("user_task_claimed", "not_the_assignee")


@pytest.fixture
def people() -> Sequence[Actor]:
    builders.group("reviewers")
    return [builders.person(name, "reviewers") for name in ("alice", "bob")]


@pytest.fixture
def key(people: Sequence[Actor]) -> str:
    del people
    body = chain(START, user_task("enter"), user_task("approve"), END)
    return builders.deploy(body, process='candidateStarterUsers="dora"')


def reach_approval(key: str, alice: Actor, starter: Actor | None = None) -> UUID:
    """Return the id of an approval that waits after Alice has entered."""
    instance = builders.start(key, actor=starter)
    entering = builders.waiting_task(instance)
    complete_user_task(CompleteUserTask(user_task_id=entering), actor=alice)
    rows = queries.list_user_tasks_of_instance(instance.id, actor=builders.system())
    assert [row.activity_id for row in rows] == ["approve"]
    return rows[0].id


def sending(task_id: UUID, who: Actor) -> partial[UserTaskView]:
    asked = TaskCommand(user_task_id=task_id, reason="Not like this.")
    return partial(send_back_user_task, asked, activity_id="enter", actor=who)


def after(task_id: UUID) -> tuple[str, list[tuple[str, str | None]]]:
    """Return the state of a task, and what is open in its instance with who holds it."""
    row = queries.get_any_user_task_row(task_id)
    tasks = queries.list_user_tasks_of_instance(row.process_instance_id, actor=builders.system())
    return row.state, [(task.activity_id, task.assignee) for task in tasks]


SENT_BACK = ("cancelled", [("enter", "alice")])


def test_two_send_back(people: Sequence[Actor], key: str) -> None:
    alice, bob = people
    for _ in range(ROUNDS):
        task_id = reach_approval(key, alice)

        outcomes = race([sending(task_id, who) for who in (alice, bob)])

        assert sorted(outcomes) == ["ok", CLOSED]
        assert after(task_id) == SENT_BACK


def test_a_completion_and_sending_back(people: Sequence[Actor], key: str) -> None:
    alice, bob = people
    for _ in range(ROUNDS):
        task_id = reach_approval(key, alice)
        completing = partial(
            complete_user_task, CompleteUserTask(user_task_id=task_id), actor=alice
        )

        completed, sent = race([completing, sending(task_id, bob)])

        assert (completed, sent) in {
            ("ok", CLOSED),
            ("ok", "process_instance_ended"),
            (CLOSED, "ok"),
        }
        assert after(task_id) == (("completed", []) if completed == "ok" else SENT_BACK)


def test_a_claim_and_sending_back(people: Sequence[Actor], key: str) -> None:
    alice, bob = people
    for _ in range(ROUNDS):
        task_id = reach_approval(key, alice)
        claiming = partial(claim_user_task, TaskCommand(user_task_id=task_id), actor=alice)

        claimed, sent = race([claiming, sending(task_id, bob)])

        assert (claimed, sent) in {("ok", sent) for sent in TOO_LATE} | {(CLOSED, "ok")}
        taken = ("open", [("approve", "alice")])
        assert after(task_id) == (taken if claimed == "ok" else SENT_BACK)


def test_a_delegation_and_sending_back(people: Sequence[Actor], key: str) -> None:
    alice, _ = people
    for _ in range(ROUNDS):
        task_id = reach_approval(key, alice)
        asked = TaskCommand(user_task_id=task_id)
        claim_user_task(asked, actor=alice)
        delegating = partial(delegate_user_task, asked, assignee="bob", actor=alice)

        delegated, sent = race([delegating, sending(task_id, alice)])

        assert (delegated, sent) in {("ok", sent) for sent in TOO_LATE} | {(CLOSED, "ok")}
        given = ("open", [("approve", "bob")])
        assert after(task_id) == (given if delegated == "ok" else SENT_BACK)


def test_two_add_the_same_approver(people: Sequence[Actor]) -> None:
    alice, bob = people
    vote = (
        '<bpmn:userTask id="vote"><bpmn:extensionElements><bpm:assignment assignee="=who"/>'
        "</bpmn:extensionElements><bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>"
        '<bpm:loop collection="=[&quot;alice&quot;, &quot;bob&quot;]" elementVariable="who"/>'
        "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>"
    )
    builders.person("carol", "reviewers")
    key = builders.deploy(chain(START, vote, END))
    for _ in range(ROUNDS):
        instance = builders.start(key)
        ids = [place.user_task_id for place in instance.waiting_at]
        outcomes = race(
            [
                partial(
                    add_approver,
                    TaskCommand(user_task_id=task_id, reason="She knows it."),
                    username="carol",
                    actor=who,
                )
                for task_id, who in zip(ids, (alice, bob), strict=True)
                if task_id is not None
            ]
        )

        assert sorted(outcomes) == ["already_approver", "ok"]
        rows = queries.list_user_tasks_of_instance(instance.id, actor=builders.system())
        assert sorted(str(row.assignee) for row in rows) == ["alice", "bob", "carol"]


def withdrawing(task_id: UUID, starter: Actor) -> partial[ProcessInstanceView]:
    instance_id = queries.get_any_user_task_row(task_id).process_instance_id
    return partial(withdraw_process_instance, instance_id, reason="Not needed.", actor=starter)


@pytest.mark.parametrize("rival", ["complete", "send_back", "claim", "delegate", "withdraw"])
def test_a_withdrawal_and_all_else(people: Sequence[Actor], key: str, rival: str) -> None:
    alice, _ = people
    starter = builders.person("dora")
    for _ in range(ROUNDS):
        task_id = reach_approval(key, alice, starter)
        asked = TaskCommand(user_task_id=task_id)
        claim_user_task(asked, actor=alice)
        rivals: dict[str, Attempt] = {
            "complete": partial(
                complete_user_task, CompleteUserTask(user_task_id=task_id), actor=alice
            ),
            "send_back": sending(task_id, alice),
            "claim": partial(claim_user_task, asked, actor=alice),
            "delegate": partial(delegate_user_task, asked, assignee="bob", actor=alice),
            "withdraw": withdrawing(task_id, starter),
        }

        withdrawn, other = race([withdrawing(task_id, starter), rivals[rival]])

        state, open_tasks = after(task_id)
        assert open_tasks == []
        if rival == "complete" and other == "ok":
            assert (withdrawn, state) == (ENDED, "completed")
        elif rival == "withdraw":
            assert sorted([withdrawn, other]) == ["ok", ENDED]
        else:
            # Whatever else was first, the request ends.
            assert withdrawn == "ok"
            assert other in {"ok", CLOSED, ENDED}
            assert state == "cancelled"


def test_two_reminders(people: Sequence[Actor], key: str) -> None:
    alice, _ = people
    starter = builders.person("dora")
    for _ in range(ROUNDS):
        task_id = reach_approval(key, alice, starter)
        instance_id = queries.get_any_user_task_row(task_id).process_instance_id
        reminding = partial(remind_process_instance, instance_id, note=None, actor=starter)

        assert sorted(race([reminding, reminding])) == ["already_reminded", "ok"]
