"""Compensation: what was completed is undone; each command loads what the last one saved."""

from decimal import Decimal

import pytest

from bpm.core.engine import inspect
from bpm.core.engine.contracts import CancelUserTask, RaiseIncident
from bpm.core.values import Value
from tests.unit.core.bpmn.reports import errors, warnings
from tests.unit.core.engine.walks import Walk, begin, ended, path
from tests.unit.core.models import (
    END,
    START,
    boundary,
    chain,
    element,
    error_end,
    flow,
    gateway,
    io,
    many,
    message,
    sub_process,
    user_task,
)

CATCH = "<bpmn:compensateEventDefinition/>"
ERRORS = '<bpmn:error id="bad" errorCode="BAD"/>'
LETTER = '<bpmn:message id="letter" name="letter"/>'


def throw(
    id_: str = "throw", of: str = "", *, waits: bool = True, tag: str = "intermediateThrowEvent"
) -> str:
    reference = f' activityRef="{of}"' if of else ""
    wait = str(waits).lower()
    definition = f'<bpmn:compensateEventDefinition waitForCompletion="{wait}"{reference}/>'
    return element(tag, id_, definition)


def link(event: str, handler: str) -> str:
    return element("association", f"{event}_{handler}", sourceRef=event, targetRef=handler)


def undone(activity: str, handler: str | None = None) -> str:
    """Attach a handler, by default a user task, to an activity."""
    body = handler or element("userTask", f"un_{activity}", isForCompensation="true")
    id_ = body.split('id="', 1)[1].split('"', 1)[0]
    return boundary(f"on_{activity}", activity, CATCH) + body + link(f"on_{activity}", id_)


def inner(*nodes: str, name: str = "s") -> str:
    return chain(element("startEvent", f"{name}_in"), *nodes, flows=name)


def book(*more: str) -> list[str]:
    """Draw two activities in turn, each with a handler, and what throws for both."""
    return [
        chain(START, user_task("a"), user_task("b"), throw(), user_task("after"), END),
        undone("a"),
        undone("b"),
        *more,
    ]


def do(walk: Walk, *activities: str, **variables: Value) -> None:
    for activity in activities:
        walk.complete(next(x.visit for x in walk.open() if x.activity_id == activity), **variables)


def seen_by_handlers(walk: Walk, name: str = "seen") -> list[Value]:
    """Complete all that is open, one by one; return what each had in a variable of its own."""
    seen = []
    while walk.open():
        place = walk.open()[0]
        seen.append(walk.outcome.state.scopes[place.visit][name])
        walk.complete(place.visit)
    return seen


def test_what_follows_is_undone_first_and_the_thrower_waits() -> None:
    walk = begin(*book())

    do(walk, "a", "b")
    assert path(walk.outcome) == ["throw", "on_b", "un_b"]
    assert walk.waiting() == ["un_b"]
    do(walk, "un_b")
    assert path(walk.outcome) == ["on_a", "un_a"]
    do(walk, "un_a")

    assert walk.waiting() == ["after"]
    do(walk, "after")
    assert walk.outcome.is_completed


@pytest.mark.parametrize("tag", ["intermediateThrowEvent", "endEvent"])
def test_what_is_not_waited_for_runs_beside_in_its_order(tag: str) -> None:
    walk = begin(
        chain(START, gateway("fork", kind="parallelGateway"), user_task("a"), user_task("b")),
        flow("x1", "b", "throw"),
        throw(waits=False, tag=tag),
        *([] if tag == "endEvent" else [flow("x2", "throw", "after"), user_task("after")]),
        undone("a"),
        undone("b"),
    )

    do(walk, "a", "b")
    assert walk.waiting() == (["un_b"] if tag == "endEvent" else ["after", "un_b"])
    if tag != "endEvent":
        do(walk, "after")
        assert not walk.outcome.is_completed
    do(walk, "un_b", "un_a")
    assert walk.outcome.is_completed


def test_only_the_named_activity_is_undone_and_only_once() -> None:
    nodes = (user_task("a"), user_task("b"), throw("one", "a"), throw("two", "a"), user_task("c"))
    walk = begin(chain(START, *nodes, END), undone("a"), undone("b"))

    do(walk, "a", "b")
    assert walk.waiting() == ["un_a"]
    do(walk, "un_a")

    assert walk.waiting() == ["c"]


