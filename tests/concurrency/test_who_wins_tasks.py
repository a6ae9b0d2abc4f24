"""Races for one user task: delegation, assignment, completion; one legal outcome each."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

import pytest

from bpm.definitions.queries import get_newest_definition
from bpm.identity.contracts import Actor
from bpm.runtime.commands.complete_user_task import complete_user_task
from bpm.runtime.commands.complete_user_tasks import complete_user_tasks
from bpm.runtime.commands.discard_start_draft import discard_start_draft
from bpm.runtime.commands.resolve_user_task import resolve_user_task
from bpm.runtime.commands.save_start_draft import save_start_draft
from bpm.runtime.contracts import CompleteUserTask, CompleteUserTasks, NewStartDraft
from bpm.runtime.queries import find_start_draft
from bpm.user_tasks import queries
from bpm.user_tasks.contracts import TaskCommand, TaskResultsView
from bpm.user_tasks.services import (
    assign_user_task,
    claim_user_task,
    claim_user_tasks,
    delegate_user_task,
    unclaim_user_task,
)
from tests import builders
from tests.builders import END, START, chain, flow, user_task
from tests.concurrency.racing import race

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 6
TOO_LATE = {"user_task_claimed"}


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


@pytest.mark.parametrize("claimer", ["bob", "carol"])
def test_a_delegation_and_a_claim(people: Sequence[Actor], key: str, claimer: str) -> None:
    alice, _, _ = people
    who = next(person for person in people if person.username == claimer)
    for _ in range(ROUNDS):
        task_id = held_by(alice, key)
        asked = TaskCommand(user_task_id=task_id)

        delegated, claimed = race(
            [
                partial(delegate_user_task, asked, assignee="carol", actor=alice),
                partial(claim_user_task, asked, actor=who),
            ]
        )

        assert delegated == "ok"
        # To claim what one was given already changes nothing; everybody else is told who has it.
        assert claimed in ({"ok", "user_task_claimed"} if claimer == "carol" else TOO_LATE)
        assert state_of(task_id) == ("open", "carol", "alice", "pending")


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


def test_two_claims_of_many_in_opposite_order(people: Sequence[Actor], key: str) -> None:
    alice, bob, _ = people
    for _ in range(ROUNDS):
        ids = [builders.waiting_task(builders.start(key)) for _ in range(5)]

        outcomes = race(
            [
                partial(claim_user_tasks, ids, actor=alice),
                partial(claim_user_tasks, ids[::-1], actor=bob),
            ]
        )

        assert outcomes == ["ok", "ok"]
        holders = {state_of(task_id)[1] for task_id in ids}
        # Both lock in one order, so whoever is first gets all of them.
        assert holders in ({"alice"}, {"bob"})


def test_two_completions_of_many_in_opposite_order(people: Sequence[Actor], key: str) -> None:
    alice, bob, _ = people
    for _ in range(ROUNDS):
        ids = [builders.waiting_task(builders.start(key)) for _ in range(5)]
        views: dict[str, TaskResultsView] = {}

        def complete(who: Actor, ids: Sequence[UUID], views: dict[str, TaskResultsView]) -> None:
            asked = CompleteUserTasks(ids=ids, variables={"by": who.username})
            views[who.username] = complete_user_tasks(asked, actor=who)

        outcomes = race(
            [partial(complete, alice, ids, views), partial(complete, bob, ids[::-1], views)]
        )

        assert outcomes == ["ok", "ok"]
        # Each task has one completer, and each of the two is told the truth about it.
        done = {
            name: {item.id for item in view.items if item.problem is None}
            for name, view in views.items()
        }
        assert done["alice"] | done["bob"] == set(ids)
        assert not done["alice"] & done["bob"]
        refused = {
            item.problem.code for view in views.values() for item in view.items if item.problem
        }
        assert refused <= {"user_task_closed", "process_instance_ended"}
        for name, own in done.items():
            assert {queries.get_any_user_task_row(id_).completed_by for id_ in own} <= {name}


def test_two_devices_type_the_first_draft_of_a_start(people: Sequence[Actor]) -> None:
    alice = people[0]
    start = 'candidateStarterGroups="reviewers"'
    key = builders.deploy(chain(START, user_task("approve"), END), process=start)
    definition_id = get_newest_definition(alice, key).id
    for _ in range(ROUNDS):
        typed = [
            NewStartDraft(business_key=name, variables={}, variable_types={}, expected_revision=0)
            for name in ("desk", "phone")
        ]

        outcomes = race(
            [partial(save_start_draft, definition_id, actor=alice, draft=draft) for draft in typed]
        )

        assert sorted(outcomes) == ["ok", "start_draft_changed"]
        kept = find_start_draft(definition_id, actor=alice)
        assert kept.business_key == typed[outcomes.index("ok")].business_key
        assert kept.revision == 1
        discard_start_draft(definition_id, actor=alice)
        assert find_start_draft(definition_id, actor=alice).updated_at is None


def test_four_eyes_under_a_race(people: Sequence[Actor]) -> None:
    alice = people[0]
    write, check = (
        user_task("write"),
        user_task("check", 'candidateGroups="reviewers" excludeCompleterOf="write"'),
    )
    body = (
        f'{START}<bpmn:parallelGateway id="fork"/>{write}{check}'
        f'<bpmn:parallelGateway id="join"/>{END}'
        + flow("a", "start", "fork")
        + flow("b", "fork", "write")
        + flow("c", "fork", "check")
        + flow("d", "write", "join")
        + flow("e", "check", "join")
        + flow("f", "join", "end")
    )
    forked = builders.deploy(body)
    for _ in range(ROUNDS):
        places = builders.start(forked).waiting_at
        tasks = {place.activity_id: place.user_task_id for place in places}
        written, checked = tasks["write"], tasks["check"]
        assert written is not None
        assert checked is not None

        outcomes = race(
            [
                partial(complete_user_task, CompleteUserTask(user_task_id=task_id), actor=alice)
                for task_id in (written, checked)
            ]
        )

        # Written first, she may not check; checked first, she may still write.
        assert outcomes in (["ok", "four_eyes"], ["ok", "ok"])
        is_open = state_of(checked)[0] == "open"
        assert is_open == (outcomes[1] == "four_eyes")
