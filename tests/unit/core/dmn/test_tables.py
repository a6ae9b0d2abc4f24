"""Decision tables: cells, types, hit policies, and what has no answer."""

import random
from decimal import Decimal
from typing import TypeVar

import pytest

from bpm.core.dmn import (
    AnyBrokenError,
    CellBrokenError,
    DecisionEvaluationError,
    InputNotAllowedError,
    NoRuleMatchesError,
    OutputNotAllowedError,
    UniqueBrokenError,
    read_decisions,
)
from bpm.core.time import Date
from tests.unit.core.dmn.tables import NOW, compiled, decide, decision, definitions, faults, table

Item = TypeVar("Item")

SIZES = table(
    ["< 10", '"small"'],
    ["[10..100)", '"medium"'],
    [">= 100", '"large"'],
    outputs=['name="size" typeRef="string"'],
)


@pytest.mark.parametrize(
    ("value", "size"),
    [
        (-5, "small"),
        (9, "small"),
        (10, "medium"),
        (99, "medium"),
        (100, "large"),
        (10**20, "large"),
    ],
)
def test_a_number_falls_between_the_constants_of_its_column(value: int, size: str) -> None:
    assert decide(SIZES, x=value) == size


@pytest.mark.parametrize(
    ("cell", "passing", "failing"),
    [
        ("-", [1, "a", None, [1]], []),
        ('"a", "b"', ["a", "b"], ["c", None, 1]),
        ('not("a", "b")', ["c", None], ["a", 1]),
        ("not(< 3)", [3, 9], [2, None]),
        ("!= 3", [2, 4, None], [3]),
        ("true", [True], [False, None]),
        ("null", [None], [0, "x"]),
        ("not(null)", [0, "x"], [None]),
        ("[1..3], > 7", [1, 3, 8], [0, 4, 7]),
        ("]1..3[", [2], [1, 3]),
        ('starts with(?, "ab")', ["abc"], ["b"]),
        ("? > limit", [6], [5]),
        ("limit", [5], [4]),
        ("[1, 2]", [1, 2], [3]),
        ("-3", [-3], [3]),
    ],
)
def test_a_cell_lets_pass_what_it_says(
    cell: str, passing: list[object], failing: list[object]
) -> None:
    logic = table([cell, "true"], inputs=[("x", "")], attributes='hitPolicy="FIRST"')

    assert [value for value in passing if decide(logic, x=value, limit=5) is not True] == []
    assert [value for value in failing if decide(logic, x=value, limit=5) is not None] == []


def test_the_index_gives_what_the_cells_give() -> None:
    cells = ["< 4", "[2..6]", "not(5)", "3, 7", "-", "> 8", "(1..2)", "? = 5", "!= 2", '"a"']
    rules = [[one, other, f"{row}"] for row, (one, other) in enumerate(_pairs(cells))]
    program = compiled(
        table(*rules, inputs=[("x", ""), ("y", "")], attributes='hitPolicy="RULE ORDER"')
    )
    single = [
        compiled(table([cell, "1"], inputs=[("x", "")], attributes='hitPolicy="COLLECT"'))
        for cell in cells
    ]
    values = [None, "a", "b", True, *(Decimal(half) / 2 for half in range(20))]

    for x in values:
        passes = [bool(one.decide("d", {"x": x}, now=NOW)) for one in single]
        for y in values[::3]:
            further = [bool(one.decide("d", {"x": y}, now=NOW)) for one in single]
            expected = [
                Decimal(row)
                for row, (one, other) in enumerate(_pairs(list(range(len(cells)))))
                if passes[one] and further[other]
            ]
            assert program.decide("d", {"x": x, "y": y}, now=NOW) == expected


def _pairs(items: list[Item]) -> list[tuple[Item, Item]]:
    return [(one, other) for one in items for other in items]


