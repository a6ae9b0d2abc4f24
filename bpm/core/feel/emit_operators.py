"""Compiles literals, names, operators, tests and paths."""

import ast
from collections.abc import Callable, Mapping

from bpm.core.feel import arithmetic, comparison
from bpm.core.feel.access import filter_items, get_member, pick_item
from bpm.core.feel.emitter import Emitter, Scope, bind, emits, is_same, load, make_lambda
from bpm.core.feel.ranges import Range, make_unary_range
from bpm.core.feel.tree import (
    Between,
    Binary,
    Filter,
    If,
    In,
    InstanceOf,
    Literal,
    Logic,
    Name,
    Negate,
    Node,
    Operator,
    Path,
    RangeNode,
    UnaryRange,
)
from bpm.core.feel.types import make_check

_FUNCTIONS: Mapping[Operator, Callable[..., object]] = {
    Operator.ADD: arithmetic.add,
    Operator.SUBTRACT: arithmetic.subtract,
    Operator.MULTIPLY: arithmetic.multiply,
    Operator.DIVIDE: arithmetic.divide,
    Operator.POWER: arithmetic.power,
    Operator.EQUAL: comparison.equal,
    Operator.UNEQUAL: comparison.unequal,
    Operator.LESS: comparison.less,
    Operator.AT_MOST: comparison.at_most,
    Operator.GREATER: comparison.greater,
    Operator.AT_LEAST: comparison.at_least,
}


@emits(Literal)
def _emit_literal(emitter: Emitter, node: Literal) -> ast.expr:
    return emitter.constant(node.value)


@emits(Name)
def _emit_name(emitter: Emitter, node: Name) -> ast.expr:
    return emitter.read(node.name)


@emits(Negate)
def _emit_negate(emitter: Emitter, node: Negate) -> ast.expr:
    return emitter.call(arithmetic.negate, emitter.emit(node.operand))


@emits(Binary)
def _emit_binary(emitter: Emitter, node: Binary) -> ast.expr:
    # Long sums lean to the left; walking down that side keeps Python's own stack flat.
    chain = [node]
    while isinstance(chain[-1].left, Binary):
        chain.append(chain[-1].left)
    result = emitter.emit(chain[-1].left)
    for link in reversed(chain):
        result = emitter.call(_FUNCTIONS[link.operator], result, emitter.emit(link.right))
    return result


@emits(Logic)
def _emit_logic(emitter: Emitter, node: Logic) -> ast.expr:
    chain = [node]
    while isinstance(chain[-1].left, Logic):
        chain.append(chain[-1].left)
    result = emitter.emit(chain[-1].left)
    for link in reversed(chain):
        # The right side is not computed where the left decides, so that a guard such as
        # `is defined(x) and x > 5` protects what follows it.
        left = emitter.new_name()
        decisive = not link.is_and
        combine = comparison.both if link.is_and else comparison.either
        result = ast.IfExp(
            is_same(bind(left, result), ast.Constant(decisive)),
            ast.Constant(decisive),
            emitter.call_plain(combine, load(left), emitter.emit(link.right)),
        )
    return result


@emits(If)
def _emit_if(emitter: Emitter, node: If) -> ast.expr:
    return ast.IfExp(
        is_same(emitter.emit(node.condition), ast.Constant(value=True)),
        emitter.emit(node.consequence),
        emitter.emit(node.alternative),
    )


@emits(Between)
def _emit_between(emitter: Emitter, node: Between) -> ast.expr:
    parts = (node.value, node.low, node.high)
    return emitter.call(comparison.between, *map(emitter.emit, parts))


@emits(In)
def _emit_in(emitter: Emitter, node: In) -> ast.expr:
    value = emitter.new_name()
    result: ast.expr | None = None
    for test in node.tests:
        subject = bind(value, emitter.emit(node.value)) if result is None else load(value)
        answer = emit_test(emitter, subject, test)
        result = answer if result is None else emitter.call_plain(comparison.either, result, answer)
    if result is None:
        emitter.fail(node, "a test is expected after 'in'.")
    return result


def emit_test(emitter: Emitter, subject: ast.expr, test: Node) -> ast.expr:
    """Return what tells whether a value passes one test."""
    if isinstance(test, UnaryRange):
        return emitter.call(_FUNCTIONS[test.operator], subject, emitter.emit(test.operand))
    return emitter.call(comparison.contains, subject, emitter.emit(test))


@emits(UnaryRange)
def _emit_unary_range(emitter: Emitter, node: UnaryRange) -> ast.expr:
    emitter.needs_check = True
    operator = ast.Constant(node.operator.value)
    return emitter.call_plain(make_unary_range, operator, emitter.emit(node.operand))


@emits(RangeNode)
def _emit_range(emitter: Emitter, node: RangeNode) -> ast.expr:
    emitter.needs_check = True
    if isinstance(node.low, Literal) and isinstance(node.high, Literal):
        return emitter.constant(
            make_range(node.low.value, node.high.value, node.low_included, node.high_included)
        )
    included = (ast.Constant(node.low_included), ast.Constant(node.high_included))
    return emitter.call_plain(
        make_range, emitter.emit(node.low), emitter.emit(node.high), *included
    )


def make_range(
    low: object,
    high: object,
    low_included: bool,  # noqa: FBT001 - called by generated code, by position
    high_included: bool,  # noqa: FBT001 - as above
) -> Range:
    """Return a range with two ends."""
    return Range(low=low, high=high, low_included=low_included, high_included=high_included)


@emits(InstanceOf)
def _emit_instance_of(emitter: Emitter, node: InstanceOf) -> ast.expr:
    return emitter.call(make_check(node.type), emitter.emit(node.value))


@emits(Path)
def _emit_path(emitter: Emitter, node: Path) -> ast.expr:
    names: list[str] = []
    source: Node = node
    while isinstance(source, Path):
        names.append(source.name)
        source = source.source
    result = emitter.emit(source)
    for name in reversed(names):
        result = emitter.call(get_member, result, ast.Constant(name))
    return result


@emits(Filter)
def _emit_filter(emitter: Emitter, node: Filter) -> ast.expr:
    source = emitter.emit(node.source)
    if _is_index(node.condition):
        return emitter.call(pick_item, source, emitter.emit(node.condition))
    item, members = emitter.new_name(), emitter.new_name()
    names = Scope(variables={"item": item})
    with emitter.scope(names), emitter.scope(Scope(item=item, members=members)):
        condition, cost = emitter.emit_repeated(node.condition)
    return emitter.call(filter_items, source, cost, make_lambda([item, members], condition))


def _is_index(condition: Node) -> bool:
    if isinstance(condition, Negate):
        return _is_index(condition.operand)
    return isinstance(condition, Literal) and type(condition.value).__name__ == "Decimal"
