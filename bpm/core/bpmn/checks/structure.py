"""What BPMN demands of the connections of each kind of element.

Source: BPMN 2.0.2 chapters 10 (activities, events, gateways) and 13 (execution).
"""

from typing import Final

from lxml import etree

from bpm.core.bpmn.checks.events import definitions_of, is_apart, is_handler
from bpm.core.bpmn.document import Document
from bpm.core.bpmn.elements import ACTIVITIES, EVENTS, GATEWAYS, TRUE
from bpm.core.bpmn.findings import Findings, label
from bpm.core.bpmn.levels import Level
from bpm.core.bpmn.triggers import needs_all
from bpm.core.bpmn.xml import BPMN, child, name_of, text_of

ONE_WAY: Final = frozenset({"exclusiveGateway", "eventBasedGateway"})
AWAITED: Final = frozenset({"receiveTask", "intermediateCatchEvent"})


def check_structure(document: Document, findings: Findings) -> None:
    """Report elements whose connections BPMN forbids or demands otherwise."""
    for level in document.levels:
        _check_both_ends(level, findings)
        for node in level.nodes.values():
            _check_node(node, level, document, findings)
        if level.is_ad_hoc:
            _check_ad_hoc(level, findings)


def _check_node(node: etree._Element, level: Level, document: Document, findings: Findings) -> None:
    local = name_of(node)[1]
    if local in GATEWAYS:
        _check_gateway(node, level, findings)
    if local == "complexGateway":
        _check_complex_gateway(node, level, findings)
    if local == "eventBasedGateway":
        _check_event_gateway(node, level, findings)
    if local in EVENTS:
        _check_event(node, level, document, findings)
    if local in ACTIVITIES:
        _check_activity(node, level, findings)
    if node.get("triggeredByEvent") == "true":
        _check_event_sub_process(node, level, findings)


def _check_both_ends(level: Level, findings: Findings) -> None:
    starts, ends = level.of_kind("startEvent"), level.of_kind("endEvent")
    if starts and not ends and not level.is_ad_hoc:
        detail = f"{label(level.container)} has a start event but no end event."
        findings.warn(level.container, "no_end_event", detail, "Add an end event.")
    if ends and not starts and not _has_instantiating(level):
        detail = f"{label(level.container)} has an end event but no start event."
        findings.error(level.container, "no_start", detail, "Add a start event.")
    if level.is_ad_hoc:
        return
    for id_, node in level.nodes.items():
        if ends and not level.outgoing[id_] and not _may_end(node):
            detail = f"No sequence flow leaves {label(node)}: a token ends there."
            findings.warn(node, "ends_without_event", detail, "Lead it to an end event.")


def _has_instantiating(level: Level) -> bool:
    return any(node.get("instantiate") == "true" for node in level.nodes.values())


def _may_end(node: etree._Element) -> bool:
    return name_of(node)[1] in ("endEvent", "boundaryEvent") or is_apart(node)


def _check_activity(node: etree._Element, level: Level, findings: Findings) -> None:
    conditional = [
        flow
        for flow in level.outgoing[node.get("id")]
        if child(flow, BPMN, "conditionExpression") is not None
    ]
    if len(conditional) == 1 == len(level.outgoing[node.get("id")]):
        detail = f"The only flow out of {label(node)} has a condition, so a token may be stranded."
        # BPMN 2.0.2, 8.4.13: another flow must leave an activity beside a conditional one.
        remedy = "Remove the condition, or add the flow for when it does not hold."
        findings.error(node, "lone_conditional_flow", detail, remedy)
    loops = [part for part in node if name_of(part)[1].endswith("LoopCharacteristics")]
    if len(loops) > 1:
        detail = f"{label(node)} has more than one loop marker."
        findings.error(node, "two_loop_markers", detail, "Keep one of them.")


