"""Reading form-js schemas: what is refused, where, and what is learnt."""

import json

import pytest

from bpm.core.forms import read_form

_FIELD = {"type": "textfield", "key": "a", "label": "A"}


def _read(*components: object, **root: object) -> list[tuple[str, str]]:
    schema = {"type": "default", "id": "sample", "components": list(components), **root}
    report = read_form(json.dumps(schema).encode())
    assert (report.form is None) == bool(report.errors)
    assert all(problem.remedy and problem.detail for problem in report.errors)
    return [(problem.code, problem.pointer) for problem in report.errors]


@pytest.mark.parametrize(
    ("component", "code", "member"),
    [
        ({"type": "iframe", "url": "https://example.org"}, "form_unsupported_component", "type"),
        ({"type": "documentPreview"}, "form_unsupported_component", "type"),
        ({"type": "documentPreview", "key": "f"}, "form_unsupported_component", "type"),
        ({"type": "filepicker", "key": "f", "multiple": "=x"}, "form_invalid_property", "multiple"),
        ({"type": "filepicker", "key": "f", "accept": "=x"}, "form_invalid_property", "accept"),
        ({"type": "filepicker", "key": "f", "accept": 7}, "form_invalid_property", "accept"),
        (
            {"type": "filepicker", "key": "f", "validate": {"maxSize": 0}},
            "form_invalid_property",
            "validate/maxSize",
        ),
        (
            {"type": "filepicker", "key": "f", "validate": {"minLength": 1}},
            "form_invalid_property",
            "validate/minLength",
        ),
        ({"type": "signature", "key": "f"}, "form_unsupported_component", "type"),
        ({}, "form_unsupported_component", "type"),
        ({"type": "textfield", "label": "A"}, "form_missing_key", "key"),
        ({**_FIELD, "key": "a..b"}, "form_invalid_key", "key"),
        ({**_FIELD, "key": "first day"}, "form_invalid_key", "key"),
        ({**_FIELD, "key": "a.__proto__.b"}, "form_invalid_key", "key"),
        ({**_FIELD, "key": "a.0"}, "form_invalid_key", "key"),
        ({**_FIELD, "id": 7}, "form_invalid_property", "id"),
        ({**_FIELD, "conditional": "=x"}, "form_invalid_property", "conditional"),
        ({**_FIELD, "conditional": {"hide": "x"}}, "form_invalid_property", "conditional/hide"),
        (
            {**_FIELD, "conditional": {"hide": "=x >"}},
            "form_invalid_expression",
            "conditional/hide",
        ),
        ({**_FIELD, "readonly": "yes"}, "form_invalid_property", "readonly"),
        ({**_FIELD, "validate": {"min": 3}}, "form_invalid_property", "validate/min"),
        ({**_FIELD, "validate": {"minLength": -1}}, "form_invalid_property", "validate/minLength"),
        ({**_FIELD, "validate": {"maxLength": "x"}}, "form_invalid_property", "validate/maxLength"),
        ({**_FIELD, "validate": {"required": "x"}}, "form_invalid_property", "validate/required"),
        ({**_FIELD, "validate": {"pattern": "("}}, "form_invalid_pattern", "validate/pattern"),
        (
            {**_FIELD, "validate": {"validationType": "iban"}},
            "form_invalid_property",
            "validate/validationType",
        ),
        (
            {"type": "number", "key": "a", "label": "A", "validate": {"max": "x"}},
            "form_invalid_property",
            "validate/max",
        ),
        (
            {"type": "number", "key": "a", "label": "A", "decimalDigits": 1.5},
            "form_invalid_property",
            "decimalDigits",
        ),
        (
            {"type": "number", "key": "a", "label": "A", "increment": -1},
            "form_invalid_property",
            "increment",
        ),
        (
            {"type": "number", "key": "a", "label": "A", "defaultValue": "x"},
            "form_invalid_property",
            "defaultValue",
        ),
        (
            {"type": "datetime", "key": "a", "dateLabel": "A", "subtype": "week"},
            "form_invalid_property",
            "subtype",
        ),
        ({"type": "select", "key": "a", "label": "A"}, "form_invalid_options", "values"),
        (
            {
                "type": "select",
                "key": "a",
                "label": "A",
                "values": [{"label": "X", "value": 1}, {"label": "Y", "value": 1}],
            },
            "form_invalid_options",
            "values",
        ),
        (
            {"type": "radio", "key": "a", "label": "A", "valuesExpression": "x"},
            "form_invalid_property",
            "valuesExpression",
        ),
        ({"type": "expression", "key": "a"}, "form_invalid_property", "expression"),
        ({"type": "dynamiclist", "label": "L"}, "form_missing_key", "path"),
        (
            {"type": "dynamiclist", "label": "L", "path": "l", "isRepeating": False},
            "form_invalid_property",
            "isRepeating",
        ),
        (
            {"type": "dynamiclist", "label": "L", "path": "l", "defaultRepetitions": 5000},
            "form_invalid_property",
            "defaultRepetitions",
        ),
        ({"type": "group", "components": 3}, "form_invalid_property", "components"),
        ({"type": "button", "action": "delete"}, "form_invalid_property", "action"),
        ({"type": "button", "properties": {"outcome": 3}}, "form_invalid_property", "properties"),
        ({"type": "text", "text": "{{ 1 + }}"}, "form_invalid_expression", "text"),
        ({"type": "table", "dataSource": "=for"}, "form_invalid_expression", "dataSource"),
    ],
)
def test_what_cannot_be_is_refused_at_its_place(
    component: dict[str, object], code: str, member: str
) -> None:
    assert _read(component) == [(code, f"/components/0/{member}")]


