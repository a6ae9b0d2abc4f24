"""Tables of the inbox."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from bpm.base.fields import ExactJsonField
from bpm.base.rows import Row
from bpm.user_tasks.contracts import DelegationState, UserTaskState


class UserTask(Row):
    """One piece of human work.

    People are named by username, as in models and answers, so that a task reads without a join.
    Columns of the process instance that never change are repeated for the same reason.
    ``exclude_completers_of`` are activities of the instance: who completed one may not do this.
    """

    id = models.UUIDField(primary_key=True)
    tenant_id = models.UUIDField()
    root_instance_id = models.UUIDField()
    process_instance_id = models.UUIDField()
    definition_id = models.UUIDField()
    definition_key = models.CharField(max_length=255)
    business_key = models.CharField(max_length=255, null=True)
    started_by = models.CharField(max_length=150, null=True)
    activity_instance_id = models.UUIDField()
    visit = models.IntegerField()
    activity_id = models.CharField(max_length=255)
    name = models.TextField()
    assignee = models.CharField(max_length=150, null=True)
    owner = models.CharField(max_length=150, null=True)
    delegation_state = models.CharField(
        max_length=20, null=True, choices=[(s.value, s.value) for s in DelegationState]
    )
    exclude_completers_of = ArrayField(models.TextField(), default=list)
    priority = models.IntegerField()
    due_at = models.DateTimeField(null=True)
    follow_up_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in UserTaskState])
    suspended = models.BooleanField(default=False)
    form_key = models.CharField(max_length=255, null=True)
    form_id = models.UUIDField(null=True)
    form_version = models.IntegerField(null=True)
    created_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)
    completed_by = models.CharField(max_length=150, null=True)
    revision = models.IntegerField(default=1)

    class Meta:
        db_table = "user_task"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in UserTaskState]),
                name="user_task_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state=UserTaskState.OPEN.value, completed_at__isnull=True)
                | ~Q(state=UserTaskState.OPEN.value) & Q(completed_at__isnull=False),
                name="user_task_closed_has_time",
            ),
            models.CheckConstraint(
                condition=Q(delegation_state__isnull=True)
                | Q(delegation_state__in=[s.value for s in DelegationState])
                & Q(owner__isnull=False, assignee__isnull=False),
                name="user_task_delegated_by_owner",
            ),
            models.UniqueConstraint(
                fields=["process_instance_id", "visit"], name="user_task_one_for_a_visit"
            ),
        ]
        indexes = [
            models.Index(
                fields=["assignee", "due_at", "id"],
                condition=Q(state=UserTaskState.OPEN.value, assignee__isnull=False),
                name="user_task_held_by",
            ),
            # Read backwards, newest first and empty times last; written where it grows.
            models.Index(
                F("completed_by"),
                F("completed_at").asc(nulls_first=True),
                condition=Q(completed_by__isnull=False),
                name="user_task_done_by",
            ),
            # Whose instances a person still sees; those of open tasks are found by that above.
            models.Index(
                fields=["assignee", "process_instance_id"],
                condition=Q(assignee__isnull=False) & ~Q(state=UserTaskState.OPEN.value),
                name="user_task_once_held_by",
            ),
            models.Index(
                fields=["form_id"],
                condition=Q(state=UserTaskState.OPEN.value, form_id__isnull=False),
                name="user_task_of_form",
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(
                    state=UserTaskState.OPEN.value, assignee__isnull=False, due_at__isnull=False
                ),
                name="user_task_held_until",
            ),
            models.Index(
                fields=["tenant_id", "due_at", "id"],
                condition=Q(state=UserTaskState.OPEN.value),
                name="user_task_open_by_due",
            ),
            models.Index(
                fields=["started_by", "due_at", "id"],
                condition=Q(state=UserTaskState.OPEN.value, started_by__isnull=False),
                name="user_task_of_starter",
            ),
            models.Index(
                fields=["tenant_id", "follow_up_at", "id"],
                condition=Q(
                    state=UserTaskState.OPEN.value,
                    follow_up_at__isnull=False,
                    assignee__isnull=True,
                ),
                name="user_task_put_off_until",
            ),
            GinIndex(
                fields=["name", "business_key"],
                opclasses=["gin_trgm_ops", "gin_trgm_ops"],
                condition=Q(state=UserTaskState.OPEN.value),
                name="user_task_by_part_of_text",
            ),
        ]


class UserTaskCandidate(Row):
    """One person or group that may take a task, with the inbox's sort keys beside it.

    ``candidate`` is ``user:<username>`` or ``group:<name>``. ``offered`` is true while the task
    is open, not suspended and held by nobody; the row stays, because candidates keep reading.
    ``is_open`` is the task's own state: what is open and not offered is read by others than these.
    """

    pk = models.CompositePrimaryKey("user_task_id", "candidate")
    user_task = models.ForeignKey(UserTask, on_delete=models.CASCADE, db_index=False)
    candidate = models.CharField(max_length=200)
    tenant_id = models.UUIDField()
    root_instance_id = models.UUIDField()
    process_instance_id = models.UUIDField()
    offered = models.BooleanField()
    is_open = models.BooleanField(db_default=True)
    due_at = models.DateTimeField(null=True)
    priority = models.IntegerField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "user_task_candidate"
        indexes = [
            models.Index(
                fields=["tenant_id", "candidate", "due_at", "user_task"],
                condition=Q(offered=True),
                name="candidate_inbox",
            ),
            models.Index(
                fields=["tenant_id", "candidate", "due_at", "user_task"],
                condition=Q(is_open=True, offered=False),
                name="candidate_of_held",
            ),
            # Instances that a person or a group sees, newest first, whatever became of the tasks.
            models.Index(
                fields=["tenant_id", "candidate", "process_instance_id"],
                name="candidate_of_instance",
            ),
        ]


class TaskDraft(Row):
    """What a person has typed into a task and not yet sent."""

    pk = models.CompositePrimaryKey("user_task_id", "username")
    user_task = models.ForeignKey(UserTask, on_delete=models.CASCADE, db_index=False)
    username = models.CharField(max_length=150)
    tenant_id = models.UUIDField()
    process_instance_id = models.UUIDField()
    root_instance_id = models.UUIDField()
    variables = ExactJsonField()
    variable_types = ExactJsonField()
    form_id = models.UUIDField(null=True)
    form_version = models.IntegerField(null=True)
    revision = models.IntegerField(default=1)
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "task_draft"


class TaskComment(Row):
    """What a person said about a task; the text is here only, so that it can be erased."""

    id = models.UUIDField(primary_key=True)
    user_task = models.ForeignKey(UserTask, on_delete=models.CASCADE, db_index=False)
    tenant_id = models.UUIDField()
    root_instance_id = models.UUIDField()
    process_instance_id = models.UUIDField()
    author = models.CharField(max_length=150)
    text = models.TextField()
    mentions = ArrayField(models.TextField(), default=list)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "task_comment"
        indexes = [
            models.Index(fields=["user_task", "id"], name="task_comment_by_task"),
            GinIndex(fields=["mentions"], name="task_comment_mentions"),
        ]


class TaskAttachment(Row):
    """A file that somebody put beside a task; what the file is stands in ``files``."""

    id = models.UUIDField(primary_key=True)
    user_task = models.ForeignKey(UserTask, on_delete=models.CASCADE, db_index=False)
    tenant_id = models.UUIDField()
    root_instance_id = models.UUIDField()
    process_instance_id = models.UUIDField()
    file_id = models.UUIDField()
    description = models.TextField()
    added_by = models.CharField(max_length=150)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "task_attachment"
        constraints = [
            models.UniqueConstraint(
                fields=["user_task", "file_id"], name="task_attachment_once_a_task"
            ),
        ]
        indexes = [models.Index(fields=["file_id"], name="task_attachment_by_file")]


class TaskWatcher(Row):
    """A person who wants to hear of a task without working on it."""

    pk = models.CompositePrimaryKey("user_task_id", "username")
    user_task = models.ForeignKey(UserTask, on_delete=models.CASCADE, db_index=False)
    username = models.CharField(max_length=150)
    tenant_id = models.UUIDField()
    root_instance_id = models.UUIDField()
    process_instance_id = models.UUIDField()

    class Meta:
        db_table = "task_watcher"


class TaskFilter(Row):
    """A search for user tasks that a person keeps, and may share with groups."""

    id = models.UUIDField(primary_key=True)
    tenant_id = models.UUIDField()
    owner = models.CharField(max_length=150)
    name = models.CharField(max_length=100)
    description = models.TextField()
    criteria = ExactJsonField()
    columns = ArrayField(models.TextField(), default=list)
    sort = ExactJsonField()
    position = models.IntegerField()
    shared_with = ArrayField(models.TextField(), default=list)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    revision = models.IntegerField(default=1)

    class Meta:
        db_table = "task_filter"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "owner", "name"], name="task_filter_one_of_a_name"
            ),
        ]
