"""What a multi-instance activity throws is said completely.

Source: BPMN 2.0.2 §10.3.8.3 (attribute ``behavior``).
"""

from lxml import etree

from bpm.core.bpmn.document import Document
from bpm.core.bpmn.elements import MULTI_INSTANCE
from bpm.core.bpmn.findings import Findings, label
from bpm.core.bpmn.loop_events import COMPLEX, REFERENCES, THROWN, find_definition
from bpm.core.bpmn.xml import BPMN, child, children, name_of, text_of


def check_loop_events(document: Document, findings: Findings) -> None:
    """Report behaviours of multi-instance activities without their event or condition."""
    for process in document.processes:
        for loop in process.iter(f"{{{BPMN}}}{MULTI_INSTANCE}"):
            owner = loop.getparent()
            if owner is not None:
                _check_loop(loop, owner, document, findings)


def _check_loop(
    loop: etree._Element, owner: etree._Element, document: Document, findings: Findings
) -> None:
    behaviour = loop.get("behavior", "All").strip()
    reference = REFERENCES.get(behaviour)
    if reference is not None and loop.get(reference) is None:
        # BPMN 2.0.2 §13.3.7: a default signal is thrown, which has no name to be caught by.
        detail = f"{label(owner)} has behavior={behaviour}, but throws nothing that has a name."
        remedy = f"Let {reference} name a signal or escalation event definition."
        findings.warn(owner, "loop_event", detail, remedy)
    elif reference is not None and find_definition(loop, document.roots) is None:
        detail = (
            f"{label(owner)} has behavior={behaviour}, but its {reference} names no signal or "
            "escalation event definition of the model."
        )
        remedy = f"Let {reference} name one that stands beside the processes."
        findings.error(owner, "loop_event", detail, remedy)
    parts = children(loop, BPMN, "complexBehaviorDefinition")
    if behaviour == COMPLEX and not parts:
        detail = f"{label(owner)} has behavior=Complex, but no complexBehaviorDefinition."
        findings.error(owner, "loop_event", detail, "Say when what is thrown.")
    for part in parts:
        event = child(part, BPMN, "event")
        kinds = [name_of(x)[1] for x in event] if event is not None else []
        if not text_of(child(part, BPMN, "condition")) or not set(THROWN).intersection(kinds):
            detail = f"A complexBehaviorDefinition of {label(owner)} lacks its condition or event."
            remedy = "Give it a condition, and an event with a signal or an escalation."
            findings.error(owner, "loop_event", detail, remedy)
