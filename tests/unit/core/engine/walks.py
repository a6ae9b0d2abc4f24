"""Start and advance small processes in a line each."""

from dataclasses import dataclass, replace

from bpm.core.engine import ExecutableProcess, advance, compile_process, start
from bpm.core.engine.contracts import (
    CompleteUserTask,
    Context,
    ContinueAsync,
    Outcome,
    RetryStep,
    StartProcess,
    WriteVariables,
)
from tests.unit.core.engine.moments import NOW
from tests.unit.core.models import model

CONTEXT = Context(now=NOW, process_instance_id="instance")


@dataclass
class Walk:
    """An instance under test: the last outcome and how to go on."""

    process: ExecutableProcess
    outcome: Outcome
    context: Context = CONTEXT

    def _advance(self, command):
        self.outcome = advance(self.process, self.outcome.state, command, self.context)
        return self.outcome

    def complete(self, visit=None, **variables):
        visit = self.the("CreateUserTask").visit if visit is None else visit
        return self._advance(CompleteUserTask(visit=visit, variables=variables))

    def continue_(self, visit):
        return self._advance(ContinueAsync(visit=visit))

    def retry(self, visit):
        return self._advance(RetryStep(visit=visit))

    def write(self, **variables):
        return self._advance(WriteVariables(variables=variables))

    def the(self, name):
        """Return the only effect of that class in the last outcome."""
        found = [effect for effect in self.outcome.effects if type(effect).__name__ == name]
        assert len(found) == 1, self.outcome.effects
        return found[0]

    def all(self, name):
        return [effect for effect in self.outcome.effects if type(effect).__name__ == name]

    @property
    def variables(self):
        return self.outcome.state.scopes[0]

    def at(self, **changes):
        """Go on in a changed context."""
        self.context = replace(self.context, **changes)
        return self


def begin(*parts, settings="", context=CONTEXT, **variables):
    process = compile_process(model(*parts, settings=settings), "p")
    return Walk(process, start(process, StartProcess(variables=variables), context), context)


def path(outcome):
    """Return activity ids in order of the visits' starts."""
    return [x.activity_id for x in outcome.effects if type(x).__name__ == "ActivityStarted"]
