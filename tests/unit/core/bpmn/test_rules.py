"""BPMN's own rules: each breach is reported on its element."""

import pytest

from bpm.core.bpmn import check_model
from tests.unit.core.models import (
    END,
    START,
    chain,
    definitions,
    element,
    flow,
    gateway,
    model,
    process,
)

TASK = element("task", "work")
MESSAGE = "<bpmn:messageEventDefinition/>"
TIMER = "<bpmn:timerEventDefinition/>"
CANCEL = "<bpmn:cancelEventDefinition/>"
COMPENSATE = "<bpmn:compensateEventDefinition/>"
TERMINATE = "<bpmn:terminateEventDefinition/>"
CHAIN = chain(START, TASK, END)


def problems(content: bytes) -> set[tuple[str | None, str]]:
    return {(p.element_id, p.code) for p in check_model(content).problems}


def inside(tag: str, *parts: str, **attributes: str) -> str:
    return element(tag, "sub", "".join(parts), **attributes)


def link(name: str) -> str:
    return f'<bpmn:linkEventDefinition name="{name}"/>'


def events(*pairs: tuple[str, str, str]) -> str:
    return "".join(element(tag, id_, inner) for tag, id_, inner in pairs)


@pytest.mark.parametrize(
    ("body", "element_id", "code"),
    [
        (START + element("exclusiveGateway", "g", gatewayDirection="Converging")
         + END + element("task", "b") + flow("f1", "start", "g") + flow("f2", "g", "end", "x")
         + flow("f3", "g", "b", "y"), "g", "gateway_direction"),
        (START + gateway("g") + END + flow("f1", "start", "g") + flow("f2", "g", "end"),
         "g", "gateway_without_use"),
        (START + TASK + flow("f1", "start", "work"), "p", "no_end_event"),
        (TASK + END + flow("f1", "work", "end"), "p", "no_start"),
        (CHAIN + element("task", "b") + flow("x", "work", "b"), "b", "ends_without_event"),
        (CHAIN + element("endEvent", "lost"), "lost", "no_incoming_flow"),
        (CHAIN + element("intermediateCatchEvent", "e", MESSAGE), "e", "no_incoming_flow"),
        (CHAIN + element("intermediateThrowEvent", "e", MESSAGE), "e", "no_outgoing_flow"),
        (CHAIN + events(("intermediateThrowEvent", "e", link("a"))), "e", "broken_link"),
        (CHAIN + events(("intermediateCatchEvent", "e", link("a"))), "e", "broken_link"),
        (CHAIN + element("boundaryEvent", "e", TIMER, attachedToRef="work"),
         "e", "no_outgoing_flow"),
        (CHAIN + element("boundaryEvent", "e", attachedToRef="work"), "e", "missing_trigger"),
        (CHAIN + element("boundaryEvent", "e", CANCEL, attachedToRef="work"),
         "e", "cancel_outside_transaction"),
        (CHAIN + element("boundaryEvent", "e", TIMER, attachedToRef="nowhere"),
         "e", "unknown_reference"),
        (CHAIN + gateway("g") + element("boundaryEvent", "e", TIMER, attachedToRef="g"),
         "e", "attached_to_no_activity"),
        (CHAIN + element("boundaryEvent", "e", TIMER, attachedToRef="end"),
         "e", "attached_to_no_activity"),
        (CHAIN + inside("subProcess", triggeredByEvent="true")
         + element("boundaryEvent", "e", TIMER, attachedToRef="sub"),
         "e", "attached_to_no_activity"),
        (CHAIN + inside("adHocSubProcess", "<bpmn:ioSpecification/>", TASK), "sub",
         "data_misplaced"),
        (CHAIN + element("boundaryEvent", "e", TIMER, attachedToRef="work")
         + flow("x", "work", "e"), "e", "flow_into_boundary_event"),
        (CHAIN + element("boundaryEvent", "e", COMPENSATE, attachedToRef="work")
         + flow("x", "e", "work"), "e", "flow_out_of_compensation"),
        (chain(element("startEvent", "s", TERMINATE), END), "s", "forbidden_trigger"),
        (chain(START, element("endEvent", "e", TIMER)), "e", "forbidden_trigger"),
        (chain(START, element("endEvent", "e", CANCEL)), "e", "cancel_outside_transaction"),
        (CHAIN + inside("subProcess", element("startEvent", "s", MESSAGE)),
         "s", "forbidden_trigger"),
        (CHAIN + inside("subProcess", triggeredByEvent="true"), "sub", "event_sub_process_start"),
        (CHAIN + inside("subProcess", element("startEvent", "s"), triggeredByEvent="true"),
         "s", "missing_trigger"),
        (CHAIN + inside("subProcess", triggeredByEvent="true") + flow("x", "work", "sub"),
         "sub", "flow_at_event_sub_process"),
        (CHAIN + inside("subProcess", chain(element("startEvent", "s"), element("endEvent", "e"))
         + element("task", "lost")), "lost", "unreachable"),
        (CHAIN + inside("adHocSubProcess"), "sub", "empty_ad_hoc"),
        (CHAIN + inside("adHocSubProcess", element("startEvent", "s")), "sub", "event_in_ad_hoc"),
        (CHAIN + element("eventBasedGateway", "g") + flow("x", "work", "g")
         + flow("y", "g", "end"), "g", "event_gateway_flows"),
        (CHAIN + element("eventBasedGateway", "g") + flow("y", "g", "work"),
         "y", "event_gateway_target"),
        (CHAIN + element("eventBasedGateway", "g") + flow("y", "g", "work", "a"),
         "y", "condition_at_event_gateway"),
        (CHAIN + element("eventBasedGateway", "g") + flow("y", "g", "two")
         + element("receiveTask", "two", startQuantity="2"), "two", "event_gateway_target"),
        (CHAIN + element("eventBasedGateway", "g", instantiate="true") + flow("x", "work", "g"),
         "g", "flow_into_start"),
        (CHAIN + element("task", "t", "<bpmn:standardLoopCharacteristics/>" * 2),
         "t", "two_loop_markers"),
        (CHAIN + element("choreographyTask", "c"), "c", "choreography_in_process"),
        (CHAIN + "<bpmn:dataObject id='d' itemSubjectRef='item' isCollection='true'/>",
         "d", "collection_differs"),
        (CHAIN + element("task", "t", "<bpmn:dataInputAssociation id='a'><bpmn:sourceRef>x"
         "</bpmn:sourceRef><bpmn:sourceRef>y</bpmn:sourceRef></bpmn:dataInputAssociation>"),
         "a", "ambiguous_data_source"),
        (CHAIN + element("task", "t", "<bpmn:ioSpecification><bpmn:dataInput id='i'/>"
         "</bpmn:ioSpecification>"), "i", "data_not_listed"),
        (chain(START, element("endEvent", "e", "<bpmn:dataInput id='i'/>" + MESSAGE)),
         "i", "data_not_listed"),
        (CHAIN + element("task", "t", "<bpmn:ioSpecification><bpmn:inputSet id='in'>"
         "<bpmn:outputSetRefs>out</bpmn:outputSetRefs></bpmn:inputSet><bpmn:outputSet id='out'/>"
         "</bpmn:ioSpecification>"), "in", "data_sets_differ"),
        (CHAIN + "<bpmn:dataObject id='d' name='Order'/><bpmn:dataObjectReference id='r'"
         " name='Order' dataObjectRef='d'><bpmn:dataState name='paid'/></bpmn:dataObjectReference>",
         "r", "data_name_differs"),
        (CHAIN + inside("subProcess", element("startEvent", "s", TIMER), TASK.replace("work", "t"),
         flow("in", "s", "t"), triggeredByEvent="true"), "sub", "no_end_event"),
    ],
)  # fmt: skip
def test_breaches_inside_a_process(body: str, element_id: str, code: str) -> None:
    content = definitions('<bpmn:itemDefinition id="item"/>', process(body))

    assert (element_id, code) in problems(content)


