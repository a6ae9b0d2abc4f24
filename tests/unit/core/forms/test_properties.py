"""What holds for any form and whatever is sent."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import given, settings, strategies as st

from bpm.core.forms import Form, read_form, submit_form
from bpm.core.values import JsonObject, JsonValue, Value, encode_variables

_NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
_OPTIONS = [{"label": "Red", "value": "red"}, {"label": "One", "value": 1}]

_scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from(["", "red", "12", "2030-01-02", "08:30", "x\ny", "2030-01-02T08:30Z"]),
    st.decimals(-1000, 1000, places=2),
)
_values: st.SearchStrategy[JsonValue] = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcx"), inner),
    max_leaves=8,
)
_objects = st.dictionaries(st.sampled_from(["a", "b", "c", "rows", "secret"]), _values)


@st.composite
def fields(draw: st.DrawFn, key: str) -> dict[str, object]:
    """Draw a component with a value."""
    type_ = draw(
        st.sampled_from(
            ["textfield", "textarea", "number", "checkbox", "select", "taglist", "datetime"]
        )
    )
    component: dict[str, object] = {"type": type_, "key": key, "label": key}
    if type_ in {"select", "taglist"}:
        component["values"] = _OPTIONS
    if type_ == "datetime":
        component["subtype"] = draw(st.sampled_from(["date", "time", "datetime"]))
    if draw(st.booleans()):
        component["validate"] = {"required": True}
    protection = draw(st.sampled_from(["", "", "readonly", "disabled", "hide"]))
    if protection == "hide":
        component["conditional"] = {"hide": draw(st.sampled_from(["=true", "=b = 1", "=a != c"]))}
    elif protection:
        component[protection] = True
    return component


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """Draw a form with values at the top, in a context, and in a list."""
    rows = {
        "type": "dynamiclist",
        "path": "rows",
        "label": "Rows",
        "isRepeating": True,
        "allowAddRemove": draw(st.booleans()),
        "components": [draw(fields("a")), draw(fields("b"))],
    }
    components = [draw(fields("a")), draw(fields("b")), draw(fields("c.x")), rows]
    schema = {"type": "default", "id": "any", "components": components}
    form = read_form(json.dumps(schema).encode()).form
    assert form is not None
    return form


def _as_known(values: JsonObject) -> Mapping[str, Value]:
    return dict(values)  # type: ignore[arg-type] # JSON values are values


@settings(max_examples=300, deadline=None)
@given(form=forms(), known=_objects, sent=_objects)
def test_nothing_is_written_but_fields_that_count(
    form: Form, known: JsonObject, sent: JsonObject
) -> None:
    before = json.dumps([known, sent], default=str)

    submission = submit_form(form, known=_as_known(known), sent=sent, outcome=None, now=_NOW)

    assert json.dumps([known, sent], default=str) == before
    assert set(submission.written) <= {"a", "b", "c", "rows"}
    for name, value in encode_variables(submission.written)[0].items():
        kept = submission.values.get(name)
        assert kept is not None or value is None or name in submission.values
    if submission.problems:
        assert submission.written == {}
        assert all(p.pointer.startswith("/variables") and p.detail for p in submission.problems)


@settings(max_examples=300, deadline=None)
@given(form=forms(), sent=_objects)
def test_what_was_written_is_right_and_complete(form: Form, sent: JsonObject) -> None:
    first = submit_form(form, known={}, sent=sent, outcome=None, now=_NOW)

    if not first.problems:
        again = submit_form(form, known=first.written, sent={}, outcome=None, now=_NOW)
        assert [problem.code for problem in again.problems] == []
        assert again.written == {}
        assert again.values == first.values


_words = st.sampled_from(
    [
        *("id", "type", "key", "path", "components", "validate", "min", "pattern", "values"),
        *("conditional", "hide", "label", "value", "readonly", "expression", "defaultValue"),
        *("textfield", "number", "select", "dynamiclist", "group", "button", "default", "datetime"),
        *(
            "properties",
            "outcome",
            "a.b",
            "=a +",
            "{{ a",
            "valuesKey",
            "outcomeVariable",
            "subtype",
        ),
    ]
)
_anything: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | _words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_words, inner, max_size=6),
    max_leaves=25,
)


@settings(max_examples=400, deadline=None)
@given(root=st.dictionaries(_words, _anything), listed=st.lists(_anything, max_size=4))
def test_any_file_is_read_or_refused_with_reasons(root: object, listed: object) -> None:
    schema = {**(root if isinstance(root, dict) else {}), "components": listed}

    report = read_form(json.dumps(schema).encode())

    assert (report.form is None) == bool(report.errors)
    assert all(problem.detail and problem.remedy for problem in report.errors)


_numbers = st.decimals(allow_nan=False, allow_infinity=False).filter(
    lambda number: len(number.as_tuple().digits) <= 34 and abs(number.adjusted()) < 6000
)


@settings(max_examples=100, deadline=None)
@given(number=_numbers)
def test_no_digit_of_a_number_is_lost(number: Decimal) -> None:
    schema = {
        "type": "default",
        "id": "any",
        "components": [{"type": "number", "key": "a", "label": "A"}],
    }
    form = read_form(json.dumps(schema).encode()).form
    assert form is not None

    as_number = submit_form(form, known={}, sent={"a": number}, outcome=None, now=_NOW)
    as_text = submit_form(form, known={}, sent={"a": str(number)}, outcome=None, now=_NOW)

    assert as_number.written == as_text.written == {"a": number}
