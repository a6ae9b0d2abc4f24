"""Which triggers BPMN allows on which event, and links that find their other side.

Source: BPMN 2.0.2 §10.5.
"""

from collections import defaultdict
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from lxml import etree

from bpm.core.bpmn.checks.events import definitions_of, is_handler
from bpm.core.bpmn.document import Document
from bpm.core.bpmn.elements import ACTIVITIES
from bpm.core.bpmn.findings import Findings, label
from bpm.core.bpmn.levels import Level
from bpm.core.bpmn.xml import BPMN, child, children, name_of, text_of

MESSAGE, TIMER, SIGNAL = "message", "timer", "signal"
CONDITIONAL, ERROR, ESCALATION = "conditional", "error", "escalation"
COMPENSATE, CANCEL, TERMINATE, LINK = "compensate", "cancel", "terminate", "link"

ALLOWED: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "top start": frozenset({MESSAGE, TIMER, SIGNAL, CONDITIONAL}),
        "sub start": frozenset(),
        "handler start": frozenset(
            {MESSAGE, TIMER, SIGNAL, CONDITIONAL, ERROR, ESCALATION, COMPENSATE}
        ),
        "gentle handler start": frozenset({MESSAGE, TIMER, SIGNAL, CONDITIONAL, ESCALATION}),
        "endEvent": frozenset({MESSAGE, SIGNAL, ERROR, ESCALATION, COMPENSATE, CANCEL, TERMINATE}),
        "intermediateCatchEvent": frozenset({MESSAGE, TIMER, SIGNAL, CONDITIONAL, LINK}),
        "intermediateThrowEvent": frozenset({MESSAGE, SIGNAL, ESCALATION, COMPENSATE, LINK}),
        "boundary": frozenset(
            {MESSAGE, TIMER, SIGNAL, CONDITIONAL, ERROR, ESCALATION, COMPENSATE, CANCEL}
        ),
        "gentle boundary": frozenset({MESSAGE, TIMER, SIGNAL, CONDITIONAL, ESCALATION}),
    }
)
TRIGGER_NEEDED: Final = frozenset(
    {
        *("boundary", "gentle boundary", "handler start", "gentle handler start"),
        "intermediateCatchEvent",
    }
)


def check_triggers(document: Document, findings: Findings) -> None:
    """Report triggers that an event must not have, needs, or that lack their reference."""
    for level in document.levels:
        for event in level.nodes.values():
            place = _place_of(event, level)
            if place is not None:
                _check_event(event, place, document, findings)
        _check_links(level, document, findings)
        for boundary in level.of_kind("boundaryEvent"):
            _check_attachment(boundary, level, document, findings)
        for event in level.of_kind("endEvent"):
            _check_cancel(event, level, document, findings)


def _place_of(event: etree._Element, level: Level) -> str | None:
    local = name_of(event)[1]
    if local == "startEvent":
        if level.is_process:
            return "top start"
        if level.container.get("triggeredByEvent") != "true":
            return "sub start"
        is_gentle = event.get("isInterrupting") == "false"
        return "gentle handler start" if is_gentle else "handler start"
    if local == "boundaryEvent":
        return "gentle boundary" if event.get("cancelActivity") == "false" else "boundary"
    return local if local in ALLOWED else None


def _check_event(event: etree._Element, place: str, document: Document, findings: Findings) -> None:
    triggers = definitions_of(event, document)
    for trigger in triggers:
        kind = _kind_of(trigger)
        if kind not in ALLOWED[place]:
            detail = f"BPMN does not allow the trigger {kind!r} on {label(event)}."
            findings.error(event, "forbidden_trigger", detail, "Remove the trigger.")
        _check_trigger(trigger, event, document, findings)
    is_named = any(name_of(part)[1] == "eventDefinitionRef" for part in event)
    if place in TRIGGER_NEEDED and not triggers and not is_named:
        detail = f"{label(event)} has no trigger."
        findings.error(event, "missing_trigger", detail, "Give it a trigger.")


def _check_trigger(
    trigger: etree._Element, event: etree._Element, document: Document, findings: Findings
) -> None:
    kind = _kind_of(trigger)
    if kind == MESSAGE:
        for name in ("messageRef", "operationRef"):
            if not trigger.get(name) and child(trigger, BPMN, name) is None:
                detail = f"The message trigger of {label(event)} has no {name}."
                findings.warn(trigger, "missing_reference", detail, f"Set {name}.")
    if kind in (ERROR, ESCALATION, SIGNAL):
        _check_reference(trigger, event, document, findings)
    if kind == CONDITIONAL and not text_of(child(trigger, BPMN, "condition")):
        detail = f"The conditional trigger of {label(event)} has no condition."
        findings.error(trigger, "empty_expression", detail, "Write the condition in FEEL.")