def test_what_is_not_completed_is_not_undone() -> None:
    walk = begin(
        chain(START, gateway("fork", kind="parallelGateway"), user_task("a"), element("task", "x")),
        chain(user_task("go"), throw(), user_task("after"), flows="g"),
        flow("f9", "fork", "go"),
        undone("a"),
    )

    do(walk, "go")

    assert walk.waiting() == ["a", "after"]


def test_branches_beside_each_other_are_undone_beside_each_other() -> None:
    walk = begin(
        chain(START, gateway("fork", kind="parallelGateway"), user_task("a")),
        gateway("join", kind="parallelGateway"),
        chain(user_task("last"), throw(), END, flows="z"),
        user_task("b"),
        flow("g1", "fork", "b"),
        flow("g2", "a", "join"),
        flow("g3", "b", "join"),
        flow("g4", "join", "last"),
        *(undone(name) for name in ("a", "b", "last")),
    )

    do(walk, "b", "a", "last")
    assert walk.waiting() == ["un_last"]
    do(walk, "un_last")
    assert sorted(walk.waiting()) == ["un_a", "un_b"]


@pytest.mark.parametrize("sequential", [True, False])
def test_each_instance_is_undone_with_its_own_data(sequential: bool) -> None:
    marker = many(sequential=sequential, collection="=[10, 20, 30]", elementVariable="item")
    settings = io("seen==item + loopCounter")
    handler = element("userTask", "undo", settings=settings, isForCompensation="true")
    walk = begin(chain(START, element("userTask", "a", marker), throw(), END), undone("a", handler))

    do(walk, "a", "a")
    assert walk.waiting() == ["a"]
    do(walk, "a")

    assert len(walk.open()) == (1 if sequential else 3)
    seen = seen_by_handlers(walk)
    assert seen == [33, 22, 11] if sequential else set(seen) == {11, 22, 33}
    assert walk.outcome.is_completed


def test_instances_of_an_activity_that_goes_on_are_not_undone() -> None:
    walk = begin(
        chain(
            START,
            gateway("fork", kind="parallelGateway"),
            element("userTask", "a", many(number="2")),
        ),
        chain(user_task("go"), throw(), user_task("after"), flows="g"),
        flow("f9", "fork", "go"),
        undone("a"),
    )

    do(walk, "a", "go")
    assert walk.waiting() == ["a", "after"]
    do(walk, "after", "a")
    assert walk.outcome.is_completed


def test_turns_of_a_loop_are_undone_in_reverse_with_their_counters() -> None:
    marker = '<bpmn:standardLoopCharacteristics loopMaximum="3"/>'
    handler = element(
        "userTask", "undo", settings=io("turn==loopCounter"), isForCompensation="true"
    )
    walk = begin(chain(START, element("userTask", "a", marker), throw(), END), undone("a", handler))
    do(walk, "a", "a", "a")

    assert len(walk.open()) == 1
    assert seen_by_handlers(walk, "turn") == [3, 2, 1]


def test_a_sub_process_without_a_handler_passes_compensation_on() -> None:
    deep = sub_process("deep", inner(user_task("c"), name="d"), undone("c"))
    sub = sub_process("sub", inner(user_task("a"), deep, user_task("b")), undone("a"), undone("b"))
    walk = begin(chain(START, sub, user_task("then"), throw(of="sub"), END))

    do(walk, "a", "c", "b", "then")
    for activity in ("un_b", "un_c", "un_a"):
        assert walk.waiting() == [activity]
        do(walk, activity)

    assert walk.outcome.is_completed


def test_a_handler_at_the_border_undoes_a_sub_process_as_a_whole() -> None:
    sub = sub_process("sub", inner(user_task("a")), undone("a"))
    walk = begin(chain(START, sub, throw(), END), undone("sub"))

    do(walk, "a")
    assert walk.waiting() == ["un_sub"]
    do(walk, "un_sub")

    assert walk.outcome.is_completed


@pytest.mark.parametrize("named", [True, False])
def test_an_event_sub_process_undoes_its_sub_process(named: bool) -> None:
    start = element("startEvent", "h_in", CATCH)
    handler = sub_process(
        "handler",
        chain(start, throw("inside", "a" if named else ""), user_task("note"), flows="h"),
        triggeredByEvent="true",
    )
    sub = sub_process(
        "sub", inner(user_task("a"), user_task("b")), undone("a"), undone("b"), handler
    )
    walk = begin(chain(START, sub, user_task("then"), throw(), END))

    do(walk, "a", "b")
    assert walk.waiting() == ["then"]
    do(walk, "then")
    assert path(walk.outcome)[:4] == ["throw", "handler", "h_in", "inside"]
    for activity in ("un_a",) if named else ("un_b", "un_a"):
        assert walk.waiting() == [activity]
        do(walk, activity)
    do(walk, "note")

    assert walk.outcome.is_completed


