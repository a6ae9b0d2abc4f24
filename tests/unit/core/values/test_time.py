"""Dates, times and durations beyond what the standard library holds."""

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from bpm.core.time import (
    Date,
    DateTime,
    DaysTimeDuration,
    InvalidTemporalError,
    Time,
    YearsMonthsDuration,
)
from tests.unit.core.values.strategies import dates, temporals

HOUR = 3600 * 10**9


@pytest.mark.parametrize(
    ("parse", "text", "written"),
    [
        (Date.parse, "2026-05-01", "2026-05-01"),
        (Date.parse, "-0044-03-15", "-0044-03-15"),
        (Date.parse, "0000-02-29", "0000-02-29"),
        (Date.parse, "999999999-12-31", "999999999-12-31"),
        (Time.parse, "08:30:00", "08:30:00"),
        (Time.parse, "08:30:00.120", "08:30:00.12"),
        (Time.parse, "08:30:00.000000001", "08:30:00.000000001"),
        (Time.parse, "08:30:00+00:00", "08:30:00Z"),
        (Time.parse, "08:30:00-05:30", "08:30:00-05:30"),
        (Time.parse, "08:30:00+01:02:03", "08:30:00+01:02:03"),
        (Time.parse, "08:30:00@Europe/Berlin", "08:30:00@Europe/Berlin"),
        (DateTime.parse, "2026-05-01T08:30:00Z", "2026-05-01T08:30:00Z"),
        (DateTime.parse, "2026-12-31T24:00:00Z", "2027-01-01T00:00:00Z"),
        (DaysTimeDuration.parse, "P1DT25H", "P2DT1H"),
        (DaysTimeDuration.parse, "-PT90S", "-PT1M30S"),
        (DaysTimeDuration.parse, "PT0.5S", "PT0.5S"),
        (DaysTimeDuration.parse, "P0D", "PT0S"),
        (YearsMonthsDuration.parse, "P14M", "P1Y2M"),
        (YearsMonthsDuration.parse, "-P1Y", "-P1Y"),
        (YearsMonthsDuration.parse, "P0Y", "P0M"),
    ],
)
def test_text_is_read_and_written_in_one_form(
    parse: Callable[[str], object], text: str, written: str
) -> None:
    assert str(parse(text)) == written


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (Date.parse, "2026-02-29"),
        (Date.parse, "2026-13-01"),
        (Date.parse, "26-01-01"),
        (Date.parse, "02026-01-01"),
        (Date.parse, "+2026-01-01"),
        (Date.parse, "1000000000-01-01"),
        (Date.parse, "٢٠٢٦-01-01"),
        (Time.parse, "24:00:00"),
        (Time.parse, "08:60:00"),
        (Time.parse, "08:30"),
        (Time.parse, "08:30:00+19:00"),
        (Time.parse, "08:30:00+01:60"),
        (Time.parse, "08:30:00@Nowhere/Land"),
        (Time.parse, "08:30:00@../../etc/passwd"),
        (Time.parse, "08:30:00Z@Europe/Berlin"),
        (Time.parse, "08:30:00.1234567890"),
        (DateTime.parse, "2026-05-01"),
        (DateTime.parse, "2026-05-01T24:00:01"),
        (DaysTimeDuration.parse, "P"),
        (DaysTimeDuration.parse, "PT"),
        (DaysTimeDuration.parse, "P1M"),
        (DaysTimeDuration.parse, "P1DT"),
        (DaysTimeDuration.parse, "P999999999999999999D"),
        (YearsMonthsDuration.parse, "P1D"),
        (YearsMonthsDuration.parse, ""),
    ],
)
def test_other_text_is_refused(parse: Callable[[str], object], text: str) -> None:
    with pytest.raises(InvalidTemporalError):
        parse(text)


@given(temporals)
def test_text_is_lossless(
    value: Date | Time | DateTime | DaysTimeDuration | YearsMonthsDuration,
) -> None:
    assert type(value).parse(str(value)) == value


@given(dates)
def test_ordinals_are_lossless(date: Date) -> None:
    assert Date.from_ordinal(date.ordinal) == date


@given(st.dates())
def test_ordinals_agree_with_the_standard_library(day: dt.date) -> None:
    date = Date(day.year, day.month, day.day)

    assert date.ordinal == day.toordinal() - dt.date(1970, 1, 1).toordinal()
    assert date.weekday == day.isoweekday()


@given(st.datetimes(timezones=st.sampled_from([dt.UTC, ZoneInfo("Europe/Berlin")])))
def test_instants_agree_with_the_standard_library(moment: dt.datetime) -> None:
    value = DateTime.from_datetime(moment)
    epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    microseconds = (moment.replace(fold=0) - epoch) // dt.timedelta(microseconds=1)

    assert value.nanoseconds == microseconds * 1000


def test_months_end_on_the_last_day() -> None:
    assert Date(2026, 1, 31).plus_months(1) == Date(2026, 2, 28)
    assert Date(2024, 2, 29).plus_months(-12) == Date(2023, 2, 28)


def test_hours_are_counted_through_summer_time() -> None:
    before = DateTime.parse("2026-03-28T12:00:00@Europe/Berlin")

    assert str(before.plus_nanoseconds(24 * HOUR)) == "2026-03-29T13:00:00@Europe/Berlin"


def test_offsets_of_zones_are_known_in_any_year() -> None:
    for year in ("2026", "12026", "-2026"):
        value = DateTime.parse(f"{year}-07-01T00:00:00@Europe/Berlin")
        assert value.offset_seconds == 7200


def test_due_times_are_utc_and_within_the_standard_library() -> None:
    local = DateTime.parse("2026-07-01T12:00:00")

    assert local.to_datetime() == dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)
    assert local.to_datetime(ZoneInfo("Europe/Berlin")) == dt.datetime(
        2026, 7, 1, 10, tzinfo=dt.UTC
    )
    with pytest.raises(InvalidTemporalError, match="too far away"):
        DateTime.parse("20260-07-01T12:00:00Z").to_datetime()
    with pytest.raises(InvalidTemporalError, match="too long"):
        DaysTimeDuration.parse("P99999999999D").to_timedelta()
