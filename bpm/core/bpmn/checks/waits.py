"""Timers and messages that are waited for: they say when, and for what."""

from typing import Final

from lxml import etree

from bpm.core.bpmn.checks.expressions import compile_or_report
from bpm.core.bpmn.document import Document
from bpm.core.bpmn.findings import Findings, label
from bpm.core.bpmn.timers import EXAMPLES, is_expression, is_readable
from bpm.core.bpmn.triggers import TimerKind, triggers_of
from bpm.core.bpmn.xml import BPMN, children, extension, name_of, text_of
from bpm.core.feel import compile_text_or_feel

WAITING_EVENTS: Final = frozenset({"intermediateCatchEvent", "boundaryEvent", "startEvent"})


def check_waits(document: Document, findings: Findings) -> None:
    """Report timers without a time and messages that are not there."""
    for process in document.processes:
        for node in document.flow_nodes_of(process):
            if not findings.is_refused(name_of(node)[1]):
                _check_node(node, document, findings)


def _check_node(node: etree._Element, document: Document, findings: Findings) -> None:
    local = name_of(node)[1]
    triggers = [x for x in triggers_of(node) if not findings.is_refused(name_of(x)[1])]
    messages = [node] if local == "receiveTask" else []
    for trigger in triggers if local in WAITING_EVENTS else ():
        kind = name_of(trigger)[1]
        if kind == "messageEventDefinition":
            messages.append(trigger)
        if kind == "timerEventDefinition":
            if is_left_open(trigger, node):
                detail = f"The timer of {label(node)} says no time, so it begins nothing."
                findings.warn(node, "begins_nothing", detail, "Give it a time.")
            else:
                _check_timer(trigger, node, findings)
    for holder in messages:
        _check_message(holder.get("messageRef"), node, document, findings)
    if not messages and extension(node, "subscription") is not None:
        detail = f"bpm:subscription on {label(node)}, which waits for no message."
        findings.error(node, "misplaced_setting", detail, "Remove it.")


def is_left_open(trigger: etree._Element, node: etree._Element) -> bool:
    """Return whether a timer that is to begin a process says nothing at all."""
    around = node.getparent()
    is_outer = around is not None and name_of(around)[1] == "process"
    said = any(text_of(part) for kind in TimerKind for part in children(trigger, BPMN, kind.value))
    return name_of(node)[1] == "startEvent" and is_outer and not said


def _check_message(
    reference: str | None, node: etree._Element, document: Document, findings: Findings
) -> None:
    if not reference and name_of(node)[1] == "receiveTask":
        return  # told as unfinished
    if not reference:
        detail = f"{label(node)} does not say which message it waits for."
        findings.error(node, "missing_reference", detail, "Give it a message.")
    elif ("message", reference) not in document.roots:
        detail = f"{label(node)} refers to the message {reference!r}, which does not exist."
        findings.error(node, "unknown_reference", detail, "Choose a message of this model.")


def _check_timer(timer: etree._Element, node: etree._Element, findings: Findings) -> None:
    given = [
        (kind, text_of(part))
        for kind in TimerKind
        for part in children(timer, BPMN, kind.value)
        if text_of(part)
    ]
    if len(given) != 1:
        detail = f"The timer of {label(node)} has {len(given)} times, not one."
        remedy = "Give it a date, a duration or a cycle: timeDate, timeDuration or timeCycle."
        findings.error(node, "invalid_timer", detail, remedy)
        return
    kind, text = given[0]
    if is_expression(text):
        what = f"{kind.value} of {label(node)}"
        compile_or_report(node, text, compile_text_or_feel, what, findings)
    elif not is_readable(kind, text):
        detail = f"{kind.value} of {label(node)} is {text[:80]!r}, which cannot be read."
        remedy = f"Use ISO 8601 such as {EXAMPLES[kind]}, or FEEL beginning with =."
        findings.error(node, "invalid_timer", detail, remedy)
