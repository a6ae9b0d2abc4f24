"""Events that throw compensation, in the flow and at its end.

Source: BPMN 2.0.2 §10.5.1 (compensation events) and §13.5.5.
"""

from SpiffWorkflow.bpmn.specs.defaults import IntermediateThrowEvent
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from typing_extensions import override

from bpm.core.bpmn import CancelTrigger, CompensateTrigger
from bpm.core.engine.errors import StepError
from bpm.core.engine.spiff.specs.base import EngineSpec
from bpm.core.engine.spiff.specs.compensation import undo_visible, wait_for
from bpm.core.engine.spiff.specs.events import EngineEndEvent
from bpm.core.engine.spiff.specs.giving_up import undo_transaction
from bpm.core.engine.spiff.task import EngineTask
from bpm.core.engine.spiff.throwing import find_cancelled


class _Compensating(EngineSpec):
    trigger: CompensateTrigger

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Begin to compensate; wait for the end of it where the model says so."""
        begun = undo_visible(task, self.trigger.activity_id)
        return None if self.trigger.waits and wait_for(task, begun) else True


class EngineCompensateThrowEvent(_Compensating, IntermediateThrowEvent):
    """Throws compensation and goes on.

    Args:
        trigger: What is compensated, and whether that is waited for.
    """

    activity_type = "intermediate_throw_event"

    def __init__(
        self, wf_spec: object, name: str, *, trigger: CompensateTrigger, **kwargs: object
    ) -> None:
        super().__init__(wf_spec, name, event_definition=NoneEventDefinition(), **kwargs)
        self.trigger = trigger


class EngineCompensateEndEvent(_Compensating, EngineEndEvent):
    """Throws compensation; its token ends afterwards.

    Args:
        trigger: What is compensated, and whether that is waited for.
    """

    def __init__(
        self, wf_spec: object, name: str, *, trigger: CompensateTrigger, **kwargs: object
    ) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.trigger = trigger


class EngineCancelEndEvent(EngineEndEvent):
    """Ends its transaction and has it compensated; then the token goes on at its border.

    Args:
        trigger: That it does so.
    """

    def __init__(
        self, wf_spec: object, name: str, *, trigger: CancelTrigger, **kwargs: object
    ) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.trigger = trigger

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Make sure that the token has a way to go on, and undo what is completed."""
        make_sure_of_cancel(task)
        return None if wait_for(task, undo_transaction(task)) else True

    @override
    def _on_complete_hook(self, my_task: EngineTask) -> None:
        super()._on_complete_hook(my_task)
        leave_transaction(my_task)


def make_sure_of_cancel(task: EngineTask) -> None:
    """Hold a cancel event behind which nothing goes on.

    Raises:
        StepError: No cancel event is attached to its transaction.
    """
    if find_cancelled(task) is None:
        raise StepError(
            f"The transaction that {task.task_spec.activity_id!r} cancels has no cancel event "
            "attached, so nothing says how the process goes on."
        )


def leave_transaction(task: EngineTask) -> None:
    """Let the token of a cancel event that is over go on at the border of its transaction."""
    found = find_cancelled(task)
    if found is not None:
        found.event.fire(found.place, {}, CancelTrigger())
