"""Repetitions: read, followed without drift, never early."""

from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from bpm.core.time import Cycle, InvalidCycleError, first_firing, list_firings, next_firing

NOW = datetime(2026, 5, 4, 10, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
BERLIN = ZoneInfo("Europe/Berlin")


def due(text: str, count: int = 5, at: datetime = NOW) -> list[str]:
    firings = islice(list_firings(Cycle.parse(text), at, UTC), count)
    return [moment.isoformat().removesuffix("+00:00") for moment in firings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("R/PT1H", ["2026-05-04T11:30:00", "2026-05-04T12:30:00", "2026-05-04T13:30:00"]),
        ("R2/PT1H", ["2026-05-04T11:30:00", "2026-05-04T12:30:00"]),
        ("R/P1DT12H", ["2026-05-05T22:30:00", "2026-05-07T10:30:00", "2026-05-08T22:30:00"]),
        ("R/P1Y", ["2027-05-04T10:30:00", "2028-05-04T10:30:00", "2029-05-04T10:30:00"]),
        ("R/P1W", ["2026-05-11T10:30:00", "2026-05-18T10:30:00"]),
        ("R/P1M1DT1H", ["2026-06-05T11:30:00", "2026-07-06T12:30:00"]),
        ("R2/2026-06-01T00:00:00Z/P1D", ["2026-06-01T00:00:00", "2026-06-02T00:00:00"]),
        ("R/2026-05-01T00:00:00Z/P1D", ["2026-05-05T00:00:00", "2026-05-06T00:00:00"]),
        ("R/PT1H/2026-05-04T12:30:00Z", ["2026-05-04T11:30:00", "2026-05-04T12:30:00"]),
        ("R/PT1H/2026-05-04T11:00:00Z", []),
    ],
)
def test_repetitions(text: str, expected: list[str]) -> None:
    assert due(text, 3)[: len(expected)] == expected


def test_months_are_counted_from_the_first_and_keep_the_day() -> None:
    assert due("R/2026-01-31T09:00:00Z/P1M", 4, datetime(2026, 1, 1, tzinfo=UTC)) == [
        "2026-01-31T09:00:00",
        "2026-02-28T09:00:00",
        "2026-03-31T09:00:00",
        "2026-04-30T09:00:00",
    ]


def test_days_stay_at_the_same_time_when_the_clocks_change() -> None:
    cycle = Cycle.parse("R/2026-03-28T09:00:00/P1D")
    firings = islice(list_firings(cycle, datetime(2026, 3, 1, tzinfo=UTC), BERLIN), 3)

    assert [moment.hour for moment in firings] == [8, 7, 7]
    exact = Cycle.parse("R/2026-03-28T09:00:00/PT24H")
    firings = islice(list_firings(exact, datetime(2026, 3, 1, tzinfo=UTC), BERLIN), 3)
    assert [moment.hour for moment in firings] == [8, 8, 8]


def test_a_late_firing_does_not_move_those_that_follow() -> None:
    cycle = Cycle.parse("R/PT1H")
    first = first_firing(cycle, NOW, UTC)
    assert first is not None

    second = next_firing(cycle, first, first.due_at + timedelta(minutes=20), UTC)

    assert second is not None
    assert second.due_at == NOW + 2 * HOUR


def test_what_was_missed_is_passed_over_but_not_counted() -> None:
    cycle = Cycle.parse("R3/PT1H")
    first = first_firing(cycle, NOW, UTC)
    assert first is not None

    second = next_firing(cycle, first, NOW + 5 * HOUR + timedelta(minutes=1), UTC)

    assert second is not None
    assert (second.due_at, second.left) == (NOW + 6 * HOUR, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("R3/2026-05-03T00:00:00Z/P1D", ["2026-05-05T00:00:00"]),
        ("R3/2026-05-02T00:00:00Z/P1D", []),
        ("R3/2020-01-01T00:00:00Z/P1D", []),
        ("R1/2026-05-04T10:30:00Z/P1D", ["2026-05-04T10:30:00"]),
        ("R1/2026-05-04T10:29:59Z/P1D", []),
    ],
)
def test_dates_of_a_given_start_that_are_over_never_come(text: str, expected: list[str]) -> None:
    assert due(text) == expected


def test_dates_of_a_given_start_that_were_missed_are_gone() -> None:
    cycle = Cycle.parse("R3/2026-05-05T00:00:00Z/P1D")
    first = first_firing(cycle, NOW, UTC)
    assert first is not None

    last = next_firing(cycle, first, first.due_at + timedelta(hours=25), UTC)

    assert last is not None
    assert (last.due_at.isoformat(), last.left) == ("2026-05-07T00:00:00+00:00", 0)
    assert next_firing(cycle, first, first.due_at + timedelta(hours=49), UTC) is None


def test_years_of_missed_seconds_are_passed_over_at_once() -> None:
    cycle = Cycle.parse("R/PT1S")
    first = first_firing(cycle, NOW, UTC)
    assert first is not None
    later = NOW + timedelta(days=3650, microseconds=1)

    second = next_firing(cycle, first, later, UTC)

    assert second is not None
    assert timedelta() < second.due_at - later <= timedelta(seconds=1)


@pytest.mark.parametrize(
    "text",
    [
        *("", "PT1H", "R", "R/", "R/PT0S", "R/PT0.5S", "R/-PT1H", "R0/PT1H", "Rx/PT1H", "R/P"),
        *("R/tomorrow/PT1H", "R/PT1H/PT1H", "R/a/b/c", "R3/PT1H/later", "R/P0D", "R-1/PT1H"),
        "R9999999999/PT1H",
    ],
)
def test_what_is_no_repetition_is_refused(text: str) -> None:
    with pytest.raises(InvalidCycleError):
        Cycle.parse(text)


@given(
    st.sampled_from(["R/PT7M", "R/P1D", "R/P1M", "R5/PT90S", "R/2026-01-31T00:00:00/P1M"]),
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia"]),
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)),  # noqa: DTZ001
    st.integers(0, 10_000_000),
)
def test_the_next_firing_is_later_than_now_and_than_the_last(
    text: str, zone: str, armed_at: datetime, late: int
) -> None:
    cycle = Cycle.parse(text)
    first = first_firing(cycle, armed_at.replace(tzinfo=UTC), ZoneInfo(zone))
    assert first is not None
    now = first.due_at + timedelta(seconds=late)

    following = next_firing(cycle, first, now, ZoneInfo(zone))

    assert following is not None
    assert following.due_at > now
