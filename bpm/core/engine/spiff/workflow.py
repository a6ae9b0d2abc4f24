"""Running processes and sub-processes: task trees and the arrivals at their joins."""

from typing import TYPE_CHECKING

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from bpm.core.engine.spiff.scopes import Scope
from bpm.core.engine.spiff.task import EngineTask

if TYPE_CHECKING:
    from bpm.core.engine.spiff.run import Run
    from bpm.core.engine.spiff.specs.process import EngineProcessSpec


class EngineTree:
    """What the trees of a process and of a sub-process have in common.

    The constructors of the base classes are not called: they make events that nobody hears, and
    a manager of messages.
    """

    spec: "EngineProcessSpec"
    run: "Run"
    tasks: dict[int, EngineTask]
    owner: EngineTask | None = None
    """The visit to the sub-process; None for a process."""
    begun: str | None = None
    """The start point at which a process begins in this very command."""

    def plant(self, spec: "EngineProcessSpec", run: "Run", scope: Scope) -> None:
        """Begin the tree.

        Args:
            spec: The specification graph, shared by all instances and never changed.
            run: The command that runs.
            scope: Scope of its tasks.
        """
        self.spec = spec
        self.tasks = {}
        self.run = run
        self.scope = scope
        self.active = 0
        self.handling = 0
        self.arrived = 0
        self._joins: dict[str, dict[str | None, dict[int, EngineTask]]] = {}
        self.task_tree = EngineTask(self, self.spec.start, None, TaskState.COMPLETED, id=0)

    def begin(self) -> None:
        """Put the first tokens before its start, and listen for its event sub-processes."""
        self.listen()
        self.task_tree.task_spec.leave(self.task_tree)

    def listen(self) -> None:
        """Listen for its event sub-processes."""
        for handler in self.spec.handlers:
            handler.listen(self.task_tree)

    def stop_beginning(self) -> None:
        """Let no event sub-process begin any more, because only some that have begun are left.

        Source: BPMN 2.0.2 §13.5.4.
        """
        for child in self.task_tree.children:
            if not (child.task_spec.is_counted or child.task_spec.is_record):
                child.cancel()

    def stop_listening(self) -> None:
        """Give up what waits for event sub-processes, because all else is over."""
        for child in self.task_tree.children:
            # What is completed in a sub-process may be compensated later.
            if self.owner is None or not child.task_spec.is_record:
                child.cancel()

    def arrive_at_join(self, task: EngineTask) -> None:
        """Book a token that waits at a join, under the flow by which it came."""
        flows = self._joins.setdefault(task.task_spec.name, {})
        flows.setdefault(task.via, {})[task.id] = task
        self.arrived += 1

    def leave_join(self, task: EngineTask) -> None:
        """Strike a token that waits no more."""
        del self._joins[task.task_spec.name][task.via][task.id]
        self.arrived -= 1

    def find_arrival(self, join: str, flow: str) -> EngineTask | None:
        """Return the token that has waited longest at ``join`` on ``flow``."""
        waiting = self._joins.get(join, {}).get(flow)
        return waiting[min(waiting)] if waiting else None

    def find_arrivals(self, join: str) -> list[EngineTask]:
        """Return all tokens that wait at ``join``, the one that has waited longest first."""
        flows = self._joins.get(join, {}).values()
        return sorted((task for flow in flows for task in flow.values()), key=lambda task: task.id)

    def waiting_joins(self) -> list[str]:
        """Return the joins at which tokens wait."""
        return [join for join, flows in self._joins.items() if any(flows.values())]

    def arrivals(self) -> dict[str, dict[str | None, list[int]]]:
        """Return the ids of the tokens that wait, by join and flow."""
        return {
            join: {flow: sorted(tasks) for flow, tasks in flows.items() if tasks}
            for join, flows in self._joins.items()
            if any(flows.values())
        }


class EngineWorkflow(EngineTree, BpmnWorkflow):
    """The tree of one process instance while one command runs.

    Args:
        spec: The process's specification graph, shared by all instances and never changed.
        run: The command that runs.
        scope: Scope of its tasks.
    """

    def __init__(self, spec: "EngineProcessSpec", run: "Run", scope: Scope) -> None:
        self.plant(spec, run, scope)


class EngineSubWorkflow(EngineTree, BpmnSubWorkflow):
    """The tree inside one visit to a sub-process.

    Args:
        spec: The sub-process's specification graph.
        owner: The visit.
    """

    def __init__(self, spec: "EngineProcessSpec", owner: EngineTask) -> None:
        self.owner = owner
        self.plant(spec, owner.workflow.run, owner.scope)