def _check_gateway(node: etree._Element, level: Level, findings: Findings) -> None:
    into, out = len(level.incoming[node.get("id")]), len(level.outgoing[node.get("id")])
    direction = node.get("gatewayDirection", "Unspecified")
    if into <= 1 and out <= 1:
        detail = f"{label(node)} neither splits nor joins: {into} flows lead to it, {out} leave it."
        findings.warn(node, "gateway_without_use", detail, "Remove it or add a flow.")
    if direction == "Converging" and out > 1:
        detail = f"{label(node)} is drawn as converging, but {out} flows leave it."
        findings.warn(node, "gateway_direction", detail, "Correct gatewayDirection.")
    if direction == "Diverging" and into > 1:
        detail = f"{label(node)} is drawn as diverging, but {into} flows lead to it."
        findings.warn(node, "gateway_direction", detail, "Correct gatewayDirection.")
    if direction == "Mixed" and (into <= 1 or out <= 1):
        detail = f"{label(node)} is drawn as mixed, but does not both join and split."
        findings.warn(node, "gateway_direction", detail, "Correct gatewayDirection.")


def _check_complex_gateway(node: etree._Element, level: Level, findings: Findings) -> None:
    if len(level.incoming[node.get("id")]) > 1 and not text_of(
        child(node, BPMN, "activationCondition")
    ):
        detail = f"{label(node)} joins flows but does not say when it goes on."
        remedy = "Give it an activationCondition in FEEL, such as activationCount >= 2."
        findings.error(node, "missing_activation_condition", detail, remedy)


def _check_event(
    node: etree._Element, level: Level, document: Document, findings: Findings
) -> None:
    local, id_ = name_of(node)[1], node.get("id")
    into, out = level.incoming[id_], level.outgoing[id_]
    kinds = {name_of(part)[1] for part in definitions_of(node, document)}
    if local == "endEvent" and not into:
        detail = f"No sequence flow leads to {label(node)}."
        findings.error(node, "no_incoming_flow", detail, "Connect it or remove it.")
    if local == "boundaryEvent":
        _check_boundary(node, into, out, kinds, findings)
    if local in ("intermediateCatchEvent", "intermediateThrowEvent"):
        is_link = "linkEventDefinition" in kinds
        if not into and not (is_link and local == "intermediateCatchEvent"):
            detail = f"No sequence flow leads to {label(node)}."
            findings.error(node, "no_incoming_flow", detail, "Connect it.")
        if not out and not (is_link and local == "intermediateThrowEvent"):
            detail = f"No sequence flow leaves {label(node)}."
            findings.error(node, "no_outgoing_flow", detail, "Connect it.")
        if is_link and into and out:
            detail = f"The link {label(node)} has both incoming and outgoing flows."
            findings.error(node, "link_in_the_middle", detail, "Use one side of the link only.")


def _check_boundary(
    node: etree._Element,
    into: list[etree._Element],
    out: list[etree._Element],
    kinds: set[str],
    findings: Findings,
) -> None:
    is_compensation = "compensateEventDefinition" in kinds
    if into:
        detail = f"A sequence flow leads to the boundary event {node.get('id')!r}."
        findings.error(node, "flow_into_boundary_event", detail, "Remove the flow.")
    if not out and not is_compensation:
        detail = f"No sequence flow leaves the boundary event {node.get('id')!r}."
        findings.error(node, "no_outgoing_flow", detail, "Connect it.")
    if out and is_compensation:
        detail = f"A sequence flow leaves the compensation event {node.get('id')!r}."
        findings.error(node, "flow_out_of_compensation", detail, "Use an association.")


def _check_event_sub_process(node: etree._Element, level: Level, findings: Findings) -> None:
    if level.incoming[node.get("id")] or level.outgoing[node.get("id")]:
        detail = f"Sequence flows touch the event sub-process {node.get('id')!r}."
        findings.error(node, "flow_at_event_sub_process", detail, "Remove the flows.")
    for part in node:
        if name_of(part)[1].endswith("LoopCharacteristics"):
            detail = f"The event sub-process {node.get('id')!r} has a loop marker."
            findings.error(node, "loop_at_event_sub_process", detail, "Remove the marker.")
    starts = Level(node).of_kind("startEvent")
    if len(starts) != 1:
        detail = (
            f"The event sub-process {node.get('id')!r} has {len(starts)} start events, not one."
        )
        findings.error(node, "event_sub_process_start", detail, "Give it exactly one start event.")


