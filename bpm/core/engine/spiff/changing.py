"""What commands do to a user task that waits, beside completing it."""

from typing import assert_never

from bpm.core.bpmn.measures import MOST_INSTANCES
from bpm.core.engine.contracts import AddApprover, ChangeCommand, SendBack, WriteUserTask
from bpm.core.engine.errors import StepError, UnknownVisitError
from bpm.core.engine.spiff.commands import find_waiting
from bpm.core.engine.spiff.run import Run
from bpm.core.engine.spiff.specs.activities import EngineUserTask
from bpm.core.engine.spiff.task import EngineTask, Wait
from bpm.core.errors import Problem

NOT_MULTI_INSTANCE = "not_multi_instance"
NOT_NAMEABLE = "approver_not_nameable"
ALREADY_APPROVER = "already_approver"


def apply_change(run: Run, command: ChangeCommand) -> None:
    """Change what waits at a visit.

    Raises:
        UnknownVisitError: No user task waits there, or it cannot be changed like this.
    """
    task = find_waiting(run, command.visit, Wait.USER_TASK)
    match command:
        case WriteUserTask():
            for name, value in command.variables.items():
                run.scopes.write(task.scope, name, value)
        case SendBack():
            _send_back(task, command)
        case AddApprover():
            if task.task_spec.loop is None or not task.task_spec.loop.takes_approvers:
                raise UnknownVisitError(f"Visit {task.id} is no instance of several.")
            task.task_spec.loop.add_approver(task, command.assignee)
        case _:
            assert_never(command)


def _send_back(task: EngineTask, command: SendBack) -> None:
    target = task.workflow.spec.task_specs.get(command.activity_id)
    if not isinstance(target, EngineUserTask) or task.parent is None or task.task_spec.loop:
        raise UnknownVisitError(f"Visit {task.id} cannot be sent back to {command.activity_id!r}.")
    token = task.parent.add_event(target)
    token.set_scope(task.outer_scope)
    if command.assignee is not None:
        token.keep_last_holder(command.assignee)
    task.cancel()
    target.arrive(token)


def find_approver_problem(task: EngineTask, username: str) -> Problem | None:
    """Return what forbids to add an instance for a person; None where nothing does."""
    spec = task.task_spec
    if spec.loop is None or not spec.loop.takes_approvers:
        return Problem(
            code=NOT_MULTI_INSTANCE,
            detail=f"{spec.activity_id!r} is done by one person.",
            element_id=spec.activity_id,
            remedy="Delegate it or add a candidate, or make it multi-instance in the model.",
        )
    settings = spec.loop.settings
    try:
        items = spec.loop.items_of(task) if settings.collection is not None else []
    except StepError as error:
        return _not_nameable(spec.activity_id, error.detail)
    if spec.loop.total_of(task) >= MOST_INSTANCES:
        return _not_nameable(spec.activity_id, f"It has {MOST_INSTANCES} instances already.")
    if settings.element_variable is not None and not all(isinstance(i, str) for i in items):
        return _not_nameable(spec.activity_id, "Its collection holds other things than names.")
    if settings.element_variable is not None and username in items:
        return Problem(
            code=ALREADY_APPROVER,
            detail=f"{username} is among those who do {spec.activity_id!r}.",
            pointer="/username",
            element_id=spec.activity_id,
        )
    return None


def _not_nameable(activity_id: str, detail: str) -> Problem:
    return Problem(
        code=NOT_NAMEABLE,
        detail=detail,
        element_id=activity_id,
        remedy="Let the model's collection be a list of usernames.",
    )
