"""What every element of a process has in common when it is visited."""

from dataclasses import dataclass, field
from typing import ClassVar

from SpiffWorkflow.specs.base import TaskSpec

from bpm.core.bpmn import AsyncSettings
from bpm.core.engine.contracts import CreateJob, FlowTaken, JobKind
from bpm.core.engine.spiff.evaluation import evaluate_priority
from bpm.core.engine.spiff.task import EngineTask, Wait
from bpm.core.feel import Expression


@dataclass(slots=True)
class Flow:
    """A sequence flow.

    Args:
        id: Its id in the model.
        target: What it leads to.
        condition: None where it is taken without asking.
        is_drawn: Whether the uploaded model holds it; others are silent.
    """

    id: str
    target: "EngineSpec"
    condition: Expression | None = None
    is_drawn: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSettings:
    """When an element runs in a transaction of its own."""

    continuation: AsyncSettings = field(default_factory=AsyncSettings)
    retry_delays: tuple[int, ...] | None = None


_CHOSEN = "c"


class EngineSpec(TaskSpec):
    """The mixin that stands first in the method order of every specification.

    Two rules make undoing exact and incidents true. *Entering never evaluates*: updating a task
    makes it ready, and all its work is a step of its own. *What may fail is the failing
    element's own step*: nothing is evaluated on behalf of another element.

    The steps: ``_run_hook`` when a task is ready, ``resume`` when a started one goes on.
    Both end in True (done) or None (waiting for something outside).
    """

    activity_type: ClassVar[str] = ""
    """The BPMN element in snake_case."""

    is_visible: ClassVar[bool] = True
    """Whether visits are told to the outside."""

    def __init__(self, wf_spec: object, name: str, **kwargs: object) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.flows: list[Flow] = []
        self.default_flow: Flow | None = None
        self.incoming: list[str] = []
        self.jobs = JobSettings()

    def execute(self, task: EngineTask) -> bool | None:
        """Do the element's own work.

        Returns:
            True when it is done, None when something outside has to happen first.
        """
        del task
        return True

    def resume(self, task: EngineTask) -> None:
        """Go on with a started task, because what it waited for has happened."""
        wait = task.wait
        task.set_due(is_due=False)
        task.stop_waiting()
        match wait:
            case Wait.JOB_BEFORE:
                done = self._begin(task)
            case Wait.JOB_AFTER:
                done = True
            case _:
                done = self._finish(task)
        if done:
            task.complete()

    def _run_hook(self, my_task: EngineTask) -> bool | None:
        if self.jobs.continuation.before:
            self._order_job(my_task, JobKind.ASYNC_BEFORE)
            my_task.wait_for(Wait.JOB_BEFORE)
            return None
        return self._begin(my_task)

    def _begin(self, task: EngineTask) -> bool | None:
        return self._finish(task) if self.execute(task) else None

    def _finish(self, task: EngineTask) -> bool | None:
        if self.jobs.continuation.after:
            self._order_job(task, JobKind.ASYNC_AFTER)
            task.wait_for(Wait.JOB_AFTER)
            return None
        return True

    def _order_job(self, task: EngineTask, kind: JobKind) -> None:
        job = CreateJob(
            visit=task.id,
            activity_id=self.name,
            kind=kind,
            priority=evaluate_priority(task, self.jobs.continuation),
            exclusive=self.jobs.continuation.exclusive,
            retry_delays=self.jobs.retry_delays,
        )
        task.workflow.run.effects.append(job)

    def leave(self, task: EngineTask) -> None:
        """Let the token go on from a task whose work is done."""
        self._on_complete(task)

    def choose(self, task: EngineTask, flows: list[Flow]) -> None:
        """Note which flows the token leaves by; without it, all of them."""
        task.note(_CHOSEN, [flow.id for flow in flows])

    def _on_complete_hook(self, my_task: EngineTask) -> None:
        chosen = my_task.internal_data.get(_CHOSEN)
        effects = my_task.workflow.run.effects
        for flow in self.flows:
            if isinstance(chosen, list) and flow.id not in chosen:
                continue
            if flow.is_drawn:
                effects.append(FlowTaken(flow_id=flow.id))
            my_task.add_successor(flow.target, flow.id)

    def _update_hook(self, my_task: EngineTask) -> bool:
        del my_task
        return True

    def connect(self, taskspec: "EngineSpec") -> None:
        """Add an edge to SpiffWorkflow's graph; several flows may join the same two nodes."""
        TaskSpec.connect(self, taskspec)

    def test(self) -> None:
        """Do nothing: the deployment check has looked at the model."""

    def _predict(self, my_task: EngineTask, *args: object, **kwargs: object) -> None:
        """Do nothing: nothing is predicted."""

    def _on_ready_hook(self, my_task: EngineTask) -> None:
        """Do nothing: entering never evaluates."""

    def _on_error_hook(self, my_task: EngineTask) -> None:
        """Do nothing: the step is taken back."""

    def clean_up(self, task: EngineTask) -> None:
        """Do what cancelling takes beyond the change of state: nothing."""
