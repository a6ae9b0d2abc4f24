"""Mails as text and as simple HTML; whatever people wrote is escaped, and never a header."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from bpm.base.languages import Language
from bpm.notifications.contracts import Kind
from bpm.notifications.texts import SENTENCES, WORDS, format_instant

MOST_ITEMS = 50
"""Things that one digest tells; it says how many more there are."""

LONGEST_EXCERPT = 300
_LONGEST_TITLE = 200
_STYLE = "font-family: sans-serif; font-size: 15px; line-height: 1.5; color: #1b1d22"
_QUOTE = "margin: 4px 0; padding-left: 10px; border-left: 3px solid #d9d8d2; color: #474b54"
_SMALL = "font-size: 13px; color: #62666f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that a mail tells.

    Args:
        actor: How the person who caused it is called; None where the suite did.
        quote: What that person said: a comment, or a reason.
    """

    kind: Kind
    title: str
    actor: str | None
    definition_name: str
    business_key: str | None
    due_at: datetime | None
    quote: str | None
    user_task_id: UUID | None
    process_instance_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a mail says."""

    subject: str
    text: str
    html: str


def write_letter(
    items: Sequence[Item], *, is_digest: bool, language: Language, zone: ZoneInfo
) -> Letter:
    """Return the mail that tells a person of some things.

    Args:
        items: One, or for a digest at least one, the oldest first.
        is_digest: Whether it is the digest of a day.
        language: Of the person.
        zone: In which dates are told.
    """
    words = WORDS[language]
    shown = items[:MOST_ITEMS]
    subject = (
        words.digest.format(count=len(items))
        if is_digest
        else _sentence(shown[0], language=language, zone=zone)
    )
    texts = [_as_text(item, language=language, zone=zone) for item in shown]
    blocks = [_as_html(item, language=language, zone=zone) for item in shown]
    if len(items) > MOST_ITEMS:
        more = words.more.format(count=len(items) - MOST_ITEMS)
        texts.append(more)
        blocks.append(f"<p>{escape(more)}</p>")
    address = f"{settings.BPM_PUBLIC_URL}/profile/notifications"
    foot = f'<p style="{_SMALL}"><a href="{escape(address)}">{escape(words.settings)}</a></p>'
    return Letter(
        subject=_one_line(f"{words.suite}: {subject}"),
        text="\n\n".join([*texts, f"-- \n{words.settings}: {address}"]) + "\n",
        html=f'<div lang="{language}" style="{_STYLE}">{"".join(blocks)}{foot}</div>',
    )


def _sentence(item: Item, *, language: Language, zone: ZoneInfo) -> str:
    due = "" if item.due_at is None else format_instant(item.due_at, language=language, zone=zone)
    return SENTENCES[item.kind][language].format(
        actor=_one_line(item.actor or WORDS[language].suite),
        title=_one_line(item.title)[:_LONGEST_TITLE],
        due=due,
    )


def _place(item: Item) -> str:
    """Return the process and the business key that a thing belongs to."""
    parts = [item.definition_name, item.business_key]
    return " · ".join(_one_line(part) for part in parts if part)


def _link(item: Item, language: Language) -> tuple[str, str]:
    words = WORDS[language]
    if item.user_task_id is not None:
        return words.open_task, f"{settings.BPM_PUBLIC_URL}/inbox/mine/{item.user_task_id}"
    return words.open_request, f"{settings.BPM_PUBLIC_URL}/requests/{item.process_instance_id}"


def _as_text(item: Item, *, language: Language, zone: ZoneInfo) -> str:
    label, address = _link(item, language)
    quote = "" if item.quote is None else "".join(f"\n> {x}" for x in item.quote.splitlines())
    sentence = _sentence(item, language=language, zone=zone)
    return f"{sentence}\n{_place(item)}{quote}\n{label}: {address}"


def _as_html(item: Item, *, language: Language, zone: ZoneInfo) -> str:
    label, address = _link(item, language)
    quote = ""
    if item.quote is not None:
        said = "<br>".join(escape(line) for line in item.quote.splitlines())
        quote = f'<blockquote style="{_QUOTE}">{said}</blockquote>'
    sentence = escape(_sentence(item, language=language, zone=zone))
    return (
        f'<p>{sentence}<br><span style="{_SMALL}">{escape(_place(item))}</span></p>{quote}'
        f'<p><a href="{escape(address)}">{escape(label)}</a></p>'
    )


def _one_line(text: str) -> str:
    """Return a text without line breaks and other signs that steer something."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
