"""Ad-hoc sub-processes; each command loads what the last one saved."""

import pytest

from bpm.core.engine import find_choices
from bpm.core.engine.contracts import BeginActivity, Choices, CompleteAdHoc, RaiseIncident
from bpm.core.engine.errors import UnknownVisitError
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


ALL = '<bpmn:extensionElements><bpm:adHoc begins="all"/></bpmn:extensionElements>'
CHOSEN = ALL.replace("all", "chosen")
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
    inner = ALL + f"<bpmn:completionCondition>{condition}</bpmn:completionCondition>"
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
        "adHocSubProcess", "free", ALL + user_task("a") + undone + beside + enough,
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


def choosing(
    *, ordering: str = "Parallel", cancels: bool = True, condition: str = "enough", more: str = ""
) -> Walk:
    """Begin an ad-hoc sub-process in which people choose."""
    inner = f"<bpmn:completionCondition>{condition}</bpmn:completionCondition>" if condition else ""
    free = element(
        "adHocSubProcess",
        "free",
        more + "".join(THREE) + user_task("c") + inner,
        ordering=ordering,
        cancelRemainingInstances=str(cancels).lower(),
    )
    return begin(chain(START, free, user_task("next"), END), enough=False)


def choices(walk: Walk) -> Choices:
    (found,) = find_choices(walk.process, walk.outcome.state)
    return found


def choose(walk: Walk, activity_id: str) -> None:
    walk.send(BeginActivity(visit=choices(walk).visit, activity_id=activity_id))


def problems(walk: Walk) -> set[str]:
    return {choice.problem.code for choice in choices(walk).activities if choice.problem}


def doing(walk: Walk) -> list[str]:
    return [id_ for id_ in walk.waiting() if id_ != "free"]


@pytest.mark.parametrize("cancels", [True, False])
def test_people_choose_what_begins_and_how_often(cancels: bool) -> None:
    walk = choosing(cancels=cancels)
    assert walk.waiting() == ["free"]
    assert [choice.activity_id for choice in choices(walk).activities] == ["a", "b", "c"]

    for activity in ("b", "a", "a"):
        choose(walk, activity)
    assert doing(walk) == ["b", "a", "a"]
    walk.finish("b")
    assert doing(walk) == ["a", "a", "b2"]
    walk.finish("b2", enough=True)
    if not cancels:
        assert doing(walk) == ["a", "a"]
        assert problems(walk) == {"ad_hoc_closed"}
        with pytest.raises(UnknownVisitError):
            choose(walk, "a")
        for visit in [found.visit for found in walk.open() if found.activity_id == "a"]:
            walk.complete(visit, enough=False)

    assert walk.waiting() == ["next"]


def test_nothing_is_open_for_ever_but_its_own_choice() -> None:
    walk = choosing()

    choose(walk, "a")
    walk.finish("a")

    assert walk.waiting() == ["free"]
    choose(walk, "a")
    walk.finish("a", enough=True)
    assert walk.waiting() == ["next"]
    assert find_choices(walk.process, walk.outcome.state) == ()


def test_in_sequence_nothing_begins_while_something_is_under_way() -> None:
    walk = choosing(ordering="Sequential")

    choose(walk, "b")
    assert problems(walk) == {"ad_hoc_under_way"}
    with pytest.raises(UnknownVisitError):
        choose(walk, "a")
    walk.finish("b")
    with pytest.raises(UnknownVisitError):
        choose(walk, "a")
    walk.finish("b2")

    choose(walk, "a")
    assert doing(walk) == ["a"]


def test_without_a_condition_a_person_says_when_it_is_over() -> None:
    walk = choosing(condition="", more=CHOSEN)
    choose(walk, "a")
    over = CompleteAdHoc(visit=choices(walk).visit)
    with pytest.raises(UnknownVisitError):
        walk.send(over)
    walk.finish("a")
    assert walk.waiting() == ["free"]

    walk.send(over)

    assert walk.waiting() == ["next"]


def test_where_a_condition_decides_or_all_is_begun_nobody_ends_it() -> None:
    decided, begun = choosing(), ending("enough")

    for walk, code in ((decided, "ad_hoc_condition_decides"), (begun, "ad_hoc_ends_by_itself")):
        problem = choices(walk).ending
        assert problem is not None
        assert (problem.code, problem.element_id) == (code, "free")
        with pytest.raises(UnknownVisitError):
            walk.send(CompleteAdHoc(visit=choices(walk).visit))


def test_more_may_be_chosen_where_all_has_begun() -> None:
    walk = begin(chain(START, ad_hoc(*THREE), user_task("next"), END))

    choose(walk, "a")
    assert walk.waiting() == ["a", "b", "a"]


@pytest.mark.parametrize("wrong", ["b2", "next", "nothing"])
def test_what_flows_lead_to_or_is_elsewhere_cannot_be_chosen(wrong: str) -> None:
    with pytest.raises(UnknownVisitError):
        choose(choosing(), wrong)


def test_each_instance_of_several_is_chosen_in_by_itself() -> None:
    walk = choosing(more=many(number="2"))
    first, second = find_choices(walk.process, walk.outcome.state)

    walk.send(BeginActivity(visit=second.visit, activity_id="a"))
    walk.finish("a", enough=True)

    (left,) = find_choices(walk.process, walk.outcome.state)
    assert left.visit == first.visit


@pytest.mark.parametrize("interrupts", [True, False])
def test_what_listens_hears_while_nothing_is_under_way(interrupts: bool) -> None:
    heard = element(
        "startEvent", "heard", message("letter"), isInterrupting=str(interrupts).lower()
    )
    inside = chain(heard, user_task("read"), flows="h")
    beside = sub_process("beside", inside, triggeredByEvent="true")
    inner = "<bpmn:completionCondition>enough</bpmn:completionCondition>"
    free = element("adHocSubProcess", "free", user_task("a") + beside + inner)
    walk = begin(
        chain(START, free, user_task("next"), END),
        roots='<bpmn:message id="letter" name="letter"/>',
        enough=False,
    )
    choose(walk, "a")
    walk.finish("a")

    walk.receive(walk.visit("heard"))
    assert "read" in walk.waiting()
    walk.finish("read")

    if interrupts:
        assert walk.waiting() == ["next"]
    else:
        assert sorted(walk.waiting()) == ["free", "heard"]


def test_what_is_interrupted_goes_on_with_nothing() -> None:
    heard = element("startEvent", "heard", message("letter"))
    inside = chain(heard, user_task("read"), flows="h")
    beside = sub_process("beside", inside, triggeredByEvent="true")
    parts = (user_task("a"), user_task("b"), beside)
    walk = begin(
        chain(START, ad_hoc(*parts), user_task("next"), END),
        roots='<bpmn:message id="letter" name="letter"/>',
    )
    walk.receive(walk.visit("heard"))
    walk.finish("read")

    assert walk.waiting() == ["next"]
