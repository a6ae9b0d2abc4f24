"""Variables survive the way through JSON unchanged, beside their table of types."""

from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given, strategies as st

from bpm.core.time import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration
from bpm.core.values import (
    FileReference,
    InvalidValueError,
    JsonObject,
    Value,
    decode_variables,
    dump_json,
    encode_variables,
    parse_json,
)
from tests.unit.core.values.strategies import texts, values

FILE: JsonObject = {
    "id": "0190d8a2-0000-7000-8000-000000000001",
    "name": "a.txt",
    "media_type": "text/plain",
    "size": Decimal(3),
    "sha256": "ab" * 32,
}


@pytest.mark.parametrize(
    ("type_name", "text", "value"),
    [
        ("date", "2026-05-01", Date(2026, 5, 1)),
        ("time", "08:30:00@Europe/Berlin", Time(8, 30, 0, zone="Europe/Berlin")),
        (
            "date_time",
            "2026-05-01T08:30:00.5Z",
            DateTime(Date(2026, 5, 1), Time(8, 30, 0, 500_000_000, 0)),
        ),
        ("duration", "P1DT2H", DaysTimeDuration(26 * 3600 * 10**9)),
        ("years_months_duration", "P1Y2M", YearsMonthsDuration(14)),
        ("bytes", "AAE=", b"\x00\x01"),
    ],
)
def test_types_give_strings_a_meaning(type_name: str, text: str, value: Value) -> None:
    decoded = decode_variables({"v": text}, {"v": type_name})

    assert decoded == {"v": value}
    assert encode_variables(decoded) == ({"v": text}, {"v": type_name})


def test_a_string_that_looks_like_a_date_stays_a_string() -> None:
    assert decode_variables({"v": "2026-05-01"}) == {"v": "2026-05-01"}


def test_a_file_is_an_object_with_a_type() -> None:
    decoded = decode_variables({"f": dict(FILE)}, {"f": "file"})

    assert decoded["f"] == FileReference(
        id=UUID("0190d8a2-0000-7000-8000-000000000001"),
        name="a.txt",
        media_type="text/plain",
        size=3,
        sha256="ab" * 32,
    )
    assert encode_variables(decoded) == ({"f": FILE}, {"f": "file"})


def test_pointers_reach_into_values_and_leave_the_input_alone() -> None:
    given_json: JsonObject = {"order": {"placed": "2026-05-01", "lines": [{"due": "2026-06-01"}]}}

    decoded = decode_variables(given_json, {"/order/placed": "date", "/order/lines/0/due": "date"})

    assert decoded == {"order": {"placed": Date(2026, 5, 1), "lines": [{"due": Date(2026, 6, 1)}]}}
    assert given_json == {"order": {"placed": "2026-05-01", "lines": [{"due": "2026-06-01"}]}}


def test_names_with_slashes_are_said_by_pointer() -> None:
    values = {"/a": Date(2026, 5, 1), "b/c": Date(2026, 5, 2), "~": Date(2026, 5, 3)}

    variables, types = encode_variables(values)

    assert types == {"/~1a": "date", "b/c": "date", "~": "date"}
    assert decode_variables(variables, types) == values


def test_null_may_have_a_type() -> None:
    assert decode_variables({"due": None}, {"due": "date"}) == {"due": None}


@pytest.mark.parametrize(
    ("variables", "types", "pointer", "said"),
    [
        ({"a": "x"}, {"a": "datum"}, "/variables/a", "There is no type 'datum'"),
        ({"a": "x"}, {"b": "date"}, "/variables/b", "points to no value"),
        ({"a": ["x"]}, {"/a/01": "date"}, "/variables/a/01", "points to no value"),
        ({"a": "x"}, {"/a/b": "date"}, "/variables/a/b", "points to no value"),
        ({"a": Decimal(1)}, {"a": "date"}, "/variables/a", "A string is needed"),
        ({"a": "2026-02-30"}, {"a": "date"}, "/variables/a", "There is no day 2026-02-30."),
        ({"a": "?"}, {"a": "bytes"}, "/variables/a", "not base64"),
        ({"a": {}}, {"a": "file"}, "/variables/a", "A file is an object"),
        ({"a": {**FILE, "size": Decimal("1.5")}}, {"a": "file"}, "/variables/a", "size"),
        ({"a": {**FILE, "sha256": "x"}}, {"a": "file"}, "/variables/a", "sha256"),
        ({"a": {**FILE, "id": "x"}}, {"a": "file"}, "/variables/a", "UUID"),
    ],
)
def test_what_does_not_fit_is_refused(
    variables: JsonObject, types: dict[str, str], pointer: str, said: str
) -> None:
    with pytest.raises(InvalidValueError) as caught:
        decode_variables(variables, types)

    assert [problem.pointer for problem in caught.value.problems] == [pointer]
    assert said in caught.value.problems[0].detail


def test_all_faults_are_listed() -> None:
    with pytest.raises(InvalidValueError) as caught:
        decode_variables({"a": "x", "b": "y"}, {"a": "date", "b": "time"})

    assert [problem.pointer for problem in caught.value.problems] == [
        "/variables/a",
        "/variables/b",
    ]


@given(st.dictionaries(texts, values, max_size=4))
def test_the_way_through_json_changes_nothing(variables: dict[str, Value]) -> None:
    encoded, types = encode_variables(variables)
    read_back = parse_json(dump_json(encoded))

    assert isinstance(read_back, dict)
    assert decode_variables(read_back, types) == variables
