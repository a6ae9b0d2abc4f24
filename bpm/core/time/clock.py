"""Times of day and instants, to the nanosecond, with the names of their zones."""

import re
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo

from typing_extensions import override

from bpm.core.time.days import Date
from bpm.core.time.errors import InvalidTemporalError

MAX_OFFSET_SECONDS = 18 * 3600
NANOSECONDS = 1_000_000_000
NANOSECONDS_A_DAY = 86_400 * NANOSECONDS

_HOURS = 24
_SIXTY = 60
_END_OF_DAY = "24:00:00"
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?"
    r"(?:(Z)|([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?|@([A-Za-z0-9_+/-]{1,64}))?"
)


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
            0 <= self.hour < _HOURS
            and 0 <= self.minute < _SIXTY
            and 0 <= self.second < _SIXTY
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
            if int(minutes) >= _SIXTY or int(seconds or 0) >= _SIXTY:
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

    @override
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
        if time.startswith(_END_OF_DAY):  # ISO 8601: the same instant as the next midnight
            midnight = "00:00:00" + time.removeprefix(_END_OF_DAY)
            parsed = Time.parse(midnight)
            if not parsed.nanoseconds:
                return cls(Date.parse(date).plus_days(1), parsed)
        return cls(Date.parse(date), Time.parse(time))

    @classmethod
    def from_datetime(cls, value: datetime) -> Self:
        """Take over a datetime of the standard library; an aware one keeps its zone."""
        key = getattr(value.tzinfo, "key", None)
        zone = key if isinstance(key, str) and key != "UTC" else None
        offset = value.utcoffset()
        seconds = None if zone or offset is None else int(offset.total_seconds())
        time = Time(value.hour, value.minute, value.second, value.microsecond * 1000, seconds, zone)
        return cls(Date(value.year, value.month, value.day), time)

    @property
    def offset_seconds(self) -> int | None:
        """Seconds that this clock is ahead of UTC; None where that is not known."""
        if self.time.zone is None:
            return self.time.offset
        # Rules repeat after 400 years, and zoneinfo knows the years 1 to 9999 only.
        year = self.date.year if MINYEAR < self.date.year < MAXYEAR else 2000 + self.date.year % 400
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
        """Return the instant that much later; the same clock shows it, summer time observed."""
        if self.time.zone is not None:
            return _in_zone(self.nanoseconds + nanoseconds, self.time.zone)
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

    @override
    def __str__(self) -> str:
        return f"{self.date}T{self.time}"


def _in_zone(nanoseconds: int, zone: str) -> DateTime:
    days, rest = divmod(nanoseconds, NANOSECONDS_A_DAY)
    utc = DateTime(Date.from_ordinal(days), Time.from_nanoseconds(rest, 0, None))
    year = utc.date.year if MINYEAR < utc.date.year < MAXYEAR else 2000 + utc.date.year % 400
    clock = (utc.date.month, utc.date.day, utc.time.hour, utc.time.minute, utc.time.second)
    offset = datetime(year, *clock, tzinfo=UTC).astimezone(find_zone(zone)).utcoffset()
    wall = nanoseconds + int((offset or timedelta()).total_seconds()) * NANOSECONDS
    days, rest = divmod(wall, NANOSECONDS_A_DAY)
    return DateTime(Date.from_ordinal(days), Time.from_nanoseconds(rest, None, zone))
