"""Functions on dates, times and durations.

Source: DMN 1.5 §10.3.4.1 and §10.3.4.7.
"""

from decimal import Decimal

from bpm.core.feel.arithmetic import to_date_time
from bpm.core.feel.built_in import Chapter
from bpm.core.feel.literals import read_duration
from bpm.core.feel.runtime import Runtime
from bpm.core.time import (
    MAX_YEAR,
    NANOSECONDS,
    Date,
    DateTime,
    DaysTimeDuration,
    InvalidTemporalError,
    Time,
    YearsMonthsDuration,
)

chapter = Chapter()

_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_THURSDAY = 4


def _whole(number: Decimal) -> int:
    if number != number.to_integral_value() or abs(number) > MAX_YEAR:
        raise InvalidTemporalError(f"{number} is no part of a date or time.")
    return int(number)


@chapter.function("date", "from: string")
def date_from_text(_runtime: Runtime, text: str) -> Date | None:
    """Return the date that a text says."""
    return Date.parse(text)


@chapter.function("date", "from: date")
def date_from_instant(_runtime: Runtime, value: Date | DateTime) -> Date:
    """Return the date of a date and time."""
    return value.date if isinstance(value, DateTime) else value


@chapter.function("date", "year: number", "month: number", "day: number")
def date_from_parts(_runtime: Runtime, year: Decimal, month: Decimal, day: Decimal) -> Date | None:
    """Return the date of these parts."""
    return Date(_whole(year), _whole(month), _whole(day))


@chapter.function("time", "from: string")
def time_from_text(_runtime: Runtime, text: str) -> Time | None:
    """Return the time that a text says."""
    return Time.parse(text)


@chapter.function("time", "from: time")
def time_from_instant(_runtime: Runtime, value: Time | DateTime | Date) -> Time:
    """Return the time of a date and time; a date is midnight in UTC."""
    if isinstance(value, Date):
        return to_date_time(value).time
    return value.time if isinstance(value, DateTime) else value


@chapter.function(
    "time", "hour: number", "minute: number", "second: number", "offset: days or null?"
)
def time_from_parts(
    runtime: Runtime,
    hour: Decimal,
    minute: Decimal,
    second: Decimal,
    offset: DaysTimeDuration | None = None,
) -> Time | None:
    """Return the time of these parts; seconds may have a fraction."""
    if not 0 <= second < 60:  # noqa: PLR2004 - seconds of a minute
        runtime.note("time(): a second lies between 0 and 60")
        return None
    nanoseconds = int(second * NANOSECONDS)
    seconds = None if offset is None else offset.nanoseconds // NANOSECONDS
    clock = divmod(nanoseconds, NANOSECONDS)
    return Time(_whole(hour), _whole(minute), *clock, seconds)


@chapter.function("date and time", "from: string")
def date_time_from_text(_runtime: Runtime, text: str) -> DateTime | None:
    """Return the date and time that a text says; a mere date is midnight."""
    return DateTime.parse(text if "T" in text else f"{text}T00:00:00")


@chapter.function("date and time", "date: date", "time: time")
def date_time_from_parts(
    _runtime: Runtime, date: Date | DateTime, time: Time | DateTime | Date
) -> DateTime | None:
    """Return a date and a time joined."""
    if not isinstance(time, Time):
        return None
    return DateTime(date.date if isinstance(date, DateTime) else date, time)


@chapter.function(
    "date and time",
    "year: number",
    "month: number",
    "day: number",
    "hour: number",
    "minute: number",
    "second: number",
    "offset: days or null?",
)
def date_time_from_numbers(
    runtime: Runtime, year: Decimal, month: Decimal, day: Decimal, *clock: object
) -> DateTime | None:
    """Return the date and time of these parts."""
    date = date_from_parts(runtime, year, month, day)
    time = time_from_parts(runtime, *clock)
    if not isinstance(date, Date) or not isinstance(time, Time):
        return None
    return DateTime(date, time)


@chapter.function("duration", "from: string")
def duration_from_text(
    _runtime: Runtime, text: str
) -> DaysTimeDuration | YearsMonthsDuration | None:
    """Return the duration that a text says."""
    return read_duration(text)


@chapter.function("years and months duration", "from: date", "to: date")
def months_between(
    _runtime: Runtime, start: Date | DateTime, end: Date | DateTime
) -> YearsMonthsDuration:
    """Return the whole months between two dates."""
    first, last = _to_date(start), _to_date(end)
    months = (last.year - first.year) * 12 + last.month - first.month
    if months > 0 and last.day < first.day:
        months -= 1
    elif months < 0 and last.day > first.day:
        months += 1
    return YearsMonthsDuration(months)


@chapter.function("now")
def now(runtime: Runtime) -> DateTime:
    """Return the instant of the evaluation, the same throughout."""
    return DateTime.from_datetime(runtime.now)


@chapter.function("today")
def today(runtime: Runtime) -> Date:
    """Return the day of the evaluation, in UTC."""
    return DateTime.from_datetime(runtime.now).date


def _to_date(value: Date | DateTime) -> Date:
    return value.date if isinstance(value, DateTime) else value


@chapter.function("day of year", "date: date")
def day_of_year(_runtime: Runtime, value: Date | DateTime) -> Decimal:
    """Return the number of a day in its year, from 1."""
    date = _to_date(value)
    return Decimal(date.ordinal - Date(date.year, 1, 1).ordinal + 1)


@chapter.function("day of week", "date: date")
def day_of_week(_runtime: Runtime, value: Date | DateTime) -> str:
    """Return the English name of a day of the week."""
    return _DAY_NAMES[_to_date(value).weekday - 1]


@chapter.function("month of year", "date: date")
def month_of_year(_runtime: Runtime, value: Date | DateTime) -> str:
    """Return the English name of a month."""
    return _MONTH_NAMES[_to_date(value).month - 1]


@chapter.function("week of year", "date: date")
def week_of_year(_runtime: Runtime, value: Date | DateTime) -> Decimal:
    """Return the number of a week in its year by ISO 8601."""
    date = _to_date(value)
    # A week belongs to the year that its Thursday lies in.
    thursday = date.plus_days(_THURSDAY - date.weekday)
    first = Date(thursday.year, 1, 1)
    return Decimal((thursday.ordinal - first.ordinal) // 7 + 1)


@chapter.function("last day of month", "date: date")
def last_day_of_month(_runtime: Runtime, value: Date | DateTime) -> Date:
    """Return the last day of the month that a day lies in."""
    date = _to_date(value)
    return Date(date.year, date.month, 1).plus_months(1).plus_days(-1)
