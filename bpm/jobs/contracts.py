"""What other apps may know of jobs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from bpm.base.wire import JsonObject

MAX_DEATHS = 3
"""Workers that a job may take with it, running alone, before it is put aside."""

DEFAULT_RETRY_DELAYS = (10, 60, 600)
"""Seconds before each further attempt where the model says nothing."""


class JobState(StrEnum):
    """Where a job stands."""

    ARMED = "armed"
    """Due later."""
    READY = "ready"
    LEASED = "leased"
    """A worker has it."""
    FAILED = "failed"
    """Out of retries or put aside; an incident says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """A job to be written by the transaction that causes it.

    Args:
        due_at: The job is born ready where this is not later than its creation.
        retry_delays: Seconds before each further attempt; None for the default.
        exclusive_key: At most one job with this key is leased at a time.
        payload: What the job's handler wants to know beside.
    """

    id: UUID
    tenant_id: UUID
    root_instance_id: UUID
    process_instance_id: UUID
    definition_id: UUID
    definition_key: str
    visit: int | None
    activity_id: str
    kind: str
    due_at: datetime
    created_at: datetime
    priority: int = 0
    retry_delays: tuple[int, ...] | None = None
    exclusive_key: UUID | None = None
    payload: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedJob:
    """A job in the hands of one worker; ``lease_token`` proves it.

    Args:
        alone: A worker died of it, perhaps; nothing else is to be done beside it.
    """

    id: UUID
    tenant_id: UUID
    process_instance_id: UUID
    visit: int | None
    activity_id: str
    kind: str
    due_at: datetime
    lease_token: UUID
    retries_left: int
    retry_delays: tuple[int, ...]
    payload: JsonObject
    alone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingJob:
    """A job that is not under way and locked, so that no worker takes it meanwhile."""

    id: UUID
    visit: int
    activity_id: str
    payload: JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedAttempt:
    """Why an attempt at a job failed.

    Args:
        permanent: Trying again cannot help: the incident is opened now.
    """

    message: str
    detail: str = ""
    permanent: bool = False


class JobHandler(Protocol):
    """What ``runtime`` registers for a kind of job."""

    def execute(self, job: LeasedJob) -> None:
        """Do the work and complete the job in one command; raise where that is impossible."""

    def fail(self, job: LeasedJob, failure: FailedAttempt) -> None:
        """Record a failed attempt: another one later, or an incident."""


Waker = Callable[[], object]
"""Tells the workers that something is ready; may be lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobView:
    """A job as operators read it.

    Args:
        lease_until: How long its worker may keep it without a sign of life.
    """

    id: UUID
    kind: str
    state: str
    suspended: bool
    process_instance_id: UUID
    definition_id: UUID
    definition_key: str
    definition_name: str
    activity_id: str
    activity_name: str | None
    due_at: datetime
    priority: int
    retries_left: int
    deaths: int
    last_error: str | None
    worker: str | None
    lease_until: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveJob:
    """What ``verify_instances`` compares with the engine's state."""

    id: UUID
    process_instance_id: UUID
    visit: int | None
    activity_id: str
    kind: str
    state: str
    suspended: bool
