"""Exclusive gateways: order, default, and what is neither true nor false."""

from decimal import Decimal

import pytest

from bpm.core.engine import inspect
from bpm.core.engine.contracts import RaiseIncident, ResolveIncident
from bpm.core.values import Value
from tests.unit.core.engine.walks import Walk, begin, path
from tests.unit.core.models import END, START, element, flow, gateway

NODES = (
    START,
    element("task", "a"),
    element("task", "b"),
    element("task", "c"),
    END,
    flow("in", "start", "gate"),
    flow("a_end", "a", "end"),
    flow("b_end", "b", "end"),
    flow("c_end", "c", "end"),
)


def begin_with(
    *conditions: str | None, default: str | None = None, data: dict[str, Value] | None = None
) -> Walk:
    targets = "abc"
    flows = [flow(f"to_{x}", "gate", x, c) for x, c in zip(targets, conditions, strict=True)]
    return begin(*NODES, gateway("gate", default), *flows, data=data)


@pytest.mark.parametrize(("n", "taken"), [(Decimal(1), "a"), (Decimal(5), "b"), (Decimal(50), "c")])
def test_the_first_true_condition_in_document_order_wins(n: Decimal, taken: str) -> None:
    walk = begin_with("n < 3", "n < 10", "=n < 100", data={"n": n})

    assert path(walk.outcome) == ["start", "gate", taken, "end"]


def test_the_default_is_taken_when_none_is_true_wherever_it_is_drawn() -> None:
    walk = begin_with(None, "n = 1", "n = 2", default="to_a", data={"n": Decimal(9)})

    assert path(walk.outcome) == ["start", "gate", "a", "end"]


def test_none_true_and_no_default_is_an_incident() -> None:
    walk = begin_with("n = 1", "n = 2", "n = 3", data={"n": Decimal(9)})

    incident = walk.the(RaiseIncident)
    assert incident.activity_id == "gate"
    assert "n = 1" in incident.message
    assert "n is the number 9" in incident.message


@pytest.mark.parametrize(
    ("condition", "variables", "met"),
    [
        ("amount > 3", {"amount": "much"}, 'amount is the string "much"'),
        ("amount > 3", {"amount": None}, "amount is null"),
        ("amount > 3", {}, "'amount'"),
        ("amuont > 3", {"amount": Decimal(4)}, "'amuont'"),
        ("amount", {"amount": Decimal(1)}, "amount is the number 1"),
        ("null", {}, "null"),
    ],
)
def test_neither_true_nor_false_is_an_incident_that_names_expression_and_values(
    condition: str, variables: dict[str, Value], met: str
) -> None:
    walk = begin_with(condition, "true", "true", data=variables)

    incident = walk.the(RaiseIncident)
    assert (incident.activity_id, incident.kind) == ("gate", "step_failed")
    assert f"`{condition}`" in incident.message
    assert "'to_a'" in incident.message
    assert met in incident.message
    assert not walk.outcome.is_completed
    assert inspect(walk.process, walk.outcome.state)[0].waits_for == "incident"


def test_mending_the_variable_and_retrying_goes_on_from_there() -> None:
    walk = begin_with("amount > 3", "true", "true", data={"amount": "much"})
    walk.write(amount=Decimal(4))

    walk.retry(2)

    assert walk.outcome.effects[0] == ResolveIncident(visit=2)
    assert path(walk.outcome) == ["a", "end"]
    assert walk.outcome.is_completed


def test_a_retry_that_fails_again_raises_again() -> None:
    walk = begin_with("amount > 3", "true", "true", data={"amount": "much"})

    walk.retry(2)

    assert [type(x).__name__ for x in walk.outcome.effects] == ["ResolveIncident", "RaiseIncident"]


def test_fingerprints_agree_over_values_and_differ_over_expressions() -> None:
    def fingerprint(condition: str, **variables: Value) -> str:
        return begin_with(condition, "true", "true", data=variables).the(RaiseIncident).fingerprint

    assert fingerprint("a > 3", a="x") == fingerprint("a > 3", a="y")
    assert fingerprint("a > 3", a="x") != fingerprint("a > 4", a="x")


def test_a_single_flow_without_condition_is_taken() -> None:
    walk = begin(START, gateway("gate"), END, flow("f", "start", "gate"), flow("g", "gate", "end"))

    assert path(walk.outcome) == ["start", "gate", "end"]


def test_a_single_flow_with_a_condition_is_asked() -> None:
    parts = (START, gateway("gate"), END, flow("f", "start", "gate"), flow("g", "gate", "end", "x"))

    assert path(begin(*parts, x=True).outcome) == ["start", "gate", "end"]
    assert begin(*parts, x=False).the(RaiseIncident).activity_id == "gate"
