"""What other apps may know of notifications."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    """What a person is told of."""

    TASK_ASSIGNED = "task_assigned"
    TASK_DELEGATED = "task_delegated"
    TASK_RESOLVED = "task_resolved"
    """A task that the person delegated came back."""
    TASK_OFFERED = "task_offered"
    """A task that nobody holds is meant for the person, by name or by a group."""
    MENTIONED = "mentioned"
    TASK_COMMENTED = "task_commented"
    """Somebody commented on a task that the person holds, owns or watches."""
    TASK_DUE_SOON = "task_due_soon"
    TASK_OVERDUE = "task_overdue"
    TASK_REMINDED = "task_reminded"
    REQUEST_NEEDS_ME = "request_needs_me"
    """A task in a process instance that the person started himself was given to him."""
    REQUEST_FINISHED = "request_finished"
    REQUEST_CANCELLED = "request_cancelled"


class InApp(StrEnum):
    """Whether a kind is listed in the application."""

    IMMEDIATELY = "immediately"
    OFF = "off"


class ByMail(StrEnum):
    """When a kind goes out by mail."""

    IMMEDIATELY = "immediately"
    DIGEST = "digest"
    OFF = "off"


class MailState(StrEnum):
    """Where a mail stands."""

    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"
    """There was nothing left to tell when it was due."""
    FAILED = "failed"
    """It could not be sent; the person is shown why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """How one kind reaches a person."""

    in_app: InApp
    mail: ByMail


@dataclass(frozen=True, slots=True, kw_only=True)
class KindChoice:
    """How one kind reaches a person, with its name."""

    kind: Kind
    in_app: InApp
    mail: ByMail


DEFAULT_CHOICES: Mapping[Kind, Choice] = {
    kind: Choice(in_app=InApp.IMMEDIATELY, mail=ByMail.IMMEDIATELY) for kind in Kind
} | {
    Kind.TASK_OFFERED: Choice(in_app=InApp.OFF, mail=ByMail.OFF),
    Kind.TASK_COMMENTED: Choice(in_app=InApp.IMMEDIATELY, mail=ByMail.DIGEST),
    Kind.TASK_DUE_SOON: Choice(in_app=InApp.IMMEDIATELY, mail=ByMail.DIGEST),
}
"""What holds for who has chosen nothing."""

DEFAULT_DIGEST_HOUR = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedSettings:
    """How a person wants to be told.

    Args:
        choices: Of some kinds; the others keep their default.
        quiet_from: ``HH:MM`` in the person's zone from when on mails wait; None for never.
        quiet_until: ``HH:MM`` at which they go out.
        digest_hour: Hour of the day, 0 to 23, at which the digest goes out.
        muted_processes: Keys of processes that are never told of.
    """

    choices: tuple[KindChoice, ...] = ()
    quiet_from: str | None = None
    quiet_until: str | None = None
    digest_hour: int = DEFAULT_DIGEST_HOUR
    time_zone: str = "UTC"
    muted_processes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationSettingsView:
    """How a person is told, as he reads it.

    Args:
        choices: Every kind, in one order.
        email: Where mails go; empty where the account has no address, so none are sent.
        mail_problem: Why the last mail could not be sent; None where it was.
        revision: 0 where nothing was chosen yet.
    """

    choices: tuple[KindChoice, ...]
    quiet_from: str | None
    quiet_until: str | None
    digest_hour: int
    time_zone: str
    muted_processes: tuple[str, ...]
    email: str
    mail_problem: str | None
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationView:
    """One thing that a person is told.

    Args:
        title: Name of the task, or of the process where it is about a whole request.
        actor: Username of who caused it; None where the suite did.
        note: The reason that was given, or how a request ended.
        excerpt: Beginning of the comment; None where there is none, or it may not be read now.
    """

    id: UUID
    kind: Kind
    at: datetime
    is_read: bool
    title: str
    actor: str | None
    user_task_id: UUID | None
    process_instance_id: UUID
    definition_key: str
    definition_name: str
    business_key: str | None
    due_at: datetime | None
    note: str | None
    excerpt: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadCount:
    """How many notifications were not read yet; at most 100 are counted."""

    unread: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something to be told to one person, if he wants to hear of it.

    Args:
        event_key: The same each time when the same thing is found again.
    """

    tenant_id: UUID
    username: str
    kind: Kind
    event_key: str
    at: datetime
    title: str
    actor: str | None
    user_task_id: UUID | None
    process_instance_id: UUID
    root_instance_id: UUID
    definition_key: str
    definition_name: str
    business_key: str | None
    due_at: datetime | None = None
    comment_id: UUID | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationMailView:
    """A mail to one person, as operators see it: whether it went out, and not what it says.

    Args:
        username: Whom it is for.
        email: Where it would go now; empty where the account has no address.
        is_digest: Whether it is the digest of a day.
        items: How many things it tells.
        due_at: When it goes out, or is tried again.
        last_error: Why the last attempt failed.
        finished_at: When it was sent, given up or discarded.
    """

    id: UUID
    username: str
    email: str
    is_digest: bool
    items: int
    state: MailState
    attempts: int
    last_error: str | None
    created_at: datetime
    due_at: datetime
    finished_at: datetime | None