@pytest.mark.parametrize("sequential", [True, False])
def test_each_instance_of_a_repeated_sub_process_has_its_own_handler(sequential: bool) -> None:
    start = element("startEvent", "h_in", CATCH)
    note = user_task("note", io("seen==item"))
    handler = sub_process("handler", chain(start, note, flows="h"), triggeredByEvent="true")
    marker = many(sequential=sequential, collection="=[1, 2]", elementVariable="item")
    sub = sub_process("sub", marker, inner(user_task("a")), handler)
    walk = begin(chain(START, sub, throw(), END))

    do(walk, "a", "a")
    seen = seen_by_handlers(walk)

    assert seen == [2, 1] if sequential else set(seen) == {1, 2}
    assert walk.outcome.is_completed


def test_a_cancelled_transaction_is_compensated_before_it_is_left() -> None:
    cancel = "<bpmn:cancelEventDefinition/>"
    deal = element(
        "transaction",
        "deal",
        chain(
            element("startEvent", "t_in"),
            user_task("a"),
            gateway("split", kind="parallelGateway"),
            user_task("decide"),
            element("endEvent", "off", cancel),
            flows="t",
        )
        + user_task("beside")
        + flow("t9", "split", "beside")
        + undone("a")
        + undone("beside"),
    )
    edge = chain(boundary("edge", "deal", cancel), user_task("tell"), flows="c")
    walk = begin(chain(START, deal, END), edge)

    do(walk, "a", "decide")
    assert walk.waiting() == ["un_a"]
    assert len(walk.all(CancelUserTask)) == 1
    do(walk, "un_a")

    assert walk.waiting() == ["tell"]
    assert "cancelled" in ended(walk.outcome).values()
    do(walk, "tell")
    assert walk.outcome.is_completed


def test_all_instances_of_a_cancelled_transaction_are_compensated() -> None:
    cancel = "<bpmn:cancelEventDefinition/>"
    inside = chain(
        element("startEvent", "t_in"), user_task("a"), user_task("decide"), gateway("ok", "t9"),
        element("endEvent", "off", cancel), flows="t",
    )  # fmt: skip
    inside = inside.replace(
        flow("t4", "ok", "off"), flow("t4", "ok", "off", "not(good)") + flow("t9", "ok", "well")
    ) + element("endEvent", "well")
    deal = element("transaction", "deal", many(number="3") + inside + undone("a"))
    edge = chain(boundary("edge", "deal", cancel), user_task("tell"), flows="c")
    walk = begin(chain(START, deal, END), edge)

    do(walk, "a", "a", "a")
    do(walk, "decide", good=True)
    do(walk, "decide", good=False)

    assert walk.waiting() == ["un_a", "un_a", "un_a"]
    do(walk, "un_a", "un_a", "un_a")
    assert walk.waiting() == ["tell"]


def test_an_error_handler_compensates_its_sub_process() -> None:
    mend = sub_process(
        "mend",
        chain(
            element("startEvent", "m_in", '<bpmn:errorEventDefinition errorRef="bad"/>'),
            throw(),
            user_task("note"),
            flows="m",
        ),
        triggeredByEvent="true",
    )
    sub = sub_process("sub", inner(user_task("a"), error_end("break", "bad")), undone("a"), mend)
    walk = begin(chain(START, sub, user_task("then"), END), roots=ERRORS)

    do(walk, "a")
    assert walk.waiting() == ["un_a"]
    do(walk, "un_a", "note")

    assert walk.waiting() == ["then"]


def test_the_way_out_of_a_handler_is_no_part_of_the_compensation() -> None:
    late = chain(boundary("late", "un_a", message("letter")), user_task("other"), flows="l")
    walk = begin(
        chain(START, user_task("a"), throw(), user_task("after"), END), undone("a"), late,
        roots=LETTER,
    )  # fmt: skip
    do(walk, "a")

    walk.receive(walk.visit("late"))

    assert sorted(walk.waiting()) == ["after", "other"]
    do(walk, "other", "after")
    assert walk.outcome.is_completed


