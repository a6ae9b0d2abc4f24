"""What can be said about a table without any input: rules that overlap or never fit, and gaps.

Only rules all of whose cells are constant are compared. Each column is cut into pieces within
which every cell gives the same answer (see ``columns``), so two cells overlap where some piece
passes both.
"""

from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import Final

from bpm.core.dmn.columns import cut, kind_of_tests
from bpm.core.dmn.model import HitPolicy
from bpm.core.dmn.table import Column, TableCode
from bpm.core.errors import Problem
from bpm.core.feel import Range

MAX_ANALYSED_RULES: Final = 300
MAX_COMBINATIONS: Final = 20_000
MAX_WARNINGS: Final = 20
_HIDING: Final = frozenset({HitPolicy.FIRST})
_EXCLUSIVE: Final = frozenset({HitPolicy.UNIQUE})


def analyse_table(table: TableCode) -> list[Problem]:
    """Return what may surprise about a table; the first ones only, where there are many.

    Tables of more than ``MAX_ANALYSED_RULES`` rules are not analysed.
    """
    if not table.rule_ids or len(table.rule_ids) > MAX_ANALYSED_RULES:
        return []
    masks = [_masks_of(column) for column in table.columns]
    found = islice(_find(table, masks), MAX_WARNINGS)
    return list(found)


def _find(table: TableCode, masks: Sequence["list[int | None]"]) -> Iterator[Problem]:
    yield from _find_impossible(table, masks)
    if table.hit_policy in _EXCLUSIVE:
        yield from _find_overlaps(table, masks)
    if table.hit_policy in _HIDING:
        yield from _find_hidden(table, masks)
    if table.hit_policy is HitPolicy.UNIQUE:
        yield from _find_gap(table, masks)


def _masks_of(column: Column) -> "list[int | None]":
    """Return for each cell the pieces it lets pass, one bit each; None where it cannot be told.

    Pieces of all kinds that the column knows follow one another; the last one stands for every
    other value.
    """
    kinds = sorted(
        {kind for cell in column.cells if (kind := kind_of_tests(cell)) is not None},
        key=lambda kind: kind.__name__,
    )
    masks: list[int | None] = [
        0 if kind_of_tests(cell) is not None or cell.is_any else None for cell in column.cells
    ]
    place = 0
    for kind in kinds:
        base = sum(1 << row for row, cell in enumerate(column.cells) if cell.is_any)
        for bits in cut(kind, column.cells, base).bits:
            _add_piece(masks, bits, place)
            place += 1
    if column.kind not in kinds:
        rest = sum(1 << row for row, cell in enumerate(column.cells) if cell.is_any)
        _add_piece(masks, rest, place)
    return masks


def _add_piece(masks: "list[int | None]", bits: int, place: int) -> None:
    for row, mask in enumerate(masks):
        if mask is not None and bits >> row & 1:
            masks[row] = mask | 1 << place


def _row(masks: Sequence["list[int | None]"], row: int) -> "list[int] | None":
    found = [column[row] for column in masks]
    return None if any(mask is None for mask in found) else [mask or 0 for mask in found]


def _find_impossible(table: TableCode, masks: Sequence["list[int | None]"]) -> Iterator[Problem]:
    for row, id_ in enumerate(table.rule_ids):
        for column, mask in zip(table.columns, (part[row] for part in masks), strict=True):
            if mask == 0:
                yield Problem(
                    code="rule_never_fits",
                    detail=(
                        f"{table.title}, rule {row + 1}, column {column.label!r}: no value passes "
                        "this cell."
                    ),
                    remedy="Correct the cell, or delete the rule.",
                    element_id=id_,
                )


def _find_overlaps(table: TableCode, masks: Sequence["list[int | None]"]) -> Iterator[Problem]:
    rows = [(row, _row(masks, row)) for row in range(len(table.rule_ids))]
    known = [(row, cells) for row, cells in rows if cells is not None]
    for place, (row, cells) in enumerate(known):
        for other, others in known[place + 1 :]:
            if all(one & two for one, two in zip(cells, others, strict=True)):
                yield Problem(
                    code="rules_overlap",
                    detail=(
                        f"{table.title}: rules {row + 1} and {other + 1} can fit the same inputs, "
                        "which the hit policy UNIQUE forbids."
                    ),
                    remedy="Let them exclude one another, or choose another hit policy.",
                    element_id=table.rule_ids[other],
                )


def _find_hidden(table: TableCode, masks: Sequence["list[int | None]"]) -> Iterator[Problem]:
    known: list[tuple[int, list[int]]] = []
    for row, id_ in enumerate(table.rule_ids):
        cells = _row(masks, row)
        if cells is None:
            continue
        cover = next((first for first, wider in known if _covers(wider, cells)), None)
        if cover is not None:
            yield Problem(
                code="rule_never_reached",
                detail=(
                    f"{table.title}: rule {row + 1} is never reached, because rule {cover + 1} "
                    "fits whatever it fits and stands before it."
                ),
                remedy="Move the rule up, or delete it.",
                element_id=id_,
            )
        known.append((row, cells))


def _covers(wider: Sequence[int], cells: Sequence[int]) -> bool:
    return all(one & ~two == 0 for one, two in zip(cells, wider, strict=True))


def _find_gap(table: TableCode, masks: Sequence["list[int | None]"]) -> Iterator[Problem]:
    """Report one combination of inputs that no rule fits, where all can be told cheaply."""
    if any(result.default is not None for result in table.results):
        return
    if any(mask is None for column in masks for mask in column):
        return
    axes = [_distinct_pieces(column) for column in table.columns]
    count = 1
    for axis in axes:
        count *= len(axis)
    if count > MAX_COMBINATIONS:
        return
    every = (1 << len(table.rule_ids)) - 1
    for combination in product(*axes):
        bits = every
        for rows, _ in combination:
            bits &= rows
        if not bits:
            shown = ", ".join(
                f"{column.label} {text}"
                for column, (_, text) in zip(table.columns, combination, strict=True)
            )
            yield Problem(
                code="rules_leave_gap",
                detail=f"{table.title}: no rule fits {shown}.",
                remedy="Add a rule for it, or default outputs.",
                element_id=table.decision_id,
            )
            return


def _distinct_pieces(column: Column) -> "list[tuple[int, str]]":
    """Return the pieces of a column that differ: the rules each fits, and how it is called."""
    listed = () if column.allowed is None else column.allowed.constants or ()
    found: dict[int, str] = {}
    if listed and not any(isinstance(value, Range) for value in listed):
        for value in listed:
            found.setdefault(column.find(value) or 0, f"= {value}")
        return list(found.items())
    cells = column.cells
    base = sum(1 << row for row, cell in enumerate(cells) if cell.is_any)
    kinds = {kind for cell in cells if (kind := kind_of_tests(cell)) is not None}
    for kind in sorted(kinds, key=lambda one: one.__name__):
        pieces = cut(kind, cells, base)
        is_complete = kind is bool and len(pieces.points) == len((True, False))
        for place, bits in enumerate(pieces.bits):
            if place % 2 or not is_complete:
                found.setdefault(bits, _name_piece(pieces.points, place))
    if not kinds:
        found[base] = "of any value"
    return list(found.items())


def _name_piece(points: Sequence[object], place: int) -> str:
    if place % 2:
        return f"= {points[place // 2]}"
    if place == 0:
        return f"< {points[0]}" if not isinstance(points[0], str) else "of another value"
    if isinstance(points[0], str | bool):
        return "of another value"
    if place // 2 == len(points):
        return f"> {points[-1]}"
    return f"between {points[place // 2 - 1]} and {points[place // 2]}"
