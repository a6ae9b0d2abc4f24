"""From what a model says of a time to the instant it means: a time, a day, or a duration."""

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final, TypeAlias

from bpm.core.time.clock import DateTime, Time
from bpm.core.time.days import Date
from bpm.core.time.durations import DaysTimeDuration, YearsMonthsDuration
from bpm.core.time.errors import InvalidTemporalError


@dataclass(frozen=True, slots=True, kw_only=True)
class MixedDuration:
    """A duration of years, months, days and time: the months are counted first.

    ISO 8601 and XML Schema know such durations; FEEL has none, so no value is one.
    """

    months: YearsMonthsDuration
    rest: DaysTimeDuration


Moment: TypeAlias = DateTime | Date | DaysTimeDuration | YearsMonthsDuration | MixedDuration

_WEEKS: Final = re.compile(r"P([0-9]{1,6})W")
"""ISO 8601 counts in weeks, too, which FEEL does not."""

_MIXED: Final = re.compile(r"P((?:[0-9]+Y)?(?:[0-9]+M)?)([0-9T].*)")

MIDNIGHT: Final = Time(0, 0, 0, 0, None, None)


def read_moment(text: str) -> Moment:
    """Read a time, a day or a duration in ISO 8601.

    Raises:
        InvalidTemporalError: It is none of them.
    """
    weeks = _WEEKS.fullmatch(text)
    if weeks:
        return DaysTimeDuration.parse(f"P{7 * int(weeks[1])}D")
    for kind in (DateTime, Date, DaysTimeDuration, YearsMonthsDuration):
        try:
            return kind.parse(text)
        except InvalidTemporalError:
            continue
    return read_mixed(text)


def read_mixed(text: str) -> MixedDuration:
    """Read a duration such as ``P1M2DT3H``.

    Raises:
        InvalidTemporalError: It is none.
    """
    parts = _MIXED.fullmatch(text)
    if parts is None or not parts[1]:
        raise InvalidTemporalError(f"{text[:80]!r} is neither a time nor a duration.")
    return MixedDuration(
        months=YearsMonthsDuration.parse(f"P{parts[1]}"),
        rest=DaysTimeDuration.parse(f"P{parts[2]}"),
    )


def to_instant(value: object, now: datetime, zone: tzinfo) -> datetime:
    """Return the instant that a value means.

    Args:
        value: A ``Moment``; whatever else is refused.
        now: Aware; durations count from it.
        zone: Where times without an offset are read, and months counted.

    Raises:
        InvalidTemporalError: It means none, or one too far away.
    """
    match value:
        case DateTime():
            return value.to_datetime(zone)
        case Date():
            return DateTime(value, MIDNIGHT).to_datetime(zone)
        case DaysTimeDuration():
            return _add(now, value)
        case YearsMonthsDuration():
            local = DateTime.from_datetime(now.astimezone(zone)).plus_months(value.months)
            return local.to_datetime(zone)
        case MixedDuration():
            return _add(to_instant(value.months, now, zone), value.rest)
        case _:
            raise InvalidTemporalError("This is neither a time nor a duration.")


def _add(now: datetime, duration: DaysTimeDuration) -> datetime:
    try:
        return now + duration.to_timedelta()
    except OverflowError as error:
        raise InvalidTemporalError("A timer would be due too far away.") from error
