"""What goes in beside a command, and what comes out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bpm.core.engine.contracts.effects import DecisionChoice, Effect
from bpm.core.engine.contracts.scopes import INSTANCE_SCOPE
from bpm.core.scripting import TimeBudget
from bpm.core.values import DEFAULT_LIMITS, Value, VariableLimits

SCRIPT_SECONDS = 5.0
"""How long all scripts in Python of one command may take together."""


def new_script_time() -> TimeBudget:
    """Return the time that one command has for scripts in Python."""
    return TimeBudget(SCRIPT_SECONDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRequest:
    """What a business-rule task asks.

    Args:
        mapping: How the answer is shaped (``mapDecisionResult``); None where it stays as it is.
        read: Returns those of the named variables that the task can read.
        result_variable: Where the answer goes; None where it goes nowhere.
    """

    visit: int
    activity_id: str
    choice: DecisionChoice
    mapping: str | None
    read: Callable[[frozenset[str]], Mapping[str, Value]]
    result_variable: str | None = None


Decide = Callable[[DecisionRequest], Value]
"""Answers a business-rule task; raises ``BpmError`` where there is no answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the engine may know of the world, handed in so that it reads no clock.

    Args:
        now: Aware UTC instant of the command; FEEL's ``now()`` and due dates use it.
        process_instance_id: Id of the instance, as text.
        business_key: The customer's own id, or None.
        started_by: Username of the starter, or None.
        step_budget: Steps that one command may take before it ends in an incident.
        is_called: Whether a call activity of another instance waits for this one, so that an
            error that nobody catches here is told to it.
        script_time: What is left of the command's time for scripts in Python; contexts of one
            command share it.
        limits: Of the variables that scripts in Python leave.
        decide: Answers business-rule tasks; None where no decision can be asked.
    """

    now: datetime
    process_instance_id: str
    business_key: str | None = None
    started_by: str | None = None
    step_budget: int = 10_000
    is_called: bool = False
    script_time: TimeBudget = field(default_factory=new_script_time, compare=False)
    limits: VariableLimits = DEFAULT_LIMITS
    decide: Decide | None = field(default=None, compare=False)


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
    """What a command led to; ``effects`` are in the order in which they happened.

    What the same command asked for and called off again is not among them.
    """

    state: EngineState
    effects: tuple[Effect, ...]
    changes: tuple[VariableChange, ...]
    removed_scopes: frozenset[int] = frozenset()
    is_completed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaskVariables:
    """What a person can use who works on a user task.

    Args:
        visible: The variables that can be read from there, the nearest of each name.
        inputs: Names of those that the task's own mapping gives it.
    """

    visible: Mapping[str, Value]
    inputs: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What must exist outside for one live visit; ``verify_instances`` compares.

    Args:
        waits_for: ``user_task``, ``job`` (a timer too), ``subscription``, ``child``, ``incident``
            or ``nothing`` (something inside it is open).
    """

    visit: int
    activity_id: str
    activity_type: str
    waits_for: str
    scope: int = INSTANCE_SCOPE


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceCall:
    """A call to be made, with all its parameters evaluated."""

    connector: str
    operation: str | None = None
    parameters: Mapping[str, Value] = field(default_factory=dict)
    timeout_seconds: float | None = None
    template_version: str | None = None
