"""Decisions that can be evaluated, each after those that it requires.

Source: DMN 1.5 §10.4: the result of a required decision, and required input data, are variables of
the decision that requires them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bpm.core.dmn.errors import CellBrokenError, InputNotAllowedError, OutputNotAllowedError
from bpm.core.dmn.model import Decision, DecisionModel
from bpm.core.dmn.scope import Scope
from bpm.core.dmn.table import Hit, TableCode, show
from bpm.core.dmn.types import Type, coerce, fits
from bpm.core.feel import Expression, FeelEvaluationError
from bpm.core.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class InputValue:
    """What an input of a table held.

    Args:
        reads: Names that its expression reads.
    """

    id: str
    label: str
    value: Value
    reads: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedRule:
    """A rule that fits.

    Args:
        number: From 1, as people count them.
        outputs: By the name of the column.
    """

    id: str
    number: int
    outputs: Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTrace:
    """One decision of an evaluation.

    Args:
        inputs: Of its table, or what its expression reads.
        rules: That fit, in order of the table.
        variable: Under which name other decisions read its result.
        output_reads: Names that its outputs, or its expression, read.
    """

    decision_id: str
    name: str
    result: Value
    inputs: tuple[InputValue, ...] = ()
    rules: tuple[MatchedRule, ...] = ()
    variable: str = ""
    output_reads: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What came of a decision.

    Args:
        decisions: All that were evaluated for it, in this order; it is the last one.
    """

    result: Value
    decisions: tuple[DecisionTrace, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionCode:
    """A decision, compiled.

    Args:
        table: None for a literal expression.
        expression: None for a table.
        result_type: Of the result of a literal expression, or of the whole table.
        inputs: Names and types of the input data that it requires.
    """

    decision: Decision
    table: TableCode | None
    expression: Expression | None
    result_type: Type
    inputs: tuple[tuple[str, Type], ...] = ()


class DecisionProgram:
    """The decisions of one file, ready to be evaluated by any thread.

    Args:
        model: As it was read.
        codes: Compiled, by id.
    """

    def __init__(self, model: DecisionModel, codes: Mapping[str, DecisionCode]) -> None:
        self.model = model
        self._orders = {id_: [codes[one] for one in sort_decisions(model, id_)] for id_ in codes}
        self._reads: dict[str, frozenset[str]] = {}
        self._lone_tables = {
            id_: order[0].table
            for id_, order in self._orders.items()
            if len(order) == 1 and not order[0].inputs
        }

    def reads(self, decision_id: str) -> frozenset[str]:
        """Return the names of variables that a decision may read, those it requires included.

        Raises:
            KeyError: There is no such decision.
        """
        found = self._reads.get(decision_id)
        if found is None:
            order = self._orders[decision_id]
            names = {name for code in order for name in _reads_of(code)}
            found = frozenset(names - {code.decision.name for code in order[:-1]})
            self._reads[decision_id] = found
        return found

    def code_of(self, decision_id: str) -> DecisionCode:
        """Return one decision, compiled.

        Raises:
            KeyError: There is no such decision.
        """
        return self._orders[decision_id][-1]

    def decide(
        self,
        decision_id: str,
        variables: Mapping[str, Value],
        *,
        now: datetime,
        is_lenient: bool = False,
    ) -> Value:
        """Return the result of a decision alone, as fast as can be.

        Args:
            decision_id: Of a decision of the model.
            variables: By name.
            now: Aware UTC instant of ``now()`` and ``today()``.
            is_lenient: Whether variables that are missing, inputs that do not fit, no rule, and
                several rules under UNIQUE give null, as the standard has it.

        Raises:
            DecisionEvaluationError: There is no result; decision, rule and column are named.
            KeyError: There is no such decision.
        """
        scope = Scope(variables, now, is_lenient=is_lenient)
        table = self._lone_tables.get(decision_id)
        if table is not None:
            return table.decide(scope)
        result: Value = None
        for code in self._orders[decision_id]:
            _check_inputs(code, scope)
            result = _run(code, scope)
            scope.results[code.decision.name] = result
        return result

    def evaluate(
        self, decision_id: str, variables: Mapping[str, Value], *, now: datetime
    ) -> Evaluation:
        """Return the result of a decision and how it came about.

        Args:
            decision_id: Of a decision of the model.
            variables: By name.
            now: Aware UTC instant of ``now()`` and ``today()``.

        Raises:
            DecisionEvaluationError: There is no result; decision, rule and column are named.
            KeyError: There is no such decision.
        """
        scope = Scope(variables, now)
        traces: list[DecisionTrace] = []
        for code in self._orders[decision_id]:
            _check_inputs(code, scope)
            traces.append(_trace(code, scope))
            scope.results[code.decision.name] = traces[-1].result
        return Evaluation(result=traces[-1].result, decisions=tuple(traces))


def sort_decisions(model: DecisionModel, decision_id: str) -> list[str]:
    """Return a decision and all that it requires, each after those that it requires."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    waiting: list[tuple[str, bool]] = [(decision_id, False)]
    while waiting:
        id_, is_ready = waiting.pop()
        if is_ready:
            found[id_] = None
        elif id_ not in seen and id_ in model.decisions:
            # Once each, so that a circle comes to its end, too.
            seen.add(id_)
            waiting.append((id_, True))
            waiting += [(one, False) for one in reversed(model.decisions[id_].decisions)]
    return list(found)


def _reads_of(code: DecisionCode) -> frozenset[str]:
    names = frozenset(name for name, _ in code.inputs)
    if code.table is not None:
        names |= code.table.reads
    return names if code.expression is None else names | code.expression.names


def _check_inputs(code: DecisionCode, scope: Scope) -> None:
    for name, type_ in code.inputs:
        if name not in scope.variables:
            continue
        value = scope.variables[name]
        if fits(coerce(value, type_), type_):
            continue
        if scope.is_lenient:
            scope.results[name] = None
            continue
        raise InputNotAllowedError(
            f"{code.decision.title}, input {name!r}: {show(value)} is no {type_.name} that is "
            "allowed here.",
            decision_id=code.decision.id,
            remedy="Give a value of that type.",
        )


def _run(code: DecisionCode, scope: Scope) -> Value:
    value = _compute(code, scope) if code.table is None else code.table.decide(scope)
    return _check_result(code, value, scope)


def _trace(code: DecisionCode, scope: Scope) -> DecisionTrace:
    decision, table = code.decision, code.table
    if table is None:
        value = _check_result(code, _compute(code, scope), scope)
        return DecisionTrace(
            decision_id=decision.id,
            name=decision.title,
            result=value,
            inputs=tuple(_tell_names(code, scope)),
            variable=decision.name,
            output_reads=frozenset() if code.expression is None else code.expression.names,
        )
    inputs = table.read_inputs(scope)
    hits = table.find_hits(inputs, scope)
    result = _check_result(code, table.conclude(hits, inputs, scope), scope)
    return DecisionTrace(
        decision_id=decision.id,
        name=decision.title,
        result=result,
        inputs=tuple(
            InputValue(id=column.id, label=column.label, value=value, reads=column.expression.names)
            for column, value in zip(table.columns, inputs, strict=True)
        ),
        rules=tuple(_tell_rules(table, hits)),
        variable=decision.name,
        output_reads=table.output_reads,
    )


def _tell_names(code: DecisionCode, scope: Scope) -> Iterator[InputValue]:
    for name in sorted(frozenset() if code.expression is None else code.expression.names):
        if name in scope.results or name in scope.variables:
            yield InputValue(
                id=code.decision.id,
                label=name,
                value=scope.lookup(name),
                reads=frozenset({name}),
            )


def _tell_rules(table: TableCode, hits: list[Hit]) -> Iterator[MatchedRule]:
    names = [result.name for result in table.results]
    for hit in hits:
        yield MatchedRule(
            id=table.rule_ids[hit.row],
            number=hit.row + 1,
            outputs=dict(zip(names, hit.outputs, strict=True)),
        )


def _compute(code: DecisionCode, scope: Scope) -> Value:
    if code.expression is None:
        return None
    try:
        return scope.evaluate(code.expression)
    except FeelEvaluationError as error:
        detail = f"{code.decision.title}: {error.detail}"
        raise CellBrokenError(detail, decision_id=code.decision.id) from error


def _check_result(code: DecisionCode, value: Value, scope: Scope) -> Value:
    type_ = code.result_type
    coerced: Value = coerce(value, type_)  # type: ignore[assignment] # of a value
    if fits(coerced, type_):
        return coerced
    if scope.is_lenient:
        return None
    raise OutputNotAllowedError(
        f"{code.decision.title}: the result {show(value)} is no {type_.name} that is allowed.",
        decision_id=code.decision.id,
        remedy="Correct the decision, or its type.",
    )
