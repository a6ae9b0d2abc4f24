"""Event sub-processes: what waits beside a process or sub-process as long as that is open.

Source: BPMN 2.0.2 §10.5.7 and §13.5.4.
"""

from collections.abc import Mapping

from SpiffWorkflow.util.task import TaskState
from typing_extensions import override

from bpm.core.bpmn import ErrorTrigger, EscalationTrigger, WaitTrigger
from bpm.core.engine.spiff.specs.compensation import awaits_undoing
from bpm.core.engine.spiff.specs.containers import EngineAdHocSubProcess, EngineSubProcess
from bpm.core.engine.spiff.specs.process import EngineProcessSpec
from bpm.core.engine.spiff.specs.watching import Caught, Cause, EngineWatcher, Interruption
from bpm.core.engine.spiff.task import EngineTask
from bpm.core.engine.spiff.triggers import arm
from bpm.core.values import Value

LISTENER_SUFFIX = "\x00listens"
"""Ends the name of what waits for an event sub-process; no id can hold it."""


class EngineEventSubProcess(Interruption, EngineSubProcess):
    """A graph that is begun by an event, in stead of or beside all else around it.

    Args:
        cause: What begins it, and whether it ends all else in the process or sub-process around it.
        start_id: Id of its start event.
        inside: The graph.
    """

    is_handler = True

    def __init__(
        self,
        wf_spec: object,
        name: str,
        *,
        cause: Cause,
        start_id: str,
        inside: EngineProcessSpec,
        **kwargs: object,
    ) -> None:
        super().__init__(wf_spec, name, inside=inside, **kwargs)
        self.cause = cause
        waited_for = [trigger for trigger in cause.triggers if isinstance(trigger, WaitTrigger)]
        self.watchers = [
            EngineListener(
                wf_spec, f"{name}{LISTENER_SUFFIX}{number or ''}", event=self, trigger=trigger
            )
            for number, trigger in enumerate(waited_for)
        ]
        for watcher in self.watchers:
            watcher.activity_id = start_id

    def listen(self, root: EngineTask) -> None:
        """Begin to wait, for each trigger in a step of its own.

        Args:
            root: Of the tree that it stands in.
        """
        for watcher in self.watchers:
            root.add_event(watcher).move_to(TaskState.READY)

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Begin the graph once all is undone in what an error has left."""
        return None if awaits_undoing(task) else super().execute(task)

    @override
    def proceed(self, task: EngineTask) -> bool | None:
        """Begin the graph after what had to be undone, or go on behind it."""
        if task.id in task.workflow.run.workflows:
            return super().proceed(task)
        return self.finish(task) if self.execute(task) else None

    @override
    def fire(self, place: EngineTask, variables: Mapping[str, Value], by: Caught) -> EngineTask:
        """Begin the graph beside all else in the tree, or in its stead.

        Args:
            place: Root of the tree that it stands in.
            variables: What the event brings: an error or escalation is a local of the visit, what
                a message brings is written around it.
            by: The trigger that has happened.

        Returns:
            The visit to the event sub-process.
        """
        if self.is_interrupting:
            for child in place.children:
                # What is completed can be compensated in the handler.
                if not (child.task_spec.is_record and child.has_state(TaskState.WAITING)):
                    child.cancel()
            owner = place.workflow.owner
            if owner is not None and isinstance(owner.task_spec, EngineAdHocSubProcess):
                owner.task_spec.end(owner)
        token = place.add_event(self)
        scopes = token.workflow.run.scopes
        if isinstance(by, ErrorTrigger | EscalationTrigger):
            scope = token.open_scope(keeps_new=False)
            for name, value in variables.items():
                scopes.declare(scope, name, value)
        else:
            for name, value in variables.items():
                scopes.write(token.scope, name, value)
        self.arrive(token)
        return token


class EngineListener(EngineWatcher):
    """What waits unseen for an event sub-process; it does not keep the scope around it open."""

    is_counted = False

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Begin to wait."""
        arm(task, self.trigger)
        return None
