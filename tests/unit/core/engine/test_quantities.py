"""Activities that begin with several tokens, or let several go on."""

import pytest

from bpm.core.engine.contracts import FlowTaken, IncidentKind, RaiseIncident, SendBack
from tests.unit.core.bpmn.reports import errors
from tests.unit.core.engine.walks import Walk, begin, path
from tests.unit.core.models import END, START, chain, element, flow, gateway, many, user_task


def task(name: str, **settings: str) -> str:
    return element("userTask", name, **settings)


def two_ways(last: str) -> Walk:
    return begin(
        START,
        gateway("split", kind="parallelGateway"),
        user_task("left"),
        user_task("right"),
        last,
        END,
        flow("f1", "start", "split"),
        flow("f2", "split", "left"),
        flow("f3", "split", "right"),
        flow("f4", "left", "both"),
        flow("f5", "right", "both"),
        flow("f6", "both", "end"),
    )


def test_an_activity_begins_once_all_its_tokens_are_there() -> None:
    walk = two_ways(task("both", startQuantity="2"))

    walk.finish("right")
    assert (path(walk.outcome), walk.waiting()) == ([], ["left"])
    walk.finish("left")
    assert (path(walk.outcome), walk.waiting()) == (["both"], ["both"])
    walk.finish("both")
    assert walk.outcome.is_completed


def test_without_it_each_token_is_a_visit_of_its_own() -> None:
    walk = two_ways(task("both"))

    walk.finish("right")
    walk.finish("left")

    assert walk.waiting() == ["both", "both"]


def test_tokens_that_are_too_few_are_an_incident() -> None:
    walk = two_ways(task("both", startQuantity="3"))
    walk.finish("left")
    assert walk.all(RaiseIncident) == []

    walk.finish("right")

    incident = walk.the(RaiseIncident)
    assert (incident.kind, incident.activity_id) == (IncidentKind.STUCK, "both")


def test_the_tokens_of_a_flow_go_on_together() -> None:
    walk = begin(chain(START, task("one", completionQuantity="3"), task("two"), END))

    walk.finish("one")
    assert [effect.flow_id for effect in walk.all(FlowTaken)].count("f2") == 3
    assert walk.waiting() == ["two"] * 3
    for _ in range(3):
        walk.complete(walk.open()[0].visit)
    assert walk.outcome.is_completed


@pytest.mark.parametrize(("number", "visits"), [("2", 2), ("4", 1)])
def test_what_one_activity_gives_another_takes(number: str, visits: int) -> None:
    taking = task("two", startQuantity=number)
    walk = begin(chain(START, task("one", completionQuantity="4"), taking, END))

    walk.finish("one")

    assert walk.waiting() == ["two"] * visits


def test_a_repeated_activity_counts_tokens_as_a_whole() -> None:
    marker = many(number="2")
    repeated = element("userTask", "both", marker, startQuantity="2", completionQuantity="2")
    walk = two_ways(repeated)
    walk.finish("left")
    assert walk.waiting() == ["right"]

    walk.finish("right")
    assert walk.waiting() == ["both", "both"]
    for _ in range(2):
        walk.complete(walk.open()[0].visit)

    assert walk.outcome.is_completed
    assert path(walk.outcome).count("end") == 2


@pytest.mark.parametrize("attribute", ["startQuantity", "completionQuantity"])
@pytest.mark.parametrize("value", ["0", "-1", "1001", "many"])
def test_numbers_that_make_no_sense_are_refused(attribute: str, value: str) -> None:
    model = chain(START, element("task", "it", **{attribute: value}), END)

    assert ("it", "unsupported_attribute_value") in errors(model)


def test_a_task_that_is_sent_back_to_begins_at_once() -> None:
    walk = begin(
        chain(
            START, task("one", completionQuantity="2"), task("two", startQuantity="2"), END
        ).replace('targetRef="end"', 'targetRef="three"')
        + task("three")
        + flow("last", "three", "end")
    )
    walk.finish("one")
    walk.finish("two")

    walk.send(SendBack(visit=walk.visit("three"), activity_id="two"))

    assert walk.waiting() == ["two"]
