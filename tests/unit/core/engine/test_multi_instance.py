"""Multi-instance activities: parallel, sequential, counters, results, an early end."""

from decimal import Decimal

import pytest

from bpm.core.engine.contracts import (
    ActivityStarted,
    CancelUserTask,
    CreateJob,
    CreateUserTask,
    RaiseIncident,
)
from bpm.core.values import Value
from tests.unit.core.bpmn.reports import allowed_errors
from tests.unit.core.engine.walks import Walk, begin, ended, path
from tests.unit.core.models import (
    END,
    START,
    chain,
    element,
    io,
    many,
    script,
    setting,
    sub_process,
    user_task,
)

ONE, TWO, THREE = Decimal(1), Decimal(2), Decimal(3)
REVIEWERS: list[Value] = ["ann", "bob", "cid"]


def review(marker: str, settings: str = "") -> str:
    assigned = setting("assignment", assignee="=reviewer")
    return chain(START, element("userTask", "review", marker, assigned + settings), END)


def each(*, sequential: bool = False, until: str = "", **loop: str) -> str:
    return many(
        sequential=sequential,
        until=until,
        collection="=reviewers",
        elementVariable="reviewer",
        **loop,
    )


def assignees(walk: Walk) -> list[str | None]:
    return [effect.assignee for effect in walk.all(CreateUserTask)]


def test_parallel_instances_begin_together_each_with_its_element() -> None:
    walk = begin(review(each()), reviewers=REVIEWERS)

    assert assignees(walk) == REVIEWERS
    assert {x.activity_id for x in walk.all(CreateUserTask)} == {"review"}
    started = [x for x in walk.all(ActivityStarted) if x.activity_id == "review"]
    assert [(x.activity_type, x.loop_index) for x in started] == [
        ("multi_instance_body", None),
        ("user_task", 0),
        ("user_task", 1),
        ("user_task", 2),
    ]
    body = started[0].visit
    assert walk.outcome.state.scopes[body] == {
        "nrOfInstances": THREE,
        "nrOfActiveInstances": THREE,
        "nrOfCompletedInstances": Decimal(0),
    }
    assert walk.outcome.state.scopes[started[2].visit] == {"loopCounter": TWO, "reviewer": "bob"}

    for visit in [x.visit for x in walk.open()]:
        walk.complete(visit)

    assert path(walk.outcome) == ["end"]
    assert walk.outcome.state.scopes == {0: {"reviewers": REVIEWERS}}


def test_sequential_instances_begin_one_after_the_other() -> None:
    walk = begin(review(each(sequential=True)), reviewers=REVIEWERS)
    seen = []
    while not walk.outcome.is_completed:
        seen += assignees(walk)
        walk.finish("review")

    assert seen == REVIEWERS


@pytest.mark.parametrize("sequential", [True, False])
def test_results_are_gathered_by_index(sequential: bool) -> None:
    marker = each(sequential=sequential, outputCollection="votes", outputElement="=reviewer + vote")
    walk = begin(review(marker), reviewers=REVIEWERS)
    while not walk.outcome.is_completed:
        walk.complete(walk.open()[-1].visit, vote="!")

    assert walk.variables == {"reviewers": REVIEWERS, "votes": ["ann!", "bob!", "cid!"]}


def test_new_names_of_instances_do_not_meet() -> None:
    walk = begin(review(each()), reviewers=REVIEWERS)
    first, second, third = [x.visit for x in walk.open()]
    walk.complete(first, vote="yes")

    assert "vote" not in walk.variables
    walk.complete(second, vote="no")
    walk.complete(third, vote="no")
    assert walk.variables == {"reviewers": REVIEWERS}


@pytest.mark.parametrize("sequential", [True, False])
def test_an_empty_collection_is_passed(sequential: bool) -> None:
    marker = each(sequential=sequential, outputCollection="votes", outputElement="=vote")
    walk = begin(review(marker), reviewers=[])

    assert path(walk.outcome) == ["start", "review", "end"]
    assert walk.variables == {"reviewers": [], "votes": []}


@pytest.mark.parametrize("wrong", ["ann", ONE, None, {"a": ONE}])
def test_a_collection_that_is_no_list_is_an_incident_on_the_activity(wrong: Value) -> None:
    walk = begin(review(each()), reviewers=wrong)

    incident = walk.the(RaiseIncident)
    assert incident.activity_id == "review"
    assert "is not a list" in incident.message
    assert walk.outcome.state.scopes.keys() == {0}

    walk.write(reviewers=["ann"])
    walk.retry(incident.visit)
    assert assignees(walk) == ["ann"]


@pytest.mark.parametrize("number", [Decimal(-1), Decimal("1.5"), Decimal(20000), "3", None])
def test_a_number_of_instances_that_cannot_be_is_an_incident(number: Value) -> None:
    walk = begin(chain(START, element("task", "t", many(number="n")), END), n=number)

    assert "number of instances" in walk.the(RaiseIncident).message


def test_a_number_of_instances() -> None:
    task = script("t", "total + loopCounter", "total").replace(
        "<bpmn:script>", many(number="=2 + 2") + "<bpmn:script>"
    )
    walk = begin(chain(START, task, END), total=Decimal(0))

    assert walk.variables == {"total": Decimal(10)}


