"""Calendar values with the range and precision of FEEL, which the standard library cannot hold."""

from bpm.core.time.clock import NANOSECONDS, NANOSECONDS_A_DAY, DateTime, Time, find_zone
from bpm.core.time.cycles import (
    Cycle,
    Firing,
    InvalidCycleError,
    first_firing,
    list_firings,
    next_firing,
)
from bpm.core.time.days import MAX_YEAR, Date, days_in_month
from bpm.core.time.durations import DaysTimeDuration, YearsMonthsDuration
from bpm.core.time.errors import InvalidTemporalError
from bpm.core.time.instants import MixedDuration, Moment, read_moment, to_instant

__all__ = [
    "MAX_YEAR",
    "NANOSECONDS",
    "NANOSECONDS_A_DAY",
    "Cycle",
    "Date",
    "DateTime",
    "DaysTimeDuration",
    "Firing",
    "InvalidCycleError",
    "InvalidTemporalError",
    "MixedDuration",
    "Moment",
    "Time",
    "YearsMonthsDuration",
    "days_in_month",
    "find_zone",
    "first_firing",
    "list_firings",
    "next_firing",
    "read_moment",
    "to_instant",
]
