"""What other apps may know of user tasks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bpm.base.wire import JsonObject
from bpm.core.errors import Problem
from bpm.definitions.contracts import ShownForm
from bpm.files.contracts import FileDetails
from bpm.identity.contracts import PersonView


class UserTaskState(StrEnum):
    """Where a user task stands."""

    OPEN = "open"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class DelegationState(StrEnum):
    """Where a delegation stands: with the person who was asked, or back with the owner."""

    PENDING = "pending"
    RESOLVED = "resolved"


class InboxView(StrEnum):
    """The lists that an inbox offers by itself."""

    MINE = "mine"
    GROUPS = "groups"
    UNASSIGNED = "unassigned"
    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    FOLLOW_UP = "follow_up"
    MENTIONED = "mentioned"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUserTask:
    """A user task to be written by the command that reached it.

    Args:
        candidates: ``user:<username>`` and ``group:<name>``, without repetitions.
        exclude_completers_of: Activities whose completers may not do this one (four eyes).
    """

    id: UUID
    tenant_id: UUID
    root_instance_id: UUID
    process_instance_id: UUID
    definition_id: UUID
    definition_key: str
    business_key: str | None
    started_by: str | None
    activity_instance_id: UUID
    visit: int
    activity_id: str
    name: str
    assignee: str | None
    candidates: tuple[str, ...]
    priority: int
    due_at: datetime | None
    follow_up_at: datetime | None
    form_key: str | None
    form_id: UUID | None
    form_version: int | None
    created_at: datetime
    exclude_completers_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaskRow:
    """A user task as it is stored, with the names of its candidates.

    Args:
        excluded: Who may not do it, having completed an activity that it excludes.
        completed_before: Activities whose user tasks were completed in the same instance.
    """

    id: UUID
    tenant_id: UUID
    root_instance_id: UUID
    process_instance_id: UUID
    definition_id: UUID
    definition_key: str
    business_key: str | None
    started_by: str | None
    activity_instance_id: UUID
    visit: int
    activity_id: str
    name: str
    assignee: str | None
    owner: str | None
    priority: int
    due_at: datetime | None
    follow_up_at: datetime | None
    state: str
    suspended: bool
    form_key: str | None
    form_id: UUID | None
    form_version: int | None
    created_at: datetime
    completed_at: datetime | None
    completed_by: str | None
    revision: int
    delegation_state: str | None
    exclude_completers_of: list[str]
    candidates: tuple[str, ...]
    excluded: tuple[str, ...]
    completed_before: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCommand:
    """Which user task a command is about.

    Args:
        user_task_id: Its id.
        expected_revision: Do it only at this revision; None for any.
        reason: For the history, at most 1,000 characters.
    """

    user_task_id: UUID
    expected_revision: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaskView:
    """A user task as one person reads it.

    Args:
        why_not: Why this person can neither claim nor complete it; None where one is possible.
        excluded_users: Who may not do it, having completed an activity that it excludes.
        can_assign: Whether this person may give it to anybody, and change its candidates.
        can_change: Whether this person may change its priority and dates.
        can_send_back: Whether this person may send it back, and there is an earlier user task;
            whether it can go there just now is asked for by itself.
        can_add_approver: Whether this person may have it done by one more person.
        variables: Those of its instance that a saved search shows as columns; None where none
            are asked for.
    """

    id: UUID
    name: str
    activity_id: str
    process_instance_id: UUID
    definition_id: UUID
    definition_key: str
    definition_name: str
    business_key: str | None
    assignee: str | None
    owner: str | None
    candidate_users: tuple[str, ...]
    candidate_groups: tuple[str, ...]
    priority: int
    due_at: datetime | None
    follow_up_at: datetime | None
    state: UserTaskState
    suspended: bool
    created_at: datetime
    completed_at: datetime | None
    form_key: str | None
    form_id: UUID | None
    form_version: int | None
    revision: int
    can_claim: bool
    can_complete: bool
    why_not: str | None
    started_by: str | None
    delegation_state: DelegationState | None = None
    excluded_users: tuple[str, ...] = ()
    can_assign: bool = False
    can_delegate: bool = False
    can_resolve: bool = False
    can_change: bool = False
    can_send_back: bool = False
    can_add_approver: bool = False
    variables: JsonObject | None = None
    variable_types: dict[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalView:
    """Why a command was refused for one task out of many, and which fields are at fault."""

    code: str
    title: str
    detail: str
    errors: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskResultView:
    """What became of one task out of many: the task as it is now, or why it was refused."""

    id: UUID
    user_task: UserTaskView | None
    problem: RefusalView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskResultsView:
    """What became of each of many tasks, in the order in which they were named."""

    succeeded: int
    failed: int
    items: tuple[TaskResultView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxCounts:
    """How many user tasks each view of a person's inbox holds, each counted up to 1,000.

    Args:
        more: The views that hold more than that.
    """

    mine: int
    groups: int
    unassigned: int
    overdue: int
    due_today: int
    follow_up: int
    mentioned: int
    more: tuple[InboxView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateNames:
    """People and groups who may take a user task."""

    users: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()

    @property
    def stored(self) -> tuple[str, ...]:
        """Return the names as tasks keep them, each once."""
        users = (f"user:{name}" for name in self.users)
        groups = (f"group:{name}" for name in self.groups)
        return tuple(dict.fromkeys((*users, *groups)))


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidatesView:
    """Who may take a user task.

    Args:
        is_complete: False where there are more people than are listed.
    """

    items: tuple[PersonView, ...]
    is_complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCommentView:
    """What a person said about a user task: plain text, and whom it mentions."""

    id: UUID
    author: str
    text: str
    mentions: tuple[str, ...]
    created_at: datetime
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCommentsView:
    """What was said about a user task, oldest first."""

    items: tuple[TaskCommentView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAttachmentView:
    """A file beside a user task.

    Args:
        description: What its bringer says about it; empty where nothing.
        can_remove: Whether the reader may take it away.
    """

    id: UUID
    file: FileDetails
    description: str
    added_by: str
    created_at: datetime
    can_remove: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAttachmentsView:
    """The files beside a user task, oldest first.

    Args:
        can_add: Whether the reader may put another one there.
    """

    items: tuple[TaskAttachmentView, ...]
    can_add: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchersView:
    """Who watches a user task."""

    watchers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskEventView:
    """One thing that happened to a user task.

    Args:
        details: What belongs to it: old and new values, the reason.
    """

    id: UUID
    at: datetime
    actor: str | None
    command: str
    type: str
    details: JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskHistoryView:
    """What happened to a user task, oldest first."""

    items: tuple[TaskEventView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFormView:
    """What a person fills in.

    Args:
        form: None where the task has none.
        variables: What the form uses or the task's mapping gives; without a form, all of them.
        secret_variables: Names of those that are masked by null.
    """

    form: ShownForm | None
    variables: JsonObject
    variable_types: dict[str, str]
    secret_variables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDraftView:
    """What a person has typed and not yet sent; empty where nothing was saved.

    Args:
        form_id: The form that it was typed into; None without a form.
        is_outdated: The task shows another form by now: not to be applied blindly.
        labels: What the fields of an outdated form that it was typed into were called, by key.
        revision: Grows with each save, 0 where nothing was saved; the ETag.
    """

    variables: JsonObject
    variable_types: dict[str, str]
    updated_at: datetime | None
    form_id: UUID | None = None
    form_version: int | None = None
    is_outdated: bool = False
    labels: dict[str, str] = field(default_factory=dict)
    revision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTaskDraft:
    """What a person has typed into a user task.

    Args:
        form_id: The form that the person was shown; None where that is not said.
        expected_revision: What was read last; None where that does not matter.
    """

    variables: JsonObject
    variable_types: Mapping[str, str]
    form_id: UUID | None = None
    expected_revision: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveUserTask:
    """What ``verify_instances`` compares with the engine's state."""

    id: UUID
    process_instance_id: UUID
    visit: int
    activity_id: str
    suspended: bool
