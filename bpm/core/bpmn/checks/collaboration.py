"""Pools, message flows and artifacts: they document, but may contradict what runs.

Source: BPMN 2.0.2 chapters 7.6, 9 and 11.
"""

from typing import Final

from lxml import etree

from bpm.core.bpmn.checks.events import definitions_of
from bpm.core.bpmn.document import Document, is_executable
from bpm.core.bpmn.elements import ACTIVITIES, EVENTS
from bpm.core.bpmn.findings import Findings, label
from bpm.core.bpmn.xml import BPMN, child, children, name_of

ARTIFACTS: Final = frozenset({"textAnnotation", "group", "association"})
CHOREOGRAPHY_TASKS: Final = frozenset({"choreographyTask", "callChoreography", "subChoreography"})
CATCHING: Final = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})
CONVERSING: Final = frozenset(
    {"participant", "conversation", "subConversation", "callConversation", "process"}
)
"""What else than a flow node sends and receives."""
UNDRAWN_ROOTS: Final = frozenset(
    {
        *("choreography", "globalChoreographyTask", "globalConversation"),
    }
)


def check_collaboration(document: Document, findings: Findings) -> None:
    """Report pools and message flows that BPMN forbids, and roots that never run."""
    for flow in document.root.iter(f"{{{BPMN}}}messageFlow"):
        _check_message_flow(flow, document, findings)
    for participant in document.root.iter(f"{{{BPMN}}}participant"):
        _check_participant(participant, document, findings)
    for root in document.root:
        _check_root(root, document, findings)
    for process in document.processes:
        _check_process(process, findings)
    for reference in document.root.iter(f"{{{BPMN}}}flowNodeRef"):
        _check_lane(reference, document, findings)


def _check_root(root: etree._Element, document: Document, findings: Findings) -> None:
    local = name_of(root)[1]
    if local in UNDRAWN_ROOTS:
        detail = f"{label(root)} is kept but cannot be executed."
        findings.warn(root, "not_executed", detail, "Draw it as a process to run it.")
    if local == "import":
        detail = f"The import of {root.get('location', '')!r} is not read."
        findings.warn(root, "not_imported", detail, "Put all that runs into one file.")
    if local in ("choreography", "globalConversation", "collaboration"):
        _check_contents(root, document, findings)


def _check_lane(reference: etree._Element, document: Document, findings: Findings) -> None:
    lane, name = reference.getparent(), (reference.text or "").strip()
    if lane is not None and name not in document.ids:
        detail = f"{label(lane)} holds {name!r}, which does not exist."
        findings.warn(lane, "unknown_reference", detail, "Remove it from the lane.")


def _check_process(process: etree._Element, findings: Findings) -> None:
    if process.get("processType", "None").lower() == "public" and is_executable(process):
        detail = f"The public process {process.get('id', '')!r} is marked executable."
        findings.error(process, "public_executable", detail, "Make it private.")
    for node in process.iter(*(f"{{{BPMN}}}{name}" for name in sorted(CHOREOGRAPHY_TASKS))):
        holder = node.getparent()
        detail = f"{label(node)} is part of a choreography and stands in a process."
        findings.error(node, "choreography_in_process", detail, "Remove it.")
        if holder is not None:
            findings.error(holder, "choreography_in_process", detail, "Remove it.")


def _check_message_flow(flow: etree._Element, document: Document, findings: Findings) -> None:
    ends = [document.ids.get(flow.get(name, "")) for name in ("sourceRef", "targetRef")]
    for name, end in zip(("sourceRef", "targetRef"), ends, strict=True):
        if end is None:
            detail = f"The {name} of {label(flow)} does not exist."
            findings.warn(flow, "unknown_reference", detail, "Connect both ends.")
    source, target = ends
    if source is None or target is None:
        return
    pools = {_pool_of(end, document) for end in (source, target)}
    if len(pools) == 1:
        detail = f"{label(flow)} connects two elements of one pool."
        findings.warn(flow, "message_flow_in_pool", detail, "Use a sequence flow.")
    reasons = (
        (source, "message_flow_source", _why_not_source(source, document)),
        (target, "message_flow_target", _why_not_target(target, document)),
    )
    for end, code, reason in reasons:
        if reason is not None:
            detail = f"{label(flow)}: {reason[0]}"
            for place in (flow, end):
                findings.warn(place, code, detail, reason[1])


