"""Patterns, pointers, ids and cursors."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from bpm.base import clock
from bpm.base.ids import new_id, parse_id
from bpm.base.pages import Cursor, decode_cursor, encode_cursor
from bpm.base.search import (
    FieldKind,
    InvalidSearchError,
    convert_operand,
    escape_pointer,
    like_to_regex,
)


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("key-%", "key-1", True),
        ("key-%", "monkey-1", False),
        ("k_y", "key", True),
        ("k_y", "keey", False),
        ("a.b", "axb", False),
        ("(a+)+$%", "(a+)+$x", True),
        ("%", "", True),
        ("a\\%", "a\\b", True),
    ],
)
def test_like(pattern: str, text: str, matches: bool) -> None:
    assert (re.search(like_to_regex(pattern), text) is not None) is matches


def test_pointers_escape_what_they_mean() -> None:
    assert escape_pointer("a/b~c") == "a~1b~0c"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "{01900000-0000-7000-8000-000000000001}",
        "01900000000070008000000000000001",
        "urn:uuid:01900000-0000-7000-8000-000000000001",
        "01900000-0000-7000-8000-00000000000\u0661",
    ],
)
def test_only_the_canonical_form_is_an_id(text: str) -> None:
    assert parse_id(text) is None


def test_ids_sort_by_time() -> None:
    ids = [new_id() for _ in range(1000)]

    assert ids == sorted(ids)
    assert {id_.version for id_ in ids} == {7}
    assert parse_id(str(ids[0]).upper()) == ids[0]


@pytest.mark.parametrize(
    ("value", "kind", "is_text", "expected"),
    [
        ("a", FieldKind.TEXT, False, "a"),
        ("a\0", FieldKind.TEXT, False, None),
        (Decimal(1), FieldKind.TEXT, False, None),
        (Decimal("1.5"), FieldKind.NUMBER, False, Decimal("1.5")),
        ("1.5", FieldKind.NUMBER, True, Decimal("1.5")),
        ("1.5", FieldKind.NUMBER, False, None),
        ("NaN", FieldKind.NUMBER, True, None),
        ("7", FieldKind.INTEGER, True, 7),
        (Decimal("7.0"), FieldKind.INTEGER, False, 7),
        (Decimal("7.5"), FieldKind.INTEGER, False, None),
        (Decimal(2**31), FieldKind.INTEGER, False, None),
        (Decimal("1E+6000"), FieldKind.INTEGER, False, None),
        ("9999-12-31T23:59:59-12:00", FieldKind.TIME, False, None),
        ("0001-01-01T00:00:00+12:00", FieldKind.TIME, False, None),
        ("true", FieldKind.FLAG, True, True),
        ("true", FieldKind.FLAG, False, None),
        (False, FieldKind.FLAG, False, False),
        ("2026-05-01T08:00:00Z", FieldKind.TIME, False, datetime(2026, 5, 1, 8, tzinfo=UTC)),
        ("2026-05-01T08:00:00", FieldKind.TIME, False, None),
        ("2026-13-01T08:00:00Z", FieldKind.TIME, False, None),
        ("x", FieldKind.ID, False, None),
    ],
)
def test_operands(
    value: str | Decimal | bool, kind: FieldKind, is_text: bool, expected: object
) -> None:
    assert convert_operand(value, kind, is_text=is_text) == expected


def test_a_cursor_comes_back_as_it_was() -> None:
    cursor = Cursor(values=("a", None), id=UUID(int=7), is_backward=True)

    assert decode_cursor(encode_cursor(cursor)) == cursor


@pytest.mark.parametrize("text", ["", "x", "ä", "e30", "bnVsbA", "A" * 5000])
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(InvalidSearchError):
        decode_cursor(text)


def test_the_clock_counts_whole_milliseconds_and_can_stand_still() -> None:
    instant = datetime(2026, 5, 1, 8, 0, 0, 123_456, tzinfo=UTC)

    with clock.frozen(instant):
        assert clock.now() == instant.replace(microsecond=123_000)
        assert not clock.is_stale()
    assert clock.now() != instant
    assert clock.now().tzinfo is UTC
