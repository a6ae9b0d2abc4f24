"""Events attached to an activity."""

from collections.abc import Mapping

from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition

from bpm.core.bpmn import ErrorTrigger
from bpm.core.engine.spiff.specs.base import EngineSpec
from bpm.core.engine.spiff.task import EngineTask
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
        trigger: ErrorTrigger,
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

    def catches_error(self, code: str) -> bool:
        """Return whether an error of that code is caught here."""
        return self.trigger.code in (None, code)

    @property
    def catches_every_error(self) -> bool:
        """Whether it names no code."""
        return self.trigger.code is None

    def fire(self, host: EngineTask, variables: Mapping[str, Value]) -> None:
        """Put a token at the event, beside the activity or in its stead.

        Args:
            host: The visit to the activity.
            variables: What the event brings; its outputs may read them.
        """
        if host.parent is None:
            raise AssertionError("Only the root has no parent.")
        token = host.parent.add_event(self)
        token.set_scope(host.outer_scope)
        if self.is_interrupting:
            host.cancel()
        if self.io is not None:
            scope = token.open_scope(keeps_new=True)
            for name, value in variables.items():
                token.workflow.run.scopes.declare(scope, name, value)
        self.arrive(token)
