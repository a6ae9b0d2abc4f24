"""Start events, end events, and events that wait in the flow."""

from collections.abc import Sequence

from SpiffWorkflow.bpmn.specs.defaults import (
    EndEvent,
    IntermediateCatchEvent,
    ReceiveTask,
    StartEvent,
)
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from typing_extensions import override

from bpm.core.bpmn import (
    ErrorTrigger,
    LinkTrigger,
    MessageTrigger,
    TerminateTrigger,
    ThrownMessage,
    WaitTrigger,
)
from bpm.core.engine.errors import UncaughtError
from bpm.core.engine.spiff.specs.base import EngineSpec
from bpm.core.engine.spiff.specs.throws import Throwing, Thrown
from bpm.core.engine.spiff.task import EngineTask
from bpm.core.engine.spiff.throwing import (
    find_catcher,
    throw_error,
    throw_to_caller,
)
from bpm.core.engine.spiff.triggers import arm


class EngineStartEvent(EngineSpec, StartEvent):
    """A none start event: the token passes."""

    activity_type = "start_event"

    def __init__(self, wf_spec: object, name: str, **kwargs: object) -> None:
        super().__init__(wf_spec, name, event_definition=NoneEventDefinition(), **kwargs)


class EngineEndEvent(EngineSpec, EndEvent):
    """A none end event: the token ends; it has no outgoing flows."""

    activity_type = "end_event"

    def __init__(self, wf_spec: object, name: str, **kwargs: object) -> None:
        super().__init__(wf_spec, name, event_definition=NoneEventDefinition(), **kwargs)


class EngineTerminateEndEvent(EngineEndEvent):
    """Ends all else in its process or sub-process, but nothing outside of it.

    Args:
        trigger: That it does so.
    """

    def __init__(
        self, wf_spec: object, name: str, *, trigger: TerminateTrigger, **kwargs: object
    ) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.trigger = trigger

    @override
    def _on_complete_hook(self, my_task: EngineTask) -> None:
        super()._on_complete_hook(my_task)
        end_others(my_task)


def end_others(task: EngineTask) -> None:
    """End all else in the process or sub-process that an end event stands in."""
    for other in task.workflow.task_tree.children:
        if other is not task:
            other.cancel()


class EngineErrorEndEvent(EngineEndEvent):
    """Throws an error to the nearest activity around it that catches it.

    Args:
        trigger: Which error.
    """

    def __init__(
        self, wf_spec: object, name: str, *, trigger: ErrorTrigger, **kwargs: object
    ) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.trigger = trigger

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Make sure that the error is caught, if only by whoever called the instance."""
        make_sure_of_catcher(task, self.trigger)
        return True

    @override
    def _on_complete_hook(self, my_task: EngineTask) -> None:
        super()._on_complete_hook(my_task)
        raise_error(my_task, self.trigger)


def make_sure_of_catcher(task: EngineTask, error: ErrorTrigger) -> None:
    """Hold an end event whose error nobody would catch, if only whoever called the instance.

    Raises:
        UncaughtError: Nobody would.
    """
    if find_catcher(task, error) is None and not task.workflow.run.context.is_called:
        raise UncaughtError(
            f"The error {error.code or ''!r} that {task.task_spec.activity_id!r} throws is caught "
            "nowhere."
        )


def raise_error(task: EngineTask, error: ErrorTrigger) -> None:
    """Throw the error of an end event that is over."""
    code, message = error.code or "", task.task_spec.bpmn_name or ""
    if not throw_error(task, code, message):
        throw_to_caller(task, code, message)


class EngineThrowingEndEvent(Throwing, EngineEndEvent):
    """Throws escalations, signals or messages.

    Args:
        triggers: What.
        messages: What is sent.
    """

    def __init__(
        self,
        wf_spec: object,
        name: str,
        *,
        triggers: Sequence[Thrown],
        messages: Sequence[ThrownMessage] = (),
        **kwargs: object,
    ) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.triggers, self.messages = triggers, messages


class EngineCatchEvent(EngineSpec, IntermediateCatchEvent):
    """Waits for a time, a message, a signal or a condition; the end of a link waits for nothing.

    Args:
        trigger: For what.
    """

    activity_type = "intermediate_catch_event"

    def __init__(
        self,
        wf_spec: object,
        name: str,
        *,
        trigger: WaitTrigger | LinkTrigger,
        **kwargs: object,
    ) -> None:
        super().__init__(wf_spec, name, event_definition=NoneEventDefinition(), **kwargs)
        self.trigger = trigger

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Begin to wait."""
        if task.has_happened or isinstance(self.trigger, LinkTrigger):
            return True
        arm(task, self.trigger)
        return None


class EngineReceiveTask(EngineSpec, ReceiveTask):
    """Waits for a message.

    Args:
        trigger: Which one.
    """

    activity_type = "receive_task"

    def __init__(
        self, wf_spec: object, name: str, *, trigger: MessageTrigger, **kwargs: object
    ) -> None:
        super().__init__(wf_spec, name, event_definition=NoneEventDefinition(), **kwargs)
        self.trigger = trigger

    @override
    def be_begun(self, task: EngineTask, point: str) -> None:
        """Wait no more for the message that has begun the instance."""
        del point
        task.keep_has_happened()

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Begin to wait."""
        if task.has_happened:
            return True
        arm(task, self.trigger)
        return None
