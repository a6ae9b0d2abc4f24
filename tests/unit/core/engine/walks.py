"""Start and advance small processes in a line each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from bpm.core.engine import ExecutableProcess, advance, compile_process, start
from bpm.core.engine.contracts import (
    ActivityStarted,
    CompleteUserTask,
    Context,
    ContinueAsync,
    CreateUserTask,
    Effect,
    Outcome,
    RetryStep,
    StartProcess,
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

    def _advance(
        self, command: CompleteUserTask | ContinueAsync | RetryStep | WriteVariables
    ) -> None:
        self.outcome = advance(self.process, self.outcome.state, command, self.context)

    def complete(self, visit: int | None = None, **variables: Value) -> None:
        visit = self.the(CreateUserTask).visit if visit is None else visit
        self._advance(CompleteUserTask(visit=visit, variables=variables))

    def continue_(self, visit: int) -> None:
        self._advance(ContinueAsync(visit=visit))

    def retry(self, visit: int) -> None:
        self._advance(RetryStep(visit=visit))

    def write(self, **variables: Value) -> None:
        self._advance(WriteVariables(variables=variables))

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
    **variables: Value,
) -> Walk:
    """Compile and start a process; ``data`` are variables whose names may be any."""
    process = compile_process(model(*parts, settings=settings), "p")
    command = StartProcess(variables={**(data or {}), **variables})
    return Walk(process, start(process, command, context), context)


def path(outcome: Outcome) -> list[str]:
    """Return activity ids in order of the visits' starts."""
    return [x.activity_id for x in outcome.effects if isinstance(x, ActivityStarted)]
