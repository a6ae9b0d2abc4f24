"""Races for one user task: delegation, assignment, completion; one legal outcome each."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

import pytest

from bpm.identity.contracts import Actor
from bpm.runtime.commands.complete_user_task import complete_user_task
from bpm.runtime.contracts import CompleteUserTask
from bpm.user_tasks import queries
from bpm.user_tasks.contracts import TaskCommand
from bpm.user_tasks.services import (
    assign_user_task,
    claim_user_task,
    delegate_user_task,
    resolve_user_task,
    unclaim_user_task,
)
from tests import builders
from tests.builders import END, START, chain, user_task
from tests.concurrency.racing import race

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 6


@pytest.fixture
def people() -> Sequence[Actor]:
    builders.group("reviewers")
    return [builders.person(name, "reviewers") for name in ("alice", "bob", "carol")]


@pytest.fixture
def key(people: Sequence[Actor]) -> str:
    del people
    return builders.deploy(chain(START, user_task("approve"), END))


def held_by(who: Actor, key: str) -> UUID:
    task_id = builders.waiting_task(builders.start(key))
    claim_user_task(TaskCommand(user_task_id=task_id), actor=who)
    return task_id


def state_of(task_id: UUID) -> tuple[str, str | None, str | None, str | None]:
    row = queries.get_any_user_task_row(task_id)
    return row.state, row.assignee, row.owner, row.delegation_state


def test_a_delegation_and_a_completion(people: Sequence[Actor], key: str) -> None:
    alice = people[0]
    for _ in range(ROUNDS):
        task_id = held_by(alice, key)

        delegated, completed = race(
            [
                partial(
                    delegate_user_task,
                    TaskCommand(user_task_id=task_id),
                    assignee="bob",
                    actor=alice,
                ),
                partial(complete_user_task, CompleteUserTask(user_task_id=task_id), actor=alice),
            ]
        )

        if completed == "ok":
            assert delegated == "user_task_closed"
            assert state_of(task_id) == ("completed", "alice", None, None)
        else:
            assert (delegated, completed) in {
                ("ok", "not_the_assignee"),
                ("ok", "user_task_not_found"),
            }
            assert state_of(task_id) == ("open", "bob", "alice", "pending")


def test_two_delegations_to_two_people(people: Sequence[Actor], key: str) -> None:
    alice = people[0]
    for _ in range(ROUNDS):
        task_id = held_by(alice, key)
        asked = TaskCommand(user_task_id=task_id)

        outcomes = race(
            [
                partial(delegate_user_task, asked, assignee=name, actor=alice)
                for name in ("bob", "carol")
            ]
        )

        assert sorted(outcomes) == ["not_the_assignee", "ok"]
        winner = ("bob", "carol")[outcomes.index("ok")]
        assert state_of(task_id) == ("open", winner, "alice", "pending")


def test_a_resolution_and_an_assignment(people: Sequence[Actor], key: str) -> None:
    alice, bob, _ = people
    for _ in range(ROUNDS):
        task_id = held_by(alice, key)
        asked = TaskCommand(user_task_id=task_id)
        delegate_user_task(asked, assignee="bob", actor=alice)

        resolved, assigned = race(
            [
                partial(resolve_user_task, asked, actor=bob),
                partial(assign_user_task, asked, assignee="carol", actor=builders.system()),
            ]
        )

        assert assigned == "ok"
        assert resolved in {"ok", "user_task_not_delegated"}
        assert state_of(task_id) == ("open", "carol", None, None)


def test_a_release_a_claim_and_a_delegation(people: Sequence[Actor], key: str) -> None:
    alice, bob, _ = people
    for _ in range(ROUNDS):
        task_id = held_by(alice, key)
        asked = TaskCommand(user_task_id=task_id)

        released, claimed, delegated = race(
            [
                partial(unclaim_user_task, asked, actor=alice),
                partial(claim_user_task, asked, actor=bob),
                partial(delegate_user_task, asked, assignee="carol", actor=alice),
            ]
        )

        legal = {
            ("ok", "ok", "not_the_assignee"): ("open", "bob", None, None),
            ("ok", "ok", "user_task_unclaimed"): ("open", "bob", None, None),
            ("ok", "user_task_claimed", "user_task_unclaimed"): ("open", None, None, None),
            ("not_the_assignee", "user_task_claimed", "ok"): (
                *("open", "carol"),
                *("alice", "pending"),
            ),
        }
        assert state_of(task_id) == legal[(released, claimed, delegated)]
