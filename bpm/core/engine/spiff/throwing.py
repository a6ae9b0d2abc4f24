"""What is thrown: who catches an error or escalation, and who hears a signal.

Source: BPMN 2.0.2 §10.5.1 (event definitions), §10.5.7 (event sub-processes) and §13.5.3.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from bpm.core.bpmn import CancelTrigger, ErrorTrigger, EscalationTrigger, SignalTrigger
from bpm.core.engine.contracts import BroadcastSignal, PropagateError, PropagateEscalation
from bpm.core.engine.spiff.specs.giving_up import give_up_failed, undo_failed, undo_process
from bpm.core.engine.spiff.task import EngineTask, Wait
from bpm.core.values import Value

if TYPE_CHECKING:
    from bpm.core.engine.spiff.run import Run
    from bpm.core.engine.spiff.specs.watching import Interruption

Thrown = ErrorTrigger | EscalationTrigger


def catches(trigger: object, thrown: Thrown) -> bool:
    """Return whether an event with this trigger catches what is thrown."""
    if not isinstance(trigger, ErrorTrigger | EscalationTrigger):
        return False
    return type(trigger) is type(thrown) and trigger.code in (None, thrown.code)


def names(trigger: object, thrown: Thrown) -> bool:
    """Return whether it catches it by its code, not because it catches every one."""
    return catches(trigger, thrown) and getattr(trigger, "code", None) is not None


class Catcher(NamedTuple):
    """What catches, and where.

    ``place`` is the visit to which the event is attached, or the root of the tree that an event
    sub-process belongs to.
    """

    place: EngineTask
    event: "Interruption"


def find_catcher(task: EngineTask, thrown: Thrown) -> Catcher | None:
    """Return what catches, from ``task`` outward.

    Within a process or sub-process its event sub-processes come first, then the events at its
    border; at one place an event that names the code comes before one that catches every one.
    """
    host: EngineTask | None = task
    while host is not None:
        spec = host.task_spec
        event = _choose(spec.boundaries, thrown)
        if event is not None:
            return Catcher(host, event)
        if spec.loop is not None:
            host = host.parent
            continue
        tree = host.workflow
        handler = None if spec.is_handler else _choose(tree.spec.handlers, thrown)
        if handler is not None:
            return Catcher(tree.task_tree, handler)
        host = tree.owner
    return None


def _choose(events: "Iterable[Interruption]", thrown: Thrown) -> "Interruption | None":
    found = [event for event in events if event.catches(thrown)]
    return min(found, key=lambda event: not event.names(thrown)) if found else None


def throw_error(task: EngineTask, code: str, message: str) -> bool:
    """Cancel the place that an error is caught at and go on behind the event there.

    Returns:
        False where nobody catches the error; nothing has changed then.
    """
    thrown = ErrorTrigger(code=code)
    found = find_catcher(task, thrown)
    if found is None:
        return False
    error: dict[str, Value] = {"code": code, "message": message}
    failed = give_up_failed(_find_failed(task, found))
    token = found.event.fire(found.place, {"error": error}, thrown)
    undo_failed(failed, token)
    return True


def _find_failed(task: EngineTask, found: Catcher) -> EngineTask:
    """Return the visit to the outermost activity that an error leaves."""
    if not found.event.is_handler:
        return found.place
    while task.workflow.task_tree is not found.place:
        if task.workflow.owner is None:
            raise AssertionError("What catches stands around what throws.")
        task = task.workflow.owner
    return task if task.task_spec.loop is None or task.parent is None else task.parent


def find_cancelled(task: EngineTask) -> Catcher | None:
    """Return the transaction in which a task stands, and the cancel event attached to it.

    Source: BPMN 2.0.2 §10.3.5 and §10.5.1. Where the transaction is repeated, all of it ends.
    """
    host = task.workflow.owner
    if host is not None and host.task_spec.loop is not None:
        host = host.parent
    if host is None:
        return None
    events = host.task_spec.boundaries
    event = next((x for x in events if CancelTrigger() in x.triggers), None)
    return None if event is None else Catcher(host, event)


def throw_escalation(task: EngineTask, trigger: EscalationTrigger) -> None:
    """Let an escalation be caught, here or by the caller; where nobody does, it has no effect.

    Source: BPMN 2.0.2 §10.5.1: an escalation is no fault, so what throws it goes on.
    """
    run = task.workflow.run
    found = find_catcher(task, trigger)
    if found is not None:
        found.event.fire(found.place, {"escalation": {"code": trigger.code}}, trigger)
    elif run.context.is_called:
        run.effects.append(PropagateEscalation(code=trigger.code))


def interrupts(task: EngineTask, thrown: Thrown) -> bool:
    """Return whether what is thrown here would end what it is caught at."""
    found = find_catcher(task, thrown) if task.id in task.workflow.tasks else None
    return found is not None and found.event.is_interrupting


def throw_signal(task: EngineTask, trigger: SignalTrigger) -> None:
    """Let all hear a signal who wait for it: in this instance now, elsewhere after the command."""
    run = task.workflow.run
    effect = BroadcastSignal(
        visit=task.id, activity_id=task.task_spec.activity_id, name=trigger.name
    )
    run.effects.append(effect)
    waiting = [
        (id_, found)
        for tree in run.workflows.values()
        for id_, found in tree.tasks.items()
        if found.wait is Wait.SIGNAL and not found.is_due and not found.is_held
    ]
    for _, found in sorted(waiting, key=lambda pair: pair[0]):
        # An earlier hearer may have cancelled a later one.
        if found.wait is Wait.SIGNAL and run.find(found.id) is found:
            _hear(found, trigger)


def _hear(task: EngineTask, trigger: SignalTrigger) -> None:
    spec = task.task_spec
    if getattr(spec, "trigger", None) == trigger:
        spec.withdraw(task)
        spec.happen(task, {})


def throw_to_caller(task: EngineTask, code: str, message: str) -> bool:
    """End the instance in an error that nobody within it catches, for its caller to catch.

    What is completed in it is undone before, as in a sub-process.

    Returns:
        False where nobody called the instance; nothing has changed then.
    """
    run = task.workflow.run
    if not run.context.is_called:
        return False
    root, failure = run.workflow.task_tree, run.workflow.spec.failure
    undoing = undo_process(run)
    if undoing and failure is not None:
        failure.await_undoing(root, undoing, code, message)
    else:
        fail(run, code, message)
    return True


def fail(run: "Run", code: str, message: str) -> None:
    """End a called instance in an error."""
    run.workflow.task_tree.cancel()
    run.effects.append(PropagateError(code=code, message=message))