@pytest.mark.parametrize("kind", ["error", "escalation"])
def test_what_is_thrown_should_have_a_code(kind: str) -> None:
    thrown = element("endEvent", "e", f'<bpmn:{kind}EventDefinition {kind}Ref="x"/>')
    without = definitions(element(kind, "x"), process(chain(START, thrown)))
    named = definitions(element(kind, "x", **{f"{kind}Code": "42"}), process(chain(START, thrown)))

    assert ("e", "missing_code") in problems(without)
    assert ("e", "missing_code") not in problems(named)


def test_a_process_that_is_called_should_begin_without_an_event() -> None:
    far = process(chain(element("startEvent", "s2", TIMER), element("endEvent", "e2")), key="q")
    call = chain(START, element("callActivity", "call", calledElement="q"), END)

    found = problems(definitions(process(call), far))

    assert {("call", "no_start_for_call"), ("q", "no_start_for_call")} <= found


def collaboration(*parts: str) -> bytes:
    pools = element("participant", "pool", processRef="p") + element(
        "participant", "other", processRef="q"
    )
    far = process(
        element("startEvent", "s2"),
        element("endEvent", "e2"),
        flow("far", "s2", "e2"),
        key="q",
    )
    return definitions(element("collaboration", "c", pools + "".join(parts)), process(CHAIN), far)


