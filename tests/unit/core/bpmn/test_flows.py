"""Sequence flows, conditions, defaults and reachability."""

import pytest

from bpm.core.bpmn import check_model
from tests.unit.core.bpmn.reports import check, errors, the_error, warnings
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
    user_task,
)

GATE = (START, gateway("gate"), END, flow("in", "start", "gate"))
TASK = element("task", "work")


def test_a_sound_model_has_no_errors() -> None:
    assert check(chain(START, user_task("ask"), END)).errors == ()


def test_all_faults_are_reported_at_once_each_at_its_element() -> None:
    found = errors(
        START,
        gateway("gate"),
        END,
        element("task", "lost"),
        flow("a", "start", "gate"),
        flow("b", "gate", "end", "amount > "),
        flow("c", "gate", "nowhere"),
        element("callChoreography", "call"),
    )

    assert {
        ("b", "invalid_expression"),
        ("c", "unknown_reference"),
        ("lost", "unreachable"),
        ("call", "unsupported_element"),
    } <= found


@pytest.mark.parametrize(
    ("source", "target", "code"),
    [
        ("start", "nowhere", "unknown_reference"),
        ("nowhere", "end", "unknown_reference"),
        ("start", "note", "not_a_flow_node"),
        ("note", "end", "not_a_flow_node"),
        ("start", "f", "not_a_flow_node"),
        ("start", "", "missing_reference"),
    ],
)
def test_both_ends_of_a_flow_must_be_flow_nodes(source: str, target: str, code: str) -> None:
    note = element("textAnnotation", "note")

    assert ("x", code) in errors(
        START, END, note, flow("f", "start", "end"), flow("x", source, target)
    )


def test_a_flow_must_not_leave_its_process() -> None:
    other = process(element("task", "far"), key="q", attributes="")
    own = process(chain(START, END), flow("x", "start", "far"))

    report = check_model(definitions(own, other))

    assert ("x", "crosses_border") in {(p.element_id, p.code) for p in report.errors}


def test_conditions_are_needed_on_all_but_the_default() -> None:
    flows = (flow("yes", "gate", "end", "true"), flow("no", "gate", "end"))

    assert errors(*GATE, *flows) == set()
    assert ("no", "missing_condition") in warnings(*GATE, *flows)
    chosen = (START, gateway("gate", "no"), END, flow("in", "start", "gate"))
    assert errors(*chosen, *flows) == set()


def test_one_flow_needs_no_condition() -> None:
    assert errors(*GATE, flow("out", "gate", "end")) == set()


@pytest.mark.parametrize(
    ("default", "code"),
    [
        ("nowhere", "unknown_reference"),
        ("in", "invalid_default_flow"),
        ("end", "invalid_default_flow"),
    ],
)
def test_the_default_must_leave_its_gateway(default: str, code: str) -> None:
    parts = (START, gateway("gate", default), END, flow("in", "start", "gate"))

    assert ("gate", code) in errors(*parts, flow("out", "gate", "end"))


def test_the_condition_of_a_default_flow_is_never_asked() -> None:
    parts = (START, gateway("gate", "b"), END, flow("in", "start", "gate"))
    flows = (flow("a", "gate", "end", "true"), flow("b", "gate", "end", "x"))

    assert errors(*parts, *flows) == set()
    assert ("b", "condition_of_default_flow") in warnings(*parts, *flows)


def test_a_gateway_needs_a_way_out() -> None:
    assert ("gate", "no_outgoing_flow") in errors(*GATE)


def test_a_condition_on_the_only_flow_out_of_an_activity_is_refused() -> None:
    parts = (START, TASK, END, flow("in", "start", "work"))

    found = errors(*parts, flow("out", "work", "end", "true"))

    assert found == {("work", "lone_conditional_flow")}


def test_conditions_belong_on_activities_and_gateways_that_ask() -> None:
    split = gateway("split", kind="parallelGateway")
    parts = (START, split, END, flow("in", "start", "split", "true"))

    flows = (flow("a", "split", "end", "true"), flow("b", "split", "end"))

    assert errors(*parts, *flows) == {("in", "unsupported_conditional_flow")}
    # BPMN 2.0.2 §13.4.1: a parallel gateway creates its paths without checking any conditions.
    assert ("a", "condition_without_effect") in warnings(*parts, *flows)


