"""Lists, contexts, filters, loops, quantifiers, functions, ranges."""

from decimal import Decimal

import pytest

from bpm.core.feel import UnknownNameError
from bpm.core.values import Value
from tests.unit.core.feel.evaluating import evaluate, plain

ORDERS: dict[str, Value] = {
    "orders": [
        {"id": "a", "total": Decimal(10), "lines": [{"price": Decimal(4)}]},
        {"id": "b", "total": Decimal(30), "lines": [{"price": Decimal(9)}, {"price": Decimal(1)}]},
        {"id": "c"},
    ],
    "limit": Decimal(20),
    "total": Decimal(99),
}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[1, 2, 3][1]", 1),
        ("[1, 2, 3][-1]", 3),
        ("[1, 2, 3][4]", None),
        ("[1, 2, 3][0]", None),
        ("[1, 2, 3][item > 1]", [2, 3]),
        ("[][1]", None),
        ("5[1]", 5),
        ("null[1]", None),
        ("[1, 2, 3][1 + 1]", 2),
        ("[true, false][item]", [True]),
        ("{a: 1}[a = 1]", [{"a": 1}]),
        ("[{unit price: 1}, {unit price: 5}][unit price > 2].unit price", [5]),
        ("[{x: 1}, {y: 2}][y > 1]", [{"y": 2}]),
        ("[[1], [2, 3]][count(item) > 1]", [[2, 3]]),
    ],
)
def test_filters(source: str, expected: object) -> None:
    assert plain(evaluate(source)) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("orders[total > limit].id", ["b"]),
        ("orders[1].total", 10),
        ('orders[id = "c"][1].lines', None),
        ("orders[count(lines[price > 5]) > 0].id", ["b"]),
        ("orders[is defined(item.lines)].id", ["a", "b"]),
        ("some o in orders satisfies o.total = 30", True),
        ("every o in orders satisfies o.total > 5", None),
        ("for o in orders, l in get or else(o.lines, []) return l.price", [4, 9, 1]),
    ],
)
def test_members_come_before_variables(source: str, expected: object) -> None:
    assert plain(evaluate(source, ORDERS)) == expected


def test_a_misspelt_member_in_a_filter_is_an_unknown_name() -> None:
    with pytest.raises(UnknownNameError, match="totl"):
        evaluate("orders[totl > 5]", ORDERS)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{a: 1, b: a + 1}", {"a": 1, "b": 2}),
        ('{"a b": 1, c d: 2}', {"a b": 1, "c d": 2}),
        ("{first name: 1, x: first name + 1}.x", 2),
        ("{a: {b: {c: 1}}}.a.b.c", 1),
        ("{}", {}),
        ("{f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(10)}.r", 3628800),
        ("{double: function(x: number) x * 2, r: double(x: 4)}.r", 8),
        ('{double: function(x: number) x * 2, r: double("4")}.r', None),
        ("(function(a, b) a - b)(5, 3)", 2),
        ("{add: function(a) function(b) a + b, r: add(1)(2)}.r", 3),
        ("for x in [1, 2] return x * 2", [2, 4]),
        ("for x in 1..3 return x", [1, 2, 3]),
        ("for x in 3..1 return x", [3, 2, 1]),
        ("for x in [1..3) return x", [1, 2]),
        ("for x in 1..2, y in [x, 10] return x * y", [1, 10, 4, 20]),
        ("for x in 1..5 return if x < 3 then 1 else partial[-1] + partial[-2]", [1, 1, 2, 3, 5]),
        ('for d in @"2026-02-27"..@"2026-03-01" return d.day', [27, 28, 1]),
        ("for x in null return x", None),
        ("for x in 5 return x", [5]),
        ("for x in [] return x", []),
        ("for x in [1..3] return for y in [1..x] return y", [[1], [1, 2], [1, 2, 3]]),
        ("some x in [1, 2] satisfies x > 1", True),
        ("some x in [1, 2], y in [2, 3] satisfies x > y", False),
        ("some x in [1, null] satisfies x > 5", None),
        ("every x in [1, 2] satisfies x > 0", True),
        ("every x in [] satisfies false", True),
        ("every x in [1, null] satisfies x > 5", False),
        ("some x in null satisfies x", None),
        ("sort([3, 1, 2], function(x, y) x < y)", [1, 2, 3]),
        ("sort([3, 1, 2])", [1, 2, 3]),
        ("[1..5].start", 1),
        ("[1..5).end included", False),
        ("(> 5).start", 5),
    ],
)
def test_collections(source: str, expected: object) -> None:
    assert plain(evaluate(source)) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('@"2026-05-01".year', 2026),
        ('@"2026-05-01".weekday', 5),
        ('@"2026-05-01T08:30:15Z".minute', 30),
        ('@"2026-05-01T08:30:15+02:00".time offset', "@PT2H"),
        ('@"08:30:00@Europe/Berlin".timezone', "Europe/Berlin"),
        ('@"P1DT2H3M4S".hours', 2),
        ('@"-P1DT2H".hours', -2),
        ('@"P14M".years', 1),
        ('@"P14M".months', 2),
        ('@"P1D".years', None),
        ("1.5.x", None),
    ],
)
def test_properties(source: str, expected: object) -> None:
    if source == "1.5.x":
        assert evaluate("(1.5).x") is None
    else:
        assert plain(evaluate(source)) == expected


def test_values_are_never_changed_in_place() -> None:
    items: Value = [Decimal(1)]
    context: Value = {"a": Decimal(1)}

    evaluate("append(xs, 2)", {"xs": items})
    evaluate('context put(c, "b", 2)', {"c": context})
    evaluate("sort(xs)", {"xs": items})

    assert items == [Decimal(1)]
    assert context == {"a": Decimal(1)}
