"""Sequence flows: their ends, conditions and defaults, and what they reach."""

from typing import Final

from lxml import etree

from bpm.core.bpmn.checks.events import is_apart
from bpm.core.bpmn.document import Document, entry_nodes
from bpm.core.bpmn.elements import ACTIVITIES, FLOW_NODES
from bpm.core.bpmn.findings import Findings, label
from bpm.core.bpmn.levels import Level
from bpm.core.bpmn.xml import BPMN, child, children, name_of, text_of

CONDITIONAL_GATEWAYS: Final = frozenset({"exclusiveGateway", "inclusiveGateway", "complexGateway"})


def check_flows(document: Document, findings: Findings) -> None:
    """Report what is wrong with the sequence flows of each process and sub-process."""
    for level in document.levels:
        for flow in level.flows:
            _check_ends(flow, level, document, findings)
        for id_, node in level.nodes.items():
            _check_leaving(node, level.outgoing[id_], findings)
            _check_default(node, level.outgoing[id_], document, findings)
            _check_listed(node, level, document, findings)
            _check_ends_of_process(node, level, findings)
        if level.is_ad_hoc:
            continue
        if level.container.get("triggeredByEvent") != "true":
            _check_entry(level, findings)
        _check_reach(level, findings)


def _check_ends(flow: etree._Element, level: Level, document: Document, findings: Findings) -> None:
    for attribute in ("sourceRef", "targetRef"):
        reference = flow.get(attribute)
        target = document.ids.get(reference or "")
        if not reference:
            detail = f"{label(flow)} has no {attribute}."
            findings.error(flow, "missing_reference", detail, "Connect both ends of the flow.")
        elif target is None:
            findings.error(
                flow,
                "unknown_reference",
                f"{label(flow)} refers to {reference!r} as its {attribute}, which does not exist.",
                "Connect the flow to an element of the process.",
            )
        elif name_of(target)[1] not in FLOW_NODES:
            findings.error(
                flow,
                "not_a_flow_node",
                f"{label(flow)} ends at {label(target)}, which is no activity, event or gateway.",
                "Use an association to connect artifacts and data.",
            )
        elif reference not in level.nodes:
            findings.error(
                flow,
                "crosses_border",
                f"{label(flow)} and its {attribute} {reference!r} are not in the same process or "
                "sub-process.",
                "Keep both ends of a sequence flow inside one process; use messages between pools.",
            )


def _check_leaving(node: etree._Element, flows: list[etree._Element], findings: Findings) -> None:
    local = name_of(node)[1]
    conditional = [flow for flow in flows if child(flow, BPMN, "conditionExpression") is not None]
    if local in CONDITIONAL_GATEWAYS:
        _check_conditions(node, flows, findings)
        return
    if local == "parallelGateway":
        for flow in conditional:
            findings.warn(
                flow,
                "condition_without_effect",
                f"{label(flow)} has a condition, but {label(node)} takes all of its flows.",
                "Use an inclusive gateway if the condition is to decide.",
            )
        return
    for flow in () if local in ACTIVITIES else conditional:
        findings.error(
            flow,
            "unsupported_conditional_flow",
            f"{label(flow)} has a condition but leaves {label(node)}, which asks for none.",
            "Put an exclusive gateway between them.",
        )


def _check_conditions(
    gateway: etree._Element, flows: list[etree._Element], findings: Findings
) -> None:
    if not flows:
        findings.error(
            gateway,
            "no_outgoing_flow",
            f"No sequence flow leaves {label(gateway)}.",
            "Connect the gateway to what comes next.",
        )
    for flow in flows:
        condition = child(flow, BPMN, "conditionExpression")
        if flow.get("id") == gateway.get("default"):
            if condition is not None:
                findings.warn(
                    flow,
                    "condition_of_default_flow",
                    f"The condition of the default {label(flow)} is never asked.",
                    "Remove the condition.",
                )
        elif condition is None and len(flows) > 1 and not _decides_once(gateway):
            findings.warn(
                flow,
                "missing_condition",
                f"{label(flow)} leaves {label(gateway)} without a condition and is not its "
                "default: it is taken whenever its turn comes.",
                "Give it a condition or make it the default flow.",
            )


