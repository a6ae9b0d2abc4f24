"""What one evaluation carries from decision to decision."""

from collections.abc import Mapping
from datetime import datetime

from bpm.core.feel import Budget, Expression
from bpm.core.values import Value


class Scope:
    """Variables, results so far, the instant, and what may still be spent.

    Args:
        variables: Values by name; never changed.
        now: Aware UTC instant of ``now()`` and ``today()``.
        is_lenient: Whether what is missing or does not fit counts as null, as the standard has
            it; else it is an error that names the place.
    """

    __slots__ = ("_budget", "is_lenient", "now", "results", "variables")

    def __init__(
        self, variables: Mapping[str, Value], now: datetime, *, is_lenient: bool = False
    ) -> None:
        self.variables = variables
        self.now = now
        self.is_lenient = is_lenient
        self.results: dict[str, Value] = {}
        self._budget: Budget | None = None

    @property
    def budget(self) -> Budget:
        """What all expressions of the evaluation may do together."""
        if self._budget is None:
            self._budget = Budget()
        return self._budget

    def lookup(self, name: str) -> Value:
        """Return the result of a decision, or else a variable.

        Raises:
            KeyError: There is none of this name.
        """
        if name in self.results:
            return self.results[name]
        if self.is_lenient:
            return self.variables.get(name)
        return self.variables[name]

    def evaluate(self, expression: Expression) -> Value:
        """Return the value of an expression.

        Raises:
            FeelEvaluationError: It reads what is not there, or takes too much work.
        """
        return expression.evaluate(self.lookup, now=self.now, budget=self.budget)

    def passes(self, expression: Expression, value: Value) -> bool:
        """Return whether a value passes the tests of a cell.

        Raises:
            FeelEvaluationError: As for ``evaluate``.
        """

        def read(name: str) -> Value:
            return value if name == "?" else self.lookup(name)

        return expression.evaluate(read, now=self.now, budget=self.budget) is True
