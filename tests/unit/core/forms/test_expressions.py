"""The expressions that the server and the browser compute alike, run through the server."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bpm.core.feel import FeelEvaluationError, FeelLimitError, compile_expression
from bpm.core.forms import read_form
from bpm.core.forms.dialect import FUNCTIONS, find_foreign
from bpm.core.values import JsonObject, JsonValue, encode_variables, parse_json

_TABLE = Path(__file__).parents[3] / "forms" / "expressions.json"
_NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def _read_table() -> JsonObject:
    table = parse_json(_TABLE.read_bytes())
    assert isinstance(table, dict)
    return table


def _cases() -> list[tuple[str, JsonValue]]:
    cases = _read_table()["cases"]
    assert isinstance(cases, list)
    return [(str(case["feel"]), case["value"]) for case in cases if isinstance(case, dict)]


def _evaluate(feel: str, data: JsonObject) -> JsonValue:
    expression = compile_expression(feel)
    try:
        value = expression.evaluate(data.get, now=_NOW)  # type: ignore[arg-type] # as values
    except FeelLimitError:
        raise
    except FeelEvaluationError:
        value = None
    return encode_variables({"value": value})[0]["value"]


def test_the_server_computes_what_the_table_says() -> None:
    table = _read_table()
    data = table["data"]
    assert isinstance(data, dict)

    found = {feel: _evaluate(feel, data) for feel, _ in _cases()}

    assert found == dict(_cases())
    assert len(found) > 450


def test_forms_take_every_expression_of_the_table() -> None:
    assert [feel for feel, _ in _cases() if find_foreign(feel, names=frozenset())] == []


def test_both_sides_have_the_same_functions() -> None:
    assert _read_table()["functions"] == sorted(FUNCTIONS)


@pytest.mark.parametrize(
    ("feel", "part"),
    [
        ("a ** 2", "**"),
        ("sqrt(a)", "sqrt()"),
        ('matches(a, "^x")', "matches()"),
        ("sort(a)", "sort()"),
        ("a instance of number", "instance of"),
        ("for x in a return function(y) y", "function(…)"),
        ("{f: a}.f(2)", "a call of what is no function by name"),
        ('{"two words": 1}.two words', "the name 'two words'"),
        ("if a then b else log(c)", "log()"),
    ],
)
def test_what_the_browser_does_not_compute_is_refused(feel: str, part: str) -> None:
    field = {"type": "textfield", "key": "a", "label": "A", "conditional": {"hide": f"={feel}"}}
    schema = {"type": "default", "id": "sample", "components": [field]}

    (problem,) = read_form(json.dumps(schema).encode()).errors

    assert problem.code == "form_invalid_expression"
    assert problem.pointer == "/components/0/conditional/hide"
    assert problem.detail.endswith(f"forms do not compute {part}.")
    assert problem.remedy


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("{{#if a}}x", "{{#if}}"),
        ("x{{/loop}}", "{{/loop}}"),
        ("{{#if a}}{{#loop b}}{{/if}}{{/loop}}", "{{/if}}"),
    ],
)
def test_blocks_in_texts_have_two_ends(text: str, tag: str) -> None:
    schema = {"type": "default", "id": "sample", "components": [{"type": "text", "text": text}]}

    errors = read_form(json.dumps(schema).encode()).errors

    assert tag in errors[0].detail
    assert {problem.pointer for problem in errors} == {"/components/0/text"}
