"""Embedded sub-processes, transactions and ad-hoc sub-processes."""

from collections.abc import Mapping

from SpiffWorkflow.bpmn.specs.defaults import SubWorkflowTask
from typing_extensions import override

from bpm.core.bpmn import AdHocSettings
from bpm.core.engine.errors import StepError
from bpm.core.engine.spiff.evaluation import evaluate_truth
from bpm.core.engine.spiff.specs.base import EngineSpec
from bpm.core.engine.spiff.specs.process import EngineProcessSpec
from bpm.core.engine.spiff.task import EngineTask, Wait
from bpm.core.engine.spiff.workflow import EngineTree

_BEGUN = "j"
_IS_ENOUGH = "e"
_IS_OVER = "x"


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
        self._leave(task)
        return True

    @override
    def proceed(self, task: EngineTask) -> bool | None:
        """Go on behind the graph."""
        self._leave(task)
        return self.finish(task)

    def _leave(self, task: EngineTask) -> None:
        run = task.workflow.run
        if self.keeps_inside:
            run.workflows[task.id].stop_listening()
        else:
            run.close_inside(task)


class EngineTransaction(EngineSubProcess):
    """A sub-process that a cancel event in it may end.

    Source: BPMN 2.0.2 §10.3.5 (Transaction).
    """

    activity_type = "transaction"


class EngineAdHocSubProcess(EngineSubProcess):
    """A sub-process whose activities need no flows between them.

    Where people choose, they say what begins, when and how often. Else all of it is done once: at
    once, or one after the other in order of the document. Where there is a completion condition,
    it is asked whenever an activity is done. Source: BPMN 2.0.2 §10.3.5 and §13.3.5 (Ad-Hoc
    Sub-Process).

    Args:
        inside: The graph.
        settings: Who begins what in which order, and when it is enough.
    """

    activity_type = "ad_hoc_sub_process"

    def __init__(
        self,
        wf_spec: object,
        name: str,
        *,
        inside: EngineProcessSpec,
        settings: AdHocSettings,
        **kwargs: object,
    ) -> None:
        super().__init__(wf_spec, name, inside=inside, **kwargs)
        self.settings = settings
        inside.is_sequential = settings.is_sequential
        inside.asks_when_done = settings.completion_condition is not None
        inside.is_chosen = settings.is_chosen

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Begin all of it, or the first, or wait for a person."""
        if not self.inside.is_sequential and not self.inside.is_chosen:
            return super().execute(task)
        inside = task.workflow.run.open_inside(task, self.inside)
        inside.listen()
        if self.inside.is_chosen:
            task.wait_for(Wait.CHOICE)
        else:
            self._begin_next(task, inside.task_tree, 0)
        return None

    @override
    def proceed(self, task: EngineTask) -> bool | None:
        """Begin the next, wait for more, or go on behind the graph."""
        inside = task.workflow.run.workflows[task.id]
        ends = self.is_over(task) or self._is_enough(task)
        if ends and self.settings.cancels_rest and not self.is_over(task):
            inside.stop_listening()
        if ends and not inside.active:
            return super().proceed(task)
        if self.inside.is_chosen:
            task.wait_for(Wait.CHOICE)
            return None
        return None if inside.active else self._go_on(task, inside)

    def _go_on(self, task: EngineTask, inside: EngineTree) -> bool | None:
        begun = task.internal_data.get(_BEGUN)
        if isinstance(begun, int) and begun < len(self.inside.start.flows):
            inside.listen()
            self._begin_next(task, inside.task_tree, begun)
            return None
        if self.settings.completion_condition is not None:
            raise StepError(
                f"All of {self.activity_id!r} is done, but its completion condition does not hold: "
                f"`{self.settings.completion_condition.source}`.",
            )
        return super().proceed(task)

    def end(self, task: EngineTask) -> None:
        """Begin nothing more in a visit; it is over when nothing in it is live."""
        task.note(_IS_OVER, value=True)

    def is_over(self, task: EngineTask) -> bool:
        """Return whether nothing more is to begin in a visit, whatever its condition."""
        return _IS_OVER in task.internal_data

    def has_enough(self, task: EngineTask) -> bool:
        """Return whether the completion condition of a visit has held."""
        return _IS_ENOUGH in task.internal_data

    def begin_chosen(self, task: EngineTask, activity_id: str) -> None:
        """Begin an activity in a visit, as often as it is chosen.

        Raises:
            KeyError: No flow-free activity has this id.
        """
        target = self.choosable[activity_id]
        root = task.workflow.run.workflows[task.id].task_tree
        target.arrive(root.add_event(target))

    @property
    def choosable(self) -> Mapping[str, EngineSpec]:
        """What can be begun: all to which no flow leads, by id, in order of the document."""
        return {flow.target.activity_id: flow.target for flow in self.inside.start.flows}

    def _is_enough(self, task: EngineTask) -> bool:
        condition = self.settings.completion_condition
        if condition is None or self.has_enough(task):
            return condition is not None
        is_enough = evaluate_truth(task, condition, f"completion condition of {self.activity_id!r}")
        if is_enough:
            task.note(_IS_ENOUGH, value=True)
        return is_enough

    def _begin_next(self, task: EngineTask, root: EngineTask, position: int) -> None:
        task.note(_BEGUN, position + 1)
        target = self.inside.start.flows[position].target
        target.arrive(root.add_event(target))
