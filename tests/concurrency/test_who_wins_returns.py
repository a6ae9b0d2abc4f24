"""Races of sending back with all else that people do to a task; one legal outcome each."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

import pytest

from bpm.identity.contracts import Actor
from bpm.runtime.commands.add_approver import add_approver
from bpm.runtime.commands.complete_user_task import complete_user_task
from bpm.runtime.commands.send_back_user_task import send_back_user_task
from bpm.runtime.contracts import CompleteUserTask
from bpm.user_tasks import queries
from bpm.user_tasks.contracts import TaskCommand, UserTaskView
from bpm.user_tasks.services import claim_user_task, delegate_user_task
from tests import builders
from tests.builders import END, START, chain, user_task
from tests.concurrency.racing import race

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 5
CLOSED = "user_task_closed"
# What it is called depends on whether it was read before the other was done.
TOO_LATE = ("user_task_claimed", "not_the_assignee")


@pytest.fixture
def people() -> Sequence[Actor]:
    builders.group("reviewers")
    return [builders.person(name, "reviewers") for name in ("alice", "bob")]


@pytest.fixture
def key(people: Sequence[Actor]) -> str:
    del people
    return builders.deploy(chain(START, user_task("enter"), user_task("approve"), END))


def reach_approval(key: str, alice: Actor) -> UUID:
    """Return the id of an approval that waits after Alice has entered."""
    instance = builders.start(key)
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
