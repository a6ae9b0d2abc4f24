"""What each command does to a loaded instance, before steps are taken."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from SpiffWorkflow.util.task import TaskState

from bpm.core.bpmn import EscalationTrigger
from bpm.core.engine.contracts import (
    ArmTimer,
    CatchEscalation,
    CompleteCall,
    CompleteChild,
    CompleteUserTask,
    ContinueAsync,
    FailChild,
    FailUserTask,
    FireTimer,
    IncidentKind,
    MovingCommand,
    ReceiveMessage,
    ResolveIncident,
    RetryStep,
    StartProcess,
    ThrowError,
    WriteVariables,
)
from bpm.core.engine.errors import UnknownVisitError
from bpm.core.engine.spiff.run import Run
from bpm.core.engine.spiff.scopes import Scope
from bpm.core.engine.spiff.specs.calls import EngineCallActivity, EngineCallTask
from bpm.core.engine.spiff.task import EngineTask, Wait
from bpm.core.engine.spiff.throwing import throw_error, throw_escalation, throw_to_caller
from bpm.core.values import Value

_COMPLETED_BY: Final[Mapping[type, tuple[Wait, ...]]] = MappingProxyType(
    {
        CompleteUserTask: (Wait.USER_TASK,),
        ContinueAsync: (Wait.JOB_BEFORE, Wait.JOB_AFTER),
        CompleteCall: (Wait.CALL,),
        CompleteChild: (Wait.CHILD,),
    }
)
"""What a visit must wait for to be completed by a command."""


def apply_start(run: Run, command: StartProcess) -> None:
    """Put the variables in place and the first tokens before the start."""
    _write(run, run.scopes.instance, command.variables)
    spec = run.workflow.spec
    begun = spec.default_entry if command.start_at is None else command.start_at
    run.plant_token(begun)


def apply_write(run: Run, command: WriteVariables) -> None:
    """Write variables from outside.

    Raises:
        UnknownVisitError: There is no such scope.
    """
    scope = run.scopes.scopes.get(command.scope)
    if scope is None:
        raise UnknownVisitError(f"Visit {command.scope} has no variables of its own.")
    _write(run, scope, command.variables)


def order_looks(run: Run) -> None:
    """Have the conditions looked at by jobs, because a suspended instance moves no token."""
    for task in run.watching():
        due_at = run.context.now
        run.effects.append(
            ArmTimer(visit=task.id, activity_id=task.task_spec.activity_id, due_at=due_at)
        )
        task.wait_for(Wait.LOOK)


def _fire(run: Run, task: EngineTask) -> None:
    if task.wait is Wait.LOOK:
        run.queue_last(task)
    else:
        task.task_spec.happen(task, {})


def apply_to_visit(run: Run, command: MovingCommand) -> None:
    """Let the visit that a command names go on.

    Raises:
        UnknownVisitError: Nothing at that visit waits for this command.
    """
    match command:
        case RetryStep():
            _retry(run, find_task(run, command.visit))
        case FireTimer():
            _fire(run, find_waiting(run, command.visit, Wait.TIMER, Wait.LOOK))
        case ReceiveMessage():
            found = find_waiting(run, command.visit, Wait.MESSAGE, Wait.SIGNAL)
            found.task_spec.happen(found, command.variables)
        case ThrowError():
            _throw(run, command)
        case CatchEscalation():
            _escalate(run, find_waiting(run, command.visit, Wait.CHILD), command.code)
        case FailChild():
            _hold(run, find_waiting(run, command.visit, Wait.CHILD), command.message)
        case FailUserTask():
            _hold(run, find_waiting(run, command.visit, Wait.USER_TASK), command.message)
        case _:
            _complete(run, command)


def find_task(run: Run, visit: int) -> EngineTask:
    """Return the live task of a visit.

    Raises:
        UnknownVisitError: It is over or has never been.
    """
    task = run.find(visit)
    if task is None:
        raise UnknownVisitError(f"Visit {visit} is over or has never been.")
    return task


def find_waiting(run: Run, visit: int, *waits: Wait) -> EngineTask:
    """Return the task of a visit that waits for one of these.

    Raises:
        UnknownVisitError: It does not.
    """
    task = find_task(run, visit)
    if task.wait not in waits or task.is_due or task.is_held:
        raise UnknownVisitError(f"Visit {visit} does not wait for this.")
    return task


def _complete(
    run: Run, command: CompleteUserTask | ContinueAsync | CompleteCall | CompleteChild
) -> None:
    task = find_waiting(run, command.visit, *_COMPLETED_BY[type(command)])
    spec = task.task_spec
    if isinstance(command, CompleteChild) and not _escalate(run, task, *command.escalations):
        return
    match command:
        case CompleteUserTask():
            _write(run, task.scope, command.variables)
        case CompleteCall() if isinstance(spec, EngineCallTask):
            spec.write_result(task, command.result)
        case CompleteChild() if isinstance(spec, EngineCallActivity):
            spec.take_over(task, command.variables)
        case _:
            pass
    run.queue_last(task)


def _escalate(run: Run, task: EngineTask, *codes: str | None) -> bool:
    """Throw what a called instance has thrown; return whether its end is still waited for."""
    for code in codes:
        throw_escalation(task, EscalationTrigger(code=code))
        if run.find(task.id) is not task:
            return False
    return True


def _throw(run: Run, command: ThrowError) -> None:
    task = find_waiting(run, command.visit, Wait.CALL, Wait.CHILD)
    activity = task.task_spec.activity_id
    message = f"The error {command.code!r} of {activity!r} is caught nowhere. {command.message}"
    task.stop_waiting()
    is_caught = throw_error(task, command.code, command.message)
    if not is_caught and not throw_to_caller(task, command.code, command.message):
        _hold(run, task, message, IncidentKind.UNCAUGHT_ERROR)


def _hold(
    run: Run, task: EngineTask, message: str, kind: IncidentKind = IncidentKind.STEP_FAILED
) -> None:
    """Stop a visit at an incident; retrying does its step again."""
    task.wait_for(Wait.AGAIN)
    run.hold(task, kind, message.strip())


def _write(run: Run, scope: Scope, variables: Mapping[str, Value]) -> None:
    for name, value in variables.items():
        run.scopes.write(scope, name, value)


def _retry(run: Run, task: EngineTask) -> None:
    if not task.is_held:
        raise UnknownVisitError(f"No incident holds visit {task.id}.")
    task.set_held(is_held=False)
    run.effects.append(ResolveIncident(visit=task.id))
    if task.wait is Wait.AGAIN:
        task.set_due(is_due=True)
    if task.state == TaskState.READY or task.is_due:
        run.queue.append(task)
