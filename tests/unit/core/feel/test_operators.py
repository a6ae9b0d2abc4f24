"""Literals, arithmetic, comparison, three-valued logic."""

from decimal import Decimal

import pytest

from bpm.core.values import Value
from tests.unit.core.feel.evaluating import evaluate, plain


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1", "1"),
        (".5", "0.5"),
        ("1.50", "1.50"),
        ("1.2e3", "1.2E+3"),
        ("0.1 + 0.2", "0.3"),
        ("1 / 3", "0.3333333333333333333333333333333333"),
        ("2 / 3", "0.6666666666666666666666666666666667"),
        ("10 - 4 - 3", "3"),
        ("2 + 3 * 4", "14"),
        ("(2 + 3) * 4", "20"),
        ("100 / 10 / 5", "2"),
        ("2 ** 3 ** 2", "64"),
        ("-3 ** 2", "9"),
        ("- -3", "3"),
        ("5 -3", "2"),
        ("0 ** 0", "1"),
        ("2 ** -1", "0.5"),
        ("1234567890123456789012345678901234 + 1", "1234567890123456789012345678901235"),
        ("0 * -1", "0"),
    ],
)
def test_numbers_are_exact_decimals(source: str, expected: str) -> None:
    value = evaluate(source)

    assert isinstance(value, Decimal)
    assert value == Decimal(expected)
    assert not value.is_signed() or value < 0


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('"a" + "b"', "ab"),
        (r'"a\"b\\c\n\u00e4"', 'a"b\\c\nä'),
        (r'"\uD83D\uDE00" = "\U01F600"', True),
        ('"\\d"', "\\d"),
        ("/* a */ 1 // b\n + 1", 2),
        ("true", True),
        ("null", None),
        ('@"2026-05-01"', "@2026-05-01"),
        ('@"08:30:00"', "@08:30:00"),
        ('@"2026-05-01T08:30:00@Europe/Berlin"', "@2026-05-01T08:30:00@Europe/Berlin"),
        ('@"P1D"', "@P1D"),
        ('@"-P1Y"', "@-P1Y"),
    ],
)
def test_literals(source: str, expected: object) -> None:
    assert plain(evaluate(source)) == expected


@pytest.mark.parametrize(
    "source",
    ["1 / 0", '1 + "a"', "null + 1", "true + true", '"a" * 2', "-true", '-"a"', "(-1) ** 0.5"],
)
def test_impossible_arithmetic_is_null(source: str) -> None:
    assert evaluate(source) is None


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('@"2026-01-31" + @"P1M"', "@2026-02-28"),
        ('@"P1M" + @"2026-01-31"', "@2026-02-28"),
        ('@"2026-01-31" - @"P1D"', "@2026-01-30"),
        ('@"2026-01-31" + @"PT25H"', "@2026-02-01"),
        ('@"2026-03-01" - @"2026-02-01"', "@P28D"),
        ('@"2026-05-01T08:00:00Z" - @"2026-05-01T08:00:00+02:00"', "@PT2H"),
        ('@"2026-05-01T23:30:00Z" + @"PT1H"', "@2026-05-02T00:30:00Z"),
        ('@"23:30:00" + @"PT1H"', "@00:30:00"),
        ('@"10:00:00" - @"08:30:00"', "@PT1H30M"),
        ('@"P1D" + @"PT1H"', "@P1DT1H"),
        ('@"P1Y" - @"P1M"', "@P11M"),
        ('@"P1D" * 1.5', "@P1DT12H"),
        ('2 * @"P1M"', "@P2M"),
        ('@"P1D" / 2', "@PT12H"),
        ('@"P1D" / @"PT1H"', 24),
        ('@"P1Y" / @"P1M"', 12),
        ('@"P1Y" + @"P1D"', None),
        ('@"2026-05-01T08:00:00" - @"2026-05-01T08:00:00Z"', None),
        ('@"999999999-12-31" + @"P1D"', None),
        ('@"P1D" / 0', None),
        ('@"P1D" * 10 ** 30', None),
    ],
)
def test_dates_and_durations_are_calculated_with(source: str, expected: object) -> None:
    assert plain(evaluate(source)) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1 = 1.0", True),
        ("1 != 2", True),
        ('"a" < "b"', True),
        ('"a" = "A"', False),
        ("2 >= 2", True),
        ("1 < null", None),
        ("null = null", True),
        ("null = 1", False),
        ("null != 1", True),
        ('1 = "1"', None),
        ('1 < "1"', None),
        ("true < false", None),
        ("[1, 2] = [1, 2]", True),
        ("[1, 2] = [2, 1]", False),
        ('[1, "a"] = [1, 1]', None),
        ("{a: 1, b: 2} = {b: 2, a: 1}", True),
        ("{a: 1} = {b: 1}", False),
        ('@"P1D" = @"PT24H"', True),
        ('@"2026-05-01T08:00:00Z" = @"2026-05-01T10:00:00+02:00"', True),
        ('@"2026-05-01T08:00:00Z" < @"2026-05-01T10:00:01@Europe/Berlin"', True),
        ('@"2026-05-01T08:00:00" < @"2026-05-01T10:00:00Z"', None),
        ('@"08:00:00Z" = @"09:00:00+01:00"', True),
        ('@"2026-05-01" = @"2026-05-01T00:00:00"', None),
        ("[1..5] = [1..5]", True),
        ("3 between 1 and 3", True),
        ("0 between 1 and 3 or true", True),
        ('"x" between 1 and 3', None),
    ],
)
def test_unlike_values_cannot_be_compared(source: str, expected: bool | None) -> None:
    assert evaluate(source) is expected