@pytest.mark.parametrize("splitter", ["start", "work"])
def test_an_implicit_split_is_accepted(splitter: str) -> None:
    parts = (START, TASK, END, flow("in", "start", "work"), flow("out", "work", "end"))

    assert errors(*parts, flow("x", splitter, "end")) == set()


def test_several_implicit_starts_are_accepted() -> None:
    assert errors(element("task", "a"), element("task", "b")) == set()


def test_a_second_start_event_is_refused_by_name_in_a_sub_process() -> None:
    other = element("startEvent", "again") + flow("g1", "again", "end")
    twice = START + END + flow("g2", "start", "end") + other
    inside = f'<bpmn:subProcess id="sub">{twice}</bpmn:subProcess>'

    assert ("again", "unsupported_second_start") in errors(inside)
    assert errors(twice) == set()


def test_a_cycle_without_a_way_in_has_no_start() -> None:
    parts = (TASK, element("task", "b"), flow("f", "work", "b"), flow("g", "b", "work"))

    assert ("p", "no_start") in errors(*parts)


def test_flows_into_a_start_and_out_of_an_end_are_refused() -> None:
    parts = (chain(START, TASK, END), flow("back", "work", "start"), flow("on", "end", "work"))

    found = errors(*parts)

    assert {("start", "flow_into_start_event"), ("end", "flow_out_of_end_event")} <= found


def test_unreachable_elements_are_refused_even_in_cycles() -> None:
    island = (
        element("task", "a"),
        element("task", "b"),
        flow("f", "a", "b"),
        flow("g", "b", "a"),
    )

    found = errors(chain(START, END), *island)

    assert {("a", "unreachable"), ("b", "unreachable")} <= found


@pytest.mark.parametrize("condition", ["", "  "])
def test_an_empty_condition_is_refused(condition: str) -> None:
    assert ("out", "empty_expression") in errors(*GATE, flow("out", "gate", "end", condition))


def test_a_faulty_condition_names_flow_expression_and_place() -> None:
    problem = the_error("invalid_expression", *GATE, flow("out", "gate", "end", "a >"))

    assert problem.element_id == "out"
    assert "`a >`" in problem.detail
    assert problem.remedy


def test_missing_lists_of_flows_are_nothing_to_speak_of() -> None:
    assert check(chain(START, END)).problems == ()


def test_a_list_that_lacks_a_flow_is_warned_of() -> None:
    gate = (
        "<bpmn:exclusiveGateway id='gate' default='no'><bpmn:outgoing>yes</bpmn:outgoing>"
        "</bpmn:exclusiveGateway>"
    )
    report = check(
        START,
        gate,
        END,
        flow("in", "start", "gate"),
        flow("yes", "gate", "end", "a = 1"),
        flow("no", "gate", "end"),
    )

    assert report.errors == ()
    assert [(p.element_id, p.code) for p in report.warnings] == [("gate", "flow_list_differs")]


def test_lists_that_agree_are_silent_and_unknown_ones_refused() -> None:
    start = "<bpmn:startEvent id='start'><bpmn:outgoing>{}</bpmn:outgoing></bpmn:startEvent>"
    end = "<bpmn:endEvent id='end'><bpmn:incoming>f</bpmn:incoming></bpmn:endEvent>"
    line = flow("f", "start", "end")

    assert check(start.format("f"), end, line).problems == ()
    assert check(start.format("tns:f"), end, line).problems == ()
    assert ("start", "unknown_reference") in errors(start.format("g"), end, line)


def test_a_flow_without_an_id_is_kept_and_its_faults_name_its_source() -> None:
    nameless = '<bpmn:sequenceFlow sourceRef="{}" targetRef="{}"/>'

    assert check(START, END, nameless.format("start", "end")).errors == ()
    assert ("start", "unknown_reference") in errors(START, END, nameless.format("start", "x"))


def test_references_may_carry_the_models_own_prefix() -> None:
    assert check(START, END, flow("f", "tns:start", "tns:end")).errors == ()


def test_ids_are_unique_present_and_usable() -> None:
    found = check_model(
        model(START, element("task", "start"), "<bpmn:task name='x'/>", element("task", "a b"))
    ).errors

    codes = {p.code for p in found}
    assert {"duplicate_id", "missing_id", "invalid_id"} <= codes


def test_a_process_needs_an_id() -> None:
    report = check_model(definitions('<bpmn:process isExecutable="true"/>'))

    assert "missing_id" in {p.code for p in report.errors}
