"""Events attached to an activity.

One that waits for a timer, message or signal hangs on its activity's task, unseen, as long as that
is under way. When it happens, a token appears at the event beside the activity or in its stead.
"""

from collections.abc import Mapping

from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from SpiffWorkflow.util.task import TaskState
from typing_extensions import override

from bpm.core.bpmn import CancelTrigger, CompensateTrigger, MessageTrigger, WaitTrigger
from bpm.core.engine.spiff.data import bring
from bpm.core.engine.spiff.specs.base import EngineSpec
from bpm.core.engine.spiff.specs.compensation import end_handler
from bpm.core.engine.spiff.task import EngineTask
from bpm.core.engine.spiff.throwing import Thrown, catches, catches_all
from bpm.core.engine.spiff.triggers import arm, rearm
from bpm.core.values import Value


class EngineBoundaryEvent(EngineSpec, BoundaryEvent):
    """What happens beside an activity, or in its stead.

    Args:
        trigger: What it waits for.
        is_interrupting: Whether the activity ends with it.
    """

    activity_type = "boundary_event"

    def __init__(
        self,
        wf_spec: object,
        name: str,
        *,
        trigger: Thrown | CancelTrigger | CompensateTrigger | WaitTrigger,
        is_interrupting: bool,
        **kwargs: object,
    ) -> None:
        super().__init__(
            wf_spec,
            name,
            event_definition=NoneEventDefinition(),
            cancel_activity=is_interrupting,
            **kwargs,
        )
        self.trigger = trigger
        self.is_interrupting = is_interrupting

    def catches(self, thrown: Thrown) -> bool:
        """Return whether an error or escalation is caught here."""
        return catches(self.trigger, thrown)

    @property
    def catches_all(self) -> bool:
        """Whether it names no code."""
        return catches_all(self.trigger)

    def arm(self, host: EngineTask) -> None:
        """Begin to wait beside an activity that begins.

        Raises:
            StepError: What the model says cannot be evaluated.
        """
        if isinstance(self.trigger, WaitTrigger):
            armed = host.add_event(self)
            armed.move_to(TaskState.WAITING)
            arm(armed, self.trigger)

    @override
    def happen(self, armed: EngineTask, variables: Mapping[str, Value]) -> None:
        """Let what was waited for happen.

        Args:
            armed: The task that waits.
            variables: What came with it.
        """
        host = armed.parent
        if host is None or not isinstance(self.trigger, WaitTrigger):
            raise AssertionError("Only what waits beside an activity happens like this.")
        armed.stop_waiting()
        if not self.is_interrupting and not rearm(armed, self.trigger):
            armed.move_to(TaskState.COMPLETED)
            armed.splice_out()
        self.fire(host, variables)

    def fire(self, host: EngineTask, variables: Mapping[str, Value]) -> None:
        """Put a token at the event, beside the activity or in its stead.

        Args:
            host: The visit to the activity.
            variables: What the event brings: its own outputs read it; for a message without
                outputs it is written around the activity.
        """
        if host.parent is None:
            raise AssertionError("Only the root has no parent.")
        place, scope = host.parent, host.outer_scope
        if place.task_spec.is_record:
            # The way out of a handler is no part of the compensation, which may be over first.
            place, scope = place.workflow.task_tree, place.workflow.scope
        token = place.add_event(self)
        token.set_scope(scope)
        if self.is_interrupting:
            end_handler(host)
            host.cancel()
        scopes = token.workflow.run.scopes
        if self.io is not None:
            scope = token.open_scope(keeps_new=True)
            for name, value in variables.items():
                scopes.declare(scope, name, value)
        elif isinstance(self.trigger, MessageTrigger):
            for name, value in bring(token, self.data, variables).items():
                scopes.write(token.scope, name, value)
        else:
            bring(token, self.data, variables)
        self.arrive(token)