def test_enough_instances_cancel_the_others() -> None:
    marker = each(
        until="nrOfCompletedInstances / nrOfInstances >= 0.5",
        outputCollection="votes",
        outputElement="=vote",
    )
    walk = begin(review(marker), reviewers=REVIEWERS)
    first, second, third = [x.visit for x in walk.open()]
    walk.complete(third, vote="c")
    assert len(walk.open()) == 2
    walk.complete(first, vote="a")

    assert walk.outcome.is_completed
    assert walk.variables["votes"] == ["a", None, "c"]
    assert walk.the(CancelUserTask).visit == second
    assert ended(walk.outcome)[second] == "cancelled"


def test_the_completion_condition_reads_what_the_instance_wrote() -> None:
    walk = begin(review(each(sequential=True, until="vote = false")), reviewers=REVIEWERS)
    walk.finish("review", vote=True)
    assert assignees(walk) == ["bob"]
    walk.finish("review", vote=False)

    assert walk.outcome.is_completed


def test_the_counters_have_the_names_of_the_specification_too() -> None:
    until = (
        "numberOfCompletedInstances = 2 and numberOfActiveInstances = 1"
        " and numberOfInstances = 3 and numberOfTerminatedInstances = 0"
    )
    walk = begin(review(each(until=until)), reviewers=REVIEWERS)
    for place in walk.open()[:2]:
        walk.complete(place.visit)

    assert walk.outcome.is_completed


def test_a_completion_condition_is_asked_after_each_instance_at_once() -> None:
    task = script("t", "total + 1", "total").replace(
        "<bpmn:script>", many(number="5", until="total >= 2") + "<bpmn:script>"
    )
    walk = begin(chain(START, task, END), total=Decimal(0))

    assert walk.variables == {"total": TWO}
    assert walk.outcome.is_completed


def test_a_condition_that_fails_holds_the_instance_and_keeps_its_result() -> None:
    walk = begin(review(each(until="ready")), reviewers=REVIEWERS)
    first = walk.open()[0].visit
    walk.complete(first, vote="yes")

    assert "completion condition" in walk.the(RaiseIncident).message
    assert walk.outcome.state.scopes[first]["vote"] == "yes"
    walk.write(ready=True)
    walk.retry(first)
    assert walk.outcome.is_completed


def test_a_collection_that_shrinks_meanwhile_is_an_incident() -> None:
    walk = begin(review(each(sequential=True)), reviewers=REVIEWERS)
    walk.finish("review", reviewers=["ann"])

    assert "only 1 items left" in walk.the(RaiseIncident).message


def test_null_items_have_instances_too() -> None:
    walk = begin(review(each(sequential=True)), reviewers=[None, "bob"])
    walk.finish("review")

    assert assignees(walk) == ["bob"]


def test_mappings_belong_to_each_instance() -> None:
    settings = io("greeting=='Dear ' + reviewer".replace("'", '"'), "answer==upper case(text)")
    marker = each(outputCollection="answers", outputElement="=answer")
    walk = begin(review(marker, settings), reviewers=["ann", "bob"])
    first, second = [x.visit for x in walk.open()]
    assert walk.outcome.state.scopes[second]["greeting"] == "Dear bob"

    walk.complete(second, text="no")
    walk.complete(first, text="yes")

    assert walk.variables == {"reviewers": ["ann", "bob"], "answers": ["YES", "NO"]}


def test_sub_processes_in_several_instances() -> None:
    inner = chain(user_task("ask"), script("s", "answer", "result"), flows="i")
    marker = each(outputCollection="results", outputElement="=result")
    walk = begin(chain(START, sub_process("sub", marker, inner), END), reviewers=["ann", "bob"])
    first, second = [x.visit for x in walk.open()]

    walk.complete(second, answer="b")
    walk.complete(first, answer="a")

    assert walk.variables["results"] == ["a", "b"]
    assert walk.outcome.is_completed


def test_a_job_before_comes_before_all_instances() -> None:
    walk = begin(review(each(), setting("async", before="true")), reviewers=REVIEWERS)

    assert walk.waiting() == ["review"]
    walk.continue_(walk.the(CreateJob).visit)
    assert walk.waiting() == ["review"] * 3


def test_a_hundred_instances_in_a_loop_of_ten() -> None:
    inner = chain(element("task", "t", many(number="10")), flows="i")
    walk = begin(chain(START, sub_process("sub", many(number="10", sequential=True), inner), END))

    assert walk.outcome.is_completed
    assert path(walk.outcome).count("t") == 110


@pytest.mark.parametrize(
    ("marker", "code"),
    [
        (many(), "loop_source"),
        (many(number="3", collection="=x"), "loop_source"),
        (many(collection="x"), "invalid_setting_value"),
        (many(collection="=x +"), "invalid_expression"),
        (many(number="3 +"), "invalid_expression"),
        (many(number="3", until="x >"), "invalid_expression"),
        (many(collection="=x", elementVariable=" a"), "invalid_setting_value"),
        (many(collection="=x", outputCollection="a"), "loop_output"),
        (many(collection="=x", outputElement="=a"), "loop_output"),
        (many(number="3") * 2, "two_loop_markers"),
    ],
)
def test_faulty_markers_are_refused(marker: str, code: str) -> None:
    found = allowed_errors(chain(START, element("userTask", "x", marker), END))

    assert ("x", code) in found
