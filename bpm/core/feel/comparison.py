"""Equality and order: true, false, or null where two values cannot be compared.

Source: DMN 1.5 §10.3.2.13 and table 53; values of unlike kinds give null.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal

from bpm.core.feel.functions import Function
from bpm.core.feel.ranges import Range
from bpm.core.feel.runtime import Runtime
from bpm.core.time import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration
from bpm.core.values import name_kind

_PLAIN = frozenset({Decimal, str, bool, Date, DaysTimeDuration, YearsMonthsDuration})
_ORDERED = frozenset({Decimal, str, Date, DaysTimeDuration, YearsMonthsDuration})
_EPOCH = Date(1970, 1, 1)


def equal(runtime: Runtime, left: object, right: object) -> bool | None:
    """Return whether two values are equal; null equals null only."""
    kind = type(left)
    if kind is type(right) and kind in _PLAIN:
        return left == right
    if left is None or right is None:
        return left is right
    if kind is not type(right):
        _note_unlike(runtime, left, right)
        return None
    return _equal_compound(runtime, left, right)


def _equal_compound(runtime: Runtime, left: object, right: object) -> bool | None:
    if isinstance(left, list) and isinstance(right, list):
        return _equal_lists(runtime, left, right)
    if isinstance(left, dict) and isinstance(right, dict):
        return _equal_contexts(runtime, left, right)
    if isinstance(left, DateTime | Time) and isinstance(right, DateTime | Time):
        return _compare_clocks(runtime, left, right, lambda one, other: one == other)
    if isinstance(left, Range) and isinstance(right, Range):
        return _equal_ranges(runtime, left, right)
    if isinstance(left, Function):
        return None
    return left == right


def _equal_ranges(runtime: Runtime, left: Range, right: Range) -> bool | None:
    shapes = [
        (bounds.operator, bounds.low_included, bounds.high_included) for bounds in (left, right)
    ]
    if shapes[0] != shapes[1]:
        return False
    ends = ((left.low, right.low), (left.high, right.high))
    return _all_equal(equal(runtime, *pair) for pair in ends)


def _equal_lists(runtime: Runtime, left: list[object], right: list[object]) -> bool | None:
    if len(left) != len(right):
        return False
    runtime.spend(1 + len(left))
    return _all_equal(equal(runtime, *pair) for pair in zip(left, right, strict=True))


def _equal_contexts(
    runtime: Runtime, left: dict[str, object], right: dict[str, object]
) -> bool | None:
    if left.keys() != right.keys():
        return False
    runtime.spend(1 + len(left))
    return _all_equal(equal(runtime, left[name], right[name]) for name in left)


def _all_equal(answers: Iterable[bool | None]) -> bool | None:
    result: bool | None = True
    for answer in answers:
        if answer is False:
            return False
        result = result and answer
    return result


def unequal(runtime: Runtime, left: object, right: object) -> bool | None:
    """Return the opposite of ``equal``, null staying null."""
    answer = equal(runtime, left, right)
    return None if answer is None else not answer


def less(runtime: Runtime, left: object, right: object) -> bool | None:
    """Return whether ``left < right``."""
    kind = type(left)
    if kind is type(right) and kind in _ORDERED:
        return left < right  # type: ignore[operator, no-any-return] # of one ordered kind
    return _compare_other(runtime, left, right, lambda one, other: one < other)


def at_most(runtime: Runtime, left: object, right: object) -> bool | None:
    """Return whether ``left <= right``."""
    kind = type(left)
    if kind is type(right) and kind in _ORDERED:
        return left <= right  # type: ignore[operator, no-any-return] # of one ordered kind
    return _compare_other(runtime, left, right, lambda one, other: one <= other)


def greater(runtime: Runtime, left: object, right: object) -> bool | None:
    """Return whether ``left > right``."""
    return less(runtime, right, left)


def at_least(runtime: Runtime, left: object, right: object) -> bool | None:
    """Return whether ``left >= right``."""
    return at_most(runtime, right, left)


def _compare_other(
    runtime: Runtime, left: object, right: object, compare: Callable[[int, int], bool]
) -> bool | None:
    if isinstance(left, DateTime | Time) and type(left) is type(right):
        return _compare_clocks(runtime, left, right, compare)
    _note_unlike(runtime, left, right)
    return None


def _compare_clocks(
    runtime: Runtime, left: object, right: object, compare: Callable[[int, int], bool]
) -> bool | None:
    one, is_one_local = _read_clock(left)
    other, is_other_local = _read_clock(right)
    if is_one_local is not is_other_local:
        runtime.note("a time without offset cannot be compared with one that has an offset")
        return None
    return compare(one, other)


def _read_clock(value: object) -> tuple[int, bool]:
    if isinstance(value, DateTime):
        return value.nanoseconds, value.time.is_local
    if isinstance(value, Time):
        # The offset of a zone depends on the day; all times are taken on the same one.
        return DateTime(_EPOCH, value).nanoseconds, value.is_local
    raise TypeError(name_kind(value))


def _note_unlike(runtime: Runtime, left: object, right: object) -> None:
    if left is None or right is None:
        runtime.note("null cannot be compared")
    else:
        one, other = name_kind(left), name_kind(right)
        runtime.note(f"a {one} cannot be compared with a {other}")


def both(left: object, right: object) -> bool | None:
    """Return the conjunction of three-valued logic; what is no boolean counts as null."""
    if left is False or right is False:
        return False
    return True if left is True and right is True else None


def either(left: object, right: object) -> bool | None:
    """Return the disjunction of three-valued logic; what is no boolean counts as null."""
    if left is True or right is True:
        return True
    return False if left is False and right is False else None


def between(runtime: Runtime, value: object, low: object, high: object) -> bool | None:
    """Return whether ``low <= value <= high``."""
    return both(at_most(runtime, low, value), at_most(runtime, value, high))


def within(runtime: Runtime, value: object, bounds: Range) -> bool | None:
    """Return whether a value lies in a range."""
    if bounds.operator == "!=":
        return unequal(runtime, value, bounds.low)
    if bounds.operator == "=":
        return equal(runtime, value, bounds.low)
    above: bool | None = True
    below: bool | None = True
    if bounds.low is not None or not bounds.operator:
        above = (at_most if bounds.low_included else less)(runtime, bounds.low, value)
    if bounds.high is not None or not bounds.operator:
        below = (at_most if bounds.high_included else less)(runtime, value, bounds.high)
    return both(above, below)


def contains(runtime: Runtime, value: object, test: object) -> bool | None:
    """Return whether a value passes a test: equals it, lies in it, or is one of its items."""
    if isinstance(test, Range):
        return within(runtime, value, test)
    if not isinstance(test, list):
        return equal(runtime, value, test)
    runtime.visit(test)
    if isinstance(value, list) and equal(runtime, value, test) is True:
        return True
    result: bool | None = False
    for item in test:
        if isinstance(item, Range):
            answer = within(runtime, value, item)
        else:
            answer = equal(runtime, value, item) is True
        if answer is True:
            return True
        result = either(result, answer)
    return result
