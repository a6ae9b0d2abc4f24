"""Where user tasks may be sent back to."""

from collections.abc import Sequence
from uuid import UUID

from bpm.core import engine
from bpm.core.engine.contracts import EngineState, PastVisit, SendBackTarget
from bpm.definitions import queries as definitions
from bpm.identity.contracts import Actor
from bpm.runtime import reading
from bpm.runtime.models import ActivityInstance
from bpm.runtime.return_views import SendBackTargetsView, SendBackTargetView
from bpm.user_tasks import access, queries as user_tasks
from bpm.user_tasks.contracts import UserTaskRow
from bpm.user_tasks.errors import UserTaskClosedError

_COMPLETED = "completed"


def list_send_back_targets(user_task_id: UUID, *, actor: Actor) -> SendBackTargetsView:
    """Return the earlier user tasks of a task's instance, and which it may be sent back to.

    Raises:
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
        UserTaskClosedError: It is completed or cancelled.
        UserTaskSuspendedError: Its process instance is suspended.
        NotTheAssigneeError: Somebody else holds it.
        NotACandidateError: It is not meant for the actor.
        FourEyesError: The actor completed what the task checks.
        UserTaskDelegatedError: It was delegated to the actor; the owner decides.
    """
    task = user_tasks.get_user_task_row(user_task_id, actor=actor)
    access.require_sendable_back(actor, task)
    try:
        state = reading.read_engine_state(task.process_instance_id)
    except KeyError as error:
        raise UserTaskClosedError("Its process instance has just ended.") from error
    names = definitions.get_executable_by_id(task.definition_id).process.activity_names
    done = {row.visit: row for row in user_tasks.list_completed_rows(task.process_instance_id)}
    items = []
    for target in find_send_back_targets(task, state):
        row = done.get(target.visit)
        items.append(
            SendBackTargetView(
                activity_id=target.activity_id,
                name=names.get(target.activity_id, target.activity_id),
                completed_by=None if row is None else row.completed_by,
                completed_at=None if row is None else row.completed_at,
                is_possible=target.problem is None,
                problem=target.problem,
            )
        )
    return SendBackTargetsView(items=tuple(items))


def find_send_back_targets(task: UserTaskRow, state: EngineState) -> Sequence[SendBackTarget]:
    """Return the earlier user tasks and what forbids each, whoever may see them.

    Args:
        task: An open user task.
        state: Of its instance, locked where the answer is to stay true.

    Raises:
        UnknownVisitError: It is open no more.
    """
    process = definitions.get_executable_by_id(task.definition_id).process
    rows = ActivityInstance.objects.filter(process_instance_id=task.process_instance_id)
    past = [
        PastVisit(
            visit=row.visit,
            activity_id=row.activity_id,
            activity_type=row.activity_type,
            scope=row.scope,
            started_at=row.started_at,
            ended_at=row.ended_at,
            is_completed=row.outcome == _COMPLETED,
        )
        for row in rows
    ]
    return engine.find_send_back_targets(process, state, task.visit, past)
