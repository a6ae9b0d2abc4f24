"""Embedded sub-processes and transactions."""

from SpiffWorkflow.bpmn.specs.defaults import SubWorkflowTask
from typing_extensions import override

from bpm.core.engine.spiff.specs.base import EngineSpec
from bpm.core.engine.spiff.specs.process import EngineProcessSpec
from bpm.core.engine.spiff.task import EngineTask


class EngineSubProcess(EngineSpec, SubWorkflowTask):
    """Runs a graph of its own; over when nothing in it is live any more.

    Args:
        inside: The graph.
    """

    activity_type = "sub_process"
    keeps_inside = False
    """Whether its record takes over what is inside."""

    def __init__(
        self, wf_spec: object, name: str, *, inside: EngineProcessSpec, **kwargs: object
    ) -> None:
        super().__init__(wf_spec, name, subworkflow_spec=inside.name, **kwargs)
        self.inside = inside

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Begin the graph."""
        run = task.workflow.run
        workflow = run.open_inside(task, self.inside)
        workflow.begin()
        if workflow.active:
            return None
        workflow.stop_listening()
        self._leave(task)
        return True

    @override
    def proceed(self, task: EngineTask) -> bool | None:
        """Go on behind the graph."""
        self._leave(task)
        return self.finish(task)

    def _leave(self, task: EngineTask) -> None:
        if not self.keeps_inside:
            task.workflow.run.close_inside(task)


class EngineTransaction(EngineSubProcess):
    """A sub-process that a cancel event in it may end.

    Source: BPMN 2.0.2 §10.3.5 (Transaction).
    """

    activity_type = "transaction"
