"""Giving a delegated user task back with what the delegate worked out."""

from decimal import Decimal

import pytest

from bpm.core.values import Value
from bpm.history import queries as history
from bpm.identity.contracts import Actor
from bpm.runtime import queries
from bpm.runtime.commands.complete_user_task import complete_user_task
from bpm.runtime.commands.resolve_user_task import resolve_user_task
from bpm.runtime.contracts import CompleteUserTask
from bpm.runtime.errors import FormInvalidError
from bpm.user_tasks import queries as user_tasks
from bpm.user_tasks.contracts import TaskCommand
from bpm.user_tasks.errors import NotTheAssigneeError, UserTaskNotDelegatedError
from bpm.user_tasks.services import claim_user_task, delegate_user_task
from tests import builders
from tests.builders import END, START, chain, model
from tests.integration.runtime.test_forms import REVIEW, deploy, task_with_form

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people() -> list[Actor]:
    builders.group("reviewers")
    return [builders.person(name, "reviewers") for name in ("alice", "bob")]


def delegated(alice: Actor) -> TaskCommand:
    """Return a task with a form that Alice has delegated to Bob."""
    deploy(review=REVIEW, helped=model("helped", chain(START, task_with_form(), END)))
    instance = builders.start("helped", {"item": "a desk"})
    asked = TaskCommand(user_task_id=builders.waiting_task(instance))
    claim_user_task(asked, actor=alice)
    delegate_user_task(asked, assignee="bob", actor=alice)
    return asked


def variables_of(asked: TaskCommand) -> dict[str, object]:
    row = user_tasks.get_any_user_task_row(asked.user_task_id)
    view = queries.get_variables(row.process_instance_id, actor=builders.system())
    return dict(view.variables)


def test_what_the_delegate_worked_out_is_there_for_the_owner(people: list[Actor]) -> None:
    alice, bob = people
    asked = delegated(alice)

    view = resolve_user_task(asked, variables={"score": Decimal(7)}, actor=bob)

    assert (view.assignee, view.state.value) == ("alice", "open")
    assert variables_of(asked) == {"item": "a desk", "score": 7}
    told = history.list_history(view.process_instance_id, limit=50)[0][-2:]
    assert [row.command for row in told] == ["resolve_user_task", "resolve_user_task"]
    assert [row.events[0]["type"] for row in told] == ["user_task_resolved", "variable_changed"]
    # The decision is the owner's.
    done = CompleteUserTask(user_task_id=asked.user_task_id, outcome="done")
    assert complete_user_task(done, actor=alice).state.value == "completed"


@pytest.mark.parametrize("wrong", [{"score": Decimal(11)}, {"item": "a yacht"}, {"other": "x"}])
def test_the_form_decides_what_is_written(people: list[Actor], wrong: dict[str, Value]) -> None:
    alice, bob = people
    asked = delegated(alice)

    with pytest.raises(FormInvalidError):
        resolve_user_task(asked, variables=wrong, actor=bob)

    row = user_tasks.get_any_user_task_row(asked.user_task_id)
    assert (row.assignee, row.delegation_state) == ("bob", "pending")
    assert variables_of(asked) == {"item": "a desk"}


def test_only_the_delegate_and_once(people: list[Actor]) -> None:
    alice, bob = people
    asked = delegated(alice)
    score: dict[str, Value] = {"score": Decimal(7)}
    with pytest.raises(NotTheAssigneeError):
        resolve_user_task(asked, variables=score, actor=alice)
    resolve_user_task(asked, variables=score, actor=bob)
    with pytest.raises(UserTaskNotDelegatedError):
        resolve_user_task(asked, variables=score, actor=bob)
