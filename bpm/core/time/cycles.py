"""Repetitions, and when they are due: pure functions of a text, a clock and a zone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import Final, Self

from bpm.core.errors import InvalidInputError
from bpm.core.time.clock import DateTime
from bpm.core.time.durations import DaysTimeDuration, YearsMonthsDuration
from bpm.core.time.errors import InvalidTemporalError
from bpm.core.time.instants import MixedDuration, read_moment

_HEAD: Final = re.compile(r"R([0-9]{0,9})")
_WHOLE_DAYS: Final = re.compile(r"P(?:([0-9]{1,9})D|([0-9]{1,6})W)")
_SHORTEST: Final = timedelta(seconds=1)
_PARTS: Final = (2, 3)
_LONGEST_MONTH: Final = 31
_SLACK: Final = 2
"""Steps by which a clock that changes may mislead."""


class InvalidCycleError(InvalidInputError):
    """This is not a repetition that can be followed."""

    code = "invalid_cycle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """The step of a repetition; days and months are counted on the calendar of the zone.

    So that what is due at nine stays due at nine when the clocks change.
    """

    exact: timedelta = timedelta()
    days: int = 0
    months: int = 0

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a duration.

        Raises:
            InvalidCycleError: It is none, or shorter than a second.
        """
        whole_days = _WHOLE_DAYS.fullmatch(text)
        try:
            interval = cls._of_days(*whole_days.groups()) if whole_days else cls._parse(text)
        except InvalidTemporalError as error:
            raise InvalidCycleError(f"{text[:80]!r} is no duration such as P1D.") from error
        if interval.days <= 0 and interval.months <= 0 and interval.exact < _SHORTEST:
            raise InvalidCycleError(f"{text[:80]!r} is shorter than one second.")
        return interval

    @classmethod
    def _of_days(cls, days: str | None, weeks: str | None) -> Self:
        return cls(days=int(days or 0) + 7 * int(weeks or 0))

    @classmethod
    def _parse(cls, text: str) -> Self:
        read = read_moment(text)
        match read:
            case YearsMonthsDuration():
                return cls(months=read.months)
            case DaysTimeDuration():
                return cls(exact=read.to_timedelta())
            case MixedDuration():
                return cls(months=read.months.months, exact=read.rest.to_timedelta())
            case _:
                raise InvalidTemporalError("This is a time, no duration.")

    def add(self, anchor: datetime, count: int, zone: tzinfo) -> datetime:
        """Return the instant ``count`` steps behind an anchor.

        Raises:
            InvalidTemporalError: It is too far away.
        """
        if self.days or self.months:
            local = DateTime.from_datetime(anchor.astimezone(zone))
            moved = DateTime(
                local.date.plus_months(self.months * count).plus_days(self.days * count), local.time
            )
            anchor = moved.to_datetime(zone)
        try:
            return anchor + self.exact * count
        except OverflowError as error:
            raise InvalidTemporalError("A timer would be due too far away.") from error

    def steps_before(self, anchor: datetime, moment: datetime) -> int:
        """Return a number of steps from the anchor that surely does not lead past a moment."""
        longest = self.exact + timedelta(days=self.days + _LONGEST_MONTH * self.months)
        return max(int((moment - anchor) / longest) - _SLACK, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """A repetition in ISO 8601: ``R3/PT10M``, ``R/2030-05-01T09:00:00Z/P1D``, ``R/P1D/<end>``.

    Args:
        repetitions: How often it fires; None for without end.
        interval: Time between two firings.
        start: When it fires first; None for one interval after it is armed.
        end: After this it fires no more.
    """

    interval: Interval
    repetitions: int | None = None
    start: DateTime | None = None
    end: DateTime | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a repetition.

        Raises:
            InvalidCycleError: It is none.
        """
        head, *parts = text.strip().split("/")
        count = _HEAD.fullmatch(head)
        if count is None or len(parts) + 1 not in _PARTS:
            raise InvalidCycleError(f"{text[:80]!r} is no repetition such as R/P1D or R3/PT10M.")
        repetitions = int(count[1]) if count[1] else None
        if repetitions == 0:
            raise InvalidCycleError(f"{text[:80]!r} would never happen.")
        start = end = None
        if len(parts) > 1:
            is_start = not parts[0].startswith("P")
            moment = _parse_moment(parts[0] if is_start else parts[1])
            start, end = (moment, None) if is_start else (None, moment)
        interval = Interval.parse(parts[1] if start is not None else parts[0])
        return cls(interval=interval, repetitions=repetitions, start=start, end=end)


def _parse_moment(text: str) -> DateTime:
    try:
        return DateTime.parse(text)
    except InvalidTemporalError as error:
        raise InvalidCycleError(f"{text[:80]!r} is no time such as 2030-05-01T09:00Z.") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Firing:
    """One firing of a repetition.

    Args:
        anchor: The first firing there could have been; all others follow from it.
        step: How many intervals this one lies behind it.
        due_at: When.
        left: How many follow; None for without end.
    """

    anchor: datetime
    step: int
    due_at: datetime
    left: int | None


def first_firing(cycle: Cycle, armed_at: datetime, zone: tzinfo) -> Firing | None:
    """Return the first firing of a repetition that is armed now.

    Args:
        cycle: What the model says.
        armed_at: Now.
        zone: Where times without an offset are read, and days counted.

    Returns:
        None where its end has come, or all of its dates are over.

    Raises:
        InvalidTemporalError: It is too far away.
    """
    left = None if cycle.repetitions is None else cycle.repetitions - 1
    if cycle.start is None:
        anchor = cycle.interval.add(armed_at, 1, zone)
        return _firing(cycle, Firing(anchor=anchor, step=0, due_at=anchor, left=left), zone)
    anchor = cycle.start.to_datetime(zone)
    firing = Firing(anchor=anchor, step=0, due_at=anchor, left=left)
    if anchor < armed_at:
        firing = _advance(cycle, firing, armed_at, zone)
    return _firing(cycle, firing, zone)


def next_firing(cycle: Cycle, fired: Firing, now: datetime, zone: tzinfo) -> Firing | None:
    """Return the firing after one that has happened.

    It follows from the one before and not from now, so that nothing drifts; what was missed
    meanwhile, because nothing ran, is passed over. That counts only where the start is given, and
    with it every date (ISO 8601-1 §5.6).

    Returns:
        None where that was the last.

    Raises:
        InvalidTemporalError: It is too far away.
    """
    if fired.left == 0:
        return None
    left = None if fired.left is None else fired.left - 1
    after = max(now, fired.due_at)
    last = Firing(anchor=fired.anchor, step=fired.step, due_at=fired.due_at, left=left)
    return _firing(cycle, _advance(cycle, last, after, zone), zone)


def list_firings(cycle: Cycle, armed_at: datetime, zone: tzinfo) -> Iterator[datetime]:
    """Yield when a repetition fires that is armed now; perhaps without end."""
    firing = first_firing(cycle, armed_at, zone)
    while firing is not None:
        yield firing.due_at
        firing = next_firing(cycle, firing, firing.due_at, zone)


def _advance(cycle: Cycle, firing: Firing, after: datetime, zone: tzinfo) -> Firing:
    step = max(firing.step + 1, cycle.interval.steps_before(firing.anchor, after))
    due_at = cycle.interval.add(firing.anchor, step, zone)
    while due_at <= after:
        step += 1
        due_at = cycle.interval.add(firing.anchor, step, zone)
    return Firing(anchor=firing.anchor, step=step, due_at=due_at, left=firing.left)


def _firing(cycle: Cycle, firing: Firing, zone: tzinfo) -> Firing | None:
    is_over = cycle.end is not None and firing.due_at > cycle.end.to_datetime(zone)
    if cycle.start is not None and cycle.repetitions is not None:
        # Where it begins is said, so all its dates are: those that are over count as well.
        left = cycle.repetitions - 1 - firing.step
        is_over, firing = is_over or left < 0, replace(firing, left=left)
    return None if is_over else firing
