"""Compensation: what is kept of completed activities, and how it is undone.

An activity that can be compensated leaves a *record* when it is completed: an unseen task that
waits at the root of its tree and keeps nothing open. What throws compensation hands records to a
*compensator*, which begins their handlers, the latest first, and tells the thrower when all of
them are over.

Source: BPMN 2.0.2 §10.7 (Compensation) and §13.5.5.
"""

from bisect import bisect_right
from collections.abc import Iterable

from SpiffWorkflow.bpmn.specs.defaults import NoneTask
from SpiffWorkflow.util.task import TaskState
from typing_extensions import override

from bpm.core.engine.spiff.specs.base import EngineSpec
from bpm.core.engine.spiff.specs.process import EngineProcessSpec
from bpm.core.engine.spiff.task import EngineTask

RECORD_SUFFIX = "\x00done"
"""Ends the name of the record of an activity; no id can hold it."""

COMPENSATOR_NAME = "\x00undo"

_BEGAN = "b"
_CONDUCTOR = "u"
_RECORDS = "r"
_THROWERS = "t"
_LEFT = "l"
_IS_GIVEN_UP = "g"


class EngineRecord(EngineSpec, NoneTask):
    """That an activity was completed, and what its handler works on.

    Instances of a multi-instance activity leave theirs at its body as long as that is not over;
    they move on with the body's end, and go where it is cancelled. A scope of the activity's own
    is kept as it was at the end.

    Args:
        activity: What was completed.
        event: The compensation event at its border, which leads to the handler; None where the
            activity is a sub-process that undoes what is inside.
        inside: The graph of a sub-process. What has an event at its border, too, is undone from
            inside only where it was given up before its end.
    """

    is_visible = False
    is_counted = False
    is_record = True

    def __init__(
        self,
        wf_spec: object,
        name: str,
        *,
        activity: EngineSpec,
        event: EngineSpec | None = None,
        inside: EngineProcessSpec | None = None,
        **kwargs: object,
    ) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.activity_id = activity.activity_id
        self.event = event
        self.inside = inside

    @override
    def _update_hook(self, my_task: EngineTask) -> bool:
        return False

    def book(self, task: EngineTask) -> None:
        """Leave a record of an activity's visit, which is being completed.

        Args:
            task: The visit.
        """
        run = task.workflow.run
        tree = run.workflows.get(task.id)
        if self.inside is not None and tree is not None and not self._can_undo(tree.task_tree):
            run.close_inside(task)
            return
        is_instance = task.task_spec.loop is not None and task.parent is not None
        host = task.parent if is_instance and task.parent else task.workflow.task_tree
        record = host.add_event(self)
        record.set_scope(task.workflow.scope)
        record.note(_BEGAN, task.id)
        record.move_to(TaskState.WAITING)
        if tree is not None:
            run.move_inside(task, record)
        if task.has_own_scope:
            own = task.scope
            task.set_scope(task.outer_scope)
            run.scopes.move(own, task.workflow.scope)
            record.set_scope(own)

    def tells_of(self, record: EngineTask, task: EngineTask) -> bool:
        """Return whether it is the record of this visit."""
        return _began(record) == task.id

    def mark_as_given_up(self, record: EngineTask) -> None:
        """Keep that the sub-process never came to its end: only what is inside is undone."""
        record.note(_IS_GIVEN_UP, value=True)

    def _can_undo(self, root: EngineTask) -> bool:
        return find_undoing(root) is not None or bool(records_at(root))

    def begin(self, record: EngineTask, conductor: EngineTask) -> None:
        """Begin to undo what the record tells of."""
        record.move_to(TaskState.STARTED)
        record.note(_CONDUCTOR, conductor.id)
        tree = record.workflow.run.workflows.get(record.id)
        if tree is None:
            if self.event is None:
                raise AssertionError("What has no event at its border keeps what is inside.")
            self.event.arrive(record.add_event(self.event))
            return
        root = tree.task_tree
        handler = None if _is_given_up(record) else find_undoing(root)
        if handler is not None:
            handler.arrive(root.add_event(handler))
        else:
            compensate(root, records_at(root))

    def end(self, record: EngineTask) -> None:
        """Let the record go, in a step of its own, because its handler is over."""
        record.workflow.run.queue_first(record)

    @override
    def proceed(self, task: EngineTask) -> bool | None:
        """Drop what is left inside."""
        task.workflow.run.cancel_inside(task)
        return True

    @override
    def _on_complete_hook(self, my_task: EngineTask) -> None:
        self.clean_up(my_task)
        own = my_task.workflow.tasks.get(_number(my_task, _CONDUCTOR))
        if own is None:
            return
        conductors = compensators_at(own.workflow.task_tree) if _is_given_up(my_task) else [own]
        for conductor in conductors:
            if not conductor.is_due:
                my_task.workflow.run.queue_first(conductor)

    @override
    def clean_up(self, task: EngineTask) -> None:
        """Drop the scope that was kept."""
        super().clean_up(task)
        if task.scope is not task.workflow.scope:
            task.workflow.run.scopes.close(task.scope)
            task.set_scope(task.workflow.scope)


