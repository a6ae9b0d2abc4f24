"""Where a user task may be sent back to, and what stands in the way.

A token may go back along the way it came only if what follows is what would follow in a model
with a flow drawn back: the token must be the only one that stems from the earlier task, no
gateway on the way may wait for tokens that will not come again, and nothing that reaches outside
may happen twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from SpiffWorkflow.util.task import TaskState

from bpm.core.bpmn import MessageTrigger
from bpm.core.engine.contracts import PastVisit, SendBackTarget
from bpm.core.engine.spiff.graphs import (
    all_inside,
    elements_of,
    find_graph,
    foreign_joins,
    reach_backward,
    reach_forward,
)
from bpm.core.engine.spiff.specs.activities import EngineUserTask
from bpm.core.engine.spiff.specs.base import EngineSpec
from bpm.core.engine.spiff.specs.boundaries import EngineBoundaryEvent
from bpm.core.engine.spiff.specs.calls import EngineCallActivity, EngineCallTask
from bpm.core.engine.spiff.specs.events import EngineCatchEvent, EngineReceiveTask
from bpm.core.engine.spiff.specs.loops import EngineMultiInstance
from bpm.core.engine.spiff.specs.process import EngineProcessSpec
from bpm.core.engine.spiff.specs.watching import EngineWatcher
from bpm.core.engine.spiff.task import LIVE, EngineTask
from bpm.core.errors import Problem

PARALLEL = "send_back_parallel"
MULTI_INSTANCE = "send_back_multi_instance"
OTHER_SCOPE = "send_back_other_scope"
SIDE_EFFECTS = "send_back_side_effects"

_MODEL_IT = "Complete the task, and let the model lead back by a gateway."


def find_targets(
    task: EngineTask, past: Sequence[PastVisit], names: Mapping[str, str]
) -> tuple[SendBackTarget, ...]:
    """Return the last completed visit to each other user task of the instance, latest first.

    Args:
        task: The user task that waits.
        past: All visits of the instance.
        names: What people call each activity, by its id.
    """
    ways: dict[str, _Way] = {}
    for visit in sorted(past, key=lambda visit: visit.visit):
        is_candidate = visit.activity_type == "user_task" and visit.is_completed
        if is_candidate and visit.activity_id != task.task_spec.activity_id:
            way = _Way(task=task, target=visit, past=past, names=names)
            before = ways.get(visit.activity_id)
            if before is None or way.is_same_scope or not before.is_same_scope:
                ways[visit.activity_id] = way
    latest_first = sorted(ways.values(), key=lambda way: way.target.visit, reverse=True)
    return tuple(
        SendBackTarget(
            visit=way.target.visit,
            activity_id=way.target.activity_id,
            problem=way.find_problem(),
        )
        for way in latest_first
    )


def earlier_user_tasks(process: EngineProcessSpec, activity_id: str) -> frozenset[str]:
    """Return the user tasks to which the model may allow to send one back.

    Tokens and what has happened decide further; see ``find_targets``.
    """
    found = process.earlier.get(activity_id)
    if found is None:
        found = process.earlier[activity_id] = _find_earlier(process, activity_id)
    return found


def _find_earlier(process: EngineProcessSpec, activity_id: str) -> frozenset[str]:
    graph = find_graph(process, activity_id)
    if graph is None or not isinstance(graph.task_specs[activity_id], EngineUserTask):
        return frozenset()
    before = reach_backward(graph, activity_id)
    sources = {
        spec.name
        for spec in elements_of(graph)
        if isinstance(spec, EngineUserTask) and spec.name in before - {activity_id}
    }
    return frozenset(
        source for source in sources if not _joins_between(graph, source, activity_id, before)
    )


def _joins_between(
    graph: EngineProcessSpec, source: str, target: str, before: set[str]
) -> set[str]:
    """Return the gateways on the ways between two elements that melt foreign tokens too."""
    between = before & reach_forward(graph, [source], barrier=target)
    return foreign_joins(graph, between - {target}, source)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """The way from a completed user task to the one that waits."""

    task: EngineTask
    target: PastVisit
    past: Sequence[PastVisit]
    names: Mapping[str, str]

    @property
    def graph(self) -> EngineProcessSpec:
        """The process or sub-process in which the task waits."""
        return self.task.workflow.spec

    @property
    def name(self) -> str:
        """Id of the task that waits."""
        return self.task.task_spec.activity_id

    @property
    def here(self) -> str:
        """What people call the task that waits."""
        return self._called(self.name)

    @property
    def earlier(self) -> str:
        """What people call the task that was completed."""
        return self._called(self.target.activity_id)

    def find_problem(self) -> Problem | None:
        """Return the first thing that forbids to go back."""
        spec = self.graph.task_specs.get(self.target.activity_id)
        if self.task.task_spec.loop is not None:
            return self._repeated(self.name)
        if isinstance(spec, EngineMultiInstance):
            return self._repeated(self.target.activity_id)
        if spec is None or not self.is_same_scope:
            return self._elsewhere()
        forward = reach_forward(self.graph, [spec.name], barrier=self.name)
        return (
            self._find_other_branch(forward)
            or self._find_other_token(forward)
            or self._find_foreign_join(forward)
            or self._find_side_effect(forward & reach_backward(self.graph, self.name))
        )

    @property
    def is_same_scope(self) -> bool:
        """Whether both were in one and the same round of a process or sub-process."""
        owner = self.task.workflow.owner
        is_this_round = owner is None or self.target.visit > owner.id
        return is_this_round and self.target.scope == self.task.outer_scope.id

    def _find_other_branch(self, forward: set[str]) -> Problem | None:
        began = next(visit for visit in self.past if visit.visit == self.task.id).started_at
        ended = self.target.ended_at
        if self.name in forward and ended is not None and ended <= began:
            return None
        return Problem(
            code=PARALLEL,
            detail=f"“{self.earlier}” lies in another branch than “{self.here}”.",
            element_id=self.target.activity_id,
            remedy="Send it back to a user task of its own branch.",
        )

    def _find_other_token(self, forward: set[str]) -> Problem | None:
        reached = forward | {self.target.activity_id, self.name}
        for other in self.task.workflow.tasks.values():
            if other is self.task or not other.has_state(LIVE) or _is_armed(other):
                continue
            if self._stands_at(other) & reached:
                place = other.task_spec.activity_id
                return Problem(
                    code=PARALLEL,
                    detail=f"Another branch from “{self.earlier}” is at “{self._called(place)}”.",
                    element_id=place,
                    remedy=f"Wait until nothing is under way beside “{self.here}”.",
                )
        return None

    def _stands_at(self, other: EngineTask) -> set[str]:
        """Return where a token is: one that waits at a gateway is still where it came from."""
        if other.state != TaskState.WAITING or other.via is None:
            return {other.task_spec.activity_id}
        return {
            spec.name
            for spec in elements_of(self.graph)
            if any(flow.id == other.via for flow in spec.flows)
        }

    def _find_foreign_join(self, forward: set[str]) -> Problem | None:
        before = reach_backward(self.graph, self.name)
        happened = {visit.activity_id for visit in self._later(forward)}
        on_the_way = forward & (before | happened)
        if self.graph.task_specs[self.name].start_quantity == 1:
            on_the_way -= {self.name}
        joins = foreign_joins(self.graph, on_the_way, self.target.activity_id)
        if not joins:
            return None
        join = min(joins)
        called = self._called(join)
        return Problem(
            code=PARALLEL,
            detail=f"“{called}” on the way would wait for branches that are over.",
            element_id=join,
            remedy=f"Send it back to a user task before the branches part or after “{called}”.",
        )

    def _find_side_effect(self, on_the_way: set[str]) -> Problem | None:
        # What only happened beside an activity, a reminder say, need not happen again.
        certain = reach_forward(
            self.graph, [self.target.activity_id], barrier=self.name, beside=False
        )
        effective = {
            id_: spec
            for id_, spec in all_inside(self.graph, (certain | on_the_way) - {self.name}).items()
            if _reaches_outside(spec)
        }
        for visit in self._later(effective):
            is_direct = visit.activity_id in self.graph.task_specs
            if not is_direct or visit.scope == self.target.scope:
                called = self._called(visit.activity_id)
                return Problem(
                    code=SIDE_EFFECTS,
                    detail=f"“{called}” has happened already and would happen again.",
                    element_id=visit.activity_id,
                    remedy=f"Send it back to a user task after “{called}”. {_MODEL_IT}",
                )
        return None

    def _later(self, names: Iterable[str] | Mapping[str, EngineSpec]) -> list[PastVisit]:
        """Return the visits to some elements since the target."""
        wanted = set(names)
        return [
            visit
            for visit in self.past
            if visit.visit > self.target.visit and visit.activity_id in wanted
        ]

    def _called(self, element_id: str) -> str:
        """Return what people call an element."""
        return self.names.get(element_id, element_id)

    def _repeated(self, activity_id: str) -> Problem:
        return Problem(
            code=MULTI_INSTANCE,
            detail=f"“{self._called(activity_id)}” is done by several people, each for himself.",
            element_id=activity_id,
            remedy=_MODEL_IT,
        )

    def _elsewhere(self) -> Problem:
        return Problem(
            code=OTHER_SCOPE,
            detail=f"“{self.earlier}” lies in another sub-process than “{self.here}”,"
            " or belongs to an earlier round of it.",
            element_id=self.target.activity_id,
            remedy=f"Send it back to a user task of the same sub-process. {_MODEL_IT}",
        )


def _is_armed(task: EngineTask) -> bool:
    """Return whether it waits beside an activity, which stands for it."""
    is_beside = isinstance(task.task_spec, EngineBoundaryEvent | EngineWatcher)
    return is_beside and task.state == TaskState.WAITING


def _reaches_outside(spec: EngineSpec) -> bool:
    if isinstance(spec, EngineCatchEvent | EngineReceiveTask):
        return isinstance(spec.trigger, MessageTrigger)
    return isinstance(spec, EngineCallTask | EngineCallActivity)
