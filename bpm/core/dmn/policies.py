"""Hit policies: what the rules that fit give together.

Source: DMN 1.5 §8.2.10 and §8.2.11.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from bpm.core.dmn.columns import ORDERED
from bpm.core.dmn.errors import AnyBrokenError, OutputNotAllowedError, UniqueBrokenError
from bpm.core.dmn.model import Aggregation, HitPolicy
from bpm.core.dmn.scope import Scope
from bpm.core.dmn.table import Hit, Policy, Row, TableCode
from bpm.core.values import DECIMAL128, Value

_SHOWN: Final = 5


def find_policy(hit_policy: HitPolicy, aggregation: Aggregation | None) -> Policy:
    """Return what makes the result of the rules that fit."""
    if aggregation is not None:
        return _make_aggregation(aggregation)
    return _POLICIES[hit_policy]


def rank(table: TableCode, outputs: Row) -> tuple[int, ...]:
    """Return how early outputs go: those that are allowed first go first."""
    return tuple(
        result.ranks.index(value) if value in result.ranks else len(result.ranks)
        for value, result in zip(outputs, table.results, strict=True)
    )


def _take_unique(table: TableCode, hits: Sequence[Hit], scope: Scope) -> Value:
    if len(hits) > 1 and not scope.is_lenient:
        raise table.fail(
            UniqueBrokenError,
            f": {_name_rules(hits)} fit, and the hit policy is UNIQUE.",
            table.rule_ids[hits[1].row],
            "Let the rules exclude one another, or choose FIRST or ANY.",
        )
    return table.shape(hits[0].outputs) if len(hits) == 1 else None


def _take_any(table: TableCode, hits: Sequence[Hit], scope: Scope) -> Value:
    if not hits:
        return None
    for hit in hits:
        if hit.outputs != hits[0].outputs:
            if scope.is_lenient:
                return None
            raise table.fail(
                AnyBrokenError,
                f": {_name_rules([hits[0], hit])} fit with different outputs; the hit policy is "
                "ANY.",
                table.rule_ids[hit.row],
                "Give both the same outputs, or choose FIRST or PRIORITY.",
            )
    return table.shape(hits[0].outputs)


def _take_first(table: TableCode, hits: Sequence[Hit], _scope: Scope) -> Value:
    return table.shape(hits[0].outputs) if hits else None


def _take_best(table: TableCode, hits: Sequence[Hit], _scope: Scope) -> Value:
    if not hits:
        return None
    return table.shape(min(hits, key=lambda hit: rank(table, hit.outputs)).outputs)


def _take_all(table: TableCode, hits: Sequence[Hit], _scope: Scope) -> Value:
    return [table.shape(hit.outputs) for hit in hits]


def _take_all_by_rank(table: TableCode, hits: Sequence[Hit], _scope: Scope) -> Value:
    ordered = sorted(hits, key=lambda hit: rank(table, hit.outputs))
    return [table.shape(hit.outputs) for hit in ordered]


_POLICIES: Final[Mapping[HitPolicy, Policy]] = {
    HitPolicy.UNIQUE: _take_unique,
    HitPolicy.ANY: _take_any,
    HitPolicy.FIRST: _take_first,
    HitPolicy.PRIORITY: _take_best,
    HitPolicy.RULE_ORDER: _take_all,
    HitPolicy.OUTPUT_ORDER: _take_all_by_rank,
    HitPolicy.COLLECT: _take_all,
}


def _make_aggregation(aggregation: Aggregation) -> Policy:
    aggregate = _AGGREGATIONS.get(aggregation)

    def conclude(table: TableCode, hits: Sequence[Hit], scope: Scope) -> Value:
        if aggregate is None:
            return Decimal(len(hits))
        if not hits:
            return None
        outputs: list[Value] = []
        for place, result in enumerate(table.results):
            values = [hit.outputs[place] for hit in hits]
            kinds = {type(value) for value in values}
            if len(kinds) != 1 or not _can_aggregate(aggregation, next(iter(kinds))):
                if scope.is_lenient:
                    return None
                raise table.fail(
                    OutputNotAllowedError,
                    f", column {result.label or result.name!r}: {_name_rules(hits)} fit, whose "
                    f"outputs have no {aggregation.lower()}.",
                    table.rule_ids[hits[0].row],
                    "Let every rule give a number.",
                )
            outputs.append(aggregate(values))
        return table.shape(tuple(outputs))

    return conclude


def _can_aggregate(aggregation: Aggregation, kind: type) -> bool:
    return kind is Decimal if aggregation is Aggregation.SUM else kind in ORDERED


def _add(values: Sequence[Any]) -> Value:
    total = Decimal(0)
    for value in values:
        total = DECIMAL128.add(total, value)
    return total


_AGGREGATIONS: Final[Mapping[Aggregation, Callable[[Sequence[Any]], Value]]] = {
    Aggregation.SUM: _add,
    Aggregation.MIN: min,
    Aggregation.MAX: max,
}


def _name_rules(hits: Sequence[Hit]) -> str:
    numbers = [str(hit.row + 1) for hit in hits[:_SHOWN]]
    more = f" and {len(hits) - _SHOWN} more" if len(hits) > _SHOWN else ""
    return f"rules {', '.join(numbers)}{more}" if len(hits) > 1 else f"rule {numbers[0]}"
