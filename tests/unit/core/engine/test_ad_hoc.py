"""Ad-hoc sub-processes; each command loads what the last one saved."""

import pytest

from bpm.core.engine.contracts import RaiseIncident
from tests.unit.core.bpmn.reports import errors
from tests.unit.core.engine.walks import Walk, begin, path
from tests.unit.core.models import (
    END,
    START,
    chain,
    element,
    flow,
    gateway,
    many,
    message,
    sub_process,
    user_task,
)


def ad_hoc(*parts: str, ordering: str = "Parallel", more: str = "") -> str:
    return element("adHocSubProcess", "free", more + "".join(parts), ordering=ordering)


THREE = (user_task("a"), user_task("b"), user_task("b2"), flow("i1", "b", "b2"))


@pytest.mark.parametrize("marker", ["", many(number="1")])
def test_in_parallel_all_that_no_flow_leads_to_begins_at_once(marker: str) -> None:
    walk = begin(chain(START, ad_hoc(*THREE, more=marker), user_task("next"), END))

    assert walk.waiting() == ["a", "b"]
    walk.finish("b")
    assert walk.waiting() == ["a", "b2"]
    walk.finish("b2")
    walk.finish("a")

    assert walk.waiting() == ["next"]


def test_in_sequence_one_follows_the_other() -> None:
    parts = (*THREE, user_task("c"))
    walk = begin(chain(START, ad_hoc(*parts, ordering="Sequential"), user_task("next"), END))

    for activity in ("a", "b", "b2", "c", "next"):
        assert walk.waiting() == [activity]
        walk.finish(activity)

    assert walk.outcome.is_completed


@pytest.mark.parametrize("ordering", ["Parallel", "Sequential"])
def test_what_passes_at_once_is_done_in_one_command(ordering: str) -> None:
    parts = (element("task", "x"), element("task", "y"))
    walk = begin(chain(START, ad_hoc(*parts, ordering=ordering), END))

    assert path(walk.outcome) == ["start", "free", "x", "y", "end"]
    assert walk.outcome.is_completed


def test_what_is_free_to_split_cannot_be_in_sequence() -> None:
    parts = (
        gateway("split", kind="parallelGateway"),
        user_task("a"),
        user_task("b"),
        flow("i1", "split", "a"),
        flow("i2", "split", "b"),
    )
    model = chain(START, ad_hoc(*parts, ordering="Sequential"), END)

    assert ("split", "split_in_sequence") in errors(model)


def ending(condition: str, *, cancels: bool = True, ordering: str = "Parallel") -> Walk:
    """Begin an ad-hoc sub-process of three activities that a condition may end."""
    inner = f"<bpmn:completionCondition>{condition}</bpmn:completionCondition>"
    nodes = (user_task("a"), user_task("b"), user_task("c"))
    free = element(
        "adHocSubProcess",
        "free",
        inner + "".join(nodes),
        ordering=ordering,
        cancelRemainingInstances=str(cancels).lower(),
    )
    return begin(chain(START, free, user_task("next"), END), enough=False)


@pytest.mark.parametrize("cancels", [True, False])
def test_a_condition_is_asked_when_something_is_done(cancels: bool) -> None:
    walk = ending("enough", cancels=cancels)

    walk.finish("b")
    assert walk.waiting() == ["a", "c"]
    walk.finish("a", enough=True)
    if not cancels:
        assert walk.waiting() == ["c"]
        walk.finish("c", enough=False)

    assert walk.waiting() == ["next"]


def test_a_condition_may_end_a_sequence() -> None:
    walk = ending("enough", ordering="Sequential")

    walk.finish("a")
    assert walk.waiting() == ["b"]
    walk.finish("b", enough=True)

    assert walk.waiting() == ["next"]


@pytest.mark.parametrize("ordering", ["Parallel", "Sequential"])
def test_a_condition_that_does_not_hold_in_the_end_is_an_incident(ordering: str) -> None:
    walk = ending("enough", ordering=ordering)

    for activity in ("a", "b", "c"):
        walk.finish(activity)
    incident = walk.the(RaiseIncident)
    assert incident.activity_id == "free"
    walk.write(enough=True)
    walk.retry(incident.visit)

    assert walk.waiting() == ["next"]


def test_what_listens_inside_ends_with_it_though_it_may_be_compensated() -> None:
    catch = "<bpmn:compensateEventDefinition/>"
    undone = (
        element("boundaryEvent", "on_a", catch, attachedToRef="a")
        + element("userTask", "un_a", isForCompensation="true")
        + element("association", "to_un_a", sourceRef="on_a", targetRef="un_a")
    )
    heard = element("startEvent", "heard", message("letter"), isInterrupting="false")
    beside = sub_process("beside", chain(heard, user_task("c"), flows="h"), triggeredByEvent="true")
    enough = element("completionCondition", "enough", "true")
    free = element(
        "adHocSubProcess", "free", user_task("a") + undone + beside + enough,
        ordering="Parallel", cancelRemainingInstances="false",
    )  # fmt: skip
    walk = begin(
        chain(START, free, user_task("b"), element("intermediateThrowEvent", "undo", catch), END),
        roots='<bpmn:message id="letter" name="letter"/>',
    )

    walk.finish("a")
    assert walk.waiting() == ["b"]
    walk.finish("b")
    assert walk.waiting() == ["un_a"]
