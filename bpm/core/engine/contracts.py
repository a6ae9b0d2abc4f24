"""Commands, effects and outcome of the engine: all that it shares with the outside."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bpm.core.values import Value

INSTANCE_SCOPE = 0
"""Id of the process instance's own scope; other scopes carry the visit that owns them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the engine may know of the world, handed in so that it reads no clock.

    Args:
        now: Aware UTC instant of the command; FEEL's ``now()`` and due dates use it.
        process_instance_id: Id of the instance, as text.
        business_key: The customer's own id, or None.
        started_by: Username of the starter, or None.
        step_budget: Steps that one command may take before it ends in an incident.
    """

    now: datetime
    process_instance_id: str
    business_key: str | None = None
    started_by: str | None = None
    step_budget: int = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StartProcess:
    """Begin at the none start event with these variables in the instance's scope."""

    variables: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteUserTask:
    """Complete the user task that ``visit`` waits at; the variables are written first."""

    visit: int
    variables: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContinueAsync:
    """Go on behind an asynchronous continuation, because its job runs now."""

    visit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryStep:
    """Try the step again that an incident holds."""

    visit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteVariables:
    """Write variables from outside, as seen from a scope; moves no token by itself."""

    variables: Mapping[str, Value]
    scope: int = INSTANCE_SCOPE


Command = StartProcess | CompleteUserTask | ContinueAsync | RetryStep | WriteVariables


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityStarted:
    """A visit to an activity began."""

    visit: int
    activity_id: str
    activity_type: str
    """BPMN element name in snake_case: ``user_task``, ``exclusive_gateway``, …

    A multi-instance activity is visited as a whole, as ``multi_instance_body``, and once for each
    of its instances, under the same id and its own type."""
    scope: int = INSTANCE_SCOPE
    """Scope that the visit lies in; a scope of the visit's own carries its number."""
    loop_index: int | None = None
    """Which instance of a multi-instance activity it is, from 0."""


class ActivityOutcome(StrEnum):
    """How a visit ended."""

    COMPLETED = "completed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityEnded:
    """A visit to an activity ended."""

    visit: int
    outcome: ActivityOutcome = ActivityOutcome.COMPLETED


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowTaken:
    """A token passed along a sequence flow of the uploaded model."""

    flow_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateUserTask:
    """A person is to work at ``visit``; all expressions are evaluated."""

    visit: int
    activity_id: str
    name: str
    assignee: str | None = None
    candidate_users: tuple[str, ...] = ()
    candidate_groups: tuple[str, ...] = ()
    priority: int = 50
    due_at: datetime | None = None
    follow_up_at: datetime | None = None
    form_key: str | None = None


class JobKind(StrEnum):
    """What a job that the engine asked for does."""

    ASYNC_BEFORE = "async_before"
    ASYNC_AFTER = "async_after"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateJob:
    """Continue at ``visit`` in a transaction of its own, by a job."""

    visit: int
    activity_id: str
    kind: JobKind
    priority: int = 0
    exclusive: bool = True
    retry_delays: tuple[int, ...] | None = None
    """Seconds before each further attempt (``bpm:retry``); None: the suite's default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelUserTask:
    """Nobody is to work at ``visit`` any more; perhaps the same command asked for it."""

    visit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelJob:
    """The job at ``visit`` must not run any more; its incident, if any, is over with it."""

    visit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseIncident:
    """The step at ``visit`` could not run and is held."""

    visit: int
    activity_id: str
    kind: str
    """``step_failed``, ``step_budget_exceeded`` or ``stuck``."""
    message: str
    """One sentence that names the expression and what it met."""
    detail: str = ""
    fingerprint: str = ""
    """Stable digest of definition key, activity, kind and the message without its values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveIncident:
    """The incident that held ``visit`` is over."""

    visit: int


Effect = (
    ActivityStarted
    | ActivityEnded
    | FlowTaken
    | CreateUserTask
    | CreateJob
    | CancelUserTask
    | CancelJob
    | RaiseIncident
    | ResolveIncident
)


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableChange:
    """One variable that a command wrote."""

    scope: int
    name: str
    new: Value
    old: Value = None
    is_new: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineState:
    """What is kept of an instance between commands.

    Args:
        tokens: Compact engine state; without variables.
        state_format: Which decoder reads ``tokens``.
        scopes: Variables of every live scope, the instance's under ``INSTANCE_SCOPE``.
    """

    tokens: bytes
    state_format: int
    scopes: Mapping[int, Mapping[str, Value]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a command led to; ``effects`` are in the order in which they happened."""

    state: EngineState
    effects: tuple[Effect, ...]
    changes: tuple[VariableChange, ...]
    removed_scopes: frozenset[int] = frozenset()
    is_completed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What must exist outside for one live visit; ``verify_instances`` compares.

    Args:
        waits_for: ``user_task``, ``job``, ``incident`` or ``nothing`` (a scope that is open).
    """

    visit: int
    activity_id: str
    activity_type: str
    waits_for: str
    scope: int = INSTANCE_SCOPE
