"""Input that the library underneath drops or misreads without a word: refused, or right."""

from decimal import Decimal

import pytest

from bpm.core.bpmn import check_model
from bpm.core.engine import compile_process
from tests.unit.core.bpmn.reports import errors, warnings
from tests.unit.core.engine.walks import begin, path
from tests.unit.core.models import END, START, chain, element, flow, gateway, model, script

TRIGGERS = [
    "messageEventDefinition",
    "timerEventDefinition",
    "signalEventDefinition",
    "errorEventDefinition",
    "escalationEventDefinition",
    "conditionalEventDefinition",
    "compensateEventDefinition",
    "cancelEventDefinition",
    "terminateEventDefinition",
    "linkEventDefinition",
]
RUNNING_THROWS = {
    "messageEventDefinition",
    *("escalationEventDefinition", "linkEventDefinition", "signalEventDefinition"),
    "compensateEventDefinition",
}
STARTING = {
    *("messageEventDefinition", "timerEventDefinition", "signalEventDefinition"),
    "conditionalEventDefinition",
}
RUNNING_ENDS = {
    "messageEventDefinition",
    *("errorEventDefinition", "terminateEventDefinition"),
    *("escalationEventDefinition", "signalEventDefinition", "cancelEventDefinition"),
    "compensateEventDefinition",
}
RUNNING_WAITS = {
    *("messageEventDefinition", "timerEventDefinition", "signalEventDefinition"),
    "conditionalEventDefinition",
}
RUNNING_CATCHES = {*RUNNING_WAITS, "linkEventDefinition"}
RUNNING_HANDLERS = {
    *(*RUNNING_WAITS, "errorEventDefinition", "escalationEventDefinition"),
    "compensateEventDefinition",
}
RUNNING_BOUNDARIES = {*RUNNING_HANDLERS, "cancelEventDefinition"}
LOOP = "<bpmn:standardLoopCharacteristics/>"
MANY = '<bpmn:multiInstanceLoopCharacteristics isSequential="{}"/>'


def trigger(name: str) -> str:
    return f"<bpmn:{name}/>"


def around(node: str) -> tuple[str, ...]:
    """Put an element with the id ``x`` between a start and an end."""
    return (START, node, END, flow("f1", "start", "x"), flow("f2", "x", "end"))


def test_flows_without_ids_are_followed() -> None:
    nameless = '<bpmn:sequenceFlow sourceRef="start" targetRef="end"/>'

    assert path(begin(START, END, nameless).outcome) == ["start", "end"]


@pytest.mark.parametrize("name", sorted({*TRIGGERS} - RUNNING_THROWS))
def test_throw_events_are_refused_but_for_some_triggers(name: str) -> None:
    event = element("intermediateThrowEvent", "x", trigger(name))

    assert ("x", "unsupported_event_definition") in errors(*around(event))


@pytest.mark.parametrize("name", sorted({*TRIGGERS} - RUNNING_CATCHES))
def test_catch_events_are_refused_but_for_some_triggers(name: str) -> None:
    event = element("intermediateCatchEvent", "x", trigger(name))

    assert ("x", "unsupported_event_definition") in errors(*around(event))


@pytest.mark.parametrize("name", sorted({*TRIGGERS} - STARTING))
def test_start_events_are_refused_but_for_some_triggers(name: str) -> None:
    start = element("startEvent", "start", trigger(name))

    assert ("start", "unsupported_event_definition") in errors(chain(start, END))


@pytest.mark.parametrize("name", sorted({*TRIGGERS} - RUNNING_ENDS))
def test_end_events_with_a_trigger_are_refused(name: str) -> None:
    end = element("endEvent", "end", trigger(name))

    assert ("end", "unsupported_event_definition") in errors(chain(START, end))


def test_end_events_with_two_errors_are_refused() -> None:
    end = element("endEvent", "end", trigger("errorEventDefinition") * 2)

    assert ("end", "unsupported_event_definition") in errors(chain(START, end))


@pytest.mark.parametrize("event", ["startEvent", "endEvent"])
def test_triggers_by_reference_are_refused(event: str) -> None:
    id_ = event.removesuffix("Event")
    node = element(event, id_, "<bpmn:eventDefinitionRef>later</bpmn:eventDefinitionRef>")
    parts = chain(node, END) if event == "startEvent" else chain(START, node)

    assert (id_, "unsupported_event_definition") in errors(parts)


