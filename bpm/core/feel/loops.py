"""Iterations: ``for``, ``some``, ``every``."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from bpm.core.feel.comparison import both, either
from bpm.core.feel.errors import LimitReachedError
from bpm.core.feel.ranges import Range
from bpm.core.feel.runtime import MAX_LIST_LENGTH, Runtime
from bpm.core.time import Date
from bpm.core.values import name_kind
from bpm.core.values.kinds import DIGITS

_Run = Callable[[Callable[[int, object], None]], None]


class NoDomainError(Exception):
    """Inside a loop: what it should run over is null or has no end; the loop gives null."""


def iterate(runtime: Runtime, values: object) -> Iterator[object]:
    """Yield the items of a list or range, charging each.

    Raises:
        NoDomainError: It is neither, or a range that cannot be counted.
    """
    if isinstance(values, list):
        return _charge(runtime, iter(values))
    if isinstance(values, Range):
        return _iterate_range(runtime, values)
    if values is None:
        raise NoDomainError("null cannot be iterated over")
    return _charge(runtime, iter((values,)))


def iterate_steps(runtime: Runtime, low: object, high: object) -> Iterator[object]:
    """Yield whole steps from one number or date to another, downwards too.

    Raises:
        NoDomainError: The ends are not two whole numbers or two dates.
        LimitReachedError: There are too many steps.
    """
    if isinstance(low, Decimal) and isinstance(high, Decimal):
        if low != low.to_integral_value() or high != high.to_integral_value():
            raise NoDomainError("a range with fractions cannot be counted")
        if max(low.adjusted(), high.adjusted()) >= DIGITS:
            raise LimitReachedError(f"an end of a range has more than {DIGITS} digits.")
        return _charge(runtime, map(Decimal, _count(int(low), int(high))))
    if isinstance(low, Date) and isinstance(high, Date):
        return _charge(runtime, map(Date.from_ordinal, _count(low.ordinal, high.ordinal)))
    raise NoDomainError(f"{name_kind(low)}..{name_kind(high)} cannot be counted")


def _count(low: int, high: int) -> range:
    if abs(high - low) > MAX_LIST_LENGTH:
        raise LimitReachedError(f"a range has more than {MAX_LIST_LENGTH} items.")
    return range(low, high + 1) if low <= high else range(low, high - 1, -1)


def _iterate_range(runtime: Runtime, bounds: Range) -> Iterator[object]:
    if bounds.operator:
        raise NoDomainError("a range without two ends cannot be counted")
    steps = iterate_steps(runtime, bounds.low, bounds.high)
    excluded = set()
    if not bounds.low_included:
        excluded.add(bounds.low)
    if not bounds.high_included:
        excluded.add(bounds.high)
    return (step for step in steps if step not in excluded)


def _charge(runtime: Runtime, items: Iterator[object]) -> Iterator[object]:
    for item in items:
        runtime.budget.spend(1)
        yield item


def collect(runtime: Runtime, run: Callable[[list[object]], None]) -> list[object] | None:
    """Return the results of a ``for``; null where a domain is none.

    ``run`` appends the results to the list it is given, which ``partial`` also reads.
    """
    results: list[object] = []
    try:
        run(results)
    except NoDomainError as error:
        runtime.note(str(error))
        return None
    return results


def append(runtime: Runtime, results: list[object], cost: int, value: object) -> None:
    """Add a result of a ``for``."""
    runtime.budget.spend(cost)
    results.append(value)
    if len(results) > MAX_LIST_LENGTH:
        runtime.check_length(len(results))


def repeat(values: Iterator[object], body: Callable[[object], object]) -> None:
    """Run a body for each value."""
    for value in values:
        body(value)


class _DecidedError(Exception):
    """Inside ``some`` and ``every``: no further item can change the answer."""


def _quantify(runtime: Runtime, run: _Run, *, is_every: bool) -> bool | None:
    """Return whether a condition holds for some or every combination; null where unknown.

    ``run`` hands the condition's value for each combination to the function it is given.
    """
    answer: bool | None = is_every

    def weigh(cost: int, value: object) -> None:
        nonlocal answer
        runtime.budget.spend(cost)
        answer = both(answer, value) if is_every else either(answer, value)
        if answer is not None and answer is not is_every:
            raise _DecidedError

    try:
        run(weigh)
    except _DecidedError:
        return answer
    except NoDomainError as error:
        runtime.note(str(error))
        return None
    return answer


def some(runtime: Runtime, run: _Run) -> bool | None:
    """Return whether a condition holds for some combination."""
    return _quantify(runtime, run, is_every=False)


def every(runtime: Runtime, run: _Run) -> bool | None:
    """Return whether a condition holds for every combination."""
    return _quantify(runtime, run, is_every=True)
