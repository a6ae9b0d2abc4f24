"""Unary tests: what stands in the cells of decision tables and in lists of allowed values.

Source: DMN 1.5 §7.3.3 and grammar rules 7 to 17 (§10.3.1.2). A test that says ``?`` is a condition;
any other one is compared with the value that is tested.
"""

import ast
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final

from bpm.core.feel import comparison
from bpm.core.feel.emit_operators import emit_test
from bpm.core.feel.emitter import Emitter, bind, emits, load
from bpm.core.feel.errors import FeelEvaluationError, FeelSyntaxError
from bpm.core.feel.expression import Expression, compile_expression, compile_tree
from bpm.core.feel.library import FUNCTION_NAMES
from bpm.core.feel.parser import parse, parse_unary_tests
from bpm.core.feel.ranges import Range, make_unary_range
from bpm.core.feel.runtime import Runtime
from bpm.core.feel.tree import (
    Call,
    ListNode,
    Literal,
    Name,
    Negate,
    Node,
    RangeNode,
    UnaryRange,
    UnaryTests,
)

UNARY_VALUE: Final = "?"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MAKERS: Final = frozenset({"date", "time", "date and time", "duration"})
_MISSING: Final = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Tests that are ready to be applied.

    Args:
        expression: True where the value passes; reads it as ``?``.
        is_any: Whether everything passes.
        is_negated: Whether none of the tests may hold.
        constants: Values and ranges to compare with, where all tests are constant; else None.
    """

    expression: Expression
    is_any: bool
    is_negated: bool
    constants: tuple[object, ...] | None


def compile_cell(source: str, *, names: frozenset[str] = frozenset()) -> Cell:
    """Compile the tests of one cell; empty and ``-`` let everything pass.

    Args:
        source: The text of the cell.
        names: As for ``compile_expression``.

    Raises:
        FeelSyntaxError: As for ``compile_expression``.
    """
    return _compile_cell(source, names)


@lru_cache(maxsize=4096)
def _compile_cell(source: str, names: frozenset[str]) -> Cell:
    try:
        tests = parse_unary_tests(source, names=names, built_in_names=FUNCTION_NAMES)
        constants = _read_tests(source, tests)
        expression = compile_tree(source, tests, names)
    except RecursionError:
        raise FeelSyntaxError(source, 0, "nested too deeply.") from None
    return Cell(
        expression=expression,
        is_any=not tests.tests,
        is_negated=tests.is_negated,
        constants=constants,
    )


def is_constant(source: str, *, names: frozenset[str] = frozenset()) -> bool:
    """Return whether an expression is a plain constant, such as ``"low"`` or ``@"2026-05-01"``.

    Raises:
        FeelSyntaxError: As for ``compile_expression``.
    """
    return _fold(source, parse(source, names=names, built_in_names=FUNCTION_NAMES)) is not _MISSING


def read_constant(source: str) -> object:
    """Return the value of an expression for which ``is_constant`` is true."""
    return compile_expression(source).evaluate(_no_variable, now=_EPOCH)


@emits(UnaryTests)
def _emit_unary_tests(emitter: Emitter, node: UnaryTests) -> ast.expr:
    if not node.tests:
        return ast.Constant(value=True)
    value = emitter.new_name()
    subject: ast.expr = bind(value, emitter.read(UNARY_VALUE))
    result: ast.expr | None = None
    for test in node.tests:
        answer = _emit_one(emitter, subject, test)
        subject = load(value)
        result = answer if result is None else emitter.call_plain(comparison.either, result, answer)
    if result is not None and node.is_negated:
        return emitter.call_plain(negate_answer, result)
    return result or ast.Constant(value=True)


def _emit_one(emitter: Emitter, subject: ast.expr, test: Node) -> ast.expr:
    if isinstance(test, UnaryRange | RangeNode | Literal | ListNode):
        return emit_test(emitter, subject, test)
    before = emitter.names - {UNARY_VALUE}
    emitter.names.discard(UNARY_VALUE)
    condition = emitter.emit(test)
    is_condition = UNARY_VALUE in emitter.names
    emitter.names |= before | {UNARY_VALUE}
    if is_condition:
        # The value is read first all the same: further tests take it from there.
        return emitter.call_plain(second, subject, condition)
    return emitter.call(passes, subject, condition)


def second(_value: object, answer: object) -> bool | None:
    """Return what a condition gives, null where that is no boolean."""
    return answer if isinstance(answer, bool) else None


def passes(runtime: Runtime, value: object, result: object) -> bool | None:
    """Return whether a value passes an expression: its own answer, or equal to what it gives."""
    if isinstance(result, bool) and not isinstance(value, bool):
        return result
    return comparison.contains(runtime, value, result)


def negate_answer(answer: object) -> bool | None:
    """Return the opposite, null staying null."""
    return not answer if isinstance(answer, bool) else None


def _read_tests(source: str, tests: UnaryTests) -> tuple[object, ...] | None:
    found: list[object] = []
    for test in tests.tests:
        value = _fold_test(source, test)
        if value is _MISSING:
            return None
        found.append(value)
    return tuple(found)


def _fold_test(source: str, test: Node) -> object:
    if isinstance(test, UnaryRange):
        operand = _fold(source, test.operand)
        return _MISSING if operand is _MISSING else make_unary_range(test.operator.value, operand)
    if isinstance(test, RangeNode):
        low, high = _fold(source, test.low), _fold(source, test.high)
        if low is _MISSING or high is _MISSING:
            return _MISSING
        return Range(
            low=low, high=high, low_included=test.low_included, high_included=test.high_included
        )
    return _fold(source, test)


def _fold(source: str, node: Node) -> object:
    """Return the value of a node that is constant, else ``_MISSING``."""
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Negate) and isinstance(node.operand, Literal):
        number = node.operand.value
        return number.copy_negate() if isinstance(number, Decimal) else _MISSING
    if not (isinstance(node, Call) and isinstance(node.function, Name)):
        return _MISSING
    is_plain = all(isinstance(argument, Literal) for argument in node.arguments)
    if node.function.name not in _MAKERS or not is_plain:
        return _MISSING
    try:
        return compile_tree(source, node, frozenset()).evaluate(_no_variable, now=_EPOCH)
    except FeelEvaluationError:
        return _MISSING


def _no_variable(name: str) -> None:
    raise KeyError(name)
