"""Who may take a user task, how urgent it is, and when: changes that leave it where it is."""

from collections.abc import Container, Sequence
from datetime import UTC, datetime

from django.utils.dateparse import parse_datetime

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.transactions import command
from bpm.core.errors import Problem
from bpm.core.time import (
    DaysTimeDuration,
    InvalidTemporalError,
    YearsMonthsDuration,
    read_moment,
    to_instant,
)
from bpm.core.values import JsonValue
from bpm.history.services import check_reason
from bpm.identity import queries as identity
from bpm.identity.contracts import Actor
from bpm.user_tasks import access, queries
from bpm.user_tasks.contracts import CandidateNames, TaskCommand, UserTaskRow, UserTaskView
from bpm.user_tasks.errors import (
    InvalidTaskChangeError,
    PersonExcludedError,
    UnknownCandidateError,
)
from bpm.user_tasks.models import UserTaskCandidate
from bpm.user_tasks.services.changing import Change, lock_task, write_change

LARGEST_PRIORITY = 100
MOST_CANDIDATES = 100


@command
def add_candidates(
    asked: TaskCommand,
    *,
    names: CandidateNames,
    actor: Actor,
    request_key: RequestKey | None = None,
) -> UserTaskView:
    """Let more people and groups take the task; who may already stays.

    Raises:
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
        UserTaskChangedError: It is not at the revision that was expected.
        UserTaskClosedError: It is completed or cancelled.
        UserTaskSuspendedError: Its process instance is suspended.
        NotTheAssigneeError: The actor neither holds nor manages the task.
        UnknownCandidateError: There is no such active person or group.
        PersonExcludedError: A person completed what the task checks.
        InvalidTaskChangeError: These are too many.
        InvalidReasonError: The reason is too long.
    """
    return answer_once(
        request_key, view=UserTaskView, status=200, run=lambda: _add(asked, names, actor)
    )


def _add(asked: TaskCommand, names: CandidateNames, actor: Actor) -> UserTaskView:
    task = _lock(asked, actor)
    access.require_changeable(actor, task)
    _require_known(names, task)
    added = [name for name in names.stored if name not in task.candidates]
    if len(task.candidates) + len(added) > MOST_CANDIDATES:
        detail = f"A user task has at most {MOST_CANDIDATES} candidates."
        raise _refused(detail, "")
    if not added:
        return queries.view_of(task, actor=actor)
    UserTaskCandidate.objects.bulk_create(
        UserTaskCandidate(
            user_task_id=task.id,
            candidate=name,
            tenant_id=task.tenant_id,
            root_instance_id=task.root_instance_id,
            process_instance_id=task.process_instance_id,
            offered=task.assignee is None,
            due_at=task.due_at,
            priority=task.priority,
            created_at=task.created_at,
        )
        for name in added
    )
    return _told(task, asked, actor, command_name="add_candidates", added=added, removed=[])


@command
def remove_candidates(
    asked: TaskCommand,
    *,
    names: CandidateNames,
    actor: Actor,
    request_key: RequestKey | None = None,
) -> UserTaskView:
    """Take the task out of the inboxes of people and groups; who holds it keeps it.

    Raises:
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
        PermissionMissingError: The actor may not operate instances of this process.
        UserTaskChangedError: It is not at the revision that was expected.
        UserTaskClosedError: It is completed or cancelled.
        UserTaskSuspendedError: Its process instance is suspended.
        InvalidReasonError: The reason is too long.
    """
    return answer_once(
        request_key, view=UserTaskView, status=200, run=lambda: _remove(asked, names, actor)
    )


def _remove(asked: TaskCommand, names: CandidateNames, actor: Actor) -> UserTaskView:
    task = _lock(asked, actor)
    access.require_assignable(actor, task)
    removed = [name for name in names.stored if name in task.candidates]
    if not removed:
        return queries.view_of(task, actor=actor)
    UserTaskCandidate.objects.filter(user_task_id=task.id, candidate__in=removed).delete()
    return _told(task, asked, actor, command_name="remove_candidates", added=[], removed=removed)


@command
def set_user_task_priority(
    asked: TaskCommand, *, priority: int, actor: Actor, request_key: RequestKey | None = None
) -> UserTaskView:
    """Make the task more or less urgent: a whole number from 0 to 100.

    Raises:
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
        UserTaskChangedError: It is not at the revision that was expected.
        UserTaskClosedError: It is completed or cancelled.
        UserTaskSuspendedError: Its process instance is suspended.
        NotTheAssigneeError: The actor neither holds nor manages the task.
        InvalidTaskChangeError: The number is out of range.
        InvalidReasonError: The reason is too long.
    """
    if not 0 <= priority <= LARGEST_PRIORITY:
        raise _refused(f"Give a whole number from 0 to {LARGEST_PRIORITY}.", "/priority")
    return answer_once(
        request_key,
        view=UserTaskView,
        status=200,
        run=lambda: set_once(asked, "priority", priority, actor, "set_user_task_priority"),
    )