def test_a_handler_that_fails_is_an_incident_and_can_be_retried() -> None:
    handler = element(
        "scriptTask", "undo", "<bpmn:script>missing + 1</bpmn:script>",
        isForCompensation="true", scriptFormat="feel",
    )  # fmt: skip
    walk = begin(chain(START, user_task("a"), throw(), END), undone("a", handler))

    do(walk, "a")
    incident = walk.the(RaiseIncident)
    assert incident.activity_id == "undo"
    walk.write(missing=Decimal(1))
    walk.retry(incident.visit)

    assert walk.outcome.is_completed


def test_a_snapshot_is_kept_for_a_handler_and_no_longer() -> None:
    undo = element("userTask", "undo", isForCompensation="true")
    settings = io("local==1")
    sub = sub_process("sub", inner(user_task("a")), undone("a", undo), settings=settings)
    walk = begin(chain(START, sub, user_task("then"), throw(), user_task("after"), END))

    do(walk, "a", "then")
    kept = set(walk.outcome.state.scopes) - {0}
    assert len(kept) == 1
    assert kept <= {x.visit for x in inspect(walk.process, walk.outcome.state)}
    do(walk, "undo")

    assert set(walk.outcome.state.scopes) == {0}


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ([boundary("on_a", "a", CATCH)], ("on_a", "compensation_handler")),
        ([undone("a", user_task("undo"))], ("on_a", "compensation_handler")),
        ([undone("a"), flow("z", "a", "un_a")], ("un_a", "flow_at_compensation_handler")),
        (
            [undone("a"), boundary("b2", "a", CATCH), link("b2", "un_a")],
            ("on_a", "two_compensations"),
        ),
        ([undone("a"), undone("un_a")], ("on_un_a", "handler_compensated")),
    ],
)
def test_what_cannot_be_compensated_as_drawn_is_refused(
    parts: list[str], found: tuple[str, str]
) -> None:
    assert found in errors(chain(START, user_task("a"), END), *parts)


def test_what_is_thrown_for_must_be_visible() -> None:
    sub = sub_process("sub", inner(throw(of="a")))

    assert ("throw", "unknown_reference") in errors(
        chain(START, user_task("a"), sub, END), undone("a")
    )


def test_what_has_no_handler_is_a_warning() -> None:
    parts = chain(START, user_task("a"), throw(of="a"), END)

    assert ("throw", "nothing_to_compensate") in warnings(parts)


def test_the_way_out_of_a_handler_outlives_what_the_handler_worked_on() -> None:
    late = chain(boundary("late", "un_a", message("letter")), user_task("other"), flows="l")
    walk = begin(
        chain(START, user_task("a", settings=io("local==1")), throw(), END), undone("a"), late,
        roots=LETTER,
    )  # fmt: skip
    do(walk, "a")

    walk.receive(walk.visit("late"))

    assert walk.waiting() == ["other"]
    assert set(walk.outcome.state.scopes) == {0}
    do(walk, "other")
    assert walk.outcome.is_completed


def cancelled_deals(*more: str) -> Walk:
    """Draw a transaction three times over, with a handler at its border."""
    cancel = "<bpmn:cancelEventDefinition/>"
    inside = chain(
        element("startEvent", "t_in"), user_task("a"), user_task("decide"), gateway("ok", "t9"),
        element("endEvent", "off", cancel), flows="t",
    )  # fmt: skip
    inside = inside.replace(
        flow("t4", "ok", "off"), flow("t4", "ok", "off", "not(good)") + flow("t9", "ok", "well")
    ) + element("endEvent", "well")
    deal = element("transaction", "deal", many(number="3") + inside + "".join(more))
    edge = chain(boundary("edge", "deal", cancel), user_task("tell"), flows="c")
    return begin(chain(START, deal, END), edge, undone("deal"))


def test_a_handler_at_the_border_is_for_instances_that_came_to_their_end() -> None:
    walk = cancelled_deals(undone("a"))

    do(walk, "a", "a", "a")
    do(walk, "decide", good=True)
    do(walk, "decide", good=False)

    assert sorted(walk.waiting()) == ["un_a", "un_a", "un_deal"]
    do(walk, "un_a", "un_deal", "un_a")
    assert walk.waiting() == ["tell"]


def test_a_handler_at_the_border_is_asked_where_nothing_inside_has_one() -> None:
    walk = cancelled_deals()

    do(walk, "a", "a")
    do(walk, "decide", good=True)
    do(walk, "decide", good=False)

    assert walk.waiting() == ["un_deal"]
    do(walk, "un_deal")
    assert walk.waiting() == ["tell"]
