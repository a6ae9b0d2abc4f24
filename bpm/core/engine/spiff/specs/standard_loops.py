"""Standard loops: an activity that is done again as long as a condition holds."""

from decimal import Decimal

from typing_extensions import override

from bpm.core.bpmn import LoopSettings, StandardLoopSettings
from bpm.core.engine.spiff.evaluation import evaluate_truth
from bpm.core.engine.spiff.specs.base import EngineSpec
from bpm.core.engine.spiff.specs.loops import COUNTER, EngineMultiInstance, read_count
from bpm.core.engine.spiff.task import EngineTask

_TURNS = "k"


class EngineStandardLoop(EngineMultiInstance):
    """The body of a standard loop: one turn after the other, all on the same variables.

    Only ``loopCounter`` is its own. The condition is asked in the body's step, so that one that
    cannot be answered throws nobody's work back. Source: BPMN 2.0.2 §13.3.6 Loop Activity.

    Args:
        inner: What each turn visits.
        loop: When there is another one.
    """

    isolates = False
    takes_approvers = False

    def __init__(
        self,
        wf_spec: object,
        name: str,
        *,
        inner: EngineSpec,
        loop: StandardLoopSettings,
        **kwargs: object,
    ) -> None:
        super().__init__(wf_spec, name, inner=inner, settings=LoopSettings(), **kwargs)
        self.turns = loop

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Begin the first turn, unless the condition forbids even that."""
        task.note(_TURNS, 0)
        task.open_scope(keeps_new=False)
        if self.turns.maximum == 0 or (self.turns.tests_before and not self._goes_on(task, 0)):
            return True
        self._begin_turn(task, 0)
        return None

    @override
    def proceed(self, task: EngineTask) -> bool | None:
        """Begin the next turn, or go on behind the loop."""
        done = read_count(task, _TURNS)
        if self._goes_on(task, done):
            self._begin_turn(task, done)
            return None
        return self.finish(task)

    @override
    def collect(self, instance: EngineTask) -> None:
        """Count a turn."""
        body = instance.parent
        if body is None:
            raise AssertionError("A turn always hangs on its body.")
        body.note(_TURNS, read_count(body, _TURNS) + 1)

    def _goes_on(self, task: EngineTask, done: int) -> bool:
        if self.turns.maximum is not None and done >= self.turns.maximum:
            return False
        condition = self.turns.condition
        return condition is None or evaluate_truth(task, condition, "loop condition")

    def _begin_turn(self, task: EngineTask, index: int) -> None:
        turn = task.add_instance(self.inner, index)
        # What can be compensated later needs the counter as it was in its own turn.
        remembers = self.inner.afterwards is not None
        scope = turn.open_scope(keeps_new=False) if remembers else task.scope
        task.workflow.run.scopes.declare(scope, COUNTER, Decimal(index + 1))
        self.inner.arrive(turn)