TRUTHS = {"true": True, "false": False, "null": None}


@pytest.mark.parametrize("left", TRUTHS)
@pytest.mark.parametrize("right", TRUTHS)
def test_logic_has_three_values(left: str, right: str) -> None:
    one, other = TRUTHS[left], TRUTHS[right]
    unknown = None in {one, other}

    conjunction = False if False in {one, other} else None if unknown else True
    disjunction = True if True in {one, other} else None if unknown else False

    assert evaluate(f"{left} and {right}") is conjunction
    assert evaluate(f"{left} or {right}") is disjunction


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"amount": Decimal(1000), "country": "DE"}, True),
        ({"amount": Decimal(999), "country": "DE"}, False),
        ({"amount": "much", "country": "DE"}, None),
        ({"amount": "much", "country": "FR"}, False),
        ({"amount": None, "country": "DE"}, None),
    ],
)
def test_a_condition_over_wrong_kinds_is_null_unless_it_is_false(
    variables: dict[str, Value], expected: bool | None
) -> None:
    assert evaluate('amount >= 1000 and country = "DE"', variables) is expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("5 in 5", True),
        ("5 in (1, 5)", True),
        ("5 in [1, 5]", True),
        ("5 in [1..5]", True),
        ("5 in [1..5)", False),
        ("5 in ]1..5[", False),
        ("1 in (1..5]", False),
        ("5 in > 4", True),
        ("5 in (< 4, > 4)", True),
        ("5 in (!= 5)", False),
        ("5 in ([1..2], [4..6])", True),
        ('"b" in ["a".."c"]', True),
        ('@"2026-05-01" in [@"2026-01-01"..@"2026-12-31"]', True),
        ("null in [1..5]", None),
        ("5 in [null, 5]", True),
        ("[1] in [[1], [2]]", True),
    ],
)
def test_membership(source: str, expected: bool | None) -> None:
    assert evaluate(source) is expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("if true then 1 else 2", 1),
        ("if null then 1 else 2", 2),
        ('if "x" then 1 else 2', 2),
        ("if 1 > 2 then 1 else if 2 > 1 then 3 else 4", 3),
        ("(if true then 1 else 2) + 1", 2),
        ("1 instance of number", True),
        ('@"P1D" instance of days and time duration', True),
        ("null instance of Any", False),
        ("[1, null] instance of list<number>", True),
        ('[1, "a"] instance of list<number>', False),
        ('{a: 1, b: "x"} instance of context<a: number>', True),
        ("[1..2] instance of range<number>", True),
        ("abs instance of function<number> -> number", True),
    ],
)
def test_choices_and_types(source: str, expected: object) -> None:
    assert plain(evaluate(source)) == expected
