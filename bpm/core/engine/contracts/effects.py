"""What happened in an instance, and what it asks of the outside."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct

from bpm.core.engine.contracts.scopes import INSTANCE_SCOPE
from bpm.core.values import Value

MULTI_INSTANCE_BODY: Final = "multi_instance_body"
"""Type of the visit to a multi-instance activity as a whole."""

# Every step begins or ends a visit: these two are structures of msgspec, which are made in a
# seventh of the time.


class ActivityStarted(Struct, frozen=True, kw_only=True):
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


class ActivityEnded(Struct, frozen=True, kw_only=True):
    """A visit to an activity ended."""

    visit: int
    outcome: ActivityOutcome = ActivityOutcome.COMPLETED


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowTaken:
    """A token passed along a sequence flow of the uploaded model."""

    flow_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateUserTask:
    """A person is to work at ``visit``; all expressions are evaluated.

    Args:
        exclude_completers_of: Activities whose completers may not do this one (four eyes).
    """

    visit: int
    activity_id: str
    name: str
    assignee: str | None = None
    candidate_users: tuple[str, ...] = ()
    candidate_groups: tuple[str, ...] = ()
    priority: int = 50
    due_at: datetime | None = None
    follow_up_at: datetime | None = None
    form: "FormChoice | None" = None
    exclude_completers_of: tuple[str, ...] = ()


class JobKind(StrEnum):
    """What a job that the engine asked for does."""

    ASYNC_BEFORE = "async_before"
    ASYNC_AFTER = "async_after"
    SERVICE_CALL = "service_call"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateJob:
    """Continue at ``visit`` by a job: in a transaction of its own, or after a call."""

    visit: int
    activity_id: str
    kind: JobKind
    priority: int = 0
    exclusive: bool = True
    retry_delays: tuple[int, ...] | None = None
    """Seconds before each further attempt (``bpm:retry``); None: the suite's default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmTimer:
    """Send ``FireTimer`` when the time has come: never before ``due_at``."""

    visit: int
    activity_id: str
    due_at: datetime
    cycle: str | None = None
    """The repetition in ISO 8601, for people to read; the engine arms each time by itself."""


class SubscriptionKind(StrEnum):
    """What a subscription waits for."""

    MESSAGE = "message"
    SIGNAL = "signal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribe:
    """Send ``ReceiveMessage`` once for a message or signal of this name."""

    visit: int
    activity_id: str
    name: str
    kind: SubscriptionKind = SubscriptionKind.MESSAGE
    correlation_key: str | None = None
    """Only for messages with this key; None where the model gives none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsubscribe:
    """Nothing is waited for at ``visit`` any more."""

    visit: int


class Binding(StrEnum):
    """Which version of a definition is meant."""

    DEPLOYMENT = "deployment"
    LATEST = "latest"
    VERSION = "version"
    VERSION_TAG = "versionTag"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionChoice:
    """The decision that a business-rule task asks, found when the task is reached."""

    key: str
    binding: Binding = Binding.DEPLOYMENT
    version: int | None = None
    version_tag: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormChoice:
    """The form that a user task shows, found when the task is reached."""

    key: str
    binding: Binding = Binding.DEPLOYMENT
    version: int | None = None
    version_tag: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartChild:
    """Start an instance of another definition, whose end ``visit`` waits for."""

    visit: int
    activity_id: str
    definition_key: str
    binding: Binding = Binding.DEPLOYMENT
    version: int | None = None
    version_tag: str | None = None
    business_key: str | None = None
    variables: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelChild:
    """Cancel the instance that was started for ``visit``, with all below it."""

    visit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PropagateError:
    """The instance has ended in a BPMN error: send ``ThrowError`` to the one that called it."""

    code: str
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PropagateEscalation:
    """Nobody here catches an escalation: send ``CatchEscalation`` to the caller of the instance.

    The instance goes on.
    """

    code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastSignal:
    """Tell a signal to all other instances of the tenant that wait for it.

    Those that wait in this very instance have heard it already.
    """

    visit: int
    activity_id: str
    name: str
    variables: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishMessage:
    """Hand a message over to the one who waits for it, or begin an instance with it.

    Args:
        correlation_key: For which conversation it is; None for any that asks for no key.
        opens_conversation: Where nobody waits for this key, who waits for no key yet takes it.
        business_key: Of the receiver, or of the instance that it begins.
        seconds_to_live: How long it is kept for somebody to wait for it.
        targets: Keys of the processes that may take it, each with the element that does, or
            None for any in it; nothing where everybody may.
    """

    visit: int
    activity_id: str
    name: str
    correlation_key: str | None = None
    opens_conversation: bool = False
    business_key: str | None = None
    seconds_to_live: int = 0
    targets: tuple[tuple[str, str | None], ...] = ()
    variables: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelUserTask:
    """Nobody is to work at ``visit`` any more."""

    visit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelJob:
    """The job or timer at ``visit`` must not run any more; its incident is over with it."""

    visit: int


class IncidentKind(StrEnum):
    """Why a step is held."""

    STEP_FAILED = "step_failed"
    UNCAUGHT_ERROR = "uncaught_error"
    """A BPMN error is caught nowhere."""
    STEP_BUDGET_EXCEEDED = "step_budget_exceeded"
    STUCK = "stuck"
    JOB_FAILED = "job_failed"
    """Raised by whoever runs jobs, never by the engine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseIncident:
    """The step at ``visit`` could not run and is held."""

    visit: int
    activity_id: str
    kind: IncidentKind
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
    | ArmTimer
    | Subscribe
    | Unsubscribe
    | StartChild
    | CancelChild
    | PropagateError
    | PropagateEscalation
    | BroadcastSignal
    | PublishMessage
    | CancelUserTask
    | CancelJob
    | RaiseIncident
    | ResolveIncident
)
