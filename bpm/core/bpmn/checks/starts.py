"""What begins a process: it stands at the beginning, and needs nothing that is not there yet.

Source: BPMN 2.0.2 §10.3.3 (receive task), §10.5.2 (start event), §10.6.6 (event-based gateway).
"""

from lxml import etree

from bpm.core.bpmn.checks.events import definitions_of
from bpm.core.bpmn.document import Document
from bpm.core.bpmn.findings import Findings, label
from bpm.core.bpmn.levels import Level
from bpm.core.bpmn.starts import instantiates
from bpm.core.bpmn.timers import is_constant
from bpm.core.bpmn.triggers import TimerKind
from bpm.core.bpmn.xml import BPMN, children, extension, name_of, text_of

_MESSAGE, _TIMER = "messageEventDefinition", "timerEventDefinition"


def check_starts(document: Document, findings: Findings) -> None:
    """Report start points that could never begin an instance, or not exactly."""
    for level in document.levels:
        for event in level.of_kind("startEvent") if level.is_process else ():
            _check_event(event, document, findings)
        for node in level.of_kind("receiveTask", "eventBasedGateway"):
            if instantiates(node):
                _check_instantiating(node, level, document, findings)
            elif node.get("eventGatewayType", "").strip() == "Parallel":
                detail = f"{label(node)} is parallel, but does not begin the process."
                remedy = "Use a parallel gateway and an event on each of its branches."
                findings.error(node, "unsupported_attribute_value", detail, remedy)


def _check_event(event: etree._Element, document: Document, findings: Findings) -> None:
    for trigger in definitions_of(event, document):
        kind = name_of(trigger)[1]
        if kind == _TIMER:
            _check_timer(trigger, event, findings)
    if extension(event, "subscription") is not None:
        detail = f"bpm:subscription on {label(event)}: whatever its key, a message begins it."
        findings.error(event, "misplaced_setting", detail, "Remove it.")


def _check_timer(trigger: etree._Element, event: etree._Element, findings: Findings) -> None:
    for kind in TimerKind:
        for part in children(trigger, BPMN, kind.value):
            if not is_constant(text_of(part)):
                detail = f"The timer of {label(event)} reads variables, but there is no instance."
                remedy = "Give it a time that does not depend on variables."
                findings.error(event, "invalid_timer", detail, remedy)


def _check_instantiating(
    node: etree._Element, level: Level, document: Document, findings: Findings
) -> None:
    if not level.is_process:
        detail = f"{label(node)} is to begin a process, but stands in a sub-process."
        findings.error(node, "flow_into_start", detail, "Remove the attribute instantiate.")
    if name_of(node)[1] == "receiveTask" and level.incoming[node.get("id")]:
        detail = f"{label(node)} begins the process, yet a sequence flow leads to it."
        findings.error(node, "flow_into_start", detail, "Remove the flow.")
    is_repeated = any(name_of(part)[1].endswith("LoopCharacteristics") for part in node)
    if is_repeated or node.get("startQuantity", "1").strip() != "1":
        detail = f"{label(node)} begins the process, which gives it one token for one visit."
        remedy = "Remove its loop marker and startQuantity."
        findings.error(node, "unsupported_loop", detail, remedy)
    if name_of(node)[1] == "eventBasedGateway":
        _check_gateway(node, level, document, findings)


def _check_gateway(
    gateway: etree._Element, level: Level, document: Document, findings: Findings
) -> None:
    """Report what cannot begin an instance; a parallel gateway takes messages only."""
    is_parallel = gateway.get("eventGatewayType", "").strip() == "Parallel"
    for flow in level.outgoing[gateway.get("id")]:
        target = level.nodes.get(flow.get("targetRef"))
        if target is None or name_of(target)[1] == "receiveTask":
            continue
        kinds = {name_of(part)[1] for part in definitions_of(target, document)}
        if is_parallel and kinds != {_MESSAGE}:
            detail = f"{label(target)} follows a parallel gateway that begins the process."
            findings.error(target, "event_gateway_target", detail, "Wait for a message there.")
        for trigger in definitions_of(target, document):
            if name_of(trigger)[1] == _TIMER:
                _check_timer(trigger, target, findings)