@pytest.mark.parametrize("name", sorted({*TRIGGERS} - RUNNING_HANDLERS))
@pytest.mark.parametrize("is_interrupting", ["true", "false"])
def test_event_sub_processes_are_refused_but_for_some_triggers(
    name: str, is_interrupting: str
) -> None:
    inner = element("startEvent", "handler", trigger(name), isInterrupting=is_interrupting)
    found = errors(chain(START, END), element("subProcess", "x", inner, triggeredByEvent="true"))

    assert ("handler", "unsupported_event_definition") in found


@pytest.mark.parametrize("loop", [LOOP, MANY.format("true")])
def test_event_sub_processes_with_a_loop_marker_are_refused(loop: str) -> None:
    handler = element("subProcess", "x", loop, triggeredByEvent="true")

    assert ("x", "loop_at_event_sub_process") in errors(chain(START, END), handler)


@pytest.mark.parametrize(
    "tag",
    [
        "choreographyTask",
        "callChoreography",
    ],
)
def test_elements_that_do_not_run_yet_are_refused_by_name(tag: str) -> None:
    found = errors(*around(element(tag, "x")))

    assert ("x", "unsupported_element") in found


@pytest.mark.parametrize("cancels", ["true", "false"])
@pytest.mark.parametrize("name", sorted({*TRIGGERS} - RUNNING_BOUNDARIES))
def test_boundary_events_are_refused(name: str, cancels: str) -> None:
    boundary = element(
        "boundaryEvent", "edge", trigger(name), attachedToRef="x", cancelActivity=cancels
    )

    found = errors(*around(element("task", "x")), boundary)
    assert ("edge", "unsupported_event_definition") in found


def test_elements_within_elements_are_reported_too() -> None:
    inner = element(
        "adHocSubProcess",
        "deep",
        element("scriptTask", "empty") + element("businessRuleTask", "s"),
    )
    found = errors(*around(element("adHocSubProcess", "x", inner)))

    assert {
        ("s", "missing_reference"),
    } <= found


def test_unreachable_and_misspelt_elements_are_not_dropped() -> None:
    found = errors(chain(START, END), element("userTsk", "lost"), element("task", "island"))

    assert ("lost", "unsupported_element") in found
    assert ("island", "unreachable") in found


def test_a_condition_on_the_only_flow_out_of_an_activity_is_not_ignored() -> None:
    found = errors(
        START, element("task", "x"), END, flow("f1", "start", "x"), flow("f2", "x", "end", "no")
    )

    assert ("x", "lone_conditional_flow") in found


@pytest.mark.parametrize(
    ("attribute", "value"),
    [("startQuantity", "0"), ("completionQuantity", "1001"), ("isForCompensation", "yes")],
)
def test_attributes_that_change_the_meaning_are_refused(attribute: str, value: str) -> None:
    node = element("task", "x", **{attribute: value})

    assert ("x", "unsupported_attribute_value") in errors(*around(node))
    assert errors(*around(element("task", "x", startQuantity="1"))) == set()


@pytest.mark.parametrize("role", ["potentialOwner", "humanPerformer", "performer", "resourceRole"])
def test_resource_roles_are_told(role: str) -> None:
    node = element("userTask", "x", element(role, "r"))

    assert ("x", "unsupported_resource_role") in warnings(*around(node))


@pytest.mark.parametrize("script_format", ["python", "text/x-python"])
def test_python_is_refused_where_it_may_not_run(script_format: str) -> None:
    node = element("scriptTask", "x", "<bpmn:script>1</bpmn:script>", scriptFormat=script_format)

    assert ("x", "unsupported_script_format") in errors(*around(node))


@pytest.mark.parametrize(
    "node",
    [
        element("scriptTask", "x", "<bpmn:script>1</bpmn:script>", scriptFormat="groovy"),
        element("receiveTask", "x"),
        element("serviceTask", "x", operationRef="charge"),
        element("sendTask", "x", operationRef="charge"),
        element("serviceTask", "x", implementation="##WebService"),
        element("sendTask", "x", implementation="http://example.org/soap"),
        element("userTask", "x", LOOP),
        element("scriptTask", "x", "<bpmn:script>1</bpmn:script>" + LOOP),
    ],
)
def test_what_is_left_unfinished_is_told_where_it_stops(node: str) -> None:
    assert errors(*around(node)) == set()
    assert ("x", "stops_here") in warnings(*around(node))


