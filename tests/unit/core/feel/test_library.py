"""The built-in functions, chapter by chapter."""

import json
from pathlib import Path

import pytest

from bpm.core.feel import FeelSyntaxError
from bpm.core.feel.emit_functions import SPECIAL_NAMES
from bpm.core.feel.library import FUNCTIONS
from tests.unit.core.feel.evaluating import evaluate, plain

_TOLD = Path(__file__).parents[4] / "frontend" / "src" / "shared" / "feel" / "functions.json"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("decimal(1 / 3, 2)", 0.33),
        ("decimal(2.5, 0)", 2),
        ("decimal(1250, -2)", 1200),
        ("floor(-1.5)", -2),
        ("floor(1.56, 1)", 1.5),
        ("ceiling(1.5)", 2),
        ("ceiling(-1.56, 1)", -1.5),
        ("round up(5.5, 0)", 6),
        ("round down(-5.5, 0)", -5),
        ("round half up(-2.5, 0)", -3),
        ("round half down(2.5, 0)", 2),
        ("round up(1, 7000)", None),
        ("abs(-3)", 3),
        ('abs(@"-P1D")', "@P1D"),
        ("modulo(12, 5)", 2),
        ("modulo(-12, 5)", 3),
        ("modulo(12, -5)", -3),
        ("modulo(5, 0)", None),
        ("modulo(10.1, 4.5)", 1.1),
        ("sqrt(16)", 4),
        ("sqrt(-1)", None),
        ("exp(0)", 1),
        ("log(1)", 0),
        ("log(0)", None),
        ("odd(3)", True),
        ("even(3)", False),
        ("even(2.5)", None),
        ("floor([1.5])", 1),
        ('floor("1.5")', None),
        ("floor(null)", None),
    ],
)
def test_numbers(source: str, expected: object) -> None:
    assert plain(evaluate(source)) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('substring("foobar", 3)', "obar"),
        ('substring("foobar", 3, 3)', "oba"),
        ('substring("foobar", -2, 1)', "a"),
        ('substring("foobar", 0)', None),
        ('substring("\\U01F600x", 2)', "x"),
        ('string length("\\U01F600")', 1),
        ('upper case("aß")', "ASS"),
        ('lower case("ÄB")', "äb"),
        ('trim("  a ")', "a"),
        ('contains("foobar", "oba")', True),
        ('starts with("foobar", "fo")', True),
        ('ends with("foobar", "r")', True),
        ('substring before("foobar", "bar")', "foo"),
        ('substring before("foobar", "x")', ""),
        ('substring after("foobar", "ob")', "ar"),
        ('matches("foobar", "^fo*b")', True),
        ('matches("FOO", "foo", "i")', True),
        ('matches("a.b", "a.b", "q")', True),
        ('matches("a\\nb", "a.b")', False),
        ('matches("a\\nb", "a.b", "s")', True),
        ('matches("b", "[a-z-[b]]")', False),
        ('matches("aa", "(a)\\1")', True),
        ('matches("x", "(?<=x)")', None),
        ('matches("x", "[")', None),
        ('matches("x", "x", "p")', None),
        ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', "[1=ab][2=]cd"),
        ('replace("a.b", ".", "$$")', None),
        ('replace("a-b", "-", "+")', "a+b"),
        ('split("a;b;;c", ";")', ["a", "b", "", "c"]),
        ('string join(["a", null, "b"], ", ")', "a, b"),
        ('string join(["a", "b"])', "ab"),
        ('string join(["a", "b"], ", ", "<", ">")', "<a, b>"),
        ('string join(["a", 1])', None),
        ('contains("a", null)', None),
    ],
)
def test_strings(source: str, expected: object) -> None:
    assert plain(evaluate(source)) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("string(1.50)", "1.5"),
        ("string(1000 / 0.1)", "10000"),
        ("string(true)", "true"),
        ('string("x")', "x"),
        ('string(@"P1D")', "P1D"),
        ('string([1, "a", null, {b: true}])', '[1, "a", null, {b: true}]'),
        ('string({"a\\"b": 1})', '{"a\\"b": 1}'),
        ("string([1..5))", "[1..5)"),
        ("string(null)", None),
        ('number("1.5")', 1.5),
        ('number("1,000.5", ",", ".")', 1000.5),
        ('number("1.000,5", ".", ",")', 1000.5),
        ('number("1 000", " ", null)', 1000),
        ('number("1.5", ",", ",")', None),
        ('number("x")', None),
        ('number("NaN")', None),
    ],
)
def test_conversions(source: str, expected: object) -> None:
    assert plain(evaluate(source)) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("not(true)", False),
        ("not(null)", None),
        ('not("x")', None),
        ("all([true, null, false])", False),
        ("all(true, null)", None),
        ("any(false, true)", True),
        ("any([])", False),
        ("count([1, null])", 2),
        ("count(null)", 1),
        ("sum([1, 2.5])", 3.5),
        ("sum(1, 2)", 3),
        ("sum([])", None),
        ('sum([@"P1D", @"PT1H"])', "@P1DT1H"),
        ('sum(["a"])', None),
        ("min(2, 1)", 1),
        ('max(["a", "b"])', "b"),
        ('max([1, "a"])', None),
        ("max([])", None),
        ("mean([1, 2, 3])", 2),
        ("median([3, 1, 2, 4])", 2.5),
        ("mode([1, 2, 2, 1, 3])", [1, 2]),
        ("stddev([2, 4, 7, 5])", 2.0816659994661326),
        ("product([2, 3])", 6),
        ("list contains([1, null], null)", True),
        ('list contains([1], "1")', False),
        ("append([1], 2, 3)", [1, 2, 3]),
        ("concatenate([1], [2, 3])", [1, 2, 3]),
        ("union([1, 2], [2, 3])", [1, 2, 3]),
        ("distinct values([1, 1.0, 2])", [1, 2]),
        ("duplicate values([1, 2, 1])", [1]),
        ("flatten([1, [2, [3]]])", [1, 2, 3]),
        ("reverse([1, 2])", [2, 1]),
        ("index of([1, 2, 1], 1)", [1, 3]),
        ("sublist([1, 2, 3], 2)", [2, 3]),
        ("sublist([1, 2, 3], -2, 1)", [2]),
        ("sublist([1, 2, 3], 4)", None),
        ("insert before([1, 3], 2, 2)", [1, 2, 3]),
        ("remove([1, 2, 3], 2)", [1, 3]),
        ("list replace([1, 2], 2, 5)", [1, 5]),
        ("list replace([1, 2, 3], function(i, n) i < n, 3)", [3, 3, 3]),
        ("partition([1, 2, 3], 2)", [[1, 2], [3]]),
        ("is empty([])", True),
    ],
)
def test_lists(source: str, expected: object) -> None:
    result = plain(evaluate(source))

    assert result == (pytest.approx(expected) if isinstance(expected, float) else expected)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('date("2026-05-01")', "@2026-05-01"),
        ("date(2026, 5, 1)", "@2026-05-01"),
        ("date(year: 2026, month: 5, day: 1)", "@2026-05-01"),
        ('date(from: "2026-05-01")', "@2026-05-01"),
        ('date(@"2026-05-01T08:00:00")', "@2026-05-01"),
        ("date(2026, 2, 30)", None),
        ("date(2026.5, 1, 1)", None),
        ('time("08:30:00Z")', "@08:30:00Z"),
        ("time(8, 30, 0)", "@08:30:00"),
        ('time(8, 30, 15.5, @"PT1H")', "@08:30:15.5+01:00"),
        ("time(8, 30, 60)", None),
        ('time(@"2026-05-01T08:00:00Z")', "@08:00:00Z"),
        ('date and time("2026-05-01T08:00:00Z")', "@2026-05-01T08:00:00Z"),
        ('date and time("2026-05-01")', "@2026-05-01T00:00:00"),
        ('date and time(@"2026-05-01", @"08:00:00")', "@2026-05-01T08:00:00"),
        ("date and time(2026, 5, 1, 8, 0, 0)", "@2026-05-01T08:00:00"),
        ('duration("P1DT2H")', "@P1DT2H"),
        ('duration("P14M")', "@P1Y2M"),
        ('duration("P1Y1D")', None),
        ('years and months duration(@"2024-01-31", @"2026-03-01")', "@P2Y1M"),
        ('years and months duration(@"2026-03-01", @"2024-03-02")', "@-P1Y11M"),
        ("now()", "@2026-05-01T08:00:00Z"),
        ("today()", "@2026-05-01"),
        ('day of year(@"2024-12-31")', 366),
        ('day of week(@"2026-05-01")', "Friday"),
        ('month of year(@"2026-05-01")', "May"),
        ('week of year(@"2027-01-01")', 53),
        ('last day of month(@"2024-02-10")', "@2024-02-29"),
        ('is(@"08:00:00Z", @"09:00:00+01:00")', False),
        ("is(1, 1.0)", True),
        ('is(1, "1")', False),
    ],
)
def test_dates(source: str, expected: object) -> None:
    assert plain(evaluate(source)) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('get value({a: 1}, "a")', 1),
        ('get value({a: {b: 2}}, ["a", "b"])', 2),
        ('get value({a: 1}, "x")', None),
        ("get entries({a: 1})", [{"key": "a", "value": 1}]),
        ('context([{key: "a", value: 1}])', {"a": 1}),
        ('context([{key: "a", value: 1}, {key: "a", value: 2}])', None),
        ('context put({a: 1}, "b", 2)', {"a": 1, "b": 2}),
        ('context put({a: {b: 1}}, ["a", "c"], 2)', {"a": {"b": 1, "c": 2}}),
        ('context put({a: 1}, ["a", "c"], 2)', None),
        ("context merge([{a: 1}, {a: 2, b: 3}])", {"a": 2, "b": 3}),
    ],
)
def test_contexts(source: str, expected: object) -> None:
    assert plain(evaluate(source)) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("before(1, 10)", True),
        ("before([1..5), [5..10])", True),
        ("before([1..5], [5..10])", False),
        ("after([5..10], 4)", True),
        ("meets([1..5], [5..10])", True),
        ("met by([5..10], [1..5])", True),
        ("overlaps([1..5], [3..8])", True),
        ("overlaps([1..5), [5..8])", False),
        ("overlaps before([1..5], [3..8])", True),
        ("overlaps after([3..8], [1..5])", True),
        ("finishes(10, [1..10])", True),
        ("finished by([1..10], 10)", True),
        ("includes([1..10], 5)", True),
        ("during((1..10), [1..10])", True),
        ("starts([1..5], [1..10])", True),
        ("started by([1..10], 1)", True),
        ("coincides([1..5], [1..5])", True),
        ("coincides([1..5], [1..5))", False),
        ("before(null, 1)", None),
        ('5 in range("[1..5]")', True),
        ('range("[5..1]") = null', True),
    ],
)
def test_intervals(source: str, expected: bool | None) -> None:
    assert evaluate(source) is expected


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("substring()", "takes (string, start position, length)"),
        ("now(1)", "now() takes ()"),
        ("date(year: 2026)", "date() takes (from) or"),
        ("date(2026, month: 5, day: 1)", "either all arguments are named or none"),
        ("lenght(x)", "there is no function 'lenght'"),
        ("is defined()", "this function takes (value)"),
    ],
)
def test_wrong_calls_are_found_before_anything_runs(source: str, said: str) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        evaluate(source)

    assert said in caught.value.message


def test_editors_are_told_of_the_functions_that_there_are() -> None:
    told = json.loads(_TOLD.read_text())

    # ``all`` and ``any`` are what ``and()`` and ``or()`` are called now.
    assert sorted(told) == sorted({*FUNCTIONS, *SPECIAL_NAMES} - {"and", "or"})
    for name, ways in told.items():
        known = [
            signature.parameters for signature in getattr(FUNCTIONS.get(name), "signatures", ())
        ]
        for way in ways if known else ():
            names = [part for part in way.split(", ") if part]
            assert any(names == [part.name for part in parts[: len(names)]] for parts in known)
            assert FUNCTIONS[name].find(len(names)) is not None