def _why_not_source(source: etree._Element, document: Document) -> tuple[str, str] | None:
    """Return why no message flow may leave an element, and what to do, or None."""
    local = name_of(source)[1]
    if local in ("startEvent", "intermediateCatchEvent", "boundaryEvent") or local in ARTIFACTS:
        return f"{label(source)} cannot send.", "Turn the flow round."
    if _is_no_end(local):
        return f"{label(source)} is no pool, activity or event.", "Connect it to one of these."
    if local in ("endEvent", "intermediateThrowEvent") and not _has_message(source, document):
        return f"{label(source)} has no message trigger.", "Give it a message trigger."
    return None


def _why_not_target(target: etree._Element, document: Document) -> tuple[str, str] | None:
    """Return why no message flow may lead to an element, and what to do, or None."""
    local = name_of(target)[1]
    if local in ("endEvent", "intermediateThrowEvent") or local in ARTIFACTS:
        return f"{label(target)} cannot receive.", "Turn the flow round."
    if _is_no_end(local):
        return f"{label(target)} is no pool, activity or event.", "Connect it to one of these."
    if local in CATCHING and not _has_message(target, document):
        return f"{label(target)} has no message trigger.", "Give it a message trigger."
    return None


def _is_no_end(local: str) -> bool:
    """Return whether BPMN lets no message flow begin or end at such an element (§9.2)."""
    return local not in ACTIVITIES | EVENTS | CONVERSING


def _has_message(event: etree._Element, document: Document) -> bool:
    kinds = {name_of(part)[1] for part in definitions_of(event, document)}
    return "messageEventDefinition" in kinds


def _pool_of(node: etree._Element, document: Document) -> str | None:
    if name_of(node)[1] == "participant":
        return node.get("processRef") or node.get("id")
    for ancestor in node.iterancestors():
        if ancestor.tag == f"{{{BPMN}}}process":
            return ancestor.get("id")
        if ancestor is document.root:
            break
    return node.get("id")


def _check_participant(participant: etree._Element, document: Document, findings: Findings) -> None:
    reference = participant.get("processRef")
    # A prefix may be that of another file.
    if reference and reference not in document.ids and ":" not in reference:
        detail = f"{label(participant)} refers to the process {reference!r}, which does not exist."
        findings.warn(participant, "unknown_reference", detail, "Correct processRef.")
    multiplicity = child(participant, BPMN, "participantMultiplicity")
    if multiplicity is not None:
        low = _to_number(multiplicity.get("minimum", "0"))
        high = _to_number(multiplicity.get("maximum", "1"))
        if low is None or high is None or low < 0 or high < max(1, low):
            detail = f"The multiplicity of {label(participant)} is not possible."
            findings.warn(participant, "invalid_multiplicity", detail, "Correct its limits.")


def _to_number(text: str) -> int | None:
    return int(text) if text.strip().lstrip("-").isdecimal() else None


def _check_contents(root: etree._Element, document: Document, findings: Findings) -> None:
    local = name_of(root)[1]
    if local == "globalConversation":
        parts = [part for part in root if name_of(part)[1] not in _GLOBAL_CONVERSATION_PARTS]
        if parts:
            detail = f"{label(root)} holds {name_of(parts[0])[1]}, which it must not."
            findings.warn(root, "global_conversation", detail, "Use a collaboration.")
    for reference in children(root, BPMN, "choreographyRef"):
        referred = document.ids.get((reference.text or "").strip())
        if local != "collaboration":
            detail = f"{label(root)} refers to a choreography."
            findings.warn(root, "choreography_reference", detail, "Remove the reference.")
        elif referred is not None and referred.get("isClosed", "false") != root.get(
            "isClosed", "false"
        ):
            detail = f"{label(root)} and its choreography differ in isClosed."
            findings.warn(root, "choreography_reference", detail, "Make isClosed the same.")


_GLOBAL_CONVERSATION_PARTS: Final = frozenset(
    {"documentation", "extensionElements", "participant", "messageFlow", "correlationKey"}
    | {"choreographyRef"}
)
