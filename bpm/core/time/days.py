"""Days of the proleptic Gregorian calendar, far beyond the years of the standard library."""

import re
from dataclasses import dataclass
from typing import Self

from typing_extensions import override

from bpm.core.time.errors import InvalidTemporalError

MAX_YEAR = 999_999_999

_DATE = re.compile(r"(-?)([1-9][0-9]{4,8}|[0-9]{4})-([0-9]{2})-([0-9]{2})")
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FEBRUARY = 2
_MONTHS = 12
_TO_JANUARY = 10  # months from March, where the years of the calculation begin


def days_in_month(year: int, month: int) -> int:
    """Return the number of days of a month of the proleptic Gregorian calendar."""
    is_leap_year = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == _FEBRUARY and is_leap_year else _MONTH_DAYS[month - 1]


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """A day of the proleptic Gregorian calendar; years count through 0 and below."""

    year: int
    month: int
    day: int

    def __post_init__(self) -> None:
        if not (
            -MAX_YEAR <= self.year <= MAX_YEAR
            and 1 <= self.month <= _MONTHS
            and 1 <= self.day <= days_in_month(self.year, self.month)
        ):
            raise InvalidTemporalError(
                f"There is no day {self.year}-{self.month:02}-{self.day:02}."
            )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2026-05-01``.

        Raises:
            InvalidTemporalError: It is not a date in ISO 8601.
        """
        match = _DATE.fullmatch(text)
        if match is None:
            raise InvalidTemporalError(f"{text[:80]!r} is not a date such as 2026-05-01.")
        sign, year, month, day = match.groups()
        return cls(-int(year) if sign else int(year), int(month), int(day))

    @classmethod
    def from_ordinal(cls, ordinal: int) -> Self:
        """Return the day that lies ``ordinal`` days after 1970-01-01."""
        # Howard Hinnant's civil calendar: eras of 400 years that begin on 1 March.
        era, day_of_era = divmod(ordinal + 719_468, 146_097)
        year_of_era = (
            day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096
        ) // 365
        day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
        shifted_month = (5 * day_of_year + 2) // 153
        day = day_of_year - (153 * shifted_month + 2) // 5 + 1
        month = shifted_month + 3 if shifted_month < _TO_JANUARY else shifted_month - 9
        return cls(year_of_era + era * 400 + (month <= _FEBRUARY), month, day)

    @property
    def ordinal(self) -> int:
        """Days after 1970-01-01, negative before."""
        year = self.year - (self.month <= _FEBRUARY)
        era, year_of_era = divmod(year, 400)
        shifted_month = self.month - 3 if self.month > _FEBRUARY else self.month + 9
        day_of_year = (153 * shifted_month + 2) // 5 + self.day - 1
        day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
        return era * 146_097 + day_of_era - 719_468

    @property
    def weekday(self) -> int:
        """Day of the week, Monday being 1 and Sunday 7."""
        return (self.ordinal + 3) % 7 + 1

    def plus_days(self, days: int) -> "Date":
        """Return the day ``days`` later."""
        return Date.from_ordinal(self.ordinal + days)

    def plus_months(self, months: int) -> "Date":
        """Return the same day ``months`` later, or the last day of a shorter month."""
        year, month = divmod(self.year * _MONTHS + self.month - 1 + months, _MONTHS)
        return Date(year, month + 1, min(self.day, days_in_month(year, month + 1)))

    @override
    def __str__(self) -> str:
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04}-{self.month:02}-{self.day:02}"