def _decides_once(gateway: etree._Element) -> bool:
    """Return whether flows without a condition are meant to be taken: at a complex gateway."""
    return name_of(gateway)[1] == "complexGateway"


def _check_ends_of_process(node: etree._Element, level: Level, findings: Findings) -> None:
    local, id_ = name_of(node)[1], node.get("id")
    if local == "startEvent" and level.incoming[id_]:
        detail = f"A sequence flow leads to {label(node)}, but nothing comes before a start event."
        findings.error(node, "flow_into_start_event", detail, "Lead the flow to another element.")
    if local == "startEvent" and not level.outgoing[id_]:
        detail = f"No sequence flow leaves {label(node)}."
        findings.error(node, "no_outgoing_flow", detail, "Connect it to what comes next.")
    if local == "endEvent" and level.outgoing[id_]:
        detail = f"A sequence flow leaves {label(node)}, but nothing comes after an end event."
        findings.error(node, "flow_out_of_end_event", detail, "Remove the flow.")


def _check_default(
    node: etree._Element, flows: list[etree._Element], document: Document, findings: Findings
) -> None:
    default = node.get("default")
    if default is None or default in {flow.get("id") for flow in flows}:
        return
    exists = default in document.ids
    findings.error(
        node,
        "invalid_default_flow" if exists else "unknown_reference",
        f"The default flow {default!r} of {label(node)} does not leave it."
        if exists
        else f"The default flow {default!r} of {label(node)} does not exist.",
        "Choose one of its outgoing flows.",
    )


def _check_listed(
    node: etree._Element, level: Level, document: Document, findings: Findings
) -> None:
    """Compare ``incoming`` and ``outgoing`` children with the flows, which alone count."""
    for name, flows in (
        ("incoming", level.incoming[node.get("id")]),
        ("outgoing", level.outgoing[node.get("id")]),
    ):
        listed = {text_of(part): part for part in children(node, BPMN, name)}
        drawn = {str(flow.get("id")) for flow in flows}
        for id_, part in listed.items():
            if id_ not in document.ids:
                detail = f"{label(node)} lists {id_!r} as {name}, which does not exist."
                findings.error(part, "unknown_reference", detail, f"Remove it from {name}.")
        # Who lists none leaves it to the flows; who lists some and not others is mistaken.
        if listed and listed.keys() != drawn:
            findings.warn(
                node,
                "flow_list_differs",
                f"The {name} list of {label(node)} differs from the sequence flows; the flows "
                "count.",
            )


def _check_entry(level: Level, findings: Findings) -> None:
    container = level.container
    what = "The process" if level.is_process else label(container)
    if not level.nodes:
        findings.warn(container, "empty_process", f"{what} holds no activity or event.")
    elif not entry_nodes(container):
        findings.error(
            container,
            "no_start",
            f"{what} has no start: no start event, and every element has an incoming flow.",
            "Add a start event.",
        )
    for event in children(container, BPMN, "startEvent")[1:] if not level.is_process else ():
        findings.error(
            event,
            "unsupported_second_start",
            f"{label(event)} is a second start event; a sub-process starts at exactly one.",
            "Keep one start event.",
        )


def _check_reach(level: Level, findings: Findings) -> None:
    reached: set[str | None] = set()
    waiting = [node.get("id") for node in entry_nodes(level.container)]
    waiting += [id_ for id_, node in level.nodes.items() if is_apart(node)]
    while waiting:
        id_ = waiting.pop()
        if id_ not in reached:
            reached.add(id_)
            waiting.extend(flow.get("targetRef") for flow in level.outgoing[id_])
            waiting.extend(event.get("id") for event in level.attached.get(id_, ()))
    for id_, node in level.nodes.items():
        if id_ not in reached:
            findings.error(
                node,
                "unreachable",
                f"No path from the start leads to {label(node)}.",
                "Connect it or remove it.",
            )
