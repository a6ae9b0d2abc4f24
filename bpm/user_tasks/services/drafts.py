"""What a person has typed into a user task, kept until it is sent."""

from uuid import UUID

from bpm.base import clock
from bpm.base.transactions import command
from bpm.core.values import check_limits, decode_variables
from bpm.identity.contracts import Actor
from bpm.user_tasks import access, queries
from bpm.user_tasks.contracts import NewTaskDraft, TaskDraftView, UserTaskRow, UserTaskState
from bpm.user_tasks.errors import FormChangedError, TaskDraftChangedError, UserTaskClosedError
from bpm.user_tasks.models import TaskDraft, UserTask


@command
def save_draft(user_task_id: UUID, *, actor: Actor, draft: NewTaskDraft) -> TaskDraftView:
    """Keep what the actor has typed; a later draft takes the place of an earlier one.

    Raises:
        UserTaskNotFoundError: The task does not exist, or is not the actor's to see.
        UserTaskClosedError: It is completed or cancelled.
        UserTaskSuspendedError: Its process instance is suspended.
        NotTheAssigneeError: Somebody else holds it.
        NotACandidateError: It is not meant for the actor.
        FormChangedError: It shows another form than the one that was typed into.
        TaskDraftChangedError: The draft has another revision than expected.
        InvalidValueError: A value does not fit its type.
    """
    task = queries.get_user_task_row(user_task_id, actor=actor)
    access.require_fillable(actor, task)
    check_limits(decode_variables(draft.variables, draft.variable_types))
    if draft.form_id is not None and draft.form_id != task.form_id:
        raise FormChangedError("Read the form of this user task again; what you typed is yours.")
    # The lock on the task also lets two devices of one person save one after the other.
    _lock_open(user_task_id)
    present = TaskDraft.objects.filter(user_task_id=user_task_id, username=actor.username).first()
    revision = 0 if present is None else present.revision
    if draft.expected_revision not in {None, revision}:
        raise TaskDraftChangedError(f"The draft has revision {revision}; read it again.")
    row = TaskDraft(
        user_task_id=user_task_id,
        username=actor.username,
        tenant_id=task.tenant_id,
        process_instance_id=task.process_instance_id,
        root_instance_id=task.root_instance_id,
        variables=draft.variables,
        variable_types=dict(draft.variable_types),
        form_id=task.form_id,
        form_version=task.form_version,
        revision=revision + 1,
        updated_at=clock.now(),
    )
    row.save(force_insert=present is None, force_update=present is not None)
    return queries.draft_view(row, task)


@command
def discard_draft(user_task_id: UUID, *, actor: Actor) -> None:
    """Forget what the actor has typed; where nothing was saved, nothing happens.

    Raises:
        UserTaskNotFoundError: The task does not exist, or is not the actor's to see.
    """
    task: UserTaskRow = queries.get_user_task_row(user_task_id, actor=actor)
    TaskDraft.objects.filter(user_task_id=task.id, username=actor.username).delete()


def _lock_open(user_task_id: UUID) -> None:
    """Keep the task from being closed meanwhile, which would leave a draft behind."""
    is_open = UserTask.objects.select_for_update().filter(
        id=user_task_id, state=UserTaskState.OPEN, suspended=False
    )
    if is_open.first() is None:
        raise UserTaskClosedError("This user task was closed or suspended meanwhile.")
