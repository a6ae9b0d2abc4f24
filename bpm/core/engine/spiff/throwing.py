"""BPMN errors: who catches one, and what catching does.

Source: BPMN 2.0.2 §10.5.1 (error events) and §13.5.3.
"""

from typing import TYPE_CHECKING

from bpm.core.engine.contracts import PropagateError
from bpm.core.engine.spiff.task import EngineTask
from bpm.core.values import Value

if TYPE_CHECKING:
    from bpm.core.engine.spiff.specs.boundaries import EngineBoundaryEvent


def find_catcher(task: EngineTask, code: str) -> "tuple[EngineTask, EngineBoundaryEvent] | None":
    """Return the nearest visit, from ``task`` outward, and the event on it that catches an error.

    An event that names the code comes before one that catches every error.
    """
    host: EngineTask | None = task
    while host is not None:
        events = [event for event in host.task_spec.boundaries if event.catches_error(code)]
        if events:
            return host, min(events, key=lambda event: event.catches_every_error)
        host = host.parent if host.task_spec.loop is not None else host.workflow.owner
    return None


def throw_error(task: EngineTask, code: str, message: str) -> bool:
    """Cancel the visit that an error is caught at and go on behind the event on it.

    Returns:
        False where nobody catches the error; nothing has changed then.
    """
    found = find_catcher(task, code)
    if found is None:
        return False
    host, event = found
    error: dict[str, Value] = {"code": code, "message": message}
    event.fire(host, {"error": error})
    return True


def throw_to_caller(task: EngineTask, code: str, message: str) -> bool:
    """End the instance in an error that nobody within it catches, for its caller to catch.

    Returns:
        False where nobody called the instance; nothing has changed then.
    """
    run = task.workflow.run
    if not run.context.is_called:
        return False
    run.workflow.task_tree.cancel()
    run.effects.append(PropagateError(code=code, message=message))
    return True
