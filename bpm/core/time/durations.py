"""Durations: exact lengths of time, and months of the calendar."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from typing_extensions import override

from bpm.core.time.clock import NANOSECONDS
from bpm.core.time.errors import InvalidTemporalError

MAX_DURATION_NANOSECONDS = 2**63 * NANOSECONDS
MAX_DURATION_MONTHS = 2**63

_DAYS_TIME = re.compile(
    r"(-?)P(?:([0-9]{1,18})D)?(?:T(?=[0-9])(?:([0-9]{1,18})H)?(?:([0-9]{1,18})M)?"
    r"(?:([0-9]{1,18})(?:\.([0-9]{0,9}))?S)?)?"
)
_YEARS_MONTHS = re.compile(r"(-?)P(?:([0-9]{1,18})Y)?(?:([0-9]{1,18})M)?")


@dataclass(frozen=True, slots=True, order=True)
class DaysTimeDuration:
    """An exact length of time."""

    nanoseconds: int

    def __post_init__(self) -> None:
        if abs(self.nanoseconds) > MAX_DURATION_NANOSECONDS:
            raise InvalidTemporalError("A duration of days and time is too long.")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``P1DT2H3M4.5S``.

        Raises:
            InvalidTemporalError: It is not such a duration.
        """
        match = _DAYS_TIME.fullmatch(text)
        if match is None or not any(match.groups()[1:]):
            raise InvalidTemporalError(f"{text[:80]!r} is not a duration such as P1DT2H.")
        sign, days, hours, minutes, seconds, fraction = match.groups()
        whole = int(days or 0) * 86_400 + int(hours or 0) * 3600 + int(minutes or 0) * 60
        nanoseconds = (whole + int(seconds or 0)) * NANOSECONDS
        nanoseconds += int((fraction or "").ljust(9, "0"))
        return cls(-nanoseconds if sign else nanoseconds)

    def to_timedelta(self) -> timedelta:
        """Return it for the standard library, to the microsecond.

        Raises:
            InvalidTemporalError: It is beyond what the standard library holds.
        """
        try:
            return timedelta(microseconds=self.nanoseconds // 1000)
        except OverflowError as error:
            raise InvalidTemporalError(f"{self} is too long.") from error

    @override
    def __str__(self) -> str:
        seconds, fraction = divmod(abs(self.nanoseconds), NANOSECONDS)
        minutes, second = divmod(seconds, 60)
        hours, minute = divmod(minutes, 60)
        day, hour = divmod(hours, 24)
        decimals = f".{fraction:09}".rstrip("0") if fraction else ""
        clock = (f"{hour}H" if hour else "") + (f"{minute}M" if minute else "")
        clock += f"{second}{decimals}S" if second or fraction else ""
        text = (f"{day}D" if day else "") + (f"T{clock}" if clock else "")
        return ("-P" if self.nanoseconds < 0 else "P") + (text or "T0S")


@dataclass(frozen=True, slots=True, order=True)
class YearsMonthsDuration:
    """A length of time in calendar months, whose days depend on where it is counted from."""

    months: int

    def __post_init__(self) -> None:
        if abs(self.months) > MAX_DURATION_MONTHS:
            raise InvalidTemporalError("A duration of years and months is too long.")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``P1Y2M``.

        Raises:
            InvalidTemporalError: It is not such a duration.
        """
        match = _YEARS_MONTHS.fullmatch(text)
        if match is None or not any(match.groups()[1:]):
            raise InvalidTemporalError(f"{text[:80]!r} is not a duration such as P1Y2M.")
        sign, years, months = match.groups()
        total = int(years or 0) * 12 + int(months or 0)
        return cls(-total if sign else total)

    @override
    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return ("-P" if self.months < 0 else "P") + (text or "0M")
