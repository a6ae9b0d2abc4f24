"""Functions that sum a list up.

Source: DMN 1.5 §10.3.4.4.
"""

from collections.abc import Callable
from decimal import Decimal

from bpm.core.feel.arithmetic import add, divide
from bpm.core.feel.built_in import Chapter
from bpm.core.feel.comparison import less
from bpm.core.feel.runtime import Runtime
from bpm.core.time import DaysTimeDuration, YearsMonthsDuration
from bpm.core.values import DECIMAL128, name_kind

chapter = Chapter()

_MIN_SAMPLE = 2


def _read_numbers(runtime: Runtime, items: list[object]) -> list[Decimal] | None:
    runtime.visit(items)
    numbers = [item for item in items if isinstance(item, Decimal)]
    if len(numbers) < len(items):
        runtime.note("a list of numbers holds something else")
        return None
    return numbers


def _extreme(
    runtime: Runtime, items: list[object], is_better: Callable[[object, object], bool | None]
) -> object:
    if not items:
        return None
    runtime.visit(items)
    best = items[0]
    if is_better(best, best) is None:
        return None
    for item in items[1:]:
        answer = is_better(item, best)
        if answer is None:
            return None
        best = item if answer else best
    return best


@chapter.function("min", "list: *any")
def minimum(runtime: Runtime, items: list[object]) -> object:
    """Return the least item; null for an empty list or one of unlike items."""
    return _extreme(runtime, items, lambda one, other: less(runtime, one, other))


@chapter.function("max", "list: *any")
def maximum(runtime: Runtime, items: list[object]) -> object:
    """Return the greatest item; null for an empty list or one of unlike items."""
    return _extreme(runtime, items, lambda one, other: less(runtime, other, one))


def _add_up(runtime: Runtime, items: list[object]) -> object:
    runtime.visit(items)
    if not items:
        return None
    total = items[0]
    if not isinstance(total, Decimal | DaysTimeDuration | YearsMonthsDuration):
        runtime.note(f"a {name_kind(total)} cannot be summed")
        return None
    for item in items[1:]:
        total = add(runtime, total, item)
    return total


@chapter.function("sum", "list: *any")
def sum_up(runtime: Runtime, items: list[object]) -> object:
    """Return the sum of numbers or durations; null for an empty list."""
    return _add_up(runtime, items)


@chapter.function("mean", "list: *any")
def mean(runtime: Runtime, items: list[object]) -> object:
    """Return the arithmetic mean; null for an empty list."""
    total = sum_up(runtime, items)
    return None if total is None else divide(runtime, total, Decimal(len(items)))


@chapter.function("median", "list: *any")
def median(runtime: Runtime, items: list[object]) -> Decimal | None:
    """Return the middle number, or the mean of the two in the middle."""
    numbers = _read_numbers(runtime, items)
    if not numbers:
        return None
    numbers.sort()
    middle = len(numbers) // 2
    if len(numbers) % 2:
        return numbers[middle]
    return DECIMAL128.divide(DECIMAL128.add(numbers[middle - 1], numbers[middle]), Decimal(2))


@chapter.function("mode", "list: *any")
def mode(runtime: Runtime, items: list[object]) -> list[Decimal] | None:
    """Return the numbers that appear most often, in ascending order."""
    numbers = _read_numbers(runtime, items)
    if numbers is None:
        return None
    counts: dict[Decimal, int] = {}
    for number in numbers:
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(number for number, times in counts.items() if times == most)


@chapter.function("stddev", "list: *any")
def standard_deviation(runtime: Runtime, items: list[object]) -> Decimal | None:
    """Return the sample standard deviation of two numbers or more."""
    numbers = _read_numbers(runtime, items)
    if numbers is None or len(numbers) < _MIN_SAMPLE:
        runtime.note("stddev() needs two numbers")
        return None
    average = DECIMAL128.divide(_total(numbers), Decimal(len(numbers)))
    squares = [
        DECIMAL128.power(DECIMAL128.subtract(number, average), Decimal(2)) for number in numbers
    ]
    return DECIMAL128.sqrt(DECIMAL128.divide(_total(squares), Decimal(len(numbers) - 1)))


@chapter.function("product", "list: *any")
def product(runtime: Runtime, items: list[object]) -> Decimal | None:
    """Return the product of numbers; null for an empty list."""
    numbers = _read_numbers(runtime, items)
    if not numbers:
        return None
    result = Decimal(1)
    for number in numbers:
        result = DECIMAL128.multiply(result, number)
    return result or Decimal(0)


def _total(numbers: list[Decimal]) -> Decimal:
    total = Decimal(0)
    for number in numbers:
        total = DECIMAL128.add(total, number)
    return total
