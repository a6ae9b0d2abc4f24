"""Temporal values from their text."""

from bpm.core.time import (
    Date,
    DateTime,
    DaysTimeDuration,
    InvalidTemporalError,
    Time,
    YearsMonthsDuration,
)

Temporal = Date | Time | DateTime | DaysTimeDuration | YearsMonthsDuration


def read_temporal(text: str) -> Temporal:
    """Read the text of an at-literal: a date, time, date and time, or duration.

    Raises:
        InvalidTemporalError: It is none of these.
    """
    if text.startswith(("P", "-P")):
        return read_duration(text)
    if "T" in text.partition("@")[0]:
        return DateTime.parse(text)
    return Time.parse(text) if ":" in text else Date.parse(text)


def read_duration(text: str) -> DaysTimeDuration | YearsMonthsDuration:
    """Read a duration of either kind.

    Raises:
        InvalidTemporalError: It is neither, or mixes the two.
    """
    try:
        return YearsMonthsDuration.parse(text)
    except InvalidTemporalError:
        return DaysTimeDuration.parse(text)
