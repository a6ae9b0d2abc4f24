"""One command: the loop that takes steps until everything waits."""

import hashlib
import traceback
from collections import deque
from typing import NamedTuple

from SpiffWorkflow.util.task import TaskState

from bpm.core.engine.contracts import Context, Effect, IncidentKind, RaiseIncident
from bpm.core.engine.errors import StepError
from bpm.core.engine.spiff.joins import fire_inclusive_join
from bpm.core.engine.spiff.journal import Journal
from bpm.core.engine.spiff.scopes import ScopeStore
from bpm.core.engine.spiff.specs.complex_gateways import (
    EngineComplexGateway,
    reset_complex_gateway,
)
from bpm.core.engine.spiff.specs.process import EngineProcessSpec
from bpm.core.engine.spiff.task import LIVE, EngineTask, Wait
from bpm.core.engine.spiff.workflow import EngineSubWorkflow, EngineTree, EngineWorkflow
from bpm.core.errors import BpmError
from bpm.core.feel import Budget
from bpm.core.values import Value

NO_ACTIVITIES = frozenset({"event", "gateway"})
"""How the types of what is no activity end."""

_DETAIL_LENGTH = 4000
_FEEL_STEPS = 1_000_000
"""What all expressions of one command may do together."""


class Mark(NamedTuple):
    """Where queue, effects and counter stood before a step."""

    queue: int
    effects: int
    next_id: int


