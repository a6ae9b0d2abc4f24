"""Whatever an expression says, it ends soon, stays small and cannot reach Python."""

import time
from decimal import Decimal

import pytest

from bpm.core.feel import (
    Budget,
    FeelEvaluationError,
    FeelLimitError,
    FeelSyntaxError,
    compile_expression,
)
from bpm.core.values import Value
from tests.unit.core.feel.evaluating import NOTHING, NOW, evaluate


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("(" * 20_000, "nested deeper than"),
        ("[" * 20_000, "nested deeper than"),
        ("{a:" * 10_000, "nested deeper than"),
        ("-" * 20_000 + "1", "nested deeper than"),
        ("if true then " * 3_000 + "1", "nested deeper than"),
        ("x instance of " + "list<" * 5_000, "nested deeper than"),
        ("1" + "+1" * 5_000, "operators in a row"),
        ("x" + ".a" * 5_000, "steps in a row"),
        ("1" * 60_000, "at most 50000 characters"),
        ("1" * 35, "does not fit into 34 digits"),
        ("1e7000", "does not fit into 34 digits"),
    ],
)
def test_source_is_bounded(source: str, said: str) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression(source)

    assert said in caught.value.message
    assert len(caught.value.detail) < 400


def test_long_but_flat_expressions_work() -> None:
    assert evaluate("1" + " + 1" * 900) == Decimal(901)
    assert evaluate(" or ".join(["false"] * 300)) is False
    assert evaluate("(" * 45 + "1" + ")" * 45) == Decimal(1)
    assert evaluate("if false then 1 else " * 60 + "2") == Decimal(2)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("for i in 1..10**9 return i", "more than 100000 items"),
        ("for i in 1..10**40 return i", "more than 34 digits"),
        ("for a in 1..1000, b in 1..1000 return 1", "too much work"),
        ("count(for a in 1..100000 return " + "+".join(["a"] * 100) + ")", "too much work"),
        ("some a in 1..99999 satisfies some b in 1..99999 satisfies a + b < 0", "too much work"),
        ("10 ** 6145", "beyond the range"),
        ("2 ** (10 ** 12)", "an exponent lies between"),
        ("exp(99999)", "beyond the range"),
        ("{f: function(n) f(n + 1), r: f(0)}", "100 deep"),
        ("{f: function(n) if n < 1 then 1 else f(n - 1) + f(n - 1), r: f(90)}", "too much work"),
        ('matches("' + "a" * 300 + '!", "(.*a){25}$")', "takes too long"),
        ("for i in 1..500 return [partial]", "nested deeper than 100 levels"),
        ("{" + ",".join(f"a{i}: [a{i - 1}]" for i in range(1, 150)) + "}", "nested deeper than"),
    ],
)
def test_evaluation_is_bounded(source: str, said: str) -> None:
    names = frozenset({"a0"})
    expression = compile_expression(source, names=names)
    started = time.perf_counter()

    with pytest.raises(FeelLimitError) as caught:
        expression.evaluate({"a0": Decimal(1)}.__getitem__, now=NOW)

    assert said in caught.value.message
    assert caught.value.source == source
    assert time.perf_counter() - started < 5


def test_strings_cannot_grow_without_end() -> None:
    doubled = ", ".join(["a0: x", *(f"a{i}: a{i - 1} + a{i - 1}" for i in range(1, 40))])
    joined = 'string join(for i in 1..1000 return x, "")'
    replaced = 'replace(x, "x", "' + "y" * 2000 + '")'
    for source in ("{" + doubled + "}", joined, replaced):
        with pytest.raises(FeelLimitError, match="longer than 1000000 characters"):
            evaluate(source, {"x": "x" * 10_000})


def test_values_that_share_their_parts_cannot_take_for_ever() -> None:
    shared = ", ".join(["a0: [1]", *(f"a{i}: [a{i - 1}, a{i - 1}]" for i in range(1, 60))])
    other = shared.replace("a", "b")
    nested = "list<" * 50 + "number" + ">" * 50
    for source in (
        f"{{{shared}, {other}, r: a59 = b59}}.r",
        f"{{{shared}, {other}, r: is(a59, b59)}}.r",
        f"{{{shared}, {other}, r: [a59..1] = [b59..1]}}.r",
        f"{{{shared}, r: a49 instance of {nested}}}.r",
        f"{{{shared}, r: a59.x}}.r",
        f"string({{{shared}}})",
    ):
        with pytest.raises(FeelLimitError):
            evaluate(source)


def test_a_budget_is_shared_by_several_evaluations() -> None:
    expression = compile_expression("for i in 1..50 return i")
    budget = Budget(steps=250)

    first, second = (expression.evaluate(NOTHING.__getitem__, now=NOW, budget=budget) for _ in "12")

    assert first == second == [Decimal(number) for number in range(1, 51)]
    with pytest.raises(FeelLimitError, match="too much work"):
        expression.evaluate(NOTHING.__getitem__, now=NOW, budget=budget)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("[1..5]", "holds a range"),
        ("(< 5)", "holds a range"),
        ("function(x) x", "holds a function"),
        ("{a: [function(x) x]}", "holds a function"),
    ],
)
def test_ranges_and_functions_cannot_be_kept(source: str, said: str) -> None:
    with pytest.raises(FeelEvaluationError, match=said):
        evaluate(source)


def test_a_function_of_the_library_is_no_variable() -> None:
    with pytest.raises(FeelEvaluationError, match="holds a function"):
        evaluate("count")


@pytest.mark.parametrize(
    "source",
    [
        "__builtins__",
        "x.__class__",
        "x.__class__.__mro__",
        "[].__len__",
        '"".format',
        "{}.keys",
        'get value(x, "__class__")',
    ],
)
def test_python_is_out_of_reach(source: str) -> None:
    variables: dict[str, Value] = {"x": {"a": Decimal(1)}, "__builtins__": None}

    assert evaluate(source, variables) in (None, [])


def test_strings_are_never_code() -> None:
    text = "'''); __import__('os').system('true') #"

    assert evaluate('"' + text + '"') == text
    assert evaluate(f"`{text}`", {text: True}) is True
    assert evaluate('{"' + text + '": 1}') == {text: Decimal(1)}