def message_flow(source: str, target: str) -> str:
    return element("messageFlow", "m", sourceRef=source, targetRef=target)


@pytest.mark.parametrize(
    ("parts", "element_id", "code"),
    [
        (message_flow("work", "end"), "m", "message_flow_in_pool"),
        (message_flow("start", "s2"), "start", "message_flow_source"),
        (message_flow("start", "s2"), "m", "message_flow_source"),
        (message_flow("work", "e2"), "m", "message_flow_target"),
        (message_flow("end", "s2"), "end", "message_flow_source"),
        (message_flow("work", "e2"), "e2", "message_flow_target"),
        (message_flow("work", "s2"), "s2", "message_flow_target"),
        (message_flow("work", "nowhere"), "m", "unknown_reference"),
        (message_flow("f1", "other"), "m", "message_flow_source"),
        (message_flow("other", "f1"), "m", "message_flow_target"),
        (element("participant", "third", processRef="gone"), "third", "unknown_reference"),
        (element("participant", "third", '<bpmn:participantMultiplicity minimum="3" maximum="1"/>'),
         "third", "invalid_multiplicity"),
    ],
)  # fmt: skip
def test_breaches_between_pools_are_told_and_do_not_refuse(
    parts: str, element_id: str, code: str
) -> None:
    content = collaboration(parts)

    assert (element_id, code) in problems(content)
    assert check_model(content).errors == ()


def test_a_sound_collaboration_is_accepted() -> None:
    report = check_model(collaboration(message_flow("work", "other")))

    assert report.errors == ()
    assert [info.key for info in report.processes] == ["p", "q"]


def test_linked_events_find_each_other() -> None:
    ends = events(
        ("intermediateThrowEvent", "out", link("a")), ("intermediateCatchEvent", "in", link("a"))
    )
    body = CHAIN + ends + flow("x", "work", "out") + flow("y", "in", "end")

    assert not {code for _, code in problems(model(body))} & {"broken_link", "unreachable"}


def test_public_processes_and_undrawn_roots() -> None:
    public = process(CHAIN, attributes='isExecutable="true" processType="Public"')
    imported = '<bpmn:import location="x" importType="y" namespace="z"/>'
    roots = '<bpmn:globalChoreographyTask id="g"/>' + imported

    found = problems(definitions(public, roots))

    assert ("p", "public_executable") in found
    assert ("g", "not_executed") in found
    assert "not_imported" in {code for _, code in found}


def test_faults_of_a_process_that_is_not_to_run_are_warnings() -> None:
    body = START + element("serviceTask", "s") + flow("f", "start", "nowhere")

    report = check_model(model(body, attributes=""))

    assert report.errors == ()
    assert ("f", "unknown_reference") in {(p.element_id, p.code) for p in report.warnings}