def _check_event_gateway(gateway: etree._Element, level: Level, findings: Findings) -> None:
    flows = level.outgoing[gateway.get("id")]
    if len(flows) < 2:  # noqa: PLR2004 - BPMN asks for two or more
        detail = f"Fewer than two flows leave {label(gateway)}."
        findings.error(gateway, "event_gateway_flows", detail, "Lead it to two events or more.")
    begins = gateway.get("instantiate", "").strip() in TRUE
    if begins and level.incoming[gateway.get("id")]:
        detail = f"{label(gateway)} begins the process, yet a sequence flow leads to it."
        findings.error(gateway, "flow_into_start", detail, "Remove the flow.")
    targets = []
    for flow in flows:
        target = level.nodes.get(flow.get("targetRef"))
        if target is not None:
            targets.append(target)
            _check_awaited(target, flow, level, findings)
            if begins and needs_all(target):
                detail = f"{label(target)} would begin an instance once all its triggers happened."
                findings.error(target, "event_gateway_target", detail, "Remove parallelMultiple.")
        if child(flow, BPMN, "conditionExpression") is not None:
            detail = f"{label(flow)} leaves an event-based gateway but has a condition."
            findings.error(flow, "condition_at_event_gateway", detail, "Remove the condition.")
    kinds = {name_of(part)[1] for target in targets for part in target}
    if "messageEventDefinition" in kinds and any(
        name_of(target)[1] == "receiveTask" for target in targets
    ):
        detail = f"{label(gateway)} leads to message events and receive tasks alike."
        findings.error(gateway, "event_gateway_mix", detail, "Use one kind of them.")


def _check_awaited(
    target: etree._Element, flow: etree._Element, level: Level, findings: Findings
) -> None:
    kinds = {name_of(part)[1] for part in target if name_of(part)[1].endswith("EventDefinition")}
    waits = {
        "messageEventDefinition",
        "signalEventDefinition",
        "timerEventDefinition",
        "conditionalEventDefinition",
    }
    if name_of(target)[1] not in AWAITED or kinds - waits:
        detail = f"{label(target)} cannot be awaited by an event-based gateway."
        findings.error(target, "event_gateway_target", detail, "Lead to a catching event.")
        findings.error(flow, "event_gateway_target", detail, "Lead it to a catching event.")
    if len(level.incoming[target.get("id")]) > 1:
        detail = f"Other flows than the event-based gateway's lead to {label(target)}."
        findings.error(target, "event_gateway_target", detail, "Remove the other flows.")
    is_repeated = any(name_of(part)[1].endswith("LoopCharacteristics") for part in target)
    if is_repeated or target.get("startQuantity", "1").strip() != "1":
        detail = f"{label(target)} is awaited by a gateway, which gives it one token for one visit."
        remedy = "Remove its loop marker and startQuantity."
        findings.error(target, "event_gateway_target", detail, remedy)
    if name_of(target)[1] == "receiveTask" and level.attached.get(target.get("id")):
        detail = f"{label(target)} is awaited by a gateway, so no event may be attached to it."
        findings.error(target, "event_gateway_target", detail, "Remove the boundary event.")


def _check_ad_hoc(level: Level, findings: Findings) -> None:
    is_sequential = level.container.get("ordering", "").strip() == "Sequential"
    for id_, node in level.nodes.items() if is_sequential else ():
        splits = len(level.outgoing[id_]) > 1 and name_of(node)[1] not in ONE_WAY
        if splits or is_handler(node):
            detail = f"{label(node)} may run beside others, which ordering=Sequential forbids."
            remedy = "Set ordering to Parallel, or let one thing follow the other."
            findings.error(node, "split_in_sequence", detail, remedy)
    if not level.of_kind(*ACTIVITIES):
        detail = f"{label(level.container)} holds no activity."
        findings.error(level.container, "empty_ad_hoc", detail, "Add an activity.")
    for event in level.of_kind("startEvent", "endEvent"):
        detail = f"{label(event)} stands in an ad-hoc sub-process."
        findings.error(level.container, "event_in_ad_hoc", detail, "Remove it.")
        findings.error(event, "event_in_ad_hoc", detail, "Remove it.")