@pytest.mark.parametrize("maximum", ["-1", "many", "", "1.5", "9" * 30])
def test_the_greatest_number_of_turns_is_a_number(maximum: str) -> None:
    loop = f'<bpmn:standardLoopCharacteristics loopMaximum="{maximum}"/>'
    assert ("x", "invalid_loop_maximum") in errors(*around(element("userTask", "x", loop)))


@pytest.mark.parametrize("is_sequential", ["true", "false"])
def test_multi_instance_needs_to_know_of_what(is_sequential: str) -> None:
    marker = MANY.format(is_sequential)

    assert ("x", "loop_source") in errors(*around(element("userTask", "x", marker)))


@pytest.mark.parametrize("behaviour", ["None", "One", "Complex"])
def test_behaviours_that_throw_must_say_what(behaviour: str) -> None:
    inner = "<bpmn:loopCardinality>3</bpmn:loopCardinality>"
    marker = (
        f'<bpmn:multiInstanceLoopCharacteristics id="m" behavior="{behaviour}">{inner}'
        "</bpmn:multiInstanceLoopCharacteristics>"
    )

    told = errors if behaviour == "Complex" else warnings
    assert ("x", "loop_event") in told(*around(element("task", "x", marker)))


def test_a_thousand_steps_in_a_row_complete_truly() -> None:
    tasks = [script(f"s{n}", "n + 1", "n") for n in range(1100)]

    walk = begin(chain(START, *tasks, END), n=Decimal(0))

    assert walk.outcome.is_completed
    assert len(path(walk.outcome)) == 1102


def test_ids_that_the_library_uses_itself_do_not_collide() -> None:
    names = ["Start", "Root", "p.EndJoin", "End"]
    walk = begin(
        chain(
            *(
                element(t, n)
                for t, n in zip(["startEvent", "task", "task", "endEvent"], names, strict=True)
            )
        )
    )

    assert path(walk.outcome) == names
    assert walk.outcome.is_completed


def test_an_absent_is_executable_means_no() -> None:
    report = check_model(model(chain(START, END), attributes=""))

    assert [p.code for p in report.warnings if p.element_id == "p"] == ["not_executable"]
    assert not report.processes[0].is_executable


def test_a_loop_back_straight_to_a_task_runs() -> None:
    parts = (
        START,
        script("count", "n + 1", "n"),
        gateway("again", "leave"),
        END,
        flow("f1", "start", "count"),
        flow("f2", "count", "again"),
        flow("f3", "again", "count", "n < 5"),
        flow("leave", "again", "end"),
    )
    process = compile_process(model(*parts), "p")

    assert process.key == "p"
    assert path(begin(*parts, n=Decimal(0)).outcome).count("count") == 5


def test_lists_keep_equal_members_through_a_loop() -> None:
    parts = (
        START,
        script("grow", "append(l, 1)", "l"),
        gateway("again", "leave"),
        END,
        flow("f1", "start", "grow"),
        flow("f2", "grow", "again"),
        flow("f3", "again", "grow", "count(l) < 5"),
        flow("leave", "again", "end"),
    )

    assert begin(*parts, l=[]).variables["l"] == [Decimal(1)] * 5


@pytest.mark.parametrize("trigger", ["timer", "signal"])
def test_a_start_that_says_nothing_begins_nothing_by_itself(trigger: str) -> None:
    start = element("startEvent", "s", f"<bpmn:{trigger}EventDefinition/>")
    parts = chain(start, element("task", "x"), element("endEvent", "e"))

    assert errors(parts) == set()
    assert ("s", "begins_nothing") in warnings(parts)
    assert path(begin(parts).outcome) == ["s", "x", "e"]


@pytest.mark.parametrize("kind", ["intermediateThrowEvent", "endEvent"])
def test_a_throw_event_without_its_message_is_told_and_one_with_a_wrong_one_refused(
    kind: str,
) -> None:
    silent = element(kind, "x", trigger("messageEventDefinition"))
    wrong = silent.replace(
        "<bpmn:messageEventDefinition", '<bpmn:messageEventDefinition messageRef="no"'
    )
    ends = () if kind == "endEvent" else (END,)
    report = check_model(model(chain(START, silent, *ends)))
    assert ("x", "stops_here") in {(found.element_id, found.code) for found in report.warnings}
    assert ("x", "unknown_reference") in errors(chain(START, wrong, *ends))