class EngineCompensator(EngineSpec, NoneTask):
    """Undoes what some records tell of, the latest first.

    What was done after something, on a path that leads from there, is undone before it; all else
    is undone side by side.
    """

    is_visible = False

    def __init__(self, wf_spec: EngineProcessSpec, name: str, **kwargs: object) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.activity_id = wf_spec.name
        self.graph = wf_spec

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Begin the first handlers."""
        return self._go_on(task)

    @override
    def proceed(self, task: EngineTask) -> bool | None:
        """Begin the handlers that had to wait for others."""
        return self.finish(task) if self._go_on(task) else None

    def _go_on(self, task: EngineTask) -> bool | None:
        pending = _pending(task)
        # What an error has left is being undone already, and may be what was done later.
        others = (x for x in compensators_at(task.workflow.task_tree) if x is not task)
        left = [x for other in others for x in _pending(other) if _is_given_up(x)]
        ordered = sorted([*pending, *left], key=_began)
        began = [_began(record) for record in ordered]
        for record in reversed(pending):
            later = ordered[bisect_right(began, record.id) :]
            is_idle = record.has_state(TaskState.WAITING)
            if is_idle and not any(self._follows(x, record) for x in later):
                spec = record.task_spec
                if isinstance(spec, EngineRecord):
                    spec.begin(record, task)
        return None if pending else True

    def _follows(self, later: EngineTask, earlier: EngineTask) -> bool:
        one, other = later.task_spec.activity_id, earlier.task_spec.activity_id
        return self.graph.is_sequential or one == other or one in self.graph.behind(other)

    @override
    def _on_complete_hook(self, my_task: EngineTask) -> None:
        run = my_task.workflow.run
        throwers = my_task.internal_data.get(_THROWERS)
        for id_ in throwers if isinstance(throwers, list) else ():
            thrower = run.find(int(id_))
            if thrower is not None:
                left = _number(thrower, _LEFT) - 1
                thrower.note(_LEFT, left)
                # One that has not come so far looks at the number when it does.
                if not left and thrower.has_state(TaskState.STARTED) and thrower.wait is None:
                    run.queue_last(thrower)


def compensate(root: EngineTask, records: Iterable[EngineTask]) -> EngineTask | None:
    """Begin to undo what records tell of, unless that is under way.

    Args:
        root: Of the tree that the records belong to.
        records: Which of them.

    Returns:
        The compensator; None where there is nothing to undo.
    """
    taken = {id_ for task in compensators_at(root) for id_ in _list(task, _RECORDS)}
    ids = [str(record.id) for record in records if str(record.id) not in taken]
    if not ids:
        return None
    spec = root.workflow.spec.compensator
    if spec is None:
        raise AssertionError("Where there are records there is a compensator.")
    task = root.add_event(spec)
    task.note(_RECORDS, ids)
    spec.arrive(task)
    return task


def wait_for(thrower: EngineTask, compensators: Iterable[EngineTask]) -> bool:
    """Let what throws compensation wait until all that it has begun is over.

    Returns:
        False where there is nothing to wait for.
    """
    awaited = list(compensators)
    for task in awaited:
        task.note(_THROWERS, [*_list(task, _THROWERS), str(thrower.id)])
    if awaited:
        thrower.note(_LEFT, len(awaited))
    return bool(awaited)


def awaits_undoing(thrower: EngineTask) -> bool:
    """Return whether something that it waits for is not undone yet."""
    return _number(thrower, _LEFT) > 0


def undo_visible(task: EngineTask, activity_id: str | None) -> list[EngineTask]:
    """Begin to compensate what is visible from an event and completed.

    That is what stands beside it and, for an event in an event sub-process, what stands beside
    that.

    Args:
        task: The visit to the event.
        activity_id: Only this activity, or all within the sub-process around of this id; None for
            all.

    Returns:
        The compensators.
    """
    begun: list[EngineTask] = []
    tree, wanted = task.workflow, activity_id
    while True:
        if tree.spec.name == wanted:
            wanted = None
        records = records_at(tree.task_tree)
        named = (x for x in records if wanted in (None, x.task_spec.activity_id))
        compensator = compensate(tree.task_tree, named)
        begun += [] if compensator is None else [compensator]
        if tree.owner is None or not tree.owner.task_spec.is_handler:
            return begun
        tree = tree.owner.workflow


def records_at(host: EngineTask) -> list[EngineTask]:
    """Return the records that hang on a task: what is completed there and can be undone."""
    return [task for task in host.children if task.task_spec.is_record]


def compensators_at(root: EngineTask) -> list[EngineTask]:
    """Return what undoes something in a tree at the moment."""
    return [task for task in root.children if isinstance(task.task_spec, EngineCompensator)]


def find_undoing(root: EngineTask) -> EngineSpec | None:
    """Return the compensation event sub-process of a tree, or None."""
    return root.workflow.spec.undoing


def end_handler(task: EngineTask) -> None:
    """Let the record go whose handler is over."""
    record = task.parent
    if record is not None and isinstance(record.task_spec, EngineRecord):
        record.task_spec.end(record)


def _pending(conductor: EngineTask) -> list[EngineTask]:
    """Return the records that a compensator has not undone yet, in the order of their visits."""
    tasks = conductor.workflow.tasks
    here = (tasks.get(int(id_)) for id_ in _list(conductor, _RECORDS))
    return sorted((x for x in here if x is not None), key=_began)


def _is_given_up(record: EngineTask) -> bool:
    return _IS_GIVEN_UP in record.internal_data


def _began(record: EngineTask) -> int:
    return _number(record, _BEGAN)


def _number(task: EngineTask, key: str) -> int:
    number = task.internal_data.get(key)
    return number if isinstance(number, int) else 0


def _list(task: EngineTask, key: str) -> list[str]:
    found = task.internal_data.get(key)
    return found if isinstance(found, list) else []
