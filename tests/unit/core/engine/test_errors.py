"""BPMN errors: thrown by end events, caught at boundaries, or told when nobody catches them."""

from decimal import Decimal

import pytest

from bpm.core.engine.contracts import (
    ActivityStarted,
    CancelUserTask,
    RaiseIncident,
    ResolveIncident,
)
from tests.unit.core.bpmn.reports import allowed_errors
from tests.unit.core.engine.walks import Walk, begin, ended, path
from tests.unit.core.models import (
    END,
    START,
    boundary,
    chain,
    element,
    error_end,
    flow,
    io,
    many,
    script,
    sub_process,
    user_task,
)

ROOTS = (
    '<bpmn:error id="bad" errorCode="BAD"/><bpmn:error id="same" errorCode="BAD"/>'
    '<bpmn:error id="other" errorCode="OTHER"/><bpmn:error id="bare"/>'
)


BEGIN = element("startEvent", "begin")


def caught(id_: str, host: str, error: str | None = None, settings: str = "") -> str:
    """Return an error boundary event and the user task behind it."""
    reference = "" if error is None else f' errorRef="{error}"'
    event = boundary(id_, host, f"<bpmn:errorEventDefinition{reference}/>", settings)
    return chain(event, user_task(f"after_{id_}"), flows=f"{id_}_")


def throwing(error: str, *others: str) -> str:
    """Return what is in a sub-process: a user task before the error, and others beside."""
    nodes = chain(BEGIN, user_task("ask"), error_end("throw", error), flows="t")
    ids = [other.split('id="')[1].split('"')[0] for other in others]
    flows = (flow(f"to_{id_}", "begin", id_) for id_ in ids)
    return "".join((nodes, *others, *flows))


def walk_to_throw(error: str, *around: str) -> Walk:
    walk = begin(
        chain(START, sub_process("sub", throwing(error, user_task("beside"))), END),
        *around,
        roots=ROOTS,
    )
    walk.finish("ask")
    return walk


@pytest.mark.parametrize("reference", ["bad", "same", None])
def test_an_error_is_caught_by_its_code(reference: str | None) -> None:
    walk = walk_to_throw("bad", caught("edge", "sub", reference))

    assert path(walk.outcome) == ["throw", "edge", "after_edge"]
    assert walk.waiting() == ["after_edge"]
    outcomes = list(ended(walk.outcome).values())
    assert outcomes == ["completed", "completed", "cancelled", "cancelled", "completed"]
    assert walk.all(CancelUserTask)


def test_an_event_with_the_code_comes_before_one_for_all() -> None:
    walk = walk_to_throw("bad", caught("every", "sub"), caught("edge", "sub", "bad"))

    assert walk.waiting() == ["after_edge"]


def test_an_error_without_a_code_is_known_by_its_id() -> None:
    assert walk_to_throw("bare", caught("edge", "sub", "bare")).waiting() == ["after_edge"]


def test_an_error_that_nobody_catches_is_an_incident_on_the_event() -> None:
    walk = walk_to_throw("bad", caught("edge", "sub", "other"))

    incident = walk.the(RaiseIncident)
    assert incident.activity_id == "throw"
    assert incident.message == "The error 'BAD' that 'throw' throws is caught nowhere."
    assert walk.waiting() == ["beside", "throw"]


def test_an_error_is_caught_two_levels_up_and_all_between_is_cancelled() -> None:
    deep = sub_process("deep", throwing("bad"))
    walk = begin(
        chain(
            START,
            sub_process("sub", chain(deep, user_task("next"), flows="d"), user_task("beside")),
            END,
        ),
        caught("edge", "sub", "bad"),
        roots=ROOTS,
    )
    visits = {x.activity_id: x.visit for x in walk.all(ActivityStarted)}

    walk.finish("ask")

    assert walk.waiting() == ["after_edge"]
    how = ended(walk.outcome)
    assert [how[visits[name]] for name in ("deep", "sub", "beside")] == ["cancelled"] * 3


def test_the_inner_boundary_comes_first() -> None:
    deep = sub_process("deep", throwing("bad"))
    walk = begin(
        chain(START, sub_process("sub", deep, caught("inner", "deep")), END),
        caught("outer", "sub", "bad"),
        roots=ROOTS,
    )
    walk.finish("ask")

    assert walk.waiting() == ["after_inner"]


def test_two_sub_processes_do_not_catch_each_others_errors() -> None:
    first = sub_process("first", throwing("bad"))
    second = sub_process("second", user_task("work"))
    walk = begin(
        START,
        first,
        second,
        END,
        flow("f1", "start", "first"),
        flow("f2", "start", "second"),
        flow("f3", "first", "end"),
        flow("f4", "second", "end"),
        caught("one", "first"),
        caught("two", "second"),
        roots=ROOTS,
    )

    walk.finish("ask")

    assert walk.waiting() == ["work", "after_one"]


def test_the_handler_does_not_catch_what_it_throws_itself() -> None:
    event = boundary("edge", "sub", "<bpmn:errorEventDefinition/>")
    walk = begin(
        chain(START, sub_process("sub", throwing("bad")), END),
        chain(event, error_end("again", "other"), flows="h"),
        roots=ROOTS,
    )
    walk.finish("ask")

    assert walk.the(RaiseIncident).activity_id == "again"


def test_what_is_held_inside_is_over_when_an_error_ends_it() -> None:
    walk = begin(
        chain(START, sub_process("sub", throwing("bad", script("held", "missing", "r"))), END),
        caught("edge", "sub"),
        roots=ROOTS,
    )
    held = walk.the(RaiseIncident).visit
    walk.finish("ask")

    assert walk.the(ResolveIncident).visit == held
    assert walk.waiting() == ["after_edge"]


def test_outputs_of_the_boundary_event_read_the_error() -> None:
    outputs = io(outputs="code==error.code")
    walk = walk_to_throw("bad", caught("edge", "sub", "bad", outputs))

    assert walk.variables == {"code": "BAD"}
    assert walk.outcome.state.scopes.keys() == {0}


def test_an_error_in_one_instance_ends_all_of_them() -> None:
    inner = chain(BEGIN, user_task("ask"), error_end("throw", "bad"), flows="t")
    walk = begin(
        chain(START, sub_process("sub", many(number="3"), inner), END),
        caught("edge", "sub"),
        roots=ROOTS,
    )
    visits = [x.visit for x in walk.open()]
    walk.complete(visits[1])

    assert walk.waiting() == ["after_edge"]
    assert {x.visit for x in walk.all(CancelUserTask)} == {visits[0], visits[2]}
    assert walk.outcome.state.scopes.keys() == {0}


def test_an_error_goes_past_the_body_to_the_level_around() -> None:
    inner = sub_process("each", many(number="2", sequential=True), throwing("bad"))
    walk = begin(chain(START, sub_process("sub", inner), END), caught("edge", "sub"), roots=ROOTS)
    walk.finish("ask", x=Decimal(1))

    assert walk.waiting() == ["after_edge"]


def test_what_is_thrown_must_be_named() -> None:
    nameless = element("endEvent", "throw", "<bpmn:errorEventDefinition/>")
    assert ("throw", "missing_reference") in allowed_errors(chain(START, nameless))
    assert ("throw", "unknown_reference") in allowed_errors(
        chain(START, error_end("throw", "gone"))
    )
