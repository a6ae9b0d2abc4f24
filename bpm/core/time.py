"""Calendar values with the range and precision of FEEL, which the standard library cannot hold."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo

from bpm.core.errors import InvalidInputError

MAX_YEAR = 999_999_999
MAX_OFFSET_SECONDS = 18 * 3600
NANOSECONDS = 1_000_000_000
NANOSECONDS_A_DAY = 86_400 * NANOSECONDS
MAX_DURATION_NANOSECONDS = 2**63 * NANOSECONDS
MAX_DURATION_MONTHS = 2**63

_DATE = re.compile(r"(-?)([1-9][0-9]{4,8}|[0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?"
    r"(?:(Z)|([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?|@([A-Za-z0-9_+/-]{1,64}))?"
)
_DAYS_TIME = re.compile(
    r"(-?)P(?:([0-9]{1,18})D)?(?:T(?=[0-9])(?:([0-9]{1,18})H)?(?:([0-9]{1,18})M)?"
    r"(?:([0-9]{1,18})(?:\.([0-9]{1,9}))?S)?)?"
)
_YEARS_MONTHS = re.compile(r"(-?)P(?:([0-9]{1,18})Y)?(?:([0-9]{1,18})M)?")
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class InvalidTemporalError(InvalidInputError):
    """This is not a date, time or duration."""

    code = "invalid_temporal"


@lru_cache(maxsize=1024)
def find_zone(name: str) -> ZoneInfo:
    """Return the zone of the IANA database with this name.

    Raises:
        InvalidTemporalError: There is none.
    """
    try:
        return ZoneInfo(name)
    except (ValueError, OSError) as error:  # ZoneInfoNotFoundError is a KeyError
        raise InvalidTemporalError(f"There is no time zone {name!r}.") from error
    except KeyError:
        raise InvalidTemporalError(f"There is no time zone {name!r}.") from None


def days_in_month(year: int, month: int) -> int:
    """Return the number of days of a month of the proleptic Gregorian calendar."""
    is_leap_year = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and is_leap_year else _MONTH_DAYS[month - 1]


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """A day of the proleptic Gregorian calendar; years count through 0 and below."""

    year: int
    month: int
    day: int

    def __post_init__(self) -> None:
        if not (
            -MAX_YEAR <= self.year <= MAX_YEAR
            and 1 <= self.month <= 12
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
        month = shifted_month + 3 if shifted_month < 10 else shifted_month - 9
        return cls(year_of_era + era * 400 + (month <= 2), month, day)

    @property
    def ordinal(self) -> int:
        """Days after 1970-01-01, negative before."""
        year = self.year - (self.month <= 2)
        era, year_of_era = divmod(year, 400)
        shifted_month = self.month - 3 if self.month > 2 else self.month + 9
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
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Date(year, month + 1, min(self.day, days_in_month(year, month + 1)))

    def __str__(self) -> str:
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04}-{self.month:02}-{self.day:02}"


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day, with an offset in seconds, or the name of a zone, or neither."""

    hour: int
    minute: int
    second: int
    nanosecond: int = 0
    offset: int | None = None
    zone: str | None = None

    def __post_init__(self) -> None:
        if not (
            0 <= self.hour < 24
            and 0 <= self.minute < 60
            and 0 <= self.second < 60
            and 0 <= self.nanosecond < NANOSECONDS
        ):
            raise InvalidTemporalError(
                f"There is no time {self.hour:02}:{self.minute:02}:{self.second:02}."
            )
        if self.offset is not None and abs(self.offset) > MAX_OFFSET_SECONDS:
            raise InvalidTemporalError("An offset lies within 18 hours of UTC.")
        if self.zone is not None:
            if self.offset is not None:
                raise InvalidTemporalError("A time has an offset or a zone, not both.")
            find_zone(self.zone)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``08:30:00``, ``08:30:00.5+02:00``, ``08:30:00Z``, ``08:30:00@Europe/Berlin``.

        Raises:
            InvalidTemporalError: It is not a time in ISO 8601, or the zone is unknown.
        """
        match = _TIME.fullmatch(text)
        if match is None:
            raise InvalidTemporalError(f"{text[:80]!r} is not a time such as 08:30:00.")
        hour, minute, second, fraction, utc, sign, hours, minutes, seconds, zone = match.groups()
        offset = 0 if utc else None
        if sign:
            if int(minutes) > 59 or int(seconds or 0) > 59:
                raise InvalidTemporalError(f"{text[:80]!r} has no valid offset.")
            offset = int(hours) * 3600 + int(minutes) * 60 + int(seconds or 0)
            offset = -offset if sign == "-" else offset
        nanosecond = int((fraction or "").ljust(9, "0"))
        return cls(int(hour), int(minute), int(second), nanosecond, offset, zone)

    @classmethod
    def from_nanoseconds(cls, value: int, offset: int | None, zone: str | None) -> Self:
        """Return the time ``value`` nanoseconds after midnight."""
        seconds, nanosecond = divmod(value, NANOSECONDS)
        minutes, second = divmod(seconds, 60)
        hour, minute = divmod(minutes, 60)
        return cls(hour, minute, second, nanosecond, offset, zone)

    @property
    def nanoseconds(self) -> int:
        """Nanoseconds after midnight, as the clock on the wall shows it."""
        seconds = self.hour * 3600 + self.minute * 60 + self.second
        return seconds * NANOSECONDS + self.nanosecond

    @property
    def is_local(self) -> bool:
        """Whether neither an offset nor a zone is known."""
        return self.offset is None and self.zone is None

    def plus_nanoseconds(self, nanoseconds: int) -> "Time":
        """Return the time of day that much later, past midnight if need be."""
        value = (self.nanoseconds + nanoseconds) % NANOSECONDS_A_DAY
        return Time.from_nanoseconds(value, self.offset, self.zone)

    def __str__(self) -> str:
        text = f"{self.hour:02}:{self.minute:02}:{self.second:02}"
        if self.nanosecond:
            text += f".{self.nanosecond:09}".rstrip("0")
        if self.zone is not None:
            return f"{text}@{self.zone}"
        return text if self.offset is None else text + _offset_text(self.offset)


def _offset_text(offset: int) -> str:
    if offset == 0:
        return "Z"
    minutes, second = divmod(abs(offset), 60)
    hour, minute = divmod(minutes, 60)
    text = f"{'-' if offset < 0 else '+'}{hour:02}:{minute:02}"
    return f"{text}:{second:02}" if second else text


@dataclass(frozen=True, slots=True)
class DateTime:
    """A day and a time of day; an instant where the time has an offset or a zone."""

    date: Date
    time: Time

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2026-05-01T08:30:00Z`` and its kin.

        Raises:
            InvalidTemporalError: It is not a date and time in ISO 8601.
        """
        date, separator, time = text.partition("T")
        if not separator:
            raise InvalidTemporalError(f"{text[:80]!r} is not a date and time.")
        return cls(Date.parse(date), Time.parse(time))

    @classmethod
    def from_datetime(cls, value: datetime) -> Self:
        """Take over a datetime of the standard library; an aware one keeps its zone."""
        key = getattr(value.tzinfo, "key", None)
        zone = key if isinstance(key, str) and key != "UTC" else None
        offset = value.utcoffset()
        seconds = None if zone or offset is None else int(offset.total_seconds())
        time = Time(
            value.hour, value.minute, value.second, value.microsecond * 1000, seconds, zone
        )
        return cls(Date(value.year, value.month, value.day), time)

    @property
    def offset_seconds(self) -> int | None:
        """Seconds that this clock is ahead of UTC; None where that is not known."""
        if self.time.zone is None:
            return self.time.offset
        # Rules repeat after 400 years, and zoneinfo knows the years 1 to 9999 only.
        year = self.date.year if 1 < self.date.year < 9999 else 2000 + self.date.year % 400
        local = datetime(  # noqa: DTZ001 - the zone is asked about this wall-clock time
            year, self.date.month, self.date.day, self.time.hour, self.time.minute, self.time.second
        )
        offset = find_zone(self.time.zone).utcoffset(local)
        return int(offset.total_seconds()) if offset is not None else 0

    @property
    def wall_nanoseconds(self) -> int:
        """Nanoseconds after 1970-01-01T00:00:00 on the same clock."""
        return self.date.ordinal * NANOSECONDS_A_DAY + self.time.nanoseconds

    @property
    def nanoseconds(self) -> int:
        """Nanoseconds after the epoch; a local time counts as UTC."""
        return self.wall_nanoseconds - (self.offset_seconds or 0) * NANOSECONDS

    def plus_months(self, months: int) -> "DateTime":
        """Return the same time ``months`` later, on the last day of a shorter month."""
        return DateTime(self.date.plus_months(months), self.time)

    def plus_nanoseconds(self, nanoseconds: int) -> "DateTime":
        """Return the time that much later on the same clock."""
        days, rest = divmod(self.time.nanoseconds + nanoseconds, NANOSECONDS_A_DAY)
        time = Time.from_nanoseconds(rest, self.time.offset, self.time.zone)
        return DateTime(self.date.plus_days(days), time)

    def to_datetime(self, default_zone: tzinfo = UTC) -> datetime:
        """Return the aware UTC instant, to the microsecond.

        Args:
            default_zone: Where a time without offset and zone is read.

        Raises:
            InvalidTemporalError: The year is beyond the standard library's.
        """
        zone: tzinfo = default_zone
        if self.time.zone is not None:
            zone = find_zone(self.time.zone)
        elif self.time.offset is not None:
            zone = timezone(timedelta(seconds=self.time.offset))
        try:
            return datetime(
                *(self.date.year, self.date.month, self.date.day),
                *(self.time.hour, self.time.minute, self.time.second),
                self.time.nanosecond // 1000,
                tzinfo=zone,
            ).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise InvalidTemporalError(f"{self} is too far away for a due time.") from error

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"


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

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return ("-P" if self.months < 0 else "P") + (text or "0M")
