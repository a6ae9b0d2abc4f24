"""Evaluates expressions for the tests of this folder."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

from bpm.core.feel import Budget, compile_expression
from bpm.core.time import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration
from bpm.core.values import Value

NOTHING: Mapping[str, Value] = {}
"""No variables."""
NOW = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)


def evaluate(source: str, variables: Mapping[str, Value] | None = None) -> Value:
    """Compile with the variables' names declared, and evaluate at a fixed instant."""
    known = variables or {}
    expression = compile_expression(source, names=frozenset(known))
    return expression.evaluate(known.__getitem__, now=NOW, budget=Budget())


def plain(value: Value) -> object:
    """Return a value with text for what is awkward to write in a table of expectations."""
    match value:
        case Decimal():
            number = int(value) if value == value.to_integral_value() else float(value)
            return number if abs(value) < 10**15 else str(value)
        case list():
            return [plain(item) for item in value]
        case dict():
            return {name: plain(item) for name, item in value.items()}
        case Date() | Time() | DateTime() | DaysTimeDuration() | YearsMonthsDuration():
            return f"@{value}"
        case _:
            return value
