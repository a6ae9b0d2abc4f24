"""Keeping how a person wants to be told."""

import re
from collections.abc import Iterator, Sequence
from datetime import time

from bpm.base.transactions import command
from bpm.core.errors import Problem
from bpm.core.time import InvalidTemporalError, find_zone
from bpm.identity.contracts import Actor
from bpm.identity.queries import person_id
from bpm.notifications import queries
from bpm.notifications.contracts import (
    ByMail,
    InApp,
    Kind,
    NotificationSettingsView,
    WantedSettings,
)
from bpm.notifications.errors import (
    InvalidNotificationSettingsError,
    NotificationSettingsChangedError,
)
from bpm.notifications.models import NotificationSettings

MOST_MUTED = 200
_LONGEST_KEY = 255
_LONGEST_ZONE = 64
_LAST_HOUR = 23
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


@command
def update_notification_settings(
    *, wanted: WantedSettings, actor: Actor, expected_revision: int | None = None
) -> NotificationSettingsView:
    """Keep how the actor wants to be told, in the place of what he chose before.

    Raises:
        InvalidNotificationSettingsError: Lists every value that is not good.
        NotificationSettingsChangedError: They are not at ``expected_revision``.
    """
    problems = _problems(wanted)
    if problems:
        raise InvalidNotificationSettingsError(problems=problems)
    user_id = person_id(actor)
    columns = _columns(wanted)
    # Who saves for the first time twice at once makes one row, and the second changes it.
    NotificationSettings.objects.bulk_create(
        [NotificationSettings(user_id=user_id, tenant_id=actor.tenant_id, revision=0, **columns)],
        ignore_conflicts=True,
    )
    row = NotificationSettings.objects.select_for_update().get(user_id=user_id)
    if expected_revision is not None and row.revision != expected_revision:
        raise NotificationSettingsChangedError(
            f"The settings are at revision {row.revision}; read them again."
        )
    for name, value in columns.items():
        setattr(row, name, value)
    row.revision += 1
    row.save()
    return queries.get_notification_settings(actor=actor)


def _columns(wanted: WantedSettings) -> dict[str, object]:
    return {
        "choices": {
            choice.kind.value: {"in_app": choice.in_app.value, "mail": choice.mail.value}
            for choice in wanted.choices
        },
        "wants_offers": any(
            choice.kind is Kind.TASK_OFFERED
            and (choice.in_app is not InApp.OFF or choice.mail is not ByMail.OFF)
            for choice in wanted.choices
        ),
        "quiet_from": _read_time(wanted.quiet_from),
        "quiet_until": _read_time(wanted.quiet_until),
        "digest_hour": wanted.digest_hour,
        "time_zone": wanted.time_zone,
        "muted_processes": list(dict.fromkeys(wanted.muted_processes)),
    }


def _read_time(text: str | None) -> time | None:
    return None if text is None else time.fromisoformat(text)


def _problems(wanted: WantedSettings) -> list[Problem]:
    """Return what is wrong with settings, each at its place."""
    return [
        *_choice_problems(wanted),
        *_quiet_problems(wanted),
        *_day_problems(wanted),
        *_muted_problems(wanted.muted_processes),
    ]


def _choice_problems(wanted: WantedSettings) -> Iterator[Problem]:
    kinds = [choice.kind for choice in wanted.choices]
    for index, kind in enumerate(kinds):
        if kind in kinds[:index]:
            yield _problem(f"/choices/{index}/kind", "Choose for each kind once.")


def _quiet_problems(wanted: WantedSettings) -> Iterator[Problem]:
    for name, text in (("quiet_from", wanted.quiet_from), ("quiet_until", wanted.quiet_until)):
        if text is not None and not _TIME.fullmatch(text):
            yield _problem(f"/{name}", "Give a time of day such as 22:00.")
    if (wanted.quiet_from is None) != (wanted.quiet_until is None):
        missing = "quiet_from" if wanted.quiet_from is None else "quiet_until"
        yield _problem(f"/{missing}", "Quiet hours need a beginning and an end.")


def _day_problems(wanted: WantedSettings) -> Iterator[Problem]:
    if not 0 <= wanted.digest_hour <= _LAST_HOUR:
        yield _problem("/digest_hour", "Give an hour of the day from 0 to 23.")
    if not _is_zone(wanted.time_zone):
        yield _problem("/time_zone", "Give an IANA time zone, such as Europe/Berlin.")


def _muted_problems(keys: Sequence[str]) -> Iterator[Problem]:
    if len(keys) > MOST_MUTED:
        yield _problem("/muted_processes", f"Mute at most {MOST_MUTED} processes.")
    for index, key in enumerate(keys[:MOST_MUTED]):
        if not key.isprintable() or not 0 < len(key) <= _LONGEST_KEY:
            yield _problem(f"/muted_processes/{index}", "Give the key of a process.")


def _is_zone(name: str) -> bool:
    try:
        find_zone(name)
    except InvalidTemporalError:
        return False
    return len(name) <= _LONGEST_ZONE


def _problem(pointer: str, detail: str) -> Problem:
    return Problem(code=InvalidNotificationSettingsError.code, pointer=pointer, detail=detail)
