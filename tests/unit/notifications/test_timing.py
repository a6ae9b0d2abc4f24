"""Quiet hours and digests, in the person's own zone."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bpm.notifications.timing import after_quiet_hours, next_digest, zone_of

BERLIN = ZoneInfo("Europe/Berlin")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "quiet", "goes_out"),
    [
        # Berlin is two hours ahead of UTC in June, one in December.
        ("2026-06-01T19:59", ("22:00", "06:00"), "2026-06-01T19:59"),
        ("2026-06-01T20:00", ("22:00", "06:00"), "2026-06-02T04:00"),
        ("2026-06-02T03:59", ("22:00", "06:00"), "2026-06-02T04:00"),
        ("2026-06-02T04:00", ("22:00", "06:00"), "2026-06-02T04:00"),
        ("2026-12-01T21:00", ("22:00", "06:00"), "2026-12-02T05:00"),
        ("2026-06-01T10:30", ("12:00", "13:00"), "2026-06-01T11:00"),
        ("2026-06-01T11:00", ("12:00", "13:00"), "2026-06-01T11:00"),
        ("2026-06-01T10:30", ("12:00", "12:00"), "2026-06-01T10:30"),
        # The clock goes forward at two on 29 March: that morning comes an hour sooner.
        ("2026-03-28T22:00", ("22:00", "06:00"), "2026-03-29T04:00"),
        ("2026-10-24T21:00", ("22:00", "06:00"), "2026-10-25T05:00"),
    ],
)
def test_quiet_hours_hold_until_their_end(at: str, quiet: tuple[str, str], goes_out: str) -> None:
    begin, end = (time.fromisoformat(text) for text in quiet)

    held = after_quiet_hours(utc(at), quiet_from=begin, quiet_until=end, zone=BERLIN)

    assert held == utc(goes_out)


def test_without_quiet_hours_nothing_waits() -> None:
    at = utc("2026-06-01T23:00")

    assert after_quiet_hours(at, quiet_from=None, quiet_until=None, zone=BERLIN) == at


@pytest.mark.parametrize(
    ("at", "hour", "goes_out"),
    [
        ("2026-06-01T05:59", 8, "2026-06-01T06:00"),
        ("2026-06-01T06:00", 8, "2026-06-02T06:00"),
        ("2026-12-31T23:30", 0, "2027-01-01T23:00"),
        # There is no two o'clock on this morning; the hour that comes instead is taken.
        ("2026-03-28T12:00", 2, "2026-03-29T01:00"),
    ],
)
def test_the_digest_goes_out_at_its_hour(at: str, hour: int, goes_out: str) -> None:
    assert next_digest(utc(at), hour=hour, zone=BERLIN) == utc(goes_out)


def test_a_zone_that_is_gone_is_utc() -> None:
    assert zone_of("Mars/Olympus").key == "UTC"
    assert zone_of("Europe/Berlin") == BERLIN
