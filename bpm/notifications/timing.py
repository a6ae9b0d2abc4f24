"""When a mail goes out: at once, after the quiet hours, or with the digest of the day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bpm.core.time import InvalidTemporalError, find_zone

_DAY = timedelta(days=1)


def zone_of(name: str) -> ZoneInfo:
    """Return a person's zone; UTC where the machine does not know it any more."""
    try:
        return find_zone(name)
    except InvalidTemporalError:
        return ZoneInfo("UTC")


def after_quiet_hours(
    at: datetime, *, quiet_from: time | None, quiet_until: time | None, zone: ZoneInfo
) -> datetime:
    """Return an instant, or the end of the quiet hours that it falls into.

    Args:
        at: Aware.
        quiet_from: Time of day when quiet begins, which is quiet already; None for never.
        quiet_until: Time of day when it ends; before ``quiet_from``, that is on the next day.
        zone: Whose days.
    """
    if quiet_from is None or quiet_until is None or quiet_from == quiet_until:
        return at
    local = at.astimezone(zone)
    now = local.time()
    if quiet_from < quiet_until:
        is_quiet, is_tomorrow = quiet_from <= now < quiet_until, False
    else:
        is_quiet, is_tomorrow = now >= quiet_from or now < quiet_until, now >= quiet_from
    if not is_quiet:
        return at
    day = local.date() + _DAY if is_tomorrow else local.date()
    return _instant(day, quiet_until, zone)


def next_digest(at: datetime, *, hour: int, zone: ZoneInfo) -> datetime:
    """Return the first beginning of an hour of the day that is later than an instant."""
    local = at.astimezone(zone)
    for days in range(3):
        found = _instant(local.date() + days * _DAY, time(hour), zone)
        if found > at:
            return found
    raise AssertionError("Every hour comes again within two days.")


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
