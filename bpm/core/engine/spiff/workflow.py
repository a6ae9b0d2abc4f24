"""A running process: the task tree and the arrivals at its joins."""

from typing import TYPE_CHECKING

from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from bpm.core.engine.spiff.scopes import Scope
from bpm.core.engine.spiff.task import EngineTask

if TYPE_CHECKING:
    from bpm.core.engine.spiff.run import Run
    from bpm.core.engine.spiff.specs.process import EngineProcessSpec


class EngineWorkflow(BpmnWorkflow):
    """The tree of one process instance while one command runs.

    Built with ``deserializing=True``, for the base class would otherwise plant a task of its
    own and predict.

    Args:
        spec: The process's specification graph, shared by all instances and never changed.
        run: The command that runs.
        scope: Scope of its tasks.
    """

    def __init__(self, spec: "EngineProcessSpec", run: "Run", scope: Scope) -> None:
        super().__init__(spec, script_engine=run, deserializing=True)
        self.run = run
        self.scope = scope
        self.active = 0
        self._joins: dict[str, dict[str | None, dict[int, EngineTask]]] = {}
        self.task_tree = EngineTask(self, spec.start, None, TaskState.COMPLETED, id=0)

    def arrive_at_join(self, task: EngineTask) -> None:
        """Book a token that waits at a join, under the flow by which it came."""
        flows = self._joins.setdefault(task.task_spec.name, {})
        flows.setdefault(task.via, {})[task.id] = task

    def leave_join(self, task: EngineTask) -> None:
        """Strike a token that waits no more."""
        del self._joins[task.task_spec.name][task.via][task.id]

    def find_arrival(self, join: str, flow: str) -> EngineTask | None:
        """Return the token that has waited longest at ``join`` on ``flow``."""
        waiting = self._joins.get(join, {}).get(flow)
        return waiting[min(waiting)] if waiting else None

    def arrivals(self) -> dict[str, dict[str | None, list[int]]]:
        """Return the ids of the tokens that wait, by join and flow."""
        return {
            join: {flow: sorted(tasks) for flow, tasks in flows.items() if tasks}
            for join, flows in self._joins.items()
            if any(flows.values())
        }

    def _task_completed_notify(self, task: EngineTask) -> None:
        task.splice_out()
