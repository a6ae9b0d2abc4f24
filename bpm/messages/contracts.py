"""What other apps may know of subscriptions and messages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bpm.core.values import Value


class CorrelationMode(StrEnum):
    """How many receivers a message may have."""

    ONE = "one"
    START_ONLY = "start_only"
    """Nobody who waits: a new instance is to begin."""


class PublicationMode(StrEnum):
    """How many receivers a published message may have."""

    ONE = "one"
    START_ONLY = "start_only"
    """Nobody who waits: a new instance is to begin."""
    ALL = "all"
    """Everybody who waits, and every process that begins with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSubscription:
    """A subscription to be written by the transaction that causes it.

    Args:
        correlation_key: Only messages with this key are meant; None where the model gives none.
    """

    id: UUID
    tenant_id: UUID
    root_instance_id: UUID
    process_instance_id: UUID
    definition_id: UUID
    definition_key: str
    business_key: str | None
    visit: int
    activity_id: str
    kind: str
    name: str
    correlation_key: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message from outside, and whom it is for.

    Args:
        process_instance_id: Only this instance; then no key is needed.
        business_key: Only instances with this key of the customer's own.
        correlation_key: Only those that wait for this key.
        activity_id: Only those that wait at this element.
        definition_key: Only instances of this process.
        message_id: Marks a message that may come twice; only the first one counts.
        mode: Whether it may also be for instances that wait.
        variables: Written where the message is received.
    """

    name: str
    process_instance_id: UUID | None = None
    business_key: str | None = None
    correlation_key: str | None = None
    activity_id: str | None = None
    definition_key: str | None = None
    message_id: str | None = None
    mode: CorrelationMode = CorrelationMode.ONE
    variables: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A subscription that a message fits; somebody else may be faster."""

    id: UUID
    root_instance_id: UUID
    process_instance_id: UUID
    definition_id: UUID
    definition_key: str
    business_key: str | None
    visit: int
    activity_id: str
    suspended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SentMessage:
    """A message on its way to who waits for it.

    Args:
        sent_by: Username of who sent it.
    """

    name: str
    correlation_key: str | None
    variables: Mapping[str, Value]
    sent_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """A visit that waits for a signal, or for a message."""

    tenant_id: UUID
    root_instance_id: UUID
    process_instance_id: UUID
    definition_id: UUID
    definition_key: str
    visit: int
    activity_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionView:
    """What an instance waits for from outside, as operators read it."""

    id: UUID
    kind: str
    name: str
    correlation_key: str | None
    business_key: str | None
    suspended: bool
    process_instance_id: UUID
    definition_id: UUID
    definition_key: str
    definition_name: str
    activity_id: str
    activity_name: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMessageView:
    """A message that nobody has received yet, as operators read it; not what it brings.

    Args:
        process_instance_id: Only this one is to receive it.
        definition_key: Only instances of this process.
        activity_id: Only at this element.
        expires_at: Until when it is kept, or told once it is discarded.
        discarded_at: When an operator took it away; None for one that is still to be received.
    """

    id: UUID
    name: str
    correlation_key: str | None
    business_key: str | None
    process_instance_id: UUID | None
    definition_key: str | None
    activity_id: str | None
    sent_by: str
    sent_at: datetime
    expires_at: datetime
    discarded_at: datetime | None
    discarded_by: str | None
    discard_reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSubscription:
    """What ``verify_instances`` compares with the engine's state."""

    id: UUID
    process_instance_id: UUID
    visit: int
    activity_id: str
    suspended: bool
