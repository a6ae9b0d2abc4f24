"""Expressions in ``${…}`` mean in FEEL what they mean where they come from."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from bpm.core.feel import FeelSyntaxError, compile_condition, compile_text_or_feel
from bpm.core.values import Value
from tests.unit.core.feel.evaluating import NOW

VARIABLES: Mapping[str, Value] = {
    "amount": Decimal(5),
    "region": "north",
    "names": ["ada", "bob"],
    "order": {"lines": [], "paid": False},
    "nothing": None,
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${amount == 5 && region != 'south'}", True),
        ('${amount lt 5 or not (region eq "north")}', False),
        ("${!order.paid}", True),
        ("${empty order.lines}", True),
        ("${empty region}", False),
        ("${empty nothing || amount % 2 == 0}", True),
        ("${region.contains('or')}", True),
        ("${names.contains('ada')}", True),
        ("${names.contains('eve')}", False),
        ("${names.size()}", Decimal(2)),
        ("${region.length() >= 5 ? 'long' : 'short'}", "long"),
        ("${region.toUpperCase().startsWith('NO')}", True),
        ("${-amount + 2 * (3 - 1)}", Decimal(-1)),
        ("${'it\\'s ' }", "it's "),
        ("${nothing == false}", False),
    ],
)
def test_the_common_subset_is_mapped(text: str, expected: Value) -> None:
    assert compile_condition(text).evaluate(VARIABLES.__getitem__, now=NOW) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("team-${region}", "team-north"),
        ("${region}/${amount}", "north/5"),
        ("${amount}", Decimal(5)),
        ('say "${region}"', 'say "north"'),
    ],
)
def test_text_around_expressions_is_kept(text: str, expected: Value) -> None:
    assert compile_text_or_feel(text).evaluate(VARIABLES.__getitem__, now=NOW) == expected


@pytest.mark.parametrize(
    "text",
    [
        "${execution.getVariable('x')}",
        "${names[0]}",
        "${now()}",
        "${a = 1}",
        "${amount",
        "${amount} and more",
        "${}",
        "${" + "(" * 60 + "1" + ")" * 60 + "}",
        "${for}",
        "${'a'.contains()}",
    ],
)
def test_what_has_no_counterpart_is_refused(text: str) -> None:
    with pytest.raises(FeelSyntaxError):
        compile_condition(text)
