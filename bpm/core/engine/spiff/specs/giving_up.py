"""Sub-processes that are left before their end: what is completed in them is undone.

A sub-process that an error leaves, and that has no error event sub-process for it, has all that is
completed in it compensated; what was under way in it is given up in the same manner. An activity
that fails is not itself compensated, and a transaction that an error leaves (a hazard) undoes
nothing. What a cancel event ends is undone likewise.

What catches the error goes on only when all of that is undone: by default, compensation is waited
for. Source: BPMN 2.0.2 §13.5.5 (presumed abort) and §10.3.5 (Transaction).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bpm.core.bpmn import ErrorTrigger
from bpm.core.engine.spiff.specs.compensation import (
    EngineCompensator,
    EngineRecord,
    compensate,
    compensators_at,
    records_at,
    wait_for,
)
from bpm.core.engine.spiff.specs.containers import EngineTransaction
from bpm.core.engine.spiff.task import EngineTask

if TYPE_CHECKING:
    from bpm.core.engine.spiff.run import Run


def give_up_failed(task: EngineTask) -> list[EngineTask]:
    """Remember what is completed in an activity that an error leaves.

    Args:
        task: The visit to it, which is about to be cancelled.

    Returns:
        The records, for ``undo_failed``.
    """
    root = task.workflow.task_tree
    before = {record.id for record in records_at(root)}
    give_up(task, is_error=True)
    return [record for record in records_at(root) if record.id not in before]


def undo_failed(records: Sequence[EngineTask], token: EngineTask) -> None:
    """Begin to undo what was completed in an activity that an error has left.

    Args:
        records: What ``give_up_failed`` has returned.
        token: The visit to what has caught the error, which goes on afterwards.
    """
    if records:
        compensator = compensate(records[0].workflow.task_tree, records)
        wait_for(token, [] if compensator is None else [compensator])


def undo_process(run: "Run") -> list[EngineTask]:
    """End all in a called process that an error leaves, and begin to undo what is completed.

    Returns:
        All compensators at work.
    """
    root = run.workflow.task_tree
    if root.workflow.spec.compensator is None or _has_handled(root):
        return []
    for child in root.children:
        _end(child, is_error=True)
    compensate(root, records_at(root))
    return compensators_at(root)


def undo_transaction(task: EngineTask) -> list[EngineTask]:
    """End all else in a transaction, and begin to compensate what is completed in it.

    Where the transaction is repeated, its other instances are given up and undone like it.

    Args:
        task: The visit to the cancel event in it.

    Returns:
        All compensators at work.
    """
    owner = task.workflow.owner
    root = task.workflow.task_tree
    body = None if owner is None or owner.task_spec.loop is None else owner.parent
    completed = [] if body is None else records_at(body)
    if root.workflow.spec.compensator is None and not completed:
        return []
    for child in root.children:
        if child is not task:
            _end(child, is_error=False)
    compensate(root, records_at(root))
    begun = compensators_at(root)
    if owner is None or body is None:
        return begun
    for other in body.children:
        if other.task_spec is owner.task_spec and other is not owner:
            _end(other, is_error=False)
    compensator = compensate(owner.workflow.task_tree, records_at(body))
    return begun if compensator is None else [*begun, compensator]


def give_up(task: EngineTask, *, is_error: bool) -> None:
    """Remember what is completed in a visit that is about to be cancelled.

    Args:
        task: The visit; one to a body of instances remembers what is completed in each.
        is_error: Whether an error leaves it; else a transaction around is cancelled.
    """
    tree = task.workflow.run.workflows.get(task.id)
    if tree is None:
        _give_up_instances(task, is_error=is_error)
        return
    spec, root = task.task_spec, tree.task_tree
    if is_error and (isinstance(spec, EngineTransaction) or _has_handled(root)):
        return
    for child in root.children:
        _end(child, is_error=is_error)
    if spec.afterwards is not None and records_at(root):
        spec.afterwards(task)
        _mark(task)


def _end(task: EngineTask, *, is_error: bool) -> None:
    if not isinstance(task.task_spec, EngineRecord | EngineCompensator):
        give_up(task, is_error=is_error)
        task.cancel()


def _mark(task: EngineTask) -> None:
    """Keep in the record of a visit that it never came to its end."""
    hosts = {task.parent, task.workflow.task_tree} - {None}
    for record in (record for host in hosts if host is not None for record in records_at(host)):
        if isinstance(record.task_spec, EngineRecord) and record.task_spec.tells_of(record, task):
            record.task_spec.mark_as_given_up(record)


def _give_up_instances(body: EngineTask, *, is_error: bool) -> None:
    inner = getattr(body.task_spec, "inner", None)
    if inner is None:
        return
    for instance in body.children:
        if instance.task_spec is inner:
            give_up(instance, is_error=is_error)
    for record in records_at(body):
        record.hang_on(body.workflow.task_tree)


def _has_handled(root: EngineTask) -> bool:
    """Return whether an error is handled there: then undoing is the handler's own concern."""
    return any(
        child.task_spec.is_handler
        and any(isinstance(trigger, ErrorTrigger) for trigger in child.task_spec.triggers)
        for child in root.children
    )
