"""Transactions: a cancel event in one ends all of it and nothing else."""

import pytest

from bpm.core.engine.contracts import CancelUserTask, RaiseIncident
from tests.unit.core.bpmn.reports import errors, warnings
from tests.unit.core.engine.walks import begin, ended, path
from tests.unit.core.models import (
    END,
    START,
    boundary,
    chain,
    element,
    error_end,
    flow,
    gateway,
    many,
    user_task,
)

BEGIN = element("startEvent", "begin")
CANCEL = "<bpmn:cancelEventDefinition/>"
CALL_OFF = element("endEvent", "call_off", CANCEL)


def transaction(*parts: str, settings: str = "") -> str:
    return element("transaction", "deal", "".join(parts), settings)


def called_off() -> str:
    return chain(boundary("edge", "deal", CANCEL), user_task("tell"), flows="c")


BOTH = (
    BEGIN,
    gateway("split", kind="parallelGateway"),
    user_task("decide"),
    user_task("beside"),
    flow("t1", "begin", "split"),
    flow("t2", "split", "decide"),
    flow("t3", "split", "beside"),
)


def test_a_transaction_that_ends_well_goes_on_as_drawn() -> None:
    inside = chain(BEGIN, user_task("decide"), element("endEvent", "done"), flows="t")
    walk = begin(chain(START, transaction(inside), user_task("next"), END))

    walk.finish("decide")

    assert path(walk.outcome) == ["done", "next"]
    assert walk.waiting() == ["next"]


def test_a_cancel_event_ends_all_of_its_transaction_and_nothing_else() -> None:
    walk = begin(
        START,
        gateway("fork", kind="parallelGateway"),
        transaction(*BOTH, CALL_OFF, flow("t4", "decide", "call_off")),
        user_task("next"),
        user_task("other"),
        flow("f1", "start", "fork"),
        flow("f2", "fork", "deal"),
        flow("f3", "fork", "other"),
        flow("f4", "deal", "next"),
        called_off(),
    )

    walk.finish("decide")

    assert path(walk.outcome) == ["call_off", "edge", "tell"]
    assert sorted(walk.waiting()) == ["other", "tell"]
    assert walk.all(CancelUserTask)
    assert sorted(ended(walk.outcome).values()).count("cancelled") == 2
    walk.finish("tell")
    walk.finish("other")
    assert walk.outcome.is_completed


def test_the_innermost_transaction_is_cancelled() -> None:
    inner = element(
        "transaction",
        "inner",
        chain(element("startEvent", "b2"), user_task("decide"), CALL_OFF, flows="i"),
    )
    edge = chain(boundary("edge2", "inner", CANCEL), user_task("mend"), flows="e")
    walk = begin(
        chain(START, transaction(chain(BEGIN, inner, flows="t"), edge), END),
        called_off(),
    )

    walk.finish("decide")

    assert walk.waiting() == ["mend"]


@pytest.mark.parametrize("sequential", [True, False])
def test_all_of_a_repeated_transaction_ends(sequential: bool) -> None:
    inside = chain(BEGIN, user_task("decide"), CALL_OFF, flows="t")
    marker = many(sequential=sequential, number="3")
    walk = begin(
        chain(START, element("transaction", "deal", marker + inside), user_task("next"), END),
        called_off(),
    )

    walk.complete(walk.open()[0].visit)

    assert walk.waiting() == ["tell"]


def test_an_error_leaves_a_transaction_as_any_other_sub_process() -> None:
    inside = chain(BEGIN, user_task("decide"), error_end("break", "bad"), flows="t")
    edge = boundary("hazard", "deal", '<bpmn:errorEventDefinition errorRef="bad"/>')
    walk = begin(
        chain(START, transaction(inside), END),
        chain(edge, user_task("repair"), flows="h"),
        called_off(),
        roots='<bpmn:error id="bad" errorCode="BAD"/>',
    )

    walk.finish("decide")

    assert walk.waiting() == ["repair"]


def test_a_cancel_event_without_one_at_the_border_is_an_incident() -> None:
    parts = chain(START, transaction(chain(BEGIN, CALL_OFF, flows="t")), END)
    assert ("call_off", "cancel_caught_nowhere") in warnings(parts)

    walk = begin(parts)

    assert walk.the(RaiseIncident).activity_id == "call_off"
    assert not walk.outcome.is_completed


def test_a_cancel_event_stands_in_a_transaction() -> None:
    inside = element("subProcess", "plain", chain(BEGIN, CALL_OFF, flows="t"))
    found = errors(chain(START, transaction(chain(BEGIN.replace("begin", "b"), inside)), END))

    assert ("call_off", "cancel_outside_transaction") in found


def test_a_transaction_is_no_event_sub_process() -> None:
    deal = element("transaction", "deal", BEGIN, triggeredByEvent="true")

    assert ("deal", "unsupported_attribute_value") in errors(chain(START, END), deal)


@pytest.mark.parametrize(
    ("method", "stops"),
    [("##Compensate", False), ("##compensate", False), ("##Store", True), ("http://wsat", True)],
)
def test_a_transaction_undone_by_something_else_runs_until_it_is_cancelled(
    method: str, stops: bool
) -> None:
    deal = element("transaction", "deal", chain(BEGIN, CALL_OFF, flows="t"), method=method)
    parts = chain(START, deal, END), boundary("edge", "deal", CANCEL), flow("c1", "edge", "end")
    walk = begin(*parts)

    assert errors(*parts) == set()
    assert (("call_off", "stops_here") in warnings(*parts)) == stops
    assert [one.activity_id for one in walk.all(RaiseIncident)] == (["call_off"] if stops else [])
    assert walk.outcome.is_completed == (not stops)
    fine = element("transaction", "deal", chain(BEGIN, END, flows="t"), method=method)
    assert begin(chain(START, fine, element("endEvent", "over"))).outcome.is_completed
