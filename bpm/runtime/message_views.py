"""What the senders of messages, signals and conditions are answered."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bpm.definitions.start_types import AwaitedTrigger
from bpm.runtime.contracts import InstanceState


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrelationView:
    """Who received a message, and how that instance stands now.

    Args:
        process_instance_id: None where a start event has received it that waits for more.
        state: None where there is no instance yet.
        started: Whether the message has begun the instance.
        awaits: What else has to happen before the instance begins.
    """

    process_instance_id: UUID | None
    definition_key: str
    business_key: str | None
    activity_id: str
    state: InstanceState | None
    started: bool = False
    awaits: tuple[AwaitedTrigger, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastView:
    """How many process instances a signal has reached, and how many more it begins."""

    name: str
    reached: int
    started: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationView:
    """Whom a message has reached, or until when it is kept and why.

    Args:
        reached: Process instances that waited for it.
        started: Process instances that it begins.
        receiver: The only one, where it was for one; None where each goes on by its own job.
        kept_until: How long it waits for somebody to wait for it; None where it is not kept.
        reason: Why nobody was reached.
    """

    name: str
    reached: int = 0
    started: int = 0
    receiver: CorrelationView | None = None
    kept_until: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionsView:
    """The instances that began because a condition is true."""

    started: tuple[CorrelationView, ...]
