"""What a person has typed into a user task, kept until it is sent."""

from collections.abc import Mapping
from uuid import UUID

from bpm.base import clock
from bpm.base.transactions import command
from bpm.core.values import JsonObject, check_limits, decode_variables
from bpm.identity.contracts import Actor
from bpm.user_tasks import access, queries
from bpm.user_tasks.contracts import TaskDraftView, UserTaskState
from bpm.user_tasks.errors import UserTaskClosedError
from bpm.user_tasks.models import TaskDraft, UserTask


@command
def save_draft(
    user_task_id: UUID,
    *,
    actor: Actor,
    variables: JsonObject,
    variable_types: Mapping[str, str],
) -> TaskDraftView:
    """Keep what the actor has typed; a later draft takes the place of an earlier one.

    Raises:
        UserTaskNotFoundError: The task does not exist, or is not the actor's to see.
        UserTaskClosedError: It is completed or cancelled.
        UserTaskSuspendedError: Its process instance is suspended.
        NotTheAssigneeError: Somebody else holds it.
        NotACandidateError: It is not meant for the actor.
        InvalidValueError: A value does not fit its type.
    """
    task = queries.get_user_task_row(user_task_id, actor=actor)
    access.require_completable(actor, task)
    check_limits(decode_variables(variables, variable_types))
    _lock_open(user_task_id)
    now = clock.now()
    TaskDraft.objects.update_or_create(
        user_task_id=user_task_id,
        username=actor.username,
        defaults={
            "tenant_id": task.tenant_id,
            "process_instance_id": task.process_instance_id,
            "root_instance_id": task.root_instance_id,
            "variables": variables,
            "variable_types": dict(variable_types),
            "updated_at": now,
        },
    )
    return TaskDraftView(variables=variables, variable_types=dict(variable_types), updated_at=now)


def _lock_open(user_task_id: UUID) -> None:
    """Keep the task from being closed meanwhile, which would leave a draft behind."""
    is_open = UserTask.objects.select_for_update().filter(
        id=user_task_id, state=UserTaskState.OPEN, suspended=False
    )
    if is_open.first() is None:
        raise UserTaskClosedError("This user task was closed or suspended meanwhile.")