@command
def set_user_task_due_at(
    asked: TaskCommand, *, due_at: str | None, actor: Actor, request_key: RequestKey | None = None
) -> UserTaskView:
    """Set when the task is due: a time with its offset, a duration from now, or null for never.

    Raises:
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
        UserTaskChangedError: It is not at the revision that was expected.
        UserTaskClosedError: It is completed or cancelled.
        UserTaskSuspendedError: Its process instance is suspended.
        NotTheAssigneeError: The actor neither holds nor manages the task.
        InvalidTaskChangeError: This is no time.
        InvalidReasonError: The reason is too long.
    """
    instant = read_instant(due_at, "/due_at")
    return answer_once(
        request_key,
        view=UserTaskView,
        status=200,
        run=lambda: set_once(asked, "due_at", instant, actor, "set_user_task_due_at"),
    )


@command
def set_user_task_follow_up_at(
    asked: TaskCommand,
    *,
    follow_up_at: str | None,
    actor: Actor,
    request_key: RequestKey | None = None,
) -> UserTaskView:
    """Put the task off until a time; it is in nobody's way before then. Null brings it back.

    Raises:
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
        UserTaskChangedError: It is not at the revision that was expected.
        UserTaskClosedError: It is completed or cancelled.
        UserTaskSuspendedError: Its process instance is suspended.
        NotTheAssigneeError: The actor neither holds nor manages the task.
        InvalidTaskChangeError: This is no time.
        InvalidReasonError: The reason is too long.
    """
    instant = read_instant(follow_up_at, "/follow_up_at")
    return answer_once(
        request_key,
        view=UserTaskView,
        status=200,
        run=lambda: set_once(asked, "follow_up_at", instant, actor, "set_user_task_follow_up_at"),
    )


def set_once(
    asked: TaskCommand, name: str, new: int | datetime | None, actor: Actor, command_name: str
) -> UserTaskView:
    """Set one column within a transaction that runs; equal values change nothing."""
    task = _lock(asked, actor)
    access.require_changeable(actor, task)
    old = getattr(task, name)
    if old == new:
        return queries.view_of(task, actor=actor)
    change = Change(
        command=command_name,
        type="user_task_changed",
        columns={name: new},
        told={"field": name, "old": _as_json(old), "new": _as_json(new)},
        reason=asked.reason,
    )
    return write_change(task, change, actor=actor)


def read_instant(text: str | None, pointer: str) -> datetime | None:
    """Return the instant that a person gave: a time with its offset, or a duration from now.

    Raises:
        InvalidTaskChangeError: It is neither, or too far away.
    """
    if text is None:
        return None
    try:
        found = parse_datetime(text)
        if found is not None and found.tzinfo is not None:
            return found.astimezone(UTC)
        moment = read_moment(text.strip())
        if isinstance(moment, DaysTimeDuration | YearsMonthsDuration):
            return to_instant(moment, clock.now(), UTC)
    except (ValueError, OverflowError, InvalidTemporalError):
        # Whatever is wrong with it, the sentence below tells what is right.
        pass
    detail = "Give a time with its offset, such as 2026-05-01T08:00:00Z, or a duration: P3D."
    raise _refused(detail, pointer)


def _lock(asked: TaskCommand, actor: Actor) -> UserTaskRow:
    check_reason(asked.reason)
    return lock_task(asked.user_task_id, actor=actor, expected_revision=asked.expected_revision)


def _as_json(value: int | datetime | None) -> JsonValue:
    if isinstance(value, datetime):
        return value.isoformat()
    return None if value is None else str(value)


def _told(
    task: UserTaskRow,
    asked: TaskCommand,
    actor: Actor,
    *,
    command_name: str,
    added: Sequence[str],
    removed: Sequence[str],
) -> UserTaskView:
    change = Change(
        command=command_name,
        type="user_task_candidates_changed",
        told={"added": list(added), "removed": list(removed)},
        reason=asked.reason,
    )
    return write_change(task, change, actor=actor)


def _require_known(names: CandidateNames, task: UserTaskRow) -> None:
    """Refuse names of nobody, and people whom four eyes keep from the task."""
    people = identity.user_ids(task.tenant_id, names.users)
    groups = identity.group_names(task.tenant_id, names.groups)
    unknown = [
        *_unknown("users", names.users, people, "person"),
        *_unknown("groups", names.groups, groups, "group"),
    ]
    if unknown:
        raise UnknownCandidateError(problems=unknown)
    excluded = [name for name in names.users if name in task.excluded]
    if excluded:
        detail = access.why_excluded(excluded[0], task)
        pointer = f"/users/{names.users.index(excluded[0])}"
        problem = Problem(code=PersonExcludedError.code, pointer=pointer, detail=detail)
        raise PersonExcludedError(detail, problems=[problem])


def _unknown(member: str, names: Sequence[str], known: Container[str], noun: str) -> list[Problem]:
    return [
        Problem(
            code=UnknownCandidateError.code,
            pointer=f"/{member}/{index}",
            detail=f"There is no active {noun} called {name[:150]!r}.",
        )
        for index, name in enumerate(names)
        if name not in known
    ]


def _refused(detail: str, pointer: str) -> InvalidTaskChangeError:
    problem = Problem(code=InvalidTaskChangeError.code, pointer=pointer, detail=detail)
    return InvalidTaskChangeError(detail, problems=[problem])