def _check_reference(
    trigger: etree._Element, event: etree._Element, document: Document, findings: Findings
) -> None:
    kind = _kind_of(trigger)
    reference = trigger.get(f"{kind}Ref")
    if reference and (kind, reference) not in document.roots:
        detail = f"{label(event)} refers to the {kind} {reference!r}, which does not exist."
        findings.error(event, "unknown_reference", detail, f"Choose one {kind} of this model.")
    around = event.getparent()
    begins = around is not None and name_of(around)[1] == "process"
    if not reference and name_of(event)[1] == "startEvent" and begins:
        detail = f"{label(event)} does not say which {kind} begins it, so none does."
        findings.warn(event, "begins_nothing", detail, f"Give it the {kind}.")
        return
    throws = name_of(event)[1] in ("endEvent", "intermediateThrowEvent")
    root = document.roots.get((kind, reference or ""))
    if throws and kind in (ERROR, ESCALATION) and root is not None and not root.get(f"{kind}Code"):
        detail = f"The {kind} {reference!r} that {label(event)} throws has no code."
        remedy = f"Give it an {kind}Code; until then its id serves as one."
        findings.warn(event, "missing_code", detail, remedy)
    if not reference and (throws or kind == SIGNAL):
        verb = "throws" if throws else "waits for"
        detail = f"{label(event)} does not say which {kind} it {verb}."
        findings.error(event, "missing_reference", detail, f"Give it the {kind}.")


def _check_links(level: Level, document: Document, findings: Findings) -> None:
    """Report links without exactly one other side: found by reference, else by name."""
    sources, targets = (
        [
            (event, trigger)
            for event in level.of_kind(kind)
            for trigger in definitions_of(event, document)
            if _kind_of(trigger) == LINK
        ]
        for kind in ("intermediateThrowEvent", "intermediateCatchEvent")
    )
    found: dict[tuple[str, str | None], list[etree._Element]] = defaultdict(list)
    for event, target in targets:
        named = {text_of(part) for part in children(target, BPMN, "source")}
        for source_id in named:
            found["source", source_id].append(event)
            found[f"both {source_id}", target.get("id")].append(event)
        if not named:
            found["name", target.get("name")].append(event)
            found["target", target.get("id")].append(event)
    used: set[tuple[str, str | None]] = set()
    for event, source in sources:
        keys = _keys_of(source)
        used.update(keys)
        number = sum(len(found.get(key, ())) for key in keys)
        if number != 1:
            detail = f"The link of {label(event)} leads to {number} events of its process, not one."
            _report_link(event, detail, findings)
    reached = {event for key in used for event in found.get(key, ())}
    for event, _ in targets:
        if event not in reached:
            detail = f"No link of its process leads to {label(event)}."
            _report_link(event, detail, findings)


def _keys_of(source: etree._Element) -> tuple[tuple[str, str | None], ...]:
    """Return where the other side of a link stands among the targets."""
    wanted = text_of(child(source, BPMN, "target"))
    if wanted:
        return (("target", wanted), (f"both {source.get('id')}", wanted))
    return (("name", source.get("name")), ("source", source.get("id")))


def _report_link(event: etree._Element, detail: str, findings: Findings) -> None:
    remedy = "Name both sides of the link alike, within one process level."
    findings.error(event, "broken_link", detail, remedy)
    for part in event:
        if name_of(part)[1] == "linkEventDefinition" and part.get("id"):
            findings.error(part, "broken_link", detail, remedy)


def _check_attachment(
    event: etree._Element, level: Level, document: Document, findings: Findings
) -> None:
    host = level.nodes.get(event.get("attachedToRef"))
    if host is None:
        detail = f"{label(event)} is attached to {event.get('attachedToRef')!r}, which is not here."
        findings.error(event, "unknown_reference", detail, "Attach it to an activity.")
    elif name_of(host)[1] not in ACTIVITIES or is_handler(host):
        detail = f"{label(event)} is attached to {label(host)}, which is no activity in the flow."
        findings.error(event, "attached_to_no_activity", detail, "Attach it to an activity.")
    elif name_of(host)[1] != "transaction" and any(
        _kind_of(trigger) == CANCEL for trigger in definitions_of(event, document)
    ):
        detail = f"The cancel event {event.get('id')!r} is not attached to a transaction."
        findings.error(event, "cancel_outside_transaction", detail, "Attach it to a transaction.")


def _check_cancel(
    event: etree._Element, level: Level, document: Document, findings: Findings
) -> None:
    is_cancel = any(_kind_of(trigger) == CANCEL for trigger in definitions_of(event, document))
    if is_cancel and name_of(level.container)[1] != "transaction":
        detail = f"{label(event)} cancels, but does not stand in a transaction."
        findings.error(event, "cancel_outside_transaction", detail, "Move it or remove it.")
    elif is_cancel and not _has_cancel_boundary(level.container, document):
        detail = f"{label(event)} cancels its transaction, which has no cancel event attached."
        remedy = "Attach a cancel event to the transaction."
        findings.warn(event, "cancel_caught_nowhere", detail, remedy)


def _has_cancel_boundary(transaction: etree._Element, document: Document) -> bool:
    around = transaction.getparent()
    beside = [] if around is None else children(around, BPMN, "boundaryEvent")
    return any(
        event.get("attachedToRef") == transaction.get("id")
        and any(_kind_of(trigger) == CANCEL for trigger in definitions_of(event, document))
        for event in beside
    )


def _kind_of(trigger: etree._Element) -> str:
    return name_of(trigger)[1].removesuffix("EventDefinition")
