"""One visit to one element, as a node of SpiffWorkflow's task tree."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from bpm.core.engine.contracts import ActivityEnded, ActivityOutcome, ActivityStarted
from bpm.core.engine.spiff.scopes import Scope, TaskData
from bpm.core.values import Value

if TYPE_CHECKING:
    from bpm.core.engine.spiff.specs.base import EngineSpec
    from bpm.core.engine.spiff.workflow import EngineTree

LIVE = TaskState.WAITING | TaskState.READY | TaskState.STARTED
"""States that keep their process or sub-process open."""

OPEN = TaskState.READY | TaskState.STARTED
"""States in which a visit is seen; an arrival that waits at a join is not one yet."""


class Wait(StrEnum):
    """What outside a started task waits for; kept in the saved state, hence short."""

    USER_TASK = "u"
    JOB_BEFORE = "b"
    JOB_AFTER = "a"
    CALL = "c"
    TIMER = "t"
    MESSAGE = "m"
    SIGNAL = "s"
    CHILD = "p"
    CONDITION = "k"
    """Nothing: variables that make a condition true."""
    LOOK = "l"
    """A job that looks at a condition, because the instance was suspended."""
    CHOICE = "d"
    """A person who begins something in an ad-hoc sub-process; other things may go on meanwhile."""
    AGAIN = "r"
    """Nothing: a call or a called instance has failed and is to be begun again."""


_READY = TaskState.READY

_WAIT = "w"
_INDEX = "i"
_CYCLE = "y"
_MEANT_FOR = "f"
_LAST_HOLDER = "h"
_HAS_HAPPENED = "v"
_WAS_TRUE = "o"


class EngineTask(Task):
    """A task without copied data, clock, random ids or prediction.

    Every change goes through the journal of the command that runs, so that a failing step can
    be taken back exactly. The base class's constructor is not called: it draws a UUID, reads
    the clock and copies data.

    Args:
        workflow: The workflow it belongs to.
        task_spec: What is visited.
        parent: The task it came from; None for the root.
        state: A ``TaskState``.
        id: Id from a saved state; None takes the next one.
    """

    def __init__(
        self,
        workflow: "EngineTree",
        task_spec: "EngineSpec",
        parent: "EngineTask | None" = None,
        state: int = TaskState.FUTURE,
        id: int | None = None,  # noqa: A002 - SpiffWorkflow's name
    ) -> None:
        self.id: int = workflow.run.take_id() if id is None else id
        self.workflow = workflow
        self.task_spec = task_spec
        self.parent = parent
        self.child_by_id: dict[int, EngineTask] = {}
        self._state: int = state
        self.triggered = False
        self.thread_id = 0
        self.last_state_change = 0.0
        self.internal_data: dict[str, object] = {}
        self.scope: Scope = workflow.scope if parent is None else parent.scope
        self.via: str | None = None
        self.is_held = False
        self.is_due = False
        self.brought: Mapping[str, Value] = {}
        workflow.tasks[self.id] = self
        if parent is not None:
            parent.child_by_id[self.id] = self

    parent: "EngineTask | None" = None
    """The task it hangs on: a reference, where the base class looks an id up."""

    @property
    def children(self) -> list["EngineTask"]:
        """The tasks that hang on it, in order of creation."""
        if len(self.child_by_id) > 1:  # taking a step back may have changed the order
            return [self.child_by_id[id_] for id_ in sorted(self.child_by_id)]
        return list(self.child_by_id.values())

    @property
    def data(self) -> TaskData:
        """A live view of the scope; see ``TaskData``."""
        return TaskData(self.workflow.run.scopes, self.scope)

    @property
    def wait(self) -> Wait | None:
        """What the task waits for outside."""
        value = self.internal_data.get(_WAIT)
        return None if value is None else Wait(str(value))

    @property
    def loop_index(self) -> int | None:
        """Which instance of a multi-instance activity it is, from 0; None for all others."""
        index = self.internal_data.get(_INDEX)
        return index if isinstance(index, int) else None

    @property
    def has_own_scope(self) -> bool:
        """Whether the visit owns the scope that it reads and writes."""
        return self.id != 0 and self.scope.id == self.id

    @property
    def outer_scope(self) -> Scope:
        """The scope that the visit lies in."""
        scope = self.scope
        return scope.parent if scope.id == self.id and scope.parent is not None else scope

    def open_scope(self, *, keeps_new: bool) -> Scope:
        """Give the visit a scope of its own."""
        scope = self.workflow.run.scopes.open(self.id, self.scope, keeps_new=keeps_new)
        self.set_scope(scope)
        return scope

    def close_scope(self) -> None:
        """Drop the visit's own scope, if it has one; what comes after must not see its locals."""
        if self.has_own_scope:
            own, outer = self.scope, self.outer_scope
            self.set_scope(outer)
            self.workflow.run.scopes.close(own)

    def set_scope(self, scope: Scope) -> None:
        """Read and write this scope from now on."""
        self.workflow.run.journal.record(setattr, self, "scope", self.scope)
        self.scope = scope

    def wait_for(self, wait: Wait) -> None:
        """Note what has to happen outside before the task goes on."""
        self.note(_WAIT, wait.value)

    def note(self, key: str, value: object) -> None:
        """Keep a plain value with the task, across saving."""
        self.workflow.run.journal.record(setattr, self, "internal_data", self.internal_data)
        self.internal_data = {**self.internal_data, key: value}

    def forget(self, key: str) -> None:
        """Drop a kept value."""
        self.workflow.run.journal.record(setattr, self, "internal_data", self.internal_data)
        self.internal_data = {k: v for k, v in self.internal_data.items() if k != key}

    @property
    def cycle(self) -> list[str]:
        """What is kept of a repetition; empty for a timer that fires once."""
        cycle = self.internal_data.get(_CYCLE)
        return cycle if isinstance(cycle, list) else []

    def keep_cycle(self, cycle: list[str]) -> None:
        """Keep what the next firing follows from."""
        self.note(_CYCLE, cycle)

    @property
    def meant_for(self) -> str | None:
        """Who was added as an approver and holds the user task, whomever the model names."""
        return self._text(_MEANT_FOR)

    @property
    def last_holder(self) -> str | None:
        """Who holds the user task where the model names nobody."""
        return self._text(_LAST_HOLDER)

    def _text(self, key: str) -> str | None:
        value = self.internal_data.get(key)
        return value if isinstance(value, str) else None

    def keep_meant_for(self, username: str) -> None:
        """Keep who was added as an approver."""
        self.note(_MEANT_FOR, username)

    def keep_last_holder(self, username: str) -> None:
        """Keep who did what is to be done again."""
        self.note(_LAST_HOLDER, username)

    @property
    def has_happened(self) -> bool:
        """Whether what the event waits for came before the token: at an event-based gateway."""
        return _HAS_HAPPENED in self.internal_data

    def keep_has_happened(self) -> None:
        """Keep that there is nothing to wait for."""
        self.note(_HAS_HAPPENED, value=True)

    def keep_has_not_happened(self) -> None:
        """Keep that it is waited for once more."""
        self.forget(_HAS_HAPPENED)

    @property
    def was_true(self) -> bool:
        """Whether the condition of the event held when it was looked at last."""
        return _WAS_TRUE in self.internal_data

    def keep_was_true(self, *, was_true: bool) -> None:
        """Keep whether the condition holds; it has to become false before it counts again."""
        if was_true:
            self.note(_WAS_TRUE, value=True)
        else:
            self.forget(_WAS_TRUE)

    def stop_waiting(self) -> None:
        """Note that nothing outside is waited for any more."""
        self.forget(_WAIT)

    def set_held(self, *, is_held: bool) -> None:
        """Stop the task before its next step, or let it go again."""
        self.workflow.run.journal.record(setattr, self, "is_held", self.is_held)
        self.is_held = is_held

    def set_due(self, *, is_due: bool) -> None:
        """Note that a started task is to be resumed."""
        self.workflow.run.journal.record(setattr, self, "is_due", self.is_due)
        self.is_due = is_due

    def _add_child(self, task_spec: "EngineSpec", state: int = TaskState.FUTURE) -> "EngineTask":
        child = EngineTask(self.workflow, task_spec, self, state)
        self.workflow.run.journal.entries.append((child.remove, ()))
        return child

    def add_successor(self, task_spec: "EngineSpec", via: str) -> None:
        """Put a token on the flow ``via``; it arrives when SpiffWorkflow updates the children."""
        self._add_child(task_spec).via = via

    def add_instance(self, task_spec: "EngineSpec", index: int) -> "EngineTask":
        """Hang one instance of a multi-instance activity on this, its body."""
        child = self._add_child(task_spec)
        child.internal_data = {_INDEX: index}
        return child

    def add_event(self, task_spec: "EngineSpec") -> "EngineTask":
        """Put a token at an event, without a flow that leads there."""
        return self._add_child(task_spec)

    def remove(self) -> None:
        """Take the task, on which nothing hangs any more, off the tree."""
        del self.workflow.tasks[self.id]
        if self.parent is not None:
            del self.parent.child_by_id[self.id]

    def hang_on(self, parent: "EngineTask") -> None:
        """Hang on another task of the same tree from now on."""
        before = self.parent
        if before is None:
            raise AssertionError("The root hangs on nothing.")
        del before.child_by_id[self.id]
        self.parent = parent
        parent.child_by_id[self.id] = self
        self.workflow.run.journal.record(self.hang_on_again, before)

    def hang_on_again(self, parent: "EngineTask") -> None:
        """Take ``hang_on`` back."""
        if self.parent is not None:
            del self.parent.child_by_id[self.id]
        self.parent = parent
        parent.child_by_id[self.id] = self

    def splice_out(self) -> None:
        """Take a finished task out of the tree; its children hang on its parent from now on.

        So a loop of ten thousand turns keeps the tree as small as one turn.
        """
        parent = self.parent
        if parent is None or self.id not in self.workflow.tasks:
            return
        children = self.children
        del self.workflow.tasks[self.id], parent.child_by_id[self.id]
        for child in children:
            child.parent = parent
            parent.child_by_id[child.id] = child
        self.workflow.run.journal.entries.append((self._put_back, (parent, children)))

    def _put_back(self, parent: "EngineTask", children: list["EngineTask"]) -> None:
        for child in children:
            del parent.child_by_id[child.id]
            child.parent = self
        parent.child_by_id[self.id] = self
        self.workflow.tasks[self.id] = self

    def _inherit_data(self) -> None:
        """Do nothing: data lives in scopes."""

    def make_ready(self) -> None:
        """Queue the task, unless it is over; entering never evaluates."""
        if not self._state & (TaskState.COMPLETED | TaskState.CANCELLED):
            self._set_state(TaskState.READY)

    def move_to(self, value: int) -> None:
        """Change the state; see ``_set_state``, which SpiffWorkflow calls."""
        self._set_state(value)

    def _set_state(self, value: int) -> None:
        old = self._state
        if value == old:
            return
        run, spec = self.workflow.run, self.task_spec
        run.journal.entries.append((self._move, (value, old)))
        self._move(old, value)
        if value == _READY:
            run.queue.append(self)
        if spec.is_visible:
            self._tell(old, value)

    def _move(self, old: int, new: int) -> None:
        self._state = new
        spec = self.task_spec
        if spec.is_counted and (old & LIVE == 0) != (new & LIVE == 0):
            by = 1 if new & LIVE else -1
            self.workflow.active += by
            if spec.is_handler:
                self.workflow.handling += by
        if not spec.is_join:
            return
        if old == TaskState.WAITING:
            self.workflow.leave_join(self)
        elif new == TaskState.WAITING:
            self.workflow.arrive_at_join(self)

    def restore(self, state: int) -> None:
        """Take the saved state over without telling anybody; queue what is ready or due."""
        self._move(self._state, state)
        if state == TaskState.READY or self.is_due:
            self.workflow.run.queue.append(self)

    def _tell(self, old: int, new: int) -> None:
        if new & OPEN and not old & OPEN:
            spec = self.task_spec
            started = ActivityStarted(
                visit=self.id,
                activity_id=spec.activity_id,
                activity_type=spec.activity_type,
                scope=self.outer_scope.id,
                loop_index=self.loop_index,
            )
            self.workflow.run.effects.append(started)
        elif old & OPEN and new & TaskState.FINISHED_MASK:
            is_completed = new == TaskState.COMPLETED
            outcome = ActivityOutcome.COMPLETED if is_completed else ActivityOutcome.CANCELLED
            self.workflow.run.effects.append(ActivityEnded(visit=self.id, outcome=outcome))

    def cancel(self) -> None:
        """End without completing: first what hangs on it and what runs inside, then itself."""
        for child in self.children:
            child.cancel()
        self.workflow.run.cancel_inside(self)
        if not self.has_state(TaskState.FINISHED_MASK):
            self.task_spec.clean_up(self)
            self.set_due(is_due=False)
            self._set_state(TaskState.CANCELLED)
        self.close_scope()
        self.splice_out()
