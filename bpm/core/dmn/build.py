"""From a table in a model to one that can be evaluated."""

from collections.abc import Sequence
from typing import Final

from bpm.core.dmn.columns import kind_of_tests, make_find
from bpm.core.dmn.compiling import Output, Workshop
from bpm.core.dmn.model import Decision, HitPolicy, InputColumn, OutputColumn, Rule, Table, Text
from bpm.core.dmn.policies import find_policy
from bpm.core.dmn.table import Column, Result, TableCode, TableParts, is_allowed_output, show
from bpm.core.dmn.types import coerce, compile_allowed, passes, read_values
from bpm.core.feel import Cell, Expression, FeelSyntaxError, compile_expression
from bpm.core.feel.names import IDENTIFIER

MAX_RULES: Final = 5_000
MAX_INDEX_BITS: Final = 400_000_000
_RANKED: Final = frozenset({HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER})


def build_table(decision: Decision, table: Table, workshop: Workshop) -> TableCode | None:
    """Return the table, compiled; None where it has problems, which are kept.

    Args:
        decision: Whose logic it is.
        table: As the model has it.
        workshop: Of the model.
    """
    before = len(workshop.problems)
    columns = [_build_column(place, table, workshop) for place in range(len(table.inputs))]
    results = [_build_result(column, decision, table, workshop) for column in table.outputs]
    outputs = [_build_row(row, rule, results, workshop) for row, rule in enumerate(table.rules)]
    _check_shape(table, results, workshop)
    if len(workshop.problems) > before:
        return None
    parts = TableParts(
        decision_id=decision.id,
        title=decision.title,
        hit_policy=table.hit_policy,
        policy=find_policy(table.hit_policy, table.aggregation),
        is_aggregated=table.aggregation is not None,
        columns=columns,
        results=results,
        rule_ids=[rule.id for rule in table.rules],
        outputs=outputs,
        open_cells=[
            [place for place, column in enumerate(columns) if _is_open(column.cells[row])]
            for row in range(len(table.rules))
        ],
    )
    return TableCode(parts)


def _check_shape(table: Table, results: Sequence[Result], workshop: Workshop) -> None:
    if len(table.rules) > MAX_RULES:
        detail = f"the table has {len(table.rules)} rules; it may have {MAX_RULES}."
        workshop.report(table, "table_too_large", detail, "Divide it into several tables.")
    if table.hit_policy in _RANKED and not any(result.ranks for result in results):
        workshop.report(
            table,
            "missing_output_values",
            f"the hit policy {table.hit_policy} needs to know which outputs go first.",
            "List the values of an output, the most important first.",
        )


def _is_open(cell: Cell) -> bool:
    return not cell.is_any and kind_of_tests(cell) is None


def _build_column(place: int, table: Table, workshop: Workshop) -> Column:
    column = table.inputs[place]
    with workshop.at(f"input {column.label!r}"):
        expression = _compile_input(column, workshop)
        type_ = workshop.find_type(column.type_name, column)
        allowed = None if column.allowed is None else workshop.compile_cell(column.allowed)
    cells: list[Cell] = []
    for row, rule in enumerate(table.rules):
        if place < len(rule.inputs):
            with workshop.at(f"rule {row + 1}, column {column.label!r}"):
                cells.append(workshop.compile_cell(rule.inputs[place]))
    if _measure_index(cells) > MAX_INDEX_BITS:
        workshop.report(table, "table_too_large", "the table is too large.", "Divide it.")
        cells = []
    base = sum(1 << row for row, cell in enumerate(cells) if cell.is_any or _is_open(cell))
    null_bits = base | sum(
        1 << row
        for row, cell in enumerate(cells)
        if kind_of_tests(cell) is not None and passes(None, cell)
    )
    text = column.expression.text
    is_plain = type_.is_plain and allowed is None
    return Column(
        id=column.id,
        label=column.label,
        name=text if text in expression.names and IDENTIFIER.fullmatch(text) else None,
        expression=expression,
        value_type=type_,
        kind=type_.kind if is_plain else None,
        allowed=allowed,
        find=make_find(cells, base, null_bits),
        cells=cells,
    )


def _measure_index(cells: Sequence[Cell]) -> int:
    return 4 * sum(len(cell.constants or ()) for cell in cells) * len(cells)


def _compile_input(column: InputColumn, workshop: Workshop) -> Expression:
    if not column.expression.text:
        detail = "the column does not say what it tests."
        workshop.report(column, "missing_input_expression", detail, "Name a variable.")
    found = workshop.compile_text(column.expression) if column.expression.text else None
    return compile_expression("null") if found is None else found


def _build_result(
    column: OutputColumn, decision: Decision, table: Table, workshop: Workshop
) -> Result:
    lone = len(table.outputs) == 1
    type_name = column.type_name
    if not type_name and lone and not _gives_list(table):
        type_name = decision.type_name
    with workshop.at(f"output {column.label or column.name!r}"):
        type_ = workshop.find_type(type_name, column)
        allowed = _compile_allowed(column.allowed, workshop)
        result = Result(
            id=column.id,
            name=column.name or decision.name,
            label=column.label,
            value_type=type_,
            allowed=allowed,
            ranks=_read_ranks(column, type_name, workshop),
            default=None,
        )
        if column.default is None or not column.default.text:
            return result
        return Result(
            id=result.id,
            name=result.name,
            label=result.label,
            value_type=type_,
            allowed=allowed,
            ranks=result.ranks,
            default=_build_output(column.default, result, workshop),
        )


def _gives_list(table: Table) -> bool:
    return table.hit_policy not in {
        HitPolicy.UNIQUE,
        HitPolicy.ANY,
        HitPolicy.FIRST,
        HitPolicy.PRIORITY,
    }


def _compile_allowed(allowed: Text | None, workshop: Workshop) -> Cell | None:
    if allowed is None:
        return None
    try:
        return compile_allowed(allowed, workshop.names)
    except FeelSyntaxError as error:
        workshop.report(allowed, error.code, error.detail, "List values, strings in quotes.")
        return None


def _read_ranks(column: OutputColumn, type_name: str, workshop: Workshop) -> Sequence[object]:
    item = workshop.model.types.get(type_name)
    allowed = column.allowed or (None if item is None else item.allowed)
    if allowed is None:
        return ()
    try:
        return read_values(allowed) or ()
    except FeelSyntaxError:
        return ()  # reported with the tests themselves


def _build_row(
    row: int, rule: Rule, results: Sequence[Result], workshop: Workshop
) -> tuple[Output, ...]:
    outputs: list[Output] = []
    for text, result in zip(rule.outputs, results, strict=False):
        with workshop.at(f"rule {row + 1}, column {result.label or result.name!r}"):
            outputs.append(_build_output(text, result, workshop))
    return tuple(outputs)


def _build_output(text: Text, result: Result, workshop: Workshop) -> Output:
    output = workshop.compile_output(text)
    if output.expression is not None:
        return output
    value = coerce(output.value, result.value_type)
    made = Output(id=output.id, value=value)  # type: ignore[arg-type] # coerced from a value
    if not is_allowed_output(made.value, result):
        workshop.report(
            text,
            "decision_output_not_allowed",
            f"{show(made.value)} is not among the outputs that are allowed.",
            "Correct the cell, or the values and the type of the column.",
        )
    return made
