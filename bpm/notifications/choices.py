"""What a person has chosen, or the default where he has chosen nothing."""

from datetime import datetime

from bpm.core.values import JsonObject
from bpm.notifications import timing
from bpm.notifications.contracts import (
    DEFAULT_CHOICES,
    DEFAULT_DIGEST_HOUR,
    ByMail,
    Choice,
    InApp,
    Kind,
)
from bpm.notifications.models import NotificationSettings


def choice_of(chosen: NotificationSettings | None, kind: Kind) -> Choice:
    """Return how a kind reaches a person."""
    stored: JsonObject = {} if chosen is None else chosen.choices
    found = stored.get(kind)
    if not isinstance(found, dict):
        return DEFAULT_CHOICES[kind]
    return Choice(in_app=InApp(str(found["in_app"])), mail=ByMail(str(found["mail"])))


def single_due_at(chosen: NotificationSettings | None, now: datetime) -> datetime:
    """Return when a mail about one thing goes out: now, or after the quiet hours."""
    if chosen is None:
        return now
    return timing.after_quiet_hours(
        now,
        quiet_from=chosen.quiet_from,
        quiet_until=chosen.quiet_until,
        zone=timing.zone_of(chosen.time_zone),
    )


def digest_due_at(chosen: NotificationSettings | None, now: datetime) -> datetime:
    """Return when the next digest goes out; one that falls into quiet hours waits for their end."""
    hour = DEFAULT_DIGEST_HOUR if chosen is None else chosen.digest_hour
    zone = timing.zone_of("UTC" if chosen is None else chosen.time_zone)
    return single_due_at(chosen, timing.next_digest(now, hour=hour, zone=zone))
