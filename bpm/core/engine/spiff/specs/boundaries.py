"""Events attached to an activity.

One that waits for a timer, message or signal hangs on its activity's task, unseen, as long as that
is under way. When it happens, a token appears at the event beside the activity or in its stead.
"""

from collections.abc import Mapping

from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from typing_extensions import override

from bpm.core.bpmn import MessageTrigger, WaitTrigger
from bpm.core.engine.spiff.data import bring
from bpm.core.engine.spiff.specs.compensation import awaits_undoing, end_handler
from bpm.core.engine.spiff.specs.watching import (
    Caught,
    Cause,
    EngineWatcher,
    Interruption,
    arm_beside,
    happen_beside,
)
from bpm.core.engine.spiff.task import EngineTask
from bpm.core.values import Value


class EngineBoundaryEvent(Interruption, BoundaryEvent):
    """What happens beside an activity, or in its stead.

    Args:
        cause: What it waits for, and whether the activity ends with it.
    """

    activity_type = "boundary_event"

    def __init__(
        self,
        wf_spec: object,
        name: str,
        *,
        cause: Cause,
        **kwargs: object,
    ) -> None:
        super().__init__(
            wf_spec,
            name,
            event_definition=NoneEventDefinition(),
            cancel_activity=cause.is_interrupting,
            **kwargs,
        )
        self.cause = cause
        waited_for = [trigger for trigger in cause.triggers if isinstance(trigger, WaitTrigger)]
        if len(cause.triggers) > 1:
            self.watchers = [
                EngineWatcher(wf_spec, f"{name}\x00{number}", event=self, trigger=trigger)
                for number, trigger in enumerate(waited_for)
            ]
        for watcher in self.watchers:
            watcher.activity_id = name

    def arm(self, host: EngineTask) -> None:
        """Begin to wait beside an activity that begins.

        Raises:
            StepError: What the model says cannot be evaluated.
        """
        if isinstance(self.trigger, WaitTrigger):
            arm_beside(host, self, self.trigger)
        for watcher in self.watchers:
            arm_beside(host, watcher, watcher.trigger)

    @override
    def happen(self, task: EngineTask, variables: Mapping[str, Value]) -> None:
        """Let what was waited for happen."""
        if not isinstance(self.trigger, WaitTrigger):
            raise TypeError(self.activity_id)
        happen_beside(task, self, self.trigger, variables)

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Go on once all is undone in what an error has left."""
        return None if awaits_undoing(task) else True

    @override
    def fire(self, place: EngineTask, variables: Mapping[str, Value], by: Caught) -> EngineTask:
        """Put a token at the event, beside the activity or in its stead.

        Args:
            place: The visit to the activity.
            variables: What the event brings: its own outputs read it; for a message without
                outputs it is written around the activity.
            by: The trigger that has happened.

        Returns:
            The visit to the event.
        """
        host = place
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
        elif isinstance(by, MessageTrigger):
            for name, value in bring(token, self.data, variables).items():
                scopes.write(token.scope, name, value)
        else:
            bring(token, self.data, variables)
        self.arrive(token)
        return token
