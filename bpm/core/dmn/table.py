"""A decision table that is ready to be evaluated, any number of times and by any thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bpm.core.dmn.columns import Find
from bpm.core.dmn.compiling import Output
from bpm.core.dmn.errors import (
    CellBrokenError,
    DecisionEvaluationError,
    InputNotAllowedError,
    NoRuleMatchesError,
    OutputNotAllowedError,
)
from bpm.core.dmn.model import LISTS, HitPolicy
from bpm.core.dmn.scope import Scope
from bpm.core.dmn.types import Type, coerce, fits, passes
from bpm.core.feel import UNARY_VALUE, Cell, Expression, FeelEvaluationError
from bpm.core.values import Value, dump_json, encode_variables, name_kind

_SHOWN: Final = 80
Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """An input, compiled.

    Args:
        name: Variable that it reads, where it reads nothing else.
        expression: What it reads otherwise.
        kind: Class of its values where that says all about them; None where it does not.
        allowed: What every value passes; None for all.
        find: Rules that a value passes, from the index.
        cells: One per rule, where the index cannot tell.
    """

    id: str
    label: str
    name: str | None
    expression: Expression
    value_type: Type
    kind: type | None
    allowed: Cell | None
    find: Find
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """An output, compiled.

    Args:
        ranks: Allowed values, first those that go first; empty where nothing is said.
        default: Given where no rule fits; None where nothing is said.
    """

    id: str
    name: str
    label: str
    value_type: Type
    allowed: Cell | None
    ranks: Sequence[object]
    default: Output | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A rule that fits, and its outputs in order of the columns."""

    row: int
    outputs: Row


