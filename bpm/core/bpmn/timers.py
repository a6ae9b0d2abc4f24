"""What a timer's text means: whether it can be read, and when it would fire."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import islice
from typing import Final

from bpm.core.bpmn.triggers import TimerKind, TimerTrigger
from bpm.core.errors import InvalidInputError
from bpm.core.feel import (
    Expression,
    FeelEvaluationError,
    FeelSyntaxError,
    UnknownNameError,
    compile_text_or_feel,
    explain,
)
from bpm.core.feel.juel import OPENING
from bpm.core.time import (
    Cycle,
    Date,
    DateTime,
    DaysTimeDuration,
    Firing,
    InvalidCycleError,
    InvalidTemporalError,
    MixedDuration,
    YearsMonthsDuration,
    first_firing,
    list_firings,
    next_firing,
    read_moment,
    to_instant,
)
from bpm.core.values import Value

EXAMPLES: Final = {
    TimerKind.DATE: "2030-05-01T09:00:00Z",
    TimerKind.DURATION: "PT1H",
    TimerKind.CYCLE: "R/P1D",
}
_KINDS: Final = {
    TimerKind.DATE: (DateTime, Date),
    TimerKind.DURATION: (DaysTimeDuration, YearsMonthsDuration, MixedDuration),
}
_SHOWN: Final = 80


class InvalidTimerError(InvalidInputError):
    """This says no time at which a timer could fire."""

    code = "invalid_timer"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerPreview:
    """When a timer would fire that is armed now.

    Args:
        firings: The next few instants, in UTC, in order.
        has_more: Whether it fires again after them.
        reads: Variables on which the time depends; with any, there are no firings to tell.
    """

    firings: tuple[datetime, ...] = ()
    has_more: bool = False
    reads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StartFiring:
    """One time at which a timer begins an instance.

    Args:
        firing: When, and what the next one follows from.
        cycle: The repetition in ISO 8601; None for a timer that fires once.
    """

    firing: Firing
    cycle: str | None = None


def is_expression(text: str) -> bool:
    """Return whether a timer's text is FEEL, or an expression of another engine that is read."""
    return text.startswith("=") or OPENING in text


def is_readable(kind: TimerKind, text: str) -> bool:
    """Return whether a timer's text, not in FEEL, is a time of that kind."""
    if kind is TimerKind.CYCLE:
        try:
            Cycle.parse(text)
        except InvalidCycleError:
            return False
        return True
    try:
        return isinstance(read_moment(text), _KINDS[kind])
    except InvalidTemporalError:
        return False


def is_constant(text: str) -> bool:
    """Return whether a timer's text says the same for every instance; what is no FEEL does."""
    try:
        return not is_expression(text) or not compile_text_or_feel(text).names
    except FeelSyntaxError:
        return True


def arm_start(trigger: TimerTrigger, *, now: datetime, zone: tzinfo) -> StartFiring | None:
    """Return when a timer first begins an instance that is armed now.

    Args:
        trigger: Of a start event.
        now: Aware UTC instant.
        zone: Where times without an offset are read, and days and months counted.

    Returns:
        None where its time is over: what was to begin in the past began then, or never.

    Raises:
        InvalidTimerError: It gives no such time.
    """
    try:
        value = _evaluate(trigger.expression, now)
        if trigger.kind is not TimerKind.CYCLE:
            due_at = next(_list_firings(trigger.kind, value, now, zone))
            firing = Firing(anchor=due_at, step=0, due_at=due_at, left=0)
            is_over = trigger.kind is TimerKind.DATE and due_at <= now
            return None if is_over else StartFiring(firing=firing)
        cycle = _cycle_text(value)
        found = first_firing(Cycle.parse(cycle), now, zone)
    except (FeelEvaluationError, InvalidCycleError, InvalidTemporalError) as error:
        raise InvalidTimerError(error.detail) from error
    return None if found is None else StartFiring(firing=found, cycle=cycle)


def arm_next_start(fired: StartFiring, *, now: datetime, zone: tzinfo) -> StartFiring | None:
    """Return the firing after one that has happened; None where that was the last."""
    if fired.cycle is None:
        return None
    found = next_firing(Cycle.parse(fired.cycle), fired.firing, now, zone)
    return None if found is None else StartFiring(firing=found, cycle=fired.cycle)


def preview_timer(
    kind: TimerKind, text: str, *, now: datetime, zone: tzinfo, count: int
) -> TimerPreview:
    """Tell when a timer would fire that is armed now, as the engine would have it.

    Args:
        kind: What the timer is given.
        text: ISO 8601, or FEEL behind a leading ``=``.
        now: Aware UTC instant.
        zone: Where times without an offset are read, and days and months counted.
        count: How many firings to tell at most.

    Raises:
        InvalidTimerError: It is no such time, or only times that are over.
        FeelSyntaxError: It is not FEEL.
    """
    text = text.strip()
    if not text:
        raise InvalidTimerError("The timer has no time.")
    if not is_expression(text) and not is_readable(kind, text):
        raise InvalidTimerError(f"{text[:_SHOWN]!r} is no time such as {EXAMPLES[kind]}.")
    expression = compile_text_or_feel(text)
    try:
        value = _evaluate(expression, now)
        found = tuple(islice(_list_firings(kind, value, now, zone), count + 1))
    except UnknownNameError:
        return TimerPreview(reads=tuple(sorted(expression.names)))
    except (FeelEvaluationError, InvalidCycleError, InvalidTemporalError) as error:
        raise InvalidTimerError(error.detail) from error
    if not found:
        raise InvalidTimerError(f"{text[:_SHOWN]!r} names only times that are over.")
    return TimerPreview(firings=found[:count], has_more=len(found) > count)


def _evaluate(expression: Expression, now: datetime) -> Value:
    value = expression.evaluate(_no_variable, now=now)
    if value is None:
        reason = explain(expression, _no_variable, now=now)
        raise InvalidTimerError(f"The expression gives nothing. {reason}".strip())
    return value


def _list_firings(kind: TimerKind, value: Value, now: datetime, zone: tzinfo) -> Iterator[datetime]:
    if kind is TimerKind.CYCLE:
        return list_firings(Cycle.parse(_cycle_text(value)), now, zone)
    moment = read_moment(value.strip()) if isinstance(value, str) else value
    return iter((to_instant(moment, now, zone),))


def _cycle_text(value: Value) -> str:
    if isinstance(value, DaysTimeDuration | YearsMonthsDuration):
        return f"R/{value}"
    if not isinstance(value, str):
        raise InvalidTimerError("The expression gives no repetition such as R/P1D.")
    return value


def _no_variable(name: str) -> Value:
    raise KeyError(name)
