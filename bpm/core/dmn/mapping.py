"""The shapes in which a process takes the result of a decision."""

from enum import StrEnum

from bpm.core.dmn.errors import ResultShapeError
from bpm.core.dmn.graph import DecisionProgram
from bpm.core.values import Value

_Entries = dict[str, Value]


class ResultMapping(StrEnum):
    """Shapes of a result (``mapDecisionResult``)."""

    SINGLE_ENTRY = "singleEntry"
    SINGLE_RESULT = "singleResult"
    COLLECT_ENTRIES = "collectEntries"
    RESULT_LIST = "resultList"


def map_result(
    program: DecisionProgram, decision_id: str, result: Value, mapping: ResultMapping | None
) -> Value:
    """Return the result of a decision in the shape that is asked for.

    Args:
        program: Where the decision is.
        decision_id: Of the decision.
        result: As the decision gives it.
        mapping: ``singleEntry`` is the one output of the one rule, ``singleResult`` the context of
            the outputs of the one rule, ``collectEntries`` the list of the one output of all
            rules, ``resultList`` the list of all contexts; None leaves the result as it is.

    Raises:
        ResultShapeError: There are several rules or outputs where one is asked for.
    """
    if mapping is None:
        return result
    rows = _rows_of(program, decision_id, result)
    if mapping is ResultMapping.RESULT_LIST:
        return list(rows)
    if mapping is ResultMapping.COLLECT_ENTRIES:
        return [_only_entry(row, decision_id, mapping) for row in rows]
    if len(rows) > 1:
        raise ResultShapeError(
            f"The decision {decision_id!r} gives {len(rows)} results, and {mapping} takes one.",
            decision_id=decision_id,
            remedy="Take resultList, or another hit policy.",
        )
    if not rows:
        return None
    if mapping is ResultMapping.SINGLE_RESULT:
        return rows[0]
    return _only_entry(rows[0], decision_id, mapping)


def _rows_of(program: DecisionProgram, decision_id: str, result: Value) -> list[_Entries]:
    code = program.code_of(decision_id)
    table = code.table
    if table is None:
        return [{code.decision.name: result}]
    names = [part.name for part in table.results]
    items = result if table.gives_list and isinstance(result, list) else [result]
    if len(names) == 1:
        # A single null is what a table gives where no rule fits.
        return [{names[0]: item} for item in items if table.gives_list or item is not None]
    return [item for item in items if isinstance(item, dict)]


def _only_entry(row: _Entries, decision_id: str, mapping: ResultMapping) -> Value:
    if len(row) == 1:
        return next(iter(row.values()))
    raise ResultShapeError(
        f"The decision {decision_id!r} has {len(row)} outputs, and {mapping} takes one.",
        decision_id=decision_id,
        remedy="Take singleResult or resultList.",
    )