Policy = Callable[["TableCode", "list[Hit]", Scope], Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableParts:
    """What a table is made of.

    Args:
        decision_id: Of the decision.
        title: How people call the decision.
        policy: Makes the result of the rules that fit.
        is_aggregated: Whether that is one value of all outputs.
        rule_ids: In order of the rules.
        outputs: Per rule, one per output.
        open_cells: Per rule, the columns whose index cannot tell whether the cell passes.
    """

    decision_id: str
    title: str
    hit_policy: HitPolicy
    policy: Policy
    is_aggregated: bool
    columns: Sequence[Column]
    results: Sequence[Result]
    rule_ids: Sequence[str]
    outputs: Sequence[Sequence[Output]]
    open_cells: Sequence[Sequence[int]]


class TableCode:
    """One table, compiled; see ``TableParts`` for what it shows of itself."""

    def __init__(self, parts: TableParts) -> None:
        self.decision_id = parts.decision_id
        self.title = parts.title
        self.hit_policy = parts.hit_policy
        self.columns = parts.columns
        self.results = parts.results
        self.rule_ids = parts.rule_ids
        self._outputs = parts.outputs
        self._policy = parts.policy
        self._all = (1 << len(parts.rule_ids)) - 1
        self._open_cells = parts.open_cells
        self._open = sum(1 << row for row, cells in enumerate(parts.open_cells) if cells)
        self._constant: list[Row | None] = [
            tuple(map(_value_of, row)) if all(cell.expression is None for cell in row) else None
            for row in parts.outputs
        ]
        self._is_lone_value = len(parts.results) == 1
        self._gives_list = self.hit_policy in LISTS and not parts.is_aggregated
        self._gives_one = self.hit_policy not in LISTS
        self._takes_first = self.hit_policy is HitPolicy.FIRST
        self._names = [result.name for result in self.results]
        self._readers = [
            (column.name or "", column.kind if column.name else None, column.find, column)
            for column in self.columns
        ]

    def decide(self, scope: Scope) -> Value:
        """Return the result alone.

        Raises:
            DecisionEvaluationError: There is none.
        """
        bits = self._all
        inputs: list[Value] = []
        variables, results = scope.variables, scope.results
        for name, kind, find, column in self._readers:
            if kind is None or name not in variables or (results and name in results):
                value = self._read(column, scope)
            else:
                value = variables[name]
                if type(value) is not kind and value is not None:
                    value = self._check_input(column, value, scope)
            inputs.append(value)
            found = find(value)
            bits &= self._search(column, value, scope) if found is None else found
        if bits & self._open:
            bits = self._test_open(bits, inputs, scope)
        # One rule that fits is the result under every policy that gives one.
        if bits and self._gives_one and bits & (bits - 1) == 0:
            row = self._constant[bits.bit_length() - 1]
            if row is not None:
                return self.shape(row)
        return self.conclude(self.hits_of(bits, scope), inputs, scope)

    @property
    def reads(self) -> frozenset[str]:
        """Names that its expressions read."""
        cells = [cell.expression for column in self.columns for cell in column.cells]
        inputs = [column.expression for column in self.columns]
        allowed = [part.allowed.expression for part in self.columns if part.allowed is not None]
        found = [*cells, *inputs, *allowed]
        names = frozenset().union(*(one.names for one in found), self.output_reads)
        return names - {UNARY_VALUE}

    @property
    def output_reads(self) -> frozenset[str]:
        """Names that its outputs read, default ones included."""
        outputs = [cell.expression for row in self._outputs for cell in row]
        outputs += [part.default.expression for part in self.results if part.default is not None]
        return frozenset().union(*(one.names for one in outputs if one is not None))

    @property
    def gives_list(self) -> bool:
        """Whether its result is a list, one item per rule."""
        return self._gives_list

    def read_inputs(self, scope: Scope) -> list[Value]:
        """Return the values of the inputs, checked.

        Raises:
            DecisionEvaluationError: One cannot be read, or is not allowed.
        """
        variables, results = scope.variables, scope.results
        return [
            self._read(column, scope)
            if kind is None or name not in variables or name in results
            else self._check_kind(column, variables[name], scope)
            for name, kind, _find, column in self._readers
        ]

    def _check_kind(self, column: Column, value: Value, scope: Scope) -> Value:
        if type(value) is column.kind or value is None:
            return value
        return self._check_input(column, value, scope)

    def find_hits(self, inputs: Sequence[Value], scope: Scope) -> "list[Hit]":
        """Return the rules that fit, in their order; with FIRST only the first one.

        Raises:
            DecisionEvaluationError: A cell cannot be evaluated, or gives what is not allowed.
        """
        bits = self._all
        for column, value in zip(self.columns, inputs, strict=True):
            found = column.find(value)
            bits &= self._search(column, value, scope) if found is None else found
        return self.hits_of(self._test_open(bits, inputs, scope), scope)

    def conclude(self, hits: "list[Hit]", inputs: Sequence[Value], scope: Scope) -> Value:
        """Return what the hit policy makes of the rules that fit.

        Raises:
            DecisionEvaluationError: It allows no result.
        """
        if hits:
            return self._policy(self, hits, scope)
        return self._answer_without_rule(inputs, scope)

    def shape(self, outputs: Row) -> Value:
        """Return the result of one rule: its one output, or a context of them."""
        if self._is_lone_value:
            return outputs[0]
        return dict(zip(self._names, outputs, strict=True))

    def hits_of(self, bits: int, scope: Scope) -> "list[Hit]":
        """Return the rules of these bits with their outputs.

        Raises:
            DecisionEvaluationError: An output cannot be evaluated, or is not allowed.
        """
        hits: list[Hit] = []
        while bits:
            lowest = bits & -bits
            bits ^= lowest
            row = lowest.bit_length() - 1
            hits.append(Hit(row=row, outputs=self._constant[row] or self._give(row, scope)))
            if self._takes_first:
                break
        return hits

    def _read(self, column: Column, scope: Scope) -> Value:
        try:
            value = scope.evaluate(column.expression)
        except FeelEvaluationError as error:
            detail = f", input {column.label!r}: {error.detail}"
            raise self.fail(CellBrokenError, detail, column.id) from error
        return self._check_input(column, value, scope)

    def _check_input(self, column: Column, value: Value, scope: Scope) -> Value:
        coerced: Value = coerce(value, column.value_type)  # type: ignore[assignment] # of a value
        if fits(coerced, column.value_type) and (
            column.allowed is None
            or coerced is None
            or scope.passes(column.allowed.expression, coerced)
        ):
            return coerced
        if scope.is_lenient:
            return None
        detail = (
            f", input {column.label!r}: {show(value)} is no "
            f"{column.value_type.name} that is allowed here."
        )
        raise self.fail(InputNotAllowedError, detail, column.id, "Give a value of that type.")

    def _search(self, column: Column, value: Value, scope: Scope) -> int:
        """Look at every cell of a column: for values that have no place in its index."""
        return sum(
            1 << row
            for row, cell in enumerate(column.cells)
            if cell.is_any or self._passes(row, column, value, scope)
        )

    def _test_open(self, bits: int, inputs: Sequence[Value], scope: Scope) -> int:
        """Return those of the rules left whose further cells let their inputs pass, too."""
        waiting = bits & self._open
        while waiting:
            lowest = waiting & -waiting
            waiting ^= lowest
            row = lowest.bit_length() - 1
            for place in self._open_cells[row]:
                if not self._passes(row, self.columns[place], inputs[place], scope):
                    bits ^= lowest
                    break
        return bits

    def _passes(self, row: int, column: Column, value: Value, scope: Scope) -> bool:
        try:
            return scope.passes(column.cells[row].expression, value)
        except FeelEvaluationError as error:
            detail = f", rule {row + 1}, column {column.label!r}: {error.detail}"
            raise self.fail(CellBrokenError, detail, self.rule_ids[row]) from error

    def _give(self, row: int, scope: Scope) -> Row:
        return tuple(
            self._give_one(cell, result, f"rule {row + 1}", scope)
            for cell, result in zip(self._outputs[row], self.results, strict=True)
        )

    def _give_one(self, cell: Output, result: Result, place: str, scope: Scope) -> Value:
        if cell.expression is None:
            return cell.value
        where = f", {place}, column {result.label or result.name!r}"
        try:
            value = scope.evaluate(cell.expression)
        except FeelEvaluationError as error:
            detail = f"{where}: {error.detail}"
            raise self.fail(CellBrokenError, detail, cell.id) from error
        coerced: Value = coerce(value, result.value_type)  # type: ignore[assignment] # of a value
        if is_allowed_output(coerced, result):
            return coerced
        if scope.is_lenient:
            return None
        detail = f"{where}: {show(value)} is not among the outputs that are allowed."
        raise self.fail(OutputNotAllowedError, detail, cell.id, "Correct the cell.")

    def _answer_without_rule(self, inputs: Sequence[Value], scope: Scope) -> Value:
        if any(result.default is not None for result in self.results):
            outputs = tuple(
                None
                if result.default is None
                else self._give_one(result.default, result, "default", scope)
                for result in self.results
            )
            answer = self.shape(outputs)
            return [answer] if self._gives_list else answer
        if self.hit_policy is not HitPolicy.UNIQUE or scope.is_lenient:
            return self._policy(self, [], scope)
        values = zip(self.columns, inputs, strict=True)
        shown = ", ".join(f"{column.label} = {show(value)}" for column, value in values)
        raise self.fail(
            NoRuleMatchesError,
            f": no rule fits {shown or 'the inputs'}.",
            self.decision_id,
            "Add a rule for it, or default outputs.",
        )

    def fail(
        self, error: type[DecisionEvaluationError], detail: str, element_id: str, remedy: str = ""
    ) -> DecisionEvaluationError:
        """Return an error that names the decision and the place in it."""
        return error(
            f"{self.title}{detail}",
            decision_id=self.decision_id,
            element_id=element_id,
            remedy=remedy,
        )


def is_allowed_output(value: Value, result: Result) -> bool:
    """Return whether a coerced output is of its type and among the allowed ones."""
    if not fits(value, result.value_type):
        return False
    return result.allowed is None or value is None or passes(value, result.allowed)


def show(value: Value) -> str:
    """Return a value for a message, with its kind."""
    text = dump_json(encode_variables({"": value})[0][""]).decode()
    return f"{text[:_SHOWN]} ({name_kind(value)})"


def _value_of(output: Output) -> Value:
    return output.value
