"""What other apps and the API may know of process instances."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bpm.base.wire import JsonObject
from bpm.core.values import Value
from bpm.user_tasks.holder_types import TaskHolder

MAX_BUSINESS_KEY_CHARACTERS = 255


class InstanceState(StrEnum):
    """Where a process instance stands; an incident is not a state."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class StartProcessInstance:
    """Which process to start, with what.

    Args:
        definition_key: The newest version of this key, unless ``version`` or ``version_tag`` say
            otherwise; exactly one of key and id is given.
        start_at: Id of the start event; None for the one that the process has.
        form: The variables were entered into the start form, which decides what is written.
        outcome: What the button of the form means that was pressed.
        form_id: The form that was shown; None where that is not said.
    """

    definition_key: str | None = None
    definition_id: UUID | None = None
    version: int | None = None
    version_tag: str | None = None
    business_key: str | None = None
    variables: Mapping[str, Value] = field(default_factory=dict)
    start_at: str | None = None
    form: bool = False
    outcome: str | None = None
    form_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteUserTask:
    """Which user task to complete, with what.

    Args:
        variables: What the person changed; the form of the task decides what is written.
        outcome: What the button of the form means that was pressed.
        expected_revision: What the caller last read; None where the caller does not care.
    """

    user_task_id: UUID
    variables: Mapping[str, Value] = field(default_factory=dict)
    outcome: str | None = None
    expected_revision: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteUserTasks:
    """Which user tasks to complete, all with the same.

    Args:
        ids: At most 100, each once, all of one form.
        variables: What the person entered; the form validates it for each task by itself.
        outcome: What the button of the form means that was pressed.
    """

    ids: Sequence[UUID]
    variables: Mapping[str, Value]
    outcome: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStartDraft:
    """What a person has typed to start a process.

    Args:
        business_key: As far as it was typed.
        form_id: The start form that the person was shown; None where that is not said.
        expected_revision: What was read last; None where that does not matter.
    """

    business_key: str
    variables: JsonObject
    variable_types: Mapping[str, str]
    form_id: UUID | None = None
    expected_revision: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartDraftView:
    """What a person has typed to start a process; empty where nothing was saved.

    Args:
        form_id: The form that it was typed into; None without a form.
        is_outdated: The process starts with another form by now: not to be applied blindly.
        labels: What the fields of the form that it was typed into were called, by key, where it is
            outdated.
        revision: Grows with each save, 0 where nothing was saved; the ETag.
    """

    business_key: str
    variables: JsonObject
    variable_types: dict[str, str]
    updated_at: datetime | None
    form_id: UUID | None = None
    form_version: int | None = None
    is_outdated: bool = False
    labels: dict[str, str] = field(default_factory=dict)
    revision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingAt:
    """One place where an instance waits, and for what."""

    activity_id: str
    activity_type: str
    activity_name: str | None
    activity_instance_id: UUID | None
    user_task_id: UUID | None = None
    job_id: UUID | None = None
    incident_id: UUID | None = None
    subscription_id: UUID | None = None
    called_instance_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessInstanceView:
    """A process instance as one person reads it.

    Args:
        variables: None where they were not asked for, or are not this person's to read; null for
            a secret one.
        secret_variables: Names of those that are masked; None where there are no variables.
    """

    id: UUID
    definition_id: UUID
    definition_key: str
    definition_name: str | None
    version: int
    business_key: str | None
    state: InstanceState
    has_incidents: bool
    started_at: datetime
    ended_at: datetime | None
    started_by: str | None
    parent_id: UUID | None
    root_id: UUID
    waiting_at: tuple[WaitingAt, ...]
    variables: JsonObject | None = None
    variable_types: dict[str, str] | None = None
    secret_variables: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """A process instance as its starter follows it.

    Args:
        waiting_for: The user tasks that are open, in called instances too, and who has each;
            the oldest 50.
        waiting_for_count: How many there are.
        steps_done: How many different user tasks people have completed in it; one that is open
            again, after it was sent back, is not done. 0 where it has ended.
        usual_seconds: How long it usually takes: the median of the last instances of the process
            that were completed, at most 200; None with fewer than 10, or where it has ended.
        can_withdraw: Whether the starter may end it.
        why_not_withdraw: Why not; None where it is possible.
        can_remind: Whether those who have it may be reminded now.
        reminded_at: When they were last.
        remind_again_at: When they may be again; None where nothing has to be waited for.
    """

    id: UUID
    definition_id: UUID
    definition_key: str
    definition_name: str
    version: int
    business_key: str | None
    state: InstanceState
    has_incidents: bool
    started_at: datetime
    ended_at: datetime | None
    waiting_for: tuple[TaskHolder, ...]
    waiting_for_count: int
    steps_done: int
    usual_seconds: int | None
    can_withdraw: bool
    why_not_withdraw: str | None
    can_remind: bool
    reminded_at: datetime | None
    remind_again_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityInstanceView:
    """One visit to an activity.

    Args:
        visit: Its number in the instance, by which the history tells of it.
        scope: Number of the visit that it lies in; 0 for the instance itself.
    """

    id: UUID
    visit: int
    scope: int
    activity_id: str
    activity_name: str | None
    activity_type: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    loop_index: int | None
    called_instance_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VariablesView:
    """Variables of a process instance's own scope.

    Args:
        variables: By name; null for a secret one.
        secret_variables: Names of those that are masked.
    """

    variables: JsonObject
    variable_types: dict[str, str]
    secret_variables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentView:
    """What stopped an instance and needs a person."""

    id: UUID
    kind: str
    process_instance_id: UUID
    definition_key: str
    definition_name: str | None
    business_key: str | None
    activity_id: str
    activity_name: str | None
    job_id: UUID | None
    message: str
    detail: str
    fingerprint: str
    created_at: datetime
    resolved_at: datetime | None
    owner: str | None
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentGroupView:
    """Incidents that tell of one and the same fault, all open or all resolved.

    Args:
        first_at: When the oldest of them was opened.
        last_at: When the newest of them was opened.
        owners: User names of those who look after one or more of them.
        note: Of the newest that has one.
        by_hour: How many of them were opened in each of the last 16 hours of the clock, oldest
            first; the last is the present hour.
        sample: The newest of them.
    """

    fingerprint: str
    count: int
    first_at: datetime
    last_at: datetime
    kind: str
    definition_key: str
    definition_name: str | None
    activity_id: str
    activity_name: str | None
    owners: tuple[str, ...]
    note: str | None
    by_hour: tuple[int, ...]
    sample: IncidentView


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedRetry:
    """An incident that could not be retried, and why."""

    incident_id: UUID
    code: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentGroupRetryView:
    """What became of the incidents of a group.

    Args:
        retried: How many were tried again.
        failed_again: How many of those opened a new incident at the same step at once. A job
            runs later, so that its failure is not told here.
        failed: Those that could not be tried, and why; they stay open.
        remaining: How many were not reached.
        last_id: The last that was reached; ask again ``after`` it for what remains.
    """

    retried: int
    failed_again: int
    failed: tuple[FailedRetry, ...]
    remaining: int
    last_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceCounts:
    """How the instances of one process definition stand.

    Args:
        finished_is_estimate: Whether more have ended than ``finished``, because counting stopped.
    """

    running: int = 0
    finished: int = 0
    finished_is_estimate: bool = False
    incidents: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityFigures:
    """How the visits to one activity stand.

    Args:
        running: Over all instances of the definition, as is ``incidents``.
        running_is_estimate: Whether more are there than ``running``, because counting stopped.
        visits: In the sample only, those that last as well.
        median_seconds: From the start of a visit to its end, in the sample; None where none ended.
        p95_seconds: What nineteen of twenty visits did not take longer than.
    """

    activity_id: str
    running: int = 0
    running_is_estimate: bool = False
    incidents: int = 0
    visits: int = 0
    median_seconds: float | None = None
    p95_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleView:
    """The instances of which visits and their durations are told.

    Args:
        since: When the first of them was started; None where there is none.
        is_all: Whether these are all instances of the definition.
    """

    instances: int
    since: datetime | None
    is_all: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsView:
    """How the instances of one process definition stand, activity by activity.

    Args:
        finished_is_estimate: See ``InstanceCounts``.
    """

    running: int
    finished: int
    finished_is_estimate: bool
    incidents: int
    sample: SampleView
    activities: tuple[ActivityFigures, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One difference between an instance's engine state and its tables.

    Args:
        kind: ``orphan_…``, ``missing_…``, ``wrong_…``, ``limbo``, ``unreadable``.
    """

    process_instance_id: UUID
    kind: str
    detail: str