@pytest.mark.parametrize(
    ("keys", "is_refused"),
    [
        (("a", "a"), True),
        (("a.b", "a"), True),
        (("a", "a.b"), True),
        (("a.b", "a.c"), False),
        (("a", "b"), False),
    ],
)
def test_no_key_stands_inside_the_value_of_another(keys: tuple[str, str], is_refused: bool) -> None:
    found = _read(*({**_FIELD, "key": key} for key in keys))

    expected = [("form_duplicate_key", "/components/1/key")] if is_refused else []
    assert found == expected


def test_keys_in_rows_are_their_own() -> None:
    rows = {"type": "dynamiclist", "label": "L", "path": "l", "components": [_FIELD]}

    assert _read(_FIELD, rows) == []
    assert _read(rows, {**_FIELD, "key": "l.a"}) == [("form_duplicate_key", "/components/1/key")]
    assert _read({**rows, "components": [_FIELD, _FIELD]}) == [
        ("form_duplicate_key", "/components/0/components/1/key")
    ]


def test_a_form_needs_an_id_and_a_list_of_components() -> None:
    assert _read(id="") == [("form_missing_key", "/id")]
    assert [p.code for p in read_form(b"[]").errors] == ["form_malformed"]
    assert [p.code for p in read_form(b'{"components": {}}').errors] == ["form_malformed"]
    assert read_form(b'{"id": ').errors[0].code == "malformed_json"


def test_two_buttons_do_not_mean_one_outcome() -> None:
    button = {"type": "button", "label": "Yes", "properties": {"outcome": "yes"}}

    assert _read(button, button) == [("form_duplicate_outcome", "/components/1/properties/outcome")]


def test_the_variable_of_the_outcome_is_no_field() -> None:
    button = {"type": "button", "label": "Yes", "properties": {"outcome": "yes"}}

    assert _read({**_FIELD, "key": "outcome"}, button) == [
        ("form_duplicate_key", "/outcomeVariable")
    ]
    assert _read({**_FIELD, "key": "outcome"}, button, outcomeVariable="decision") == []


def test_too_many_components_are_refused_once() -> None:
    fields = [{**_FIELD, "key": f"a{number}"} for number in range(1_010)]

    assert [code for code, _ in _read(*fields)] == ["form_too_large"]


def test_too_many_expressions_are_refused_once() -> None:
    text = {"type": "text", "text": "{{a}}" * 2_500}

    assert [code for code, _ in _read(text)] == ["form_too_large"]


def test_a_file_that_is_too_long_is_refused_unread() -> None:
    problems = read_form(b'{"id": "' + b"x" * 1_000_000 + b'"}').errors

    assert [problem.code for problem in problems] == ["form_malformed"]


def test_too_many_levels_are_refused() -> None:
    group: dict[str, object] = dict(_FIELD)
    for _ in range(30):
        group = {"type": "group", "label": "G", "components": [group]}

    assert [code for code, _ in _read(group)] == ["form_too_large"]


def test_a_form_knows_the_variables_that_it_uses() -> None:
    schema = {
        "type": "default",
        "id": "sample",
        "name": "Sample",
        "versionTag": "v1",
        "components": [
            {**_FIELD, "key": "order.name"},
            {"type": "text", "text": "Hello {{person.name}} {{#if vip}}!{{/if}}"},
            {"type": "select", "key": "c", "label": "=title", "valuesKey": "colours"},
            {"type": "table", "dataSource": "=rows", "columns": [{"label": "X", "key": "x"}]},
            {**_FIELD, "key": "d", "conditional": {"hide": "=amount > this.limit"}},
        ],
    }

    form = read_form(json.dumps(schema).encode()).form

    assert form is not None
    assert (form.key, form.name, form.version_tag) == ("sample", "Sample", "v1")
    assert form.names == {
        *("order", "person", "vip", "c", "title", "colours", "rows", "d", "amount"),
    }
    assert form.outcomes == ()
    assert form.needs_outcome is False


def test_a_field_without_a_label_is_a_warning() -> None:
    schema = {"type": "default", "id": "s", "components": [{"type": "textfield", "key": "a"}]}

    report = read_form(json.dumps(schema).encode())

    assert [(p.code, p.pointer) for p in report.warnings] == [
        ("form_missing_label", "/components/0")
    ]
    assert report.form is not None
