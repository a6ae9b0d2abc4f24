"""Event sub-processes: what waits beside a process or sub-process as long as that is open.

Source: BPMN 2.0.2 §10.5.7 and §13.5.4.
"""

from collections.abc import Mapping

from SpiffWorkflow.bpmn.specs.defaults import NoneTask
from SpiffWorkflow.util.task import TaskState
from typing_extensions import override

from bpm.core.bpmn import CompensateTrigger, ErrorTrigger, EscalationTrigger, WaitTrigger
from bpm.core.engine.spiff.specs.base import EngineSpec
from bpm.core.engine.spiff.specs.containers import EngineAdHocSubProcess, EngineSubProcess
from bpm.core.engine.spiff.specs.process import EngineProcessSpec
from bpm.core.engine.spiff.task import EngineTask
from bpm.core.engine.spiff.throwing import Thrown, catches, catches_all
from bpm.core.engine.spiff.triggers import arm, rearm
from bpm.core.values import Value

LISTENER_SUFFIX = "\x00listens"
"""Ends the name of what waits for an event sub-process; no id can hold it."""


class EngineEventSubProcess(EngineSubProcess):
    """A graph that is begun by an event, in stead of or beside all else around it.

    Args:
        trigger: What begins it.
        is_interrupting: Whether it ends all else in the process or sub-process around it.
        start_id: Id of its start event.
        inside: The graph.
    """

    is_handler = True

    def __init__(
        self,
        wf_spec: object,
        name: str,
        *,
        trigger: Thrown | CompensateTrigger | WaitTrigger,
        is_interrupting: bool,
        start_id: str,
        inside: EngineProcessSpec,
        **kwargs: object,
    ) -> None:
        super().__init__(wf_spec, name, inside=inside, **kwargs)
        self.trigger = trigger
        self.is_interrupting = is_interrupting
        self.listener: EngineListener | None = None
        if isinstance(trigger, WaitTrigger):
            self.listener = EngineListener(
                wf_spec, name + LISTENER_SUFFIX, handler=self, trigger=trigger
            )
            self.listener.activity_id = start_id

    def catches(self, thrown: Thrown) -> bool:
        """Return whether an error or escalation is caught here."""
        return catches(self.trigger, thrown)

    @property
    def catches_all(self) -> bool:
        """Whether it names no code."""
        return catches_all(self.trigger)

    def listen(self, root: EngineTask) -> None:
        """Begin to wait, in a step of its own.

        Args:
            root: Of the tree that it stands in.
        """
        if self.listener is not None:
            root.add_event(self.listener).move_to(TaskState.READY)

    def fire(self, root: EngineTask, variables: Mapping[str, Value]) -> None:
        """Begin the graph beside all else in the tree, or in its stead.

        Args:
            root: Of the tree that it stands in.
            variables: What the event brings: an error or escalation is a local of the visit, what
                a message brings is written around it.
        """
        if self.is_interrupting:
            for child in root.children:
                # What is completed can be compensated in the handler.
                if not (child.task_spec.is_record and child.has_state(TaskState.WAITING)):
                    child.cancel()
            owner = root.workflow.owner
            if owner is not None and isinstance(owner.task_spec, EngineAdHocSubProcess):
                owner.task_spec.end(owner)
        token = root.add_event(self)
        scopes = token.workflow.run.scopes
        if isinstance(self.trigger, ErrorTrigger | EscalationTrigger):
            scope = token.open_scope(keeps_new=False)
            for name, value in variables.items():
                scopes.declare(scope, name, value)
        else:
            for name, value in variables.items():
                scopes.write(token.scope, name, value)
        self.arrive(token)


class EngineListener(EngineSpec, NoneTask):
    """What waits unseen for an event sub-process; it does not keep the scope around it open.

    Args:
        handler: The event sub-process.
        trigger: What is waited for.
    """

    is_visible = False
    is_counted = False

    def __init__(
        self,
        wf_spec: object,
        name: str,
        *,
        handler: EngineEventSubProcess,
        trigger: WaitTrigger,
        **kwargs: object,
    ) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.handler = handler
        self.trigger = trigger

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Begin to wait."""
        arm(task, self.trigger)
        return None

    @override
    def happen(self, task: EngineTask, variables: Mapping[str, Value]) -> None:
        """Begin the event sub-process; go on waiting where it interrupts nothing."""
        root = task.parent
        if root is None:
            raise AssertionError("A listener always hangs on the root of its tree.")
        task.stop_waiting()
        if not self.handler.is_interrupting and not rearm(task, self.trigger):
            task.move_to(TaskState.COMPLETED)
            task.splice_out()
        self.handler.fire(root, variables)
