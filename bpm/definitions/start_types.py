"""What other apps may know of what begins instances of processes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class StartKind(StrEnum):
    """What begins an instance."""

    NONE = "none"
    """People and programs that choose it."""
    MESSAGE = "message"
    SIGNAL = "signal"
    TIMER = "timer"
    CONDITION = "conditional"


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Where an event begins an instance.

    Args:
        definition_id: The version that begins; the newest of its key.
        activity_id: What waits for the event.
        position: Which of several triggers of one start event it is, from 0.
        is_suspended: Nobody may begin it now.
    """

    definition_id: UUID
    definition_key: str
    activity_id: str
    position: int
    is_suspended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StartTimer:
    """A timer that is to begin an instance.

    Args:
        id: Of its subscription.
    """

    id: UUID
    tenant_id: UUID
    definition_id: UUID
    definition_key: str
    activity_id: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledStarts:
    """What has changed hands.

    Args:
        removed: Subscriptions that are gone.
        timers: New timers.
        is_suspended: Whether who owns them is suspended.
    """

    removed: tuple[UUID, ...] = ()
    timers: tuple[StartTimer, ...] = ()
    is_suspended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FiredStart:
    """A timer whose time has come.

    Args:
        start: What it begins.
        following: Its next firing; None where that was the last.
    """

    start: StartTimer
    following: StartTimer | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveStart:
    """What ``verify_instances`` compares with the jobs."""

    id: UUID
    is_suspended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StartView:
    """Where instances of a process can begin, and what begins them by itself.

    Args:
        name: Of the message or signal.
        condition: What has to become true, as it is written.
        due_at: When a timer fires next; None where it never does again.
        cycle: Its repetition in ISO 8601.
        suspended: The version is suspended: nothing begins it.
        is_default: Whether a start that names none begins here.
        can_choose: Whether a start may name it: it is a start event.
    """

    activity_id: str
    activity_name: str
    kind: StartKind
    name: str | None = None
    condition: str | None = None
    due_at: datetime | None = None
    cycle: str | None = None
    suspended: bool = False
    is_default: bool = False
    can_choose: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StartsView:
    """All places where instances of a version can begin, in order of the model."""

    items: tuple[StartView, ...]