class Run:
    """All that one command works on; it begins with a loaded or empty tree and ends at rest.

    Args:
        spec: The process.
        context: What the engine may know of the world.
        variables: The process instance's own variables.
        next_id: Id of the next visit.
    """

    def __init__(
        self,
        spec: EngineProcessSpec,
        context: Context,
        variables: dict[str, Value],
        next_id: int = 1,
    ) -> None:
        self.context = context
        self.budget = Budget(_FEEL_STEPS)
        self.journal = Journal()
        self.scopes = ScopeStore(self.journal, variables)
        self.queue: deque[EngineTask] = deque()
        self.later: deque[EngineTask] = deque()
        self.effects: list[Effect] = []
        self.next_id = next_id
        self._writes_seen = 0
        self.workflow = EngineWorkflow(spec, self, self.scopes.instance)
        self.workflows: dict[int, EngineTree] = {0: self.workflow}

    @property
    def is_completed(self) -> bool:
        """Whether nothing is live any more."""
        return self.workflow.active == 0

    def take_id(self) -> int:
        """Return the next visit's id."""
        taken = self.next_id
        self.next_id += 1
        return taken

    def plant_token(self, begun: str | None = None) -> None:
        """Put the first token before what an instance begins with.

        Args:
            begun: A start point; None for the implicit start.
        """
        self.workflow.begun = begun
        self.workflow.begin()

    def take_apart(self) -> None:
        """Let go of what was worked on, for nothing comes after.

        Trees, tasks and the run know each other; taken apart they are freed at once, and the
        collector finds nothing to do.
        """
        for tree in self.workflows.values():
            vars(tree).clear()

    def find(self, visit: int) -> EngineTask | None:
        """Return the live task of that visit, or None."""
        for workflow in self.workflows.values():
            task = workflow.tasks.get(visit)
            if task is not None and visit:
                return task
        return None

    def open_inside(self, owner: EngineTask, spec: EngineProcessSpec) -> EngineSubWorkflow:
        """Make the tree inside a visit to a sub-process."""
        inside = EngineSubWorkflow(spec, owner)
        self.journal.record(self.workflows.pop, owner.id)
        self.workflows[owner.id] = inside
        return inside

    def close_inside(self, owner: EngineTask) -> None:
        """Drop the tree inside a visit, because it is over."""
        inside = self.workflows.pop(owner.id, None)
        if inside is not None:
            self.journal.record(self.workflows.__setitem__, owner.id, inside)
            if inside.task_tree.child_by_id:  # records of what can be compensated no more
                inside.task_tree.cancel()

    def move_inside(self, owner: EngineTask, heir: EngineTask) -> None:
        """Let a tree whose visit ends belong to another task from now on."""
        inside = self.workflows.pop(owner.id)
        self.journal.record(self.workflows.__setitem__, owner.id, inside)
        self.workflows[heir.id] = inside
        self.journal.record(self.workflows.pop, heir.id)
        self.journal.record(setattr, inside, "owner", owner)
        inside.owner = heir

    def cancel_inside(self, owner: EngineTask) -> None:
        """Cancel all that runs inside a visit to a sub-process."""
        inside = self.workflows.get(owner.id) if owner.id else None
        if inside is not None:
            inside.task_tree.cancel()
            self.close_inside(owner)

    def queue_first(self, task: EngineTask) -> None:
        """Let a started task go on before all others."""
        task.set_due(is_due=True)
        self.journal.record(self.queue.popleft)
        self.queue.appendleft(task)

    def queue_last(self, task: EngineTask) -> None:
        """Let a started task go on after all others; within a step, that can be taken back."""
        task.set_due(is_due=True)
        self.queue.append(task)

    def queue_at_rest(self, task: EngineTask) -> None:
        """Let a started task go on when nothing else moves any more."""
        task.set_due(is_due=True)
        self.journal.record(self.later.pop)
        self.later.append(task)

    def go(self) -> None:
        """Take steps until every task waits, is held, or the budget is used up.

        Only when nothing else can move, inclusive joins are looked at: one that fires may free
        further steps. Then the conditions that events wait for, where variables were written.
        """
        steps, queue = 0, self.queue
        while True:
            while queue:
                task = queue.popleft()
                if task.is_held or not (task.state == TaskState.READY or task.is_due):
                    continue
                # A look that finds nothing moves nothing; the budget of expressions bounds it.
                steps += task.wait is not Wait.CONDITION
                if steps > self.context.step_budget:
                    queue.appendleft(task)
                    self._look_later()
                    self._stop_at_budget(task)
                    return
                self._take_step(task)
            if self.later:
                self.queue.append(self.later.popleft())
            elif not self._free_more():
                break
        for workflow in self._with_arrivals():
            self._look_for_stuck(workflow)

    def _free_more(self) -> bool:
        if any(fire_inclusive_join(workflow) for workflow in self._with_arrivals()):
            return True
        for workflow in [x for x in self.workflows.values() if x.spec.has_complex_gateways]:
            if reset_complex_gateway(workflow):
                # The tokens that came late may have been the last ones.
                self._end_if_empty(workflow)
                return True
        self._look_later()
        return bool(self.queue)

    def _look_later(self) -> None:
        """Have conditions looked at in steps of their own, where variables were written."""
        if self.scopes.writes != self._writes_seen:
            self._writes_seen = self.scopes.writes
            for task in self.watching():
                self.queue_last(task)

    def watching(self) -> list[EngineTask]:
        """Return what waits for conditions, oldest first."""
        found = [
            task
            for tree in self.workflows.values()
            if tree.spec.has_conditions
            for task in tree.tasks.values()
            if task.wait is Wait.CONDITION and not task.is_due and not task.is_held
        ]
        return sorted(found, key=lambda task: task.id)

    def _with_arrivals(self) -> list[EngineTree]:
        return [workflow for workflow in self.workflows.values() if workflow.arrived]

    def _take_step(self, task: EngineTask) -> None:
        self.journal.clear()
        mark = Mark(len(self.queue), len(self.effects), self.next_id)
        try:
            self.perform(task)
        except Exception as error:  # noqa: BLE001 - whatever fails in a step becomes an incident
            self.take_back(mark)
            kind = error.kind if isinstance(error, StepError) else IncidentKind.STEP_FAILED
            self.hold(task, kind, *_describe(error))

    def perform(self, task: EngineTask) -> None:
        """Take one step: run what is ready, resume what was started.

        Raises:
            Exception: Whatever the step fails with; the caller takes it back.
        """
        workflow = task.workflow
        if task.state == TaskState.READY:
            task.run()
        else:
            task.task_spec.resume(task)
        owner = workflow.owner
        if workflow.spec.asks_when_done and owner is not None and _is_done(task):
            if not owner.is_due:
                self.queue_first(owner)
            return
        self._end_if_empty(workflow)

    def _end_if_empty(self, workflow: EngineTree) -> None:
        """Let what a tree belongs to go on where nothing in it is live any more."""
        if workflow.active:
            if workflow.active == workflow.handling and not workflow.spec.is_chosen:
                workflow.stop_beginning()
            return
        if not workflow.spec.is_chosen:
            workflow.stop_listening()
        owner = workflow.owner
        if owner is not None and self._runs_inside(owner, workflow):
            self.queue_last(owner)

    def _runs_inside(self, owner: EngineTask, workflow: EngineTree) -> bool:
        # A record that waits is all that is left of a visit; nobody undoes it yet.
        is_left = owner.has_state(TaskState.WAITING)
        return self.workflows.get(owner.id) is workflow and not owner.is_due and not is_left

    def take_back(self, mark: Mark) -> None:
        """Undo all that was done since the journal was cleared at ``mark``."""
        self.journal.unwind()
        while len(self.queue) > mark.queue:
            self.queue.pop()
        del self.effects[mark.effects :]
        self.next_id = mark.next_id

    def hold(
        self, task: EngineTask, kind: IncidentKind, message: str, shape: str = "", detail: str = ""
    ) -> None:
        """Stop a task before its next step and raise an incident."""
        task.set_held(is_held=True)
        shape = shape or message
        key, activity = self.workflow.spec.name, task.task_spec.activity_id
        digest = hashlib.sha256("\n".join((key, activity, kind, shape)).encode())
        incident = RaiseIncident(
            visit=task.id,
            activity_id=activity,
            kind=kind,
            message=message,
            detail=detail[:_DETAIL_LENGTH],
            fingerprint=digest.hexdigest()[:32],
        )
        self.effects.append(incident)

    def _stop_at_budget(self, task: EngineTask) -> None:
        message = (
            f"One command took more than {self.context.step_budget} steps and was stopped "
            f"before {task.task_spec.activity_id!r}: the process may loop without end."
        )
        kind = IncidentKind.STEP_BUDGET_EXCEEDED
        self.hold(task, kind, message, kind)

    def _look_for_stuck(self, workflow: EngineTree) -> None:
        if workflow.arrived != workflow.active:
            return
        live = [
            task
            for task in workflow.tasks.values()
            if task.has_state(LIVE) and task.task_spec.is_counted
        ]
        if any(task.is_held or _may_be_freed(task) for task in live):
            return
        places = sorted({task.task_spec.activity_id for task in live})
        message = f"Tokens wait at {', '.join(places)} for others that cannot come any more."
        self.hold(min(live, key=lambda task: task.id), IncidentKind.STUCK, message)


def _is_done(task: EngineTask) -> bool:
    """Return whether a task is an activity, repeated or not, that has just been completed."""
    spec = task.task_spec
    is_activity = spec.is_visible and spec.activity_type.rpartition("_")[2] not in NO_ACTIVITIES
    return is_activity and spec.loop is None and task.has_state(TaskState.COMPLETED)


def _may_be_freed(task: EngineTask) -> bool:
    """Return whether a variable may let a token go on that waits at a complex gateway."""
    spec = task.task_spec
    return isinstance(spec, EngineComplexGateway) and spec.waits_for_variables(task)


def _describe(error: Exception) -> tuple[str, str, str]:
    """Return message, message without values, and detail of a failed step."""
    if isinstance(error, StepError):
        return error.detail, error.shape, ""
    if isinstance(error, BpmError):
        return error.detail, f"{type(error).__name__} {getattr(error, 'source', '')}", ""
    kind = type(error).__name__
    trace = "".join(traceback.format_exception(error))
    return f"The step failed with an unexpected {kind}.", kind, trace
