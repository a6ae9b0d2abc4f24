"""The words of mails, in each language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bpm.base.languages import Language
from bpm.notifications.contracts import Kind

EN, DE = Language.ENGLISH, Language.GERMAN

SENTENCES: Mapping[Kind, Mapping[Language, str]] = {
    Kind.TASK_ASSIGNED: {
        EN: "{actor} gave you “{title}”.",
        DE: "{actor} hat Ihnen „{title}“ gegeben.",
    },
    Kind.TASK_DELEGATED: {
        EN: "{actor} delegated “{title}” to you.",
        DE: "{actor} hat „{title}“ an Sie delegiert.",
    },
    Kind.TASK_RESOLVED: {
        EN: "{actor} is done with “{title}”; it is yours to complete again.",
        DE: "{actor} ist mit „{title}“ fertig; Sie können die Aufgabe abschließen.",
    },
    Kind.TASK_OFFERED: {
        EN: "“{title}” waits for somebody to take it.",
        DE: "„{title}“ wartet darauf, übernommen zu werden.",
    },
    Kind.MENTIONED: {
        EN: "{actor} mentioned you at “{title}”.",
        DE: "{actor} hat Sie bei „{title}“ erwähnt.",
    },
    Kind.TASK_COMMENTED: {
        EN: "{actor} commented on “{title}”.",
        DE: "{actor} hat „{title}“ kommentiert.",
    },
    Kind.TASK_DUE_SOON: {
        EN: "“{title}” is due {due}.",
        DE: "„{title}“ ist fällig: {due}.",
    },
    Kind.TASK_OVERDUE: {
        EN: "“{title}” is overdue; it was due {due}.",
        DE: "„{title}“ ist überfällig; fällig war {due}.",
    },
    Kind.TASK_REMINDED: {
        EN: "{actor} reminds you of “{title}”.",
        DE: "{actor} erinnert Sie an „{title}“.",
    },
    Kind.REQUEST_NEEDS_ME: {
        EN: "Your request needs you: “{title}”.",
        DE: "Ihr Antrag braucht Sie: „{title}“.",
    },
    Kind.REQUEST_FINISHED: {
        EN: "Your request “{title}” has ended.",
        DE: "Ihr Antrag „{title}“ ist beendet.",
    },
    Kind.REQUEST_CANCELLED: {
        EN: "Your request “{title}” was cancelled.",
        DE: "Ihr Antrag „{title}“ wurde abgebrochen.",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What mails say around their sentences."""

    suite: str
    digest: str
    open_task: str
    open_request: str
    more: str
    settings: str
    months: tuple[str, ...]
    date: str


def _months(names: str) -> tuple[str, ...]:
    return tuple(names.split(", "))


WORDS: Mapping[Language, Words] = {
    EN: Words(
        suite="Kontor",
        digest="Your day at a glance: {count} messages",
        open_task="Open the task",
        open_request="Open the request",
        more="And {count} more in the application.",
        settings="Choose what you are told of",
        months=_months(
            "January, February, March, April, May, June, July, August, September, October,"
            " November, December"
        ),
        date="{day} {month} {year}, {time} ({zone})",
    ),
    DE: Words(
        suite="Kontor",
        digest="Ihr Tag im Überblick: {count} Nachrichten",
        open_task="Aufgabe öffnen",
        open_request="Antrag öffnen",
        more="Und {count} weitere in der Anwendung.",
        settings="Auswählen, worüber Sie benachrichtigt werden",
        months=_months(
            "Januar, Februar, März, April, Mai, Juni, Juli, August, September, Oktober,"
            " November, Dezember"
        ),
        date="{day}. {month} {year}, {time} ({zone})",
    ),
}


def format_instant(at: datetime, *, language: Language, zone: ZoneInfo) -> str:
    """Return an instant as a person reads it, with the zone that it is told in."""
    local, words = at.astimezone(zone), WORDS[language]
    return words.date.format(
        day=local.day,
        month=words.months[local.month - 1],
        year=local.year,
        time=local.strftime("%H:%M"),
        zone=zone.key,
    )
