"""Columns of a table as indexes: a value goes in, a bit for each rule that it passes comes out.

Each constant of a column cuts the order of its kind into pieces: the constant itself and what
lies between it and the next one. In one piece every cell gives the same answer, so a look-up or a
binary search finds the answers of all rules at once, however many there are.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from bpm.core.feel import Cell, Range
from bpm.core.time import Date, DaysTimeDuration, YearsMonthsDuration

ORDERED: Final = frozenset({Decimal, str, Date, DaysTimeDuration, YearsMonthsDuration})
"""Kinds whose values have one order, and are equal where Python says so."""
_INDEXED: Final = ORDERED | {bool}

Find = Callable[[object], int | None]
"""Bits of the rules that a value passes; None where the index does not know such values."""


def kind_of_tests(cell: Cell) -> type | None:
    """Return the one kind of value that all tests of a cell compare with, if they are constant."""
    if cell.is_any or cell.constants is None:
        return None
    kinds = {_kind_of(constant) for constant in cell.constants}
    kind = kinds.pop()
    return kind if not kinds and kind in _INDEXED else None


def _kind_of(constant: object) -> type | None:
    if not isinstance(constant, Range):
        return type(constant)
    kinds = {type(end) for end in (constant.low, constant.high) if end is not None}
    if len(kinds) != 1 or (not constant.operator and None in (constant.low, constant.high)):
        return None
    kind = kinds.pop()
    return kind if kind in ORDERED or constant.operator in {"=", "!="} else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """The values of one kind, cut at the constants of a column.

    Piece ``2 * i`` lies before the constant ``points[i]``, piece ``2 * i + 1`` is that constant.

    Args:
        points: The constants, in order.
        bits: Per piece, the rules that its values pass.
    """

    points: Sequence[Any]
    bits: Sequence[int]


def cut(kind: type, cells: Sequence[Cell], base: int) -> Pieces:
    """Return the pieces of one kind.

    Args:
        kind: Of the values.
        cells: One per rule.
        base: Bits of the rules that pass in every piece.
    """
    own = {rule: cell for rule, cell in enumerate(cells) if kind_of_tests(cell) is kind}
    found: set[Any] = {point for cell in own.values() for point in _points_of(cell)}
    points = sorted(found)
    place = {point: 2 * number + 1 for number, point in enumerate(points)}
    count = 2 * len(points) + 1
    toggles = [0] * (count + 1)
    for rule, cell in own.items():
        for first, last in _spans(cell, place, count):
            toggles[first] ^= 1 << rule
            toggles[last + 1] ^= 1 << rule
    bits: list[int] = []
    running = base
    for toggle in toggles[:count]:
        running ^= toggle
        bits.append(running)
    return Pieces(points=points, bits=bits)


def _points_of(cell: Cell) -> Iterable[object]:
    for constant in cell.constants or ():
        if isinstance(constant, Range):
            yield from (end for end in (constant.low, constant.high) if end is not None)
        else:
            yield constant


def _spans(cell: Cell, place: dict[object, int], count: int) -> list[tuple[int, int]]:
    """Return the pieces that a cell lets pass, as spans that do not touch."""
    found = sorted(span for test in cell.constants or () for span in _span(test, place, count))
    merged: list[tuple[int, int]] = []
    for first, last in found:
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return _complement(merged, count) if cell.is_negated else merged


def _complement(spans: list[tuple[int, int]], count: int) -> list[tuple[int, int]]:
    ends = [-1, *(last for _, last in spans)]
    starts = [*(first for first, _ in spans), count]
    return [
        (end + 1, start - 1) for end, start in zip(ends, starts, strict=True) if end + 1 < start
    ]


def _span(test: object, place: dict[object, int], count: int) -> list[tuple[int, int]]:
    if not isinstance(test, Range):
        return [(place[test], place[test])]
    if test.operator == "!=":
        return _complement([(place[test.low], place[test.low])], count)
    first, last = 0, count - 1
    if test.low is not None:
        first = place[test.low] + (0 if test.low_included else 1)
    if test.high is not None:
        last = place[test.high] - (0 if test.high_included else 1)
    return [(first, last)] if first <= last else []


def make_find(cells: Sequence[Cell], base: int, null_bits: int) -> Find:
    """Return the function that looks a value up.

    Args:
        cells: One per rule.
        base: Bits of the rules that are not decided here: they pass everything, or are looked at
            one by one.
        null_bits: Bits of the rules that null passes.
    """
    kinds = {kind for cell in cells if (kind := kind_of_tests(cell)) is not None}
    pieces = {kind: cut(kind, cells, base) for kind in kinds}
    if not pieces:
        return _make_find_nothing(base, null_bits)
    if len(pieces) == 1:
        kind, only = next(iter(pieces.items()))
        return _make_find_kind(kind, only, base, null_bits)
    finds = {kind: _make_find_kind(kind, part, base, null_bits) for kind, part in pieces.items()}
    other = _make_find_nothing(base, null_bits)

    def find(value: object) -> int | None:
        return finds.get(type(value), other)(value)

    return find


def _make_find_nothing(base: int, null_bits: int) -> Find:
    def find(value: object) -> int | None:
        if value is None:
            return null_bits
        return base if type(value) in _INDEXED else None

    return find


def _make_find_kind(kind: type, pieces: Pieces, base: int, null_bits: int) -> Find:
    other = _make_find_nothing(base, null_bits)
    points, bits = pieces.points, pieces.bits
    # Where all that lies between the constants gives the same, no search is needed.
    is_flat = len(set(bits[::2])) == 1
    exact = {point: bits[2 * number + 1] for number, point in enumerate(points)}
    between = bits[0]

    def find_exact(value: object) -> int | None:
        if type(value) is kind:
            return exact.get(value, between)
        return other(value)

    def find_piece(value: object) -> int | None:
        if type(value) is not kind:
            return other(value)
        number = bisect_left(points, value)
        if number < size and points[number] == value:
            return bits[2 * number + 1]
        return bits[2 * number]

    size = len(points)
    return find_exact if is_flat else find_piece
