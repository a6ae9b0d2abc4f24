"""Start and advance small processes in a line each."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from bpm.core.bpmn.support import AHEAD
from bpm.core.engine import ExecutableProcess, advance, compile_process, inspect, start
from bpm.core.engine.contracts import (
    ActivityEnded,
    ActivityStarted,
    CompleteUserTask,
    Context,
    ContinueAsync,
    CreateUserTask,
    Effect,
    Expectation,
    FireTimer,
    Outcome,
    ReceiveMessage,
    RetryStep,
    StartProcess,
    VisitCommand,
    WriteVariables,
)
from bpm.core.values import Value
from tests.unit.core.engine.moments import NOW
from tests.unit.core.models import model

CONTEXT = Context(now=NOW, process_instance_id="instance")

E = TypeVar("E", bound=Effect)


@dataclass
class Walk:
    """An instance under test: the last outcome and how to go on."""

    process: ExecutableProcess
    outcome: Outcome
    context: Context = CONTEXT

    def _advance(self, command: VisitCommand | WriteVariables) -> None:
        self.outcome = advance(self.process, self.outcome.state, command, self.context)

    def complete(self, visit: int | None = None, **variables: Value) -> None:
        visit = self.the(CreateUserTask).visit if visit is None else visit
        self._advance(CompleteUserTask(visit=visit, variables=variables))

    def continue_(self, visit: int) -> None:
        self._advance(ContinueAsync(visit=visit))

    def retry(self, visit: int) -> None:
        self._advance(RetryStep(visit=visit))

    def fire(self, visit: int, at: datetime | None = None) -> None:
        self.send(FireTimer(visit=visit), at)

    def receive(self, visit: int, **variables: Value) -> None:
        self.send(ReceiveMessage(visit=visit, variables=variables))

    def send(self, command: VisitCommand, at: datetime | None = None) -> None:
        """Apply any command, perhaps later."""
        if at is not None:
            self.context = replace(self.context, now=at)
        self._advance(command)

    def write(self, **variables: Value) -> None:
        self._advance(WriteVariables(variables=variables))

    def write_suspended(self, **variables: Value) -> None:
        self._advance(WriteVariables(variables=variables, is_suspended=True))

    def write_in(self, scope: int, **variables: Value) -> None:
        self._advance(WriteVariables(variables=variables, scope=scope))

    def visit(self, activity_id: str) -> int:
        """Return the only open visit of that activity that waits for something."""
        found = [x.visit for x in self.open() if x.activity_id == activity_id]
        assert len(found) == 1, self.open()
        return found[0]

    def finish(self, activity_id: str, **variables: Value) -> None:
        """Complete the user task of that activity."""
        self.complete(self.visit(activity_id), **variables)

    def open(self) -> list[Expectation]:
        """Return the open visits that wait for something outside."""
        return [x for x in inspect(self.process, self.outcome.state) if x.waits_for != "nothing"]

    def waiting(self) -> list[str]:
        """Return the activities that wait for something outside, in order of their visits."""
        return [x.activity_id for x in self.open()]

    def all(self, kind: type[E]) -> list[E]:
        """Return the effects of that class in the last outcome."""
        return [effect for effect in self.outcome.effects if isinstance(effect, kind)]

    def the(self, kind: type[E]) -> E:
        """Return the only effect of that class in the last outcome."""
        found = self.all(kind)
        assert len(found) == 1, self.outcome.effects
        return found[0]

    @property
    def variables(self) -> dict[str, Value]:
        return dict(self.outcome.state.scopes[0])


def begin(
    *parts: str,
    settings: str = "",
    context: Context = CONTEXT,
    data: Mapping[str, Value] | None = None,
    roots: str = "",
    **variables: Value,
) -> Walk:
    """Compile and start a process; ``data`` are variables whose names may be any."""
    process = compile_process(model(*parts, settings=settings, roots=roots), "p", allow=AHEAD)
    command = StartProcess(variables={**(data or {}), **variables})
    return Walk(process, start(process, command, context), context)


def path(outcome: Outcome) -> list[str]:
    """Return activity ids in order of the visits' starts."""
    return [x.activity_id for x in outcome.effects if isinstance(x, ActivityStarted)]


def ended(outcome: Outcome) -> dict[int, str]:
    """Return how visits ended, by visit."""
    return {x.visit: x.outcome.value for x in outcome.effects if isinstance(x, ActivityEnded)}
