"""JSON text keeps every digit, and what cannot be kept is refused with its place."""

import json
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from bpm.core.values import JsonValue, MalformedJsonError, dump_json, json_text, parse_json
from bpm.core.values.json_faults import find_fault
from tests.unit.core.values.strategies import json_values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"null", None),
        (b" true ", True),
        (b"0", Decimal(0)),
        (b"-0", Decimal(0)),
        (b"0.1", Decimal("0.1")),
        (b"1.10", Decimal("1.1")),
        (b"1e2", Decimal(100)),
        (b"9" * 34, Decimal("9" * 34)),
        (b"1" + b"0" * 6000, Decimal("1E+6000")),
        (b"1e6144", Decimal("1E+6144")),
        (b"1e-6176", Decimal("1E-6176")),
        (b'"\\ud83d\\ude00"', "\N{GRINNING FACE}"),
        ('"ä"'.encode(), "ä"),
        (b"[]", []),
        (b'{"a": [1, {"b": null}]}', {"a": [Decimal(1), {"b": None}]}),
        (b'{"": 1, "a/b": 2}', {"": Decimal(1), "a/b": Decimal(2)}),
    ],
)
def test_values_are_read_exactly(text: bytes, value: JsonValue) -> None:
    assert parse_json(text) == value


def test_numbers_are_decimals_and_never_ints() -> None:
    assert type(parse_json(b"1")) is Decimal


@pytest.mark.parametrize(
    ("text", "pointer", "said"),
    [
        (b"", "", "Line 1, column 1: A value is missing."),
        (b"{", "", "Line 1, column 2: A member name in quotation marks is missing."),
        (b"[1, 2", "", "Line 1, column 6: ',' is missing."),
        (b"[1] 2", "", "Line 1, column 5: Nothing may follow the value."),
        (b'{"a": 1,\n "a": 2}', "/a", "Line 2, column 2, at /a: The member 'a' appears twice."),
        (b'{"x": {"b/c": [0, NaN]}}', "/x/b~1c/1", "NaN is not a JSON value."),
        (b"[-Infinity]", "/0", "-Infinity is not a JSON value."),
        (b'["\\ud800"]', "/0", "half a surrogate pair"),
        (b'["\\u0000"]', "/0", "U+0000"),
        (b'["a\nb"]', "/0", "not closed, or holds a control character"),
        (b"[" + b"1" * 35 + b"]", "/0", "does not fit into 34 digits"),
        (b"[1e6145]", "/0", "does not fit into 34 digits"),
        (b"[1e-6177]", "/0", "does not fit into 34 digits"),
        (b"[01]", "", "',' is missing."),
        (b"\xff", "", "Byte 0 is not UTF-8."),
        (b"\xed\xa0\x80", "", "is not UTF-8."),
        (b"\xef\xbb\xbf1", "", "This is no value."),
        (b"nul", "", "nul is not a JSON value."),
    ],
)
def test_malformed_text_is_refused_with_its_place(text: bytes, pointer: str, said: str) -> None:
    with pytest.raises(MalformedJsonError) as caught:
        parse_json(text)

    assert said in caught.value.detail
    assert [problem.pointer for problem in caught.value.problems] == [pointer]
    assert caught.value.problems[0].code == "malformed_json"


def test_nesting_is_bounded() -> None:
    assert parse_json(b"[" * 100 + b"]" * 100) is not None
    for text in (b"[" * 101 + b"]" * 101, b"[" * 20_000, b'{"a":' * 20_000):
        with pytest.raises(MalformedJsonError, match="Nested deeper than 100 levels"):
            parse_json(text)


def test_many_brackets_side_by_side_are_not_deep() -> None:
    assert parse_json(b"[" + b",".join([b"[]"] * 500) + b"]") == [[]] * 500


@pytest.mark.parametrize(
    "text",
    [r'"\u00fc\ud83d\ude00"', r'"\\u0000"', r'{"\\ud800": "x"}', r'"\\\u0041"', r'"\\\\u0000"'],
)
def test_escapes_of_what_a_text_can_hold_are_read(text: str) -> None:
    assert parse_json(text.encode()) == json.loads(text)


LONG = "[[" + "[1]," * 60_000


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LONG + "}", "Line 1, column 240003"),
        (LONG + "NaN]]", "NaN is not a JSON value."),
        (LONG + '{"a":1,"a":2}]]', "An object names a member twice."),
        (LONG + "1" * 35 + "]]", "does not fit into 34 digits"),
        (LONG + r'"\ud800"]]', "half a surrogate pair"),
        (LONG + r'"\\\u0000"]]', "U+0000"),
        (LONG + r'{"\u0000": 1}]]', "U+0000"),
        (LONG + "[" * 99 + "]" * 99 + "]]", "Nested deeper than 100 levels"),
        (LONG + "[" * 50_000, "Nested deeper than 100 levels"),
    ],
)
def test_a_fault_in_a_very_long_text_is_told_as_the_parser_met_it(text: str, said: str) -> None:
    with pytest.raises(MalformedJsonError) as caught:
        parse_json(text.encode())

    assert said in caught.value.detail
    assert [problem.pointer for problem in caught.value.problems] == [""]


@pytest.mark.parametrize("part", ["[1]", '{"a":{}}', r'"\u00fc"', r'"\ud83d\ude00"'])
def test_what_is_sound_is_not_looked_at_twice(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "find_fault", pytest.fail)
    text = f"[{','.join([part] * 500)}]"

    assert parse_json(text.encode()) == json.loads(text, parse_int=Decimal)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1E+2"), b"100"),
        (Decimal("1E+33"), b"1" + b"0" * 33),
        (Decimal("1E+40"), b"1E+40"),
        (Decimal("0.10"), b"0.10"),
        ({"a": [Decimal("1E+4"), "E+"]}, b'{"a":[10000,"E+"]}'),
        (["ä", True, None], '["ä",true,null]'.encode()),
    ],
)
def test_numbers_are_written_plainly(value: JsonValue, text: bytes) -> None:
    assert dump_json(value) == text


@given(json_values)
def test_reading_what_was_written_changes_nothing(value: JsonValue) -> None:
    assert parse_json(dump_json(value)) == value


@given(st.binary(max_size=60) | st.text(alphabet='[]{}",:0123456789.eE-+ntrufalse\\', max_size=60))
def test_any_bytes_are_read_or_refused_as_malformed(data: bytes | str) -> None:
    encoded = data if isinstance(data, bytes) else data.encode()
    outcome = _read(encoded)

    if isinstance(outcome, MalformedJsonError):
        assert [problem.detail for problem in outcome.problems] == [outcome.detail]
    else:
        assert find_fault(encoded.decode(), 100) is None
        assert parse_json(dump_json(outcome)) == outcome


def _read(data: bytes) -> JsonValue | MalformedJsonError:
    try:
        return parse_json(data)
    except MalformedJsonError as error:
        return error
