"""What every element of a process has in common when it is visited."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Final

from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.util.task import TaskState

from bpm.core.bpmn import AsyncSettings, ConditionTrigger, IoSettings
from bpm.core.bpmn.data import DataSettings
from bpm.core.engine.contracts import (
    CancelChild,
    CancelJob,
    CancelUserTask,
    CreateJob,
    Effect,
    FlowTaken,
    JobKind,
    ResolveIncident,
    Unsubscribe,
)
from bpm.core.engine.errors import StepError
from bpm.core.engine.spiff.data import give_out, take_in
from bpm.core.engine.spiff.evaluation import (
    evaluate_optional,
    evaluate_priority,
    select_flows,
)
from bpm.core.engine.spiff.joins import melt
from bpm.core.engine.spiff.task import EngineTask, Wait
from bpm.core.engine.spiff.triggers import look
from bpm.core.feel import Expression
from bpm.core.values import Value

if TYPE_CHECKING:
    from bpm.core.engine.spiff.specs.boundaries import EngineBoundaryEvent
    from bpm.core.engine.spiff.specs.loops import EngineMultiInstance


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
    taken: FlowTaken = field(init=False)
    """What is told when a token passes, made once."""

    def __post_init__(self) -> None:
        self.taken = FlowTaken(flow_id=self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSettings:
    """When an element runs in a transaction of its own."""

    continuation: AsyncSettings = field(default_factory=AsyncSettings)
    retry_delays: tuple[int, ...] | None = None


_CHOSEN = "c"

_Cancellation = type[CancelUserTask | CancelJob | Unsubscribe | CancelChild]

_CANCELLATIONS: Final[Mapping[Wait, _Cancellation]] = MappingProxyType(
    {
        Wait.USER_TASK: CancelUserTask,
        Wait.JOB_BEFORE: CancelJob,
        Wait.JOB_AFTER: CancelJob,
        Wait.CALL: CancelJob,
        Wait.TIMER: CancelJob,
        Wait.MESSAGE: Unsubscribe,
        Wait.SIGNAL: Unsubscribe,
        Wait.CHILD: CancelChild,
        Wait.LOOK: CancelJob,
    }
)
"""How what a task waits for outside is called off."""


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

    is_counted: bool = True
    """Whether a visit keeps its process or sub-process open."""

    is_handler: ClassVar[bool] = False
    """Whether it is an event sub-process: what is thrown in one goes past those beside it."""

    is_record: ClassVar[bool] = False
    """Whether it stands for an activity that is completed and can be compensated."""

    is_join: bool = False
    """Whether tokens may wait here for others."""

    waits_by_reach: ClassVar[bool] = False
    """Whether they wait only for what can still come."""

    def __init__(self, wf_spec: object, name: str, **kwargs: object) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.activity_id = name
        self.flows: list[Flow] = []
        self.has_conditions = False
        self.default_flow: Flow | None = None
        self.incoming: list[str] = []
        self.start_quantity = 1
        self.completion_quantity = 1
        self.jobs = JobSettings()
        self.io: IoSettings | None = None
        self.data: DataSettings | None = None
        self.unfinished: str | None = None
        """Why a token stops here: what the model says cannot be carried out."""
        self.boundaries: list[EngineBoundaryEvent] = []
        self.afterwards: Callable[[EngineTask], None] | None = None
        """What else happens when a visit is completed: it leaves a record, or ends one."""
        self.loop: EngineMultiInstance | None = None
        """The multi-instance activity of which this is one instance."""

    def take_quantities(self, *, start: int, completion: int) -> None:
        """Set how many tokens begin a visit, and how many go on by each flow after it.

        Source: BPMN 2.0.2 §10.3 (Activity) and §13.3.2.
        """
        self.start_quantity, self.completion_quantity = start, completion
        self.is_join = self.is_join or start > 1

    def arrive(self, task: EngineTask) -> None:
        """Let a token that stands before the element enter it."""
        self._update(task)

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
        if wait in (Wait.CONDITION, Wait.LOOK):
            self._look(task)
            return
        if wait is not None:
            task.stop_waiting()
        match wait:
            case Wait.JOB_BEFORE:
                done = self._begin(task)
            case Wait.JOB_AFTER:
                done = self._route(task)
            case Wait.AGAIN:
                done = self._begin_again(task)
            case _:
                done = self.proceed(task)
        if done:
            task.complete()

    def _look(self, task: EngineTask) -> None:
        trigger = getattr(self, "trigger", None)
        if not isinstance(trigger, ConditionTrigger):
            raise TypeError(self.activity_id)
        task.wait_for(Wait.CONDITION)
        if look(task, trigger):
            task.stop_waiting()
            self.happen(task, {})

    def happen(self, task: EngineTask, variables: Mapping[str, Value]) -> None:
        """Let what a task waits for happen, by a command or within a step.

        Args:
            task: The task that waits.
            variables: What came with it.
        """
        host = task.parent
        if host is not None and host.task_spec.decide(host, task, variables):
            return
        scopes = task.workflow.run.scopes
        for name, value in variables.items():
            scopes.write(task.scope, name, value)
        task.workflow.run.queue_last(task)

    def be_begun(self, task: EngineTask, point: str) -> None:
        """Take in that the instance begins here, by the event that is waited for at ``point``."""
        del task, point

    def decide(self, task: EngineTask, chosen: EngineTask, variables: Mapping[str, Value]) -> bool:
        """Let what happened to one of the events that hang on a task decide how it goes on.

        Returns:
            False where nothing is decided here, as everywhere but at event-based gateways.
        """
        del task, chosen, variables
        return False

    def withdraw(self, task: EngineTask) -> None:
        """Call off what a task has asked of the outside, because it happened inside."""
        cancellation = None if task.wait is None else _CANCELLATIONS.get(task.wait)
        if cancellation is not None:
            task.workflow.run.effects.append(cancellation(visit=task.id))

    def proceed(self, task: EngineTask) -> bool | None:
        """Go on with a started task whose own work may be done.

        Returns:
            True when it is done, None when something outside has to happen first.
        """
        return self.finish(task)

    def _run_hook(self, my_task: EngineTask) -> bool | None:
        if self.jobs.continuation.before:
            self._order_job(my_task, JobKind.ASYNC_BEFORE)
            my_task.wait_for(Wait.JOB_BEFORE)
            return None
        return self._begin(my_task)

    def _begin(self, task: EngineTask) -> bool | None:
        self._enter(task)
        for event in self.boundaries:
            event.arm(task)
        return self.finish(task) if self.execute(task) else None

    def _begin_again(self, task: EngineTask) -> bool | None:
        self._enter(task)
        return self.finish(task) if self.execute(task) else None

    def _enter(self, task: EngineTask) -> None:
        self.make_sure_it_can_be_done()
        if self.data is not None:
            take_in(task, self.data, is_strict=self._is_activity)
        if self.io is not None:
            self._map_inputs(task, self.io)

    def make_sure_it_can_be_done(self) -> None:
        """Stop a token at what the model leaves unfinished.

        Raises:
            StepError: It is.
        """
        if self.unfinished is not None:
            raise StepError(self.unfinished)

    @property
    def _is_activity(self) -> bool:
        return not self.activity_type.endswith("_event")

    def finish(self, task: EngineTask) -> bool | None:
        """Do what follows the element's own work: outputs, a job after it, the way out."""
        if self.io is not None:
            self._map_outputs(task, self.io)
        if self.data is not None:
            give_out(task, self.data, is_strict=self._is_activity)
        if self.loop is not None:
            self.loop.collect(task)
        if self.boundaries:
            self._disarm(task)
        if self.jobs.continuation.after:
            self._order_job(task, JobKind.ASYNC_AFTER)
            task.wait_for(Wait.JOB_AFTER)
            return None
        return self._route(task)

    def _disarm(self, task: EngineTask) -> None:
        for child in task.children:
            if not child.task_spec.is_record:
                child.cancel()

    def _map_inputs(self, task: EngineTask, io: IoSettings) -> None:
        if not task.has_own_scope:
            task.open_scope(keeps_new=bool(io.outputs))
        for mapping in io.inputs:
            value = evaluate_optional(task, mapping.expression, f"input {mapping.name!r}")
            task.workflow.run.scopes.declare(task.scope, mapping.name, value)

    def _map_outputs(self, task: EngineTask, io: IoSettings) -> None:
        for mapping in io.outputs:
            value = evaluate_optional(task, mapping.expression, f"output {mapping.name!r}")
            home = task.outer_scope.home_of(mapping.name)
            isolates = self.loop is not None and self.loop.isolates
            if isolates and mapping.name not in home.values:
                home = task.scope  # so that the instances do not overwrite one another
            task.workflow.run.scopes.declare(home, mapping.name, value)

    def _route(self, task: EngineTask) -> bool:
        if self.has_conditions and _CHOSEN not in task.internal_data:
            self.choose(task, select_flows(task, self.flows, self.default_flow))
        return True

    def _order_job(self, task: EngineTask, kind: JobKind) -> None:
        job = CreateJob(
            visit=task.id,
            activity_id=self.activity_id,
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
        if self.afterwards is not None:
            self.afterwards(my_task)
        my_task.close_scope()
        chosen = my_task.internal_data.get(_CHOSEN)
        effects = my_task.workflow.run.effects
        for flow in self.flows:
            if isinstance(chosen, list) and flow.id not in chosen:
                continue
            for _ in range(self.completion_quantity):
                if flow.is_drawn:
                    effects.append(flow.taken)
                self._put_token(my_task, flow)
        if self.loop is not None:
            self.loop.book(my_task)

    def _put_token(self, task: EngineTask, flow: Flow) -> None:
        task.add_successor(flow.target, flow.id)

    def _update_hook(self, my_task: EngineTask) -> bool:
        # A token without a flow was put here by a person who sent a task back.
        if self.start_quantity == 1 or my_task.via is None:
            return True
        partners = my_task.workflow.find_arrivals(self.name)[: self.start_quantity - 1]
        if len(partners) < self.start_quantity - 1:
            my_task.move_to(TaskState.WAITING)
            return False
        melt(partners)
        return True

    def connect(self, taskspec: "EngineSpec") -> None:
        """Add an edge to SpiffWorkflow's graph; several flows may join the same two nodes."""
        TaskSpec.connect(self, taskspec)

    def test(self) -> None:
        """Do nothing: the deployment check has looked at the model."""

    def _predict(self, my_task: EngineTask, *args: object, **kwargs: object) -> None:
        """Do nothing: nothing is predicted."""

    def _update(self, my_task: EngineTask) -> None:
        """Make a task ready where nothing is missing; nothing is predicted."""
        if self._update_hook(my_task):
            my_task.make_ready()

    def _run(self, my_task: EngineTask) -> bool | None:
        """Do the element's work; a step that fails is taken back, not marked."""
        return self._run_hook(my_task)

    def _on_complete(self, my_task: EngineTask) -> None:
        """Send tokens on, let what they reach look at them, and take the task off the tree."""
        self._on_complete_hook(my_task)
        for child in my_task.children:
            if not child.state & TaskState.FINISHED_MASK:
                child.task_spec._update(child)  # noqa: SLF001 - SpiffWorkflow's protocol
        my_task.splice_out()

    def clean_up(self, task: EngineTask) -> None:
        """Call off what a task that is cancelled has asked of the outside."""
        effects: list[Effect] = task.workflow.run.effects
        if task.is_held:
            effects.append(ResolveIncident(visit=task.id))
        is_waiting = task.wait is not None and not task.is_due
        cancellation = _CANCELLATIONS.get(task.wait) if is_waiting and task.wait else None
        if cancellation is not None:
            effects.append(cancellation(visit=task.id))