def test_the_order_of_many_rules_does_not_matter() -> None:
    rules = [[f"[{row}..{row + 1})", f'"{row}"'] for row in range(500)]
    random.Random(1).shuffle(rules)  # noqa: S311 - any order will do

    assert decide(table(*rules), x=321) == "321"


def test_dates_are_compared_as_dates() -> None:
    logic = table(
        ['< date("2026-01-01")', '"old"'],
        ['>= @"2026-01-01"', '"new"'],
        inputs=[("x", "date")],
    )

    assert decide(logic, x=Date(2025, 12, 31)) == "old"
    assert decide(logic, x=Date(2026, 1, 1)) == "new"


def test_several_outputs_make_a_context() -> None:
    logic = table(["-", '"low"', "x * 2"], outputs=['name="risk"', 'name="fee" typeRef="number"'])

    assert decide(logic, x=4) == {"risk": "low", "fee": Decimal(8)}


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("FIRST", "b"),
        ("PRIORITY", "a"),
        ("RULE ORDER", ["b", "a", "b"]),
        ("OUTPUT ORDER", ["a", "b", "b"]),
        ("COLLECT", ["b", "a", "b"]),
    ],
)
def test_hit_policies(policy: str, expected: object) -> None:
    values = '<outputValues><text>"a", "b"</text></outputValues>'
    logic = table(
        ["> 1", '"b"'],
        ["> 2", '"a"'],
        ["> 3", '"b"'],
        outputs=[f'name="y"|{values}'],
        attributes=f'hitPolicy="{policy}"',
    )

    assert decide(logic, x=9) == expected


@pytest.mark.parametrize(
    ("aggregation", "expected", "without_rule"),
    [("SUM", 60, None), ("MIN", 10, None), ("MAX", 30, None), ("COUNT", 3, 0)],
)
def test_collect_aggregates(aggregation: str, expected: int, without_rule: int | None) -> None:
    logic = table(
        ["> 1", "10"],
        ["> 2", "20"],
        ["> 3", "30"],
        attributes=f'hitPolicy="COLLECT" aggregation="{aggregation}"',
    )

    assert decide(logic, x=9) == expected
    assert decide(logic, x=0) == without_rule


def test_what_has_no_sum_is_named() -> None:
    logic = table(["-", '"a"'], attributes='hitPolicy="COLLECT" aggregation="SUM"')

    with pytest.raises(OutputNotAllowedError, match="column 'y': rule 1 fit"):
        decide(logic, x=1)


def test_defaults_are_given_where_no_rule_fits() -> None:
    default = "<defaultOutputEntry><text>0</text></defaultOutputEntry>"
    logic = table(["> 5", "1"], outputs=[f'name="y"|{default}'])

    assert decide(logic, x=9) == 1
    assert decide(logic, x=1) == 0


def test_no_rule_under_unique_names_table_and_inputs() -> None:
    with pytest.raises(NoRuleMatchesError, match=r"d: no rule fits x = 1 \(number\)") as caught:
        decide(table(["> 5", "1"]), x=1)

    assert caught.value.element_id == "d"
    assert caught.value.problems[0].remedy


def test_two_rules_under_unique_are_named() -> None:
    with pytest.raises(UniqueBrokenError, match="rules 1, 3 fit") as caught:
        decide(table(["> 5", "1"], ["< 5", "2"], ["> 7", "3"]), x=9)

    assert caught.value.element_id == "r3"


def test_any_wants_equal_outputs() -> None:
    logic = table(["> 5", "1"], ["> 6", "1"], ["> 7", "2"], attributes='hitPolicy="ANY"')

    assert decide(logic, x=7) == 1
    with pytest.raises(AnyBrokenError, match="rules 1, 3"):
        decide(logic, x=9)


def test_an_input_of_another_type_is_named() -> None:
    with pytest.raises(InputNotAllowedError, match=r"input 'x': .nine. \(string\) is no number"):
        decide(SIZES, x="nine")