def test_a_foreign_language_of_the_model_is_told() -> None:
    content = model(CHAIN).replace(
        b'id="definitions"', b'id="definitions" expressionLanguage="http://www.w3.org/1999/XPath"'
    )

    assert ("definitions", "unsupported_language") in problems(content)


def test_lanes_that_hold_nothing_are_told() -> None:
    lane = element("lane", "lane", "<bpmn:flowNodeRef>nobody</bpmn:flowNodeRef>")

    assert ("lane", "unknown_reference") in problems(model(CHAIN, element("laneSet", "l", lane)))


def test_the_same_fault_is_reported_once() -> None:
    report = check_model(model(CHAIN, element("serviceTask", "s")))

    assert len(report.errors) == len(set(report.errors))


SERVICE = """<bpmn:interface id="i" name="i"><bpmn:operation id="op" name="op">
    <bpmn:inMessageRef>asked</bpmn:inMessageRef><bpmn:outMessageRef>told</bpmn:outMessageRef>
    </bpmn:operation></bpmn:interface>
    <bpmn:message id="asked" name="asked"/><bpmn:message id="told" name="told"/>"""


def data(*items: str, holder: str = "") -> str:
    """Draw an ioSpecification: ``in`` and ``out`` are items, each of the type ``holder``."""
    typed = f' itemSubjectRef="{holder}"' if holder else ""
    parts = "".join(f'<bpmn:data{x}put id="{x}"{typed}/>' for x in items)
    sets = "".join(
        f"<bpmn:{x.lower()}putSet>"
        + (f"<bpmn:data{x}putRefs>{x}</bpmn:data{x}putRefs>" if x in items else "")
        + f"</bpmn:{x.lower()}putSet>"
        for x in ("In", "Out")
    )
    return f"<bpmn:ioSpecification>{parts}{sets}</bpmn:ioSpecification>"


@pytest.mark.parametrize(
    ("items", "is_told"), [(("In", "Out"), False), (("In",), True), (("Out",), True)]
)
def test_a_service_task_takes_and_gives_what_its_operation_does(
    items: tuple[str, ...], is_told: bool
) -> None:
    task = element("serviceTask", "t", data(*items), operationRef="op")

    found = problems(definitions(SERVICE, process(chain(START, task, END))))

    assert (("t", "data_sets_differ") in found) is is_told


def test_data_of_a_call_is_of_the_types_of_what_it_calls() -> None:
    types = "".join(f'<bpmn:itemDefinition id="{x}" structureRef="xsd:{x}"/>' for x in ("a", "b"))
    call = element("callActivity", "t", data("In", holder="a"), calledElement="q")

    def found(holder: str) -> set[tuple[str | None, str]]:
        own = data("In", holder=holder).replace('"In"', '"In2"').replace(">In<", ">In2<")
        far = chain(element("startEvent", "s2"), element("endEvent", "e2"), flows="z")
        called = process(own, far, key="q")
        return problems(definitions(types, process(chain(START, call, END)), called))

    assert ("t", "item_differs") in found("b")
    assert ("t", "item_differs") not in found("a")


@pytest.mark.parametrize(("kind", "is_refused"), [("subProcess", False), ("userTask", True)])
def test_a_sub_process_is_repeated_for_data_around_it_but_a_task_for_its_own(
    kind: str, is_refused: bool
) -> None:
    """BPMN 2.0.2, table 10.29, on loopDataInputRef."""
    loop = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopDataInputRef>list"
        "</bpmn:loopDataInputRef></bpmn:multiInstanceLoopCharacteristics>"
    )
    repeated = element(kind, "t", loop + (TASK if kind == "subProcess" else ""))
    body = '<bpmn:dataObject id="list" isCollection="true"/>' + chain(START, repeated, END)

    assert (("t", "unknown_reference") in problems(model(body))) is is_refused
