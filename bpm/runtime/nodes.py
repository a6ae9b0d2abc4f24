"""One instance while a command runs through it and all that it calls."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bpm.core.engine import ExecutableProcess
from bpm.core.engine.contracts import (
    INSTANCE_SCOPE,
    CancelChild,
    CreateUserTask,
    Effect,
    EngineState,
    Outcome,
    PropagateError,
    PropagateEscalation,
    StartChild,
    VariableChange,
)
from bpm.core.values import Value
from bpm.definitions.contracts import BoundForm, Executable
from bpm.runtime.rows import Instance, LockedInstance


@dataclass(slots=True, kw_only=True)
class Node:
    """One instance while a command runs through it."""

    instance: Instance
    executable: Executable
    before: LockedInstance | None = None
    caller: "Node | None" = None
    state: EngineState | None = None
    is_completed: bool = False
    effects: list[Effect] = field(default_factory=list)
    changes: list[VariableChange] = field(default_factory=list)
    removed_scopes: set[int] = field(default_factory=set)
    called: dict[int, "Node"] = field(default_factory=dict)
    called_off: set[int] = field(default_factory=set)
    forms: dict[int, BoundForm] = field(default_factory=dict)
    without_form: set[int] = field(default_factory=set)

    @property
    def process(self) -> ExecutableProcess:
        """What the instance runs on."""
        return self.executable.process

    def has_cancelled(self, visit: int) -> bool:
        """Return whether a visit waits no more for what it wanted to call."""
        return any(isinstance(x, CancelChild) and x.visit == visit for x in self.effects)

    def outcome(self) -> Outcome:
        """Return all that happened to this instance."""
        if self.state is None:
            raise AssertionError("The engine has answered at least once.")
        effects = (effect for effect in self.effects if not self._is_void(effect))
        return Outcome(
            state=self.state,
            effects=tuple(effects),
            changes=tuple(self.changes),
            removed_scopes=frozenset(self.removed_scopes),
            is_completed=self.is_completed,
        )

    def error(self) -> PropagateError | None:
        """Return the BPMN error in which the instance ended, if it did."""
        errors = (effect for effect in self.effects if isinstance(effect, PropagateError))
        return next(errors, None)

    def escalations(self) -> tuple[str | None, ...]:
        """Return the codes of the escalations that the caller is to be told of."""
        return tuple(x.code for x in self.effects if isinstance(x, PropagateEscalation))

    def variables(self) -> Mapping[str, Value]:
        """Return the variables of the instance's own scope."""
        return {} if self.state is None else self.state.scopes.get(INSTANCE_SCOPE, {})

    def absorb(self, outcome: Outcome) -> None:
        """Add what the engine answered."""
        self.state, self.is_completed = outcome.state, outcome.is_completed
        self.effects += outcome.effects
        self.changes += outcome.changes
        self.removed_scopes |= outcome.removed_scopes

    def all_called(self) -> "Iterable[Node]":
        """Yield every instance below, callers before those that they call."""
        for called in self.called.values():
            yield called
            yield from called.all_called()

    def _is_void(self, effect: Effect) -> bool:
        if isinstance(effect, CreateUserTask):
            return effect.visit in self.without_form
        return isinstance(effect, StartChild | CancelChild) and effect.visit in self.called_off