def test_an_input_outside_its_values_is_named() -> None:
    values = '<inputValues><text>"a", "b"</text></inputValues>'
    logic = table(["-", "1"], inputs=[("x", f"string|{values}")])

    assert decide(logic, x="b") == 1
    with pytest.raises(InputNotAllowedError, match="input 'x'"):
        decide(logic, x="c")


def test_a_missing_variable_is_named() -> None:
    with pytest.raises(CellBrokenError, match=r"input 'x'.*there is no variable 'x'"):
        decide(SIZES)


def test_a_list_of_one_fits_where_its_item_is_wanted() -> None:
    assert decide(SIZES, x=[Decimal(5)]) == "small"


def test_a_computed_output_must_be_allowed() -> None:
    values = '<outputValues><text>"a", "b"</text></outputValues>'
    logic = table(["-", "x"], inputs=[("x", "")], outputs=[f'name="y"|{values}'])

    assert decide(logic, x="a") == "a"
    with pytest.raises(OutputNotAllowedError, match="rule 1, column 'y'") as caught:
        decide(logic, x="z")
    assert caught.value.element_id == "r1o1"


def test_a_cell_that_cannot_be_evaluated_is_named() -> None:
    with pytest.raises(CellBrokenError, match=r"rule 2, column 'x'.*no variable 'limit'") as caught:
        decide(table(["< 0", "1"], ["> limit", "2"]), x=9)

    assert caught.value.element_id == "r2"


def test_a_cell_that_takes_too_much_work_is_stopped() -> None:
    logic = table(["count(for i in 1..90000, j in 1..9 return i * j) > ?", "1"])

    with pytest.raises(DecisionEvaluationError, match="rule 1, column 'x'"):
        decide(logic, x=9)


def test_a_result_can_be_changed_without_changing_the_table() -> None:
    program = compiled(table(["-", "1", "2"], outputs=['name="a"', 'name="b"']))

    first = program.decide("d", {"x": Decimal(1)}, now=NOW)
    assert isinstance(first, dict)
    first["a"] = None

    assert program.decide("d", {"x": Decimal(1)}, now=NOW) == {"a": 1, "b": 2}


def test_a_broken_cell_names_rule_and_column() -> None:
    found = faults(decision(table(["> 1", "1"], ["> > 2", "1"], ["1", "big size"])))

    assert found["feel_syntax"].startswith("d, rule 3, column 'y'")
    problems = read_decisions(definitions(decision(table(["> 1", "1"], ["> > 2", "1"])))).errors
    assert [problem.detail.partition(":")[0] for problem in problems] == ["d, rule 2, column 'x'"]


def test_a_constant_output_that_is_not_allowed_is_refused() -> None:
    values = '<outputValues><text>"a", "b"</text></outputValues>'

    found = faults(decision(table(["-", '"c"'], outputs=[f'name="y"|{values}'])))

    assert found["decision_output_not_allowed"].startswith("d, rule 1, column 'y': \"c\"")


@pytest.mark.parametrize(
    ("logic", "code"),
    [
        (table(["1", "1"], attributes='hitPolicy="BEST"'), "invalid_hit_policy"),
        (table(["1", "1"], attributes='aggregation="SUM"'), "invalid_hit_policy"),
        (table(["1", "1"], attributes='hitPolicy="PRIORITY"'), "missing_output_values"),
        (table(["1", "1"], inputs=[("x", "money")]), "unknown_type"),
        (table(["1", "1"], inputs=[("", "number")]), "missing_input_expression"),
        (table(["1", "1", "2"], outputs=["", 'name="a"']), "invalid_output_name"),
        (table(["1"]), "invalid_rule"),
        ("<decisionTable/>", "missing_output"),
        ("", "missing_decision_logic"),
        ("<context/>", "unsupported_decision_element"),
        ('<literalExpression expressionLanguage="groovy"/>', "unsupported_language"),
    ],
)
def test_what_cannot_be_evaluated_is_refused(logic: str, code: str) -> None:
    assert code in faults(decision(logic))
