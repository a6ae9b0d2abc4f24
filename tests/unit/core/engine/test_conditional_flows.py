"""Several flows out of one activity, with and without conditions."""

from decimal import Decimal

from bpm.core.engine.contracts import CreateJob, RaiseIncident
from tests.unit.core.engine.walks import begin, path
from tests.unit.core.models import END, START, element, flow, setting


def branches(settings: str = "", default: str | None = None) -> tuple[str, ...]:
    attributes = {} if default is None else {"default": default}
    return (
        START,
        element("userTask", "ask", settings=settings, **attributes),
        element("task", "a"),
        element("task", "b"),
        element("task", "c"),
        END,
        flow("in", "start", "ask"),
        flow("to_a", "ask", "a", "x > 1"),
        flow("to_b", "ask", "b", "x > 2"),
        flow("from_a", "a", "end"),
        flow("from_b", "b", "end"),
        flow("from_c", "c", "end"),
    )


def test_each_flow_whose_condition_holds_is_taken() -> None:
    walk = begin(*branches(default="to_c"), flow("to_c", "ask", "c"))
    walk.finish("ask", x=Decimal(3))

    assert path(walk.outcome) == ["a", "b", "end", "end"]
    assert walk.outcome.is_completed


def test_the_default_is_taken_when_no_condition_holds() -> None:
    walk = begin(*branches(default="to_c"), flow("to_c", "ask", "c"))
    walk.finish("ask", x=Decimal(0))

    assert path(walk.outcome) == ["c", "end"]


def test_a_flow_without_condition_is_always_taken() -> None:
    walk = begin(*branches(), flow("to_c", "ask", "c"))
    walk.finish("ask", x=Decimal(2))

    assert path(walk.outcome) == ["a", "c", "end", "end"]


def test_no_way_out_keeps_what_the_person_did() -> None:
    walk = begin(*branches(), flow("to_c", "ask", "c", "x > 3"))
    walk.finish("ask", x=Decimal(0), answer="kept")

    assert "No condition of the user task 'ask' is true" in walk.the(RaiseIncident).message
    assert walk.variables["answer"] == "kept"

    walk.write(x=Decimal(2))
    walk.retry(walk.visit("ask"))
    assert path(walk.outcome) == ["a", "end"]


def test_conditions_are_asked_after_the_job_behind_the_activity() -> None:
    after = setting("async", after="true")
    walk = begin(*branches(after), flow("to_c", "ask", "c", "x > 3"))
    walk.finish("ask", x=Decimal(0))
    job = walk.the(CreateJob)
    walk.write(x=Decimal(3))

    walk.continue_(job.visit)

    assert path(walk.outcome) == ["a", "b", "end", "end"]


def test_a_start_event_and_a_start_without_event_may_split() -> None:
    two = (element("task", "a"), element("task", "b"))

    walk = begin(START, *two, flow("f1", "start", "a"), flow("f2", "start", "b"))
    assert path(walk.outcome) == ["start", "a", "b"]
    walk = begin(*two)
    assert path(walk.outcome) == ["a", "b"]
    assert walk.outcome.is_completed


def in_language(condition: str) -> list[RaiseIncident]:
    inner = f'<bpmn:conditionExpression language="juel">{condition}</bpmn:conditionExpression>'
    out = element("sequenceFlow", "out", inner, sourceRef="ask", targetRef="end")
    walk = begin(START, element("task", "ask"), END, flow("in", "start", "ask"), out,
                 element("task", "b"), flow("to_b", "ask", "b"), x=Decimal(1))  # fmt: skip
    return walk.all(RaiseIncident)


def test_a_condition_that_names_another_language_stops_the_token() -> None:
    assert [x.activity_id for x in in_language("x = 1")] == ["ask"]
    assert in_language("${x == 1}") == []
