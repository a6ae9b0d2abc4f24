"""What other apps may know of what begins instances of processes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bpm.core.values import JsonObject, Value


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
        needs_all: It begins one only when all its triggers have happened.
        name: Of the message or signal.
        kind: What it waits for.
    """

    definition_id: UUID
    definition_key: str
    activity_id: str
    position: int
    is_suspended: bool
    needs_all: bool = False
    kind: StartKind = StartKind.NONE
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """That one of the triggers of a start event has happened.

    Args:
        event: It, as the history tells it.
        variables: What came with it.
        business_key: Of the instance; only messages bring one.
        correlation_key: Of a message.
    """

    event: JsonObject
    variables: Mapping[str, Value] = field(default_factory=dict)
    business_key: str | None = None
    correlation_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitedTrigger:
    """What else has to happen before an instance begins.

    Args:
        name: Of the message or signal.
    """

    kind: StartKind
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """All that has happened for an instance, the newest last.

    Args:
        definition_id: The version that begins.
        missing: What has to happen before; with any, what has happened is kept.
        variables: What came with all of it; what came later counts.
        business_key: The first that came.
        events: What happened, as the history tells it.
    """

    definition_id: UUID
    missing: tuple[AwaitedTrigger, ...] = ()
    variables: Mapping[str, Value] = field(default_factory=dict)
    business_key: str | None = None
    events: tuple[JsonObject, ...] = ()


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
class GivenUp:
    """What has happened for a start event that waits for more, and no version waits for any more.

    Args:
        activity_id: The start event.
        name: Of the message or signal; for others what kind of trigger it is.
        number: How often.
    """

    activity_id: str
    name: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledStarts:
    """What has changed hands.

    Args:
        removed: Subscriptions that are gone.
        timers: New timers.
        overdue: What timers that are gone would have begun, had somebody got to them in time.
        is_suspended: Whether who owns them is suspended.
        given_up: What had happened and is lost.
    """

    removed: tuple[UUID, ...] = ()
    timers: tuple[StartTimer, ...] = ()
    overdue: tuple[Start, ...] = ()
    is_suspended: bool = False
    given_up: tuple[GivenUp, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FiredStart:
    """A timer whose time has come.

    Args:
        timer: It, as it was armed.
        start: What it begins.
        following: Its next firing; None where that was the last.
    """

    timer: StartTimer
    start: Start
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
        needs_all: Whether it begins one only when all its triggers have happened.
        happened: How often this one has happened and is kept until the rest has.
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
    needs_all: bool = False
    happened: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StartsView:
    """All places where instances of a version can begin, in order of the model."""

    items: tuple[StartView, ...]
