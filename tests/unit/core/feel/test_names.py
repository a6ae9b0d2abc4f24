"""Names of variables: with spaces, shadowing functions, unknown, optional."""

from decimal import Decimal

import pytest

from bpm.core.feel import (
    FeelSyntaxError,
    UnknownNameError,
    compile_condition,
    compile_expression,
    compile_text_or_feel,
    explain,
)
from bpm.core.values import Value
from tests.unit.core.feel.evaluating import NOTHING, NOW, evaluate, plain


@pytest.mark.parametrize(
    ("source", "variables", "expected"),
    [
        ("order total * 2", {"order total": Decimal(3)}, 6),
        ("order   total", {"order total": Decimal(3)}, 3),
        ("a-b", {"a-b": Decimal(1), "a": Decimal(5), "b": Decimal(2)}, 1),
        ("a - c", {"a-b": Decimal(1), "a": Decimal(5), "c": Decimal(2)}, 3),
        ("date and time of order", {"date and time of order": "x"}, "x"),
        ("in stock and true", {"in stock": True}, True),
        ("größe > 1 and _x1 = 2", {"größe": Decimal(2), "_x1": Decimal(2)}, True),
        ("`odd name!` + 1", {"odd name!": Decimal(1)}, 2),
        ("duration > 5", {"duration": Decimal(6)}, True),
        ("date", {"date": "today"}, "today"),
        ("count + count([1, 2])", {"count": Decimal(1)}, 3),
        ("iffy", {"iffy": Decimal(1)}, 1),
        ("notify", {"notify": True}, True),
        ("order.customer.name", {"order": {"customer": {"name": "Ada"}}}, "Ada"),
        ("order.missing", {"order": {}}, None),
        ("lines.price", {"lines": [{"price": Decimal(1)}, {"price": Decimal(2)}]}, [1, 2]),
        ("order.`unit price`", {"order": {"unit price": Decimal(4)}}, 4),
        ("__import__", {"__import__": "harmless"}, "harmless"),
        ("lookup + rt + v1 + c0", dict.fromkeys(["lookup", "rt", "v1", "c0"], "x"), "xxxx"),
    ],
)
def test_variables_are_read(source: str, variables: dict[str, Value], expected: object) -> None:
    assert plain(evaluate(source, variables)) == expected


def test_an_unknown_name_is_never_silently_null() -> None:
    with pytest.raises(UnknownNameError) as caught:
        evaluate('amonut > 5 and country = "DE"', {"amount": Decimal(6)})

    assert caught.value.name == "amonut"
    assert caught.value.detail == (
        "`amonut > 5 and country = \"DE\"`: there is no variable 'amonut'."
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("is defined(x)", False),
        ("is defined(order)", True),
        ("is defined(order.total)", True),
        ("is defined(order.note)", True),
        ("is defined(order.missing)", False),
        ("is defined(order.missing.deep)", False),
        ("is defined(x) and x > 5", False),
        ("get or else(x, 5)", 5),
        ("get or else(order.note, order.total)", 3),
        ("get or else(order.total, x)", 3),
        ("if is defined(x) then x else 0", 0),
    ],
)
def test_absent_names_can_be_asked_for(source: str, expected: object) -> None:
    variables: dict[str, Value] = {"order": {"total": Decimal(3), "note": None}}

    assert plain(evaluate(source, variables)) == expected


def test_names_are_those_that_are_read_from_outside() -> None:
    source = "for x in xs return x + y + {z: 1, w: z}.w + count(xs[item > limit])"

    assert compile_expression(source).names == {"xs", "y", "limit"}


def test_a_missing_name_is_found_only_where_it_is_read() -> None:
    assert evaluate("if false then x else 1") == Decimal(1)
    with pytest.raises(UnknownNameError):
        evaluate("x and is defined(x)")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain text", "plain text"),
        ("", ""),
        (" = 1 + 1", 2),
        ('="team-" + "north"', "team-north"),
        ("a = b", "a = b"),
    ],
)
def test_text_is_feel_behind_an_equals_sign_only(text: str, expected: object) -> None:
    assert plain(compile_text_or_feel(text).evaluate(NOTHING.__getitem__, now=NOW)) == expected


def test_a_condition_is_feel_with_or_without_the_sign() -> None:
    for text in ("1 < 2", "= 1 < 2", "=1 < 2"):
        assert compile_condition(text).evaluate(NOTHING.__getitem__, now=NOW) is True


def test_deferred_expressions_are_refused_by_name() -> None:
    with pytest.raises(FeelSyntaxError, match=r"#\{…\}"):
        compile_text_or_feel("team-#{region}")


def test_an_explanation_says_what_was_met() -> None:
    expression = compile_condition('=amount >= 1000 and country = "DE" and is defined(extra)')
    variables: dict[str, Value] = {"amount": "much", "country": "DE"}

    assert explain(expression, variables.__getitem__, now=NOW) == (
        'amount is the string "much"; country is the string "DE"; extra does not exist; '
        "a number cannot be compared with a string"
    )


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "x is null; null cannot be compared"),
        (True, "x is true; a boolean cannot be compared with a number"),
        ([Decimal(1)], "x is a list of 1 items; a list cannot be compared with a number"),
        ({"a": None}, "x is a context of a; a context cannot be compared with a number"),
        ("y" * 100, "x is the string"),
    ],
)
def test_explanations_name_kinds(value: Value, said: str) -> None:
    text = explain(compile_expression("x < 1"), {"x": value}.__getitem__, now=NOW)

    assert text.startswith(said)
    assert len(text) < 200
