"""What the hot path reads and writes, as plain rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from bpm.core.engine.contracts import EngineState
from bpm.runtime.contracts import InstanceState
from bpm.runtime.variables import LoadedScope, StoredScope


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """What never changes in a process instance.

    Args:
        calling_visit: Visit of the parent's call activity that waits for this instance.
        call_depth: Calls between the root and this instance.
    """

    id: UUID
    tenant_id: UUID
    root_instance_id: UUID
    parent_id: UUID | None
    definition_id: UUID
    definition_key: str
    business_key: str | None
    started_at: datetime
    started_by: str | None
    calling_visit: int | None = None
    call_depth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedInstance:
    """A process instance as it was read, as a rule under its lock."""

    instance: Instance
    state: InstanceState
    revision: int
    open_incidents: int
    engine_state: EngineState | None
    """None once the instance has ended."""
    scopes: Mapping[int, LoadedScope]


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedHeader:
    """A process instance that is locked, without its engine state."""

    instance: Instance
    state: InstanceState
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceChange:
    """What a command makes of an instance's row.

    Args:
        scope: The instance's own variables; None where no variable of it changed.
        engine_state: Tokens and format; None where the instance has ended.
    """

    state: InstanceState
    ended_at: datetime | None
    engine_state: EngineState | None
    open_incidents: int
    local_scopes: int
    scope: StoredScope | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewActivity:
    """A visit that began in this command, and perhaps ended in it."""

    id: UUID
    visit: int
    scope: int
    activity_id: str
    activity_type: str
    loop_index: int | None
    outcome: str | None
    called_instance_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIncident:
    """An incident that this command opens."""

    id: UUID
    visit: int | None
    activity_id: str
    kind: str
    job_id: UUID | None
    fingerprint: str
    message: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeChanges:
    """What happens to scopes below the instance's own, and to large values."""

    saved: Mapping[int, StoredScope] = field(default_factory=dict)
    removed: Sequence[int] = ()
    new_values: Mapping[str, bytes] = field(default_factory=dict)
