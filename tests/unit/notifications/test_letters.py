"""What mails say, and that nothing in them is more than text."""

from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from pytest_django import Settings
from typing_extensions import override

from bpm.base.languages import Language
from bpm.notifications.contracts import Kind
from bpm.notifications.letters import MOST_ITEMS, Item, write_letter
from bpm.notifications.texts import SENTENCES
from tests.payloads import needs_payloads, read_payloads

TASK = UUID("01900000-0000-7000-8000-000000000001")
INSTANCE = UUID("01900000-0000-7000-8000-000000000002")
ITEM = Item(
    kind=Kind.MENTIONED,
    title="Approve invoice",
    actor="Ada Lovelace",
    definition_name="Invoice",
    business_key="R-1",
    due_at=datetime(2026, 6, 1, 8, 30, tzinfo=UTC),
    quote="look\nhere",
    user_task_id=TASK,
    process_instance_id=INSTANCE,
)
UTC_ZONE = ZoneInfo("UTC")


@pytest.fixture(autouse=True)
def _address(settings: Settings) -> None:
    settings.BPM_PUBLIC_URL = "https://bpm.example.org"


def test_a_mail_says_who_what_and_where() -> None:
    letter = write_letter([ITEM], is_digest=False, language=Language.ENGLISH, zone=UTC_ZONE)

    assert letter.subject == "Kontor: Ada Lovelace mentioned you at “Approve invoice”."
    assert letter.text == (
        "Ada Lovelace mentioned you at “Approve invoice”.\nInvoice · R-1\n> look\n> here\n"
        f"Open the task: https://bpm.example.org/inbox/mine/{TASK}\n\n"
        "-- \nChoose what you are told of: https://bpm.example.org/profile/notifications\n"
    )
    assert f'<a href="https://bpm.example.org/inbox/mine/{TASK}">Open the task</a>' in letter.html


def test_dates_and_words_are_those_of_the_person() -> None:
    item = replace(ITEM, kind=Kind.TASK_OVERDUE, actor=None, quote=None)

    letter = write_letter(
        [item], is_digest=False, language=Language.GERMAN, zone=ZoneInfo("Europe/Berlin")
    )

    assert letter.subject == (
        "Kontor: „Approve invoice“ ist überfällig; fällig war 1. Juni 2026, 10:30 (Europe/Berlin)."
    )
    assert "Aufgabe öffnen" in letter.text
    assert '<div lang="de"' in letter.html


def test_a_request_leads_to_its_own_page() -> None:
    item = replace(ITEM, kind=Kind.REQUEST_FINISHED, user_task_id=None, quote=None)

    letter = write_letter([item], is_digest=False, language=Language.ENGLISH, zone=UTC_ZONE)

    assert f"https://bpm.example.org/requests/{INSTANCE}" in letter.text


def test_a_digest_counts_and_stops_at_fifty() -> None:
    items = [replace(ITEM, title=f"Task {number}") for number in range(MOST_ITEMS + 3)]

    letter = write_letter(items, is_digest=True, language=Language.ENGLISH, zone=UTC_ZONE)

    assert letter.subject == f"Kontor: Your day at a glance: {MOST_ITEMS + 3} messages"
    assert letter.text.count("Open the task") == MOST_ITEMS
    assert "And 3 more in the application." in letter.text


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_words_in_every_language(kind: Kind, language: Language) -> None:
    letter = write_letter(
        [replace(ITEM, kind=kind)], is_digest=False, language=language, zone=UTC_ZONE
    )

    assert SENTENCES[kind].keys() == set(Language)
    assert "Approve invoice" in letter.subject
    assert "{" not in letter.text


@needs_payloads
def test_what_people_write_stays_text() -> None:
    entries = read_payloads("xss")
    assert entries
    for entry in entries:
        text = str(entry["payload"])
        item = replace(
            ITEM, title=text, actor=text, quote=text, definition_name=text, business_key=text
        )

        letter = write_letter([item], is_digest=False, language=Language.ENGLISH, zone=UTC_ZONE)

        assert letter.subject.isprintable()
        read = _Reader()
        read.feed(letter.html)
        assert read.tags <= {"div", "p", "br", "span", "a", "blockquote"}, text
        assert read.attributes <= {"style", "href", "lang"}, text
        assert {address.split("/")[2] for address in read.addresses} == {"bpm.example.org"}


class _Reader(HTMLParser):
    """Collects what a reader of mail would act upon."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name == "href"]
