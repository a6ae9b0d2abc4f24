"""What FEEL in a form reads: the data of the whole form, the row, what the row lies in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from time import perf_counter
from typing import TypeAlias

import regex  # type: ignore[import-untyped] # it ships no types

from bpm.core.errors import InvalidInputError
from bpm.core.feel import Budget, Expression, FeelEvaluationError, FeelLimitError
from bpm.core.forms.patterns import TIMEOUT_SECONDS
from bpm.core.forms.schema import Button, Field, Group, Node, RowList
from bpm.core.values import JsonObject, JsonValue, Value

PATTERN_SECONDS = 0.5
"""What all patterns of one submission may take."""

Path: TypeAlias = tuple[str | int, ...]


class FormExpressionError(InvalidInputError):
    """An expression of the form takes too much work with these data."""

    code = "form_expression_limit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where an expression stands.

    Args:
        data: Of the whole form; its names come before the special ones, as in form-js.
        this: The row, or all data outside of lists.
        parent: What the row lies in; None outside of lists.
        numbers: Of the rows from outside in, from 1.
    """

    data: JsonObject
    this: JsonValue
    parent: JsonValue = None
    numbers: tuple[int, ...] = ()

    def look_up(self, name: str) -> Value:
        """Return a variable, null where there is none: in a form nothing is misspelt twice."""
        if name in self.data:
            return self.data[name]  # type: ignore[return-value] # JSON values are values
        match name.strip("_"):
            case "this":
                return self.this  # type: ignore[return-value] # JSON values are values
            case "parent":
                return self.parent  # type: ignore[return-value] # JSON values are values
            case "i":
                return [Decimal(number) for number in self.numbers]
            case _:
                return None

    def row(self, row: JsonValue, number: int) -> "Scope":
        """Return the scope of a row."""
        return Scope(data=self.data, this=row, parent=self.this, numbers=(*self.numbers, number))


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A component with the place of its value, and whether it is hidden there.

    Args:
        path: Steps to its value, numbers of rows (from 0) between them; of a button, where it is.
    """

    node: Field | RowList | Group | Button
    path: Path
    scope: Scope
    is_hidden: bool


class Evaluator:
    """Evaluates the FEEL of one submission within one budget."""

    def __init__(self, *, now: datetime) -> None:
        self._now = now
        self._budget = Budget()
        self._patience = PATTERN_SECONDS

    def search(self, pattern: "regex.Pattern[str]", text: str) -> bool | None:
        """Return whether a pattern is found; None where that takes too long to tell.

        All patterns of one submission share the time, so that many rows take no longer than one.
        """
        began = perf_counter()
        try:
            if self._patience <= 0:
                return None
            return pattern.search(text, timeout=min(TIMEOUT_SECONDS, self._patience)) is not None
        except TimeoutError:
            return None
        finally:
            self._patience -= perf_counter() - began

    def value(self, expression: Expression, scope: Scope) -> Value:
        """Return the value of an expression, null where it has none.

        Raises:
            FormExpressionError: It takes too much work.
        """
        try:
            return expression.evaluate(scope.look_up, now=self._now, budget=self._budget)
        except FeelLimitError as error:
            raise FormExpressionError(error.detail) from error
        except FeelEvaluationError:
            # As in the browser, where what cannot be evaluated is null.
            return None

    def is_true(self, expression: Expression | None, scope: Scope) -> bool:
        """Return whether a condition holds."""
        return expression is not None and self.value(expression, scope) is True

    def place_all(self, nodes: tuple[Node, ...], data: JsonObject) -> Iterator[Placed]:
        """Yield every component with its place in the data, those of each row included."""
        scope = Scope(data=data, this=data)
        return self._place(nodes, (), scope, is_hidden=False)

    def _place(
        self, nodes: tuple[Node, ...], base: Path, scope: Scope, *, is_hidden: bool
    ) -> Iterator[Placed]:
        for node in nodes:
            hidden = is_hidden or self.is_true(node.hide, scope)
            path = base if isinstance(node, Button) else (*base, *node.path)
            yield Placed(node=node, path=path, scope=scope, is_hidden=hidden)
            match node:
                case Group():
                    yield from self._place(node.children, path, scope, is_hidden=hidden)
                case RowList():
                    rows = get_at(scope.data, path)
                    for index, row in enumerate(rows if isinstance(rows, list) else ()):
                        inner = scope.row(row, index + 1)
                        yield from self._place(
                            node.children, (*path, index), inner, is_hidden=hidden
                        )
                case Field() | Button():
                    continue


class _Absent:
    """Nothing is there; null is something."""


ABSENT = _Absent()


def find_at(data: JsonValue, path: Path) -> "JsonValue | _Absent":
    """Return what is at a path, or ``ABSENT``."""
    for step in path:
        if isinstance(data, dict) and isinstance(step, str):
            if step not in data:
                return ABSENT
            data = data[step]
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return ABSENT
    return data


def get_at(data: JsonValue, path: Path) -> JsonValue:
    """Return what is at a path; null where nothing is."""
    found = find_at(data, path)
    return None if isinstance(found, _Absent) else found


def is_absent(found: "JsonValue | _Absent") -> bool:
    """Return whether ``find_at`` found nothing."""
    return isinstance(found, _Absent)


def set_at(data: JsonValue, path: Path, value: JsonValue) -> None:
    """Put a value at a path; what stands in the way and is no object becomes one."""
    *way, last = path
    for step in way:
        if isinstance(data, dict) and isinstance(step, str):
            inner = data.get(step)
            if not isinstance(inner, dict | list):
                inner = data[step] = {}
            data = inner
        elif isinstance(data, list) and isinstance(step, int):
            data = data[step]
    if isinstance(data, dict) and isinstance(last, str):
        data[last] = value


def remove_at(data: JsonValue, path: Path) -> None:
    """Take a value away; nothing happens where none is."""
    holder = get_at(data, path[:-1])
    if isinstance(holder, dict) and isinstance(path[-1], str):
        holder.pop(path[-1], None)


def copy_json(value: JsonValue) -> JsonValue:
    """Return a copy that shares no list or object."""
    if isinstance(value, dict):
        return {name: copy_json(item) for name, item in value.items()}
    if isinstance(value, list):
        return [copy_json(item) for item in value]
    return value
