"""What compensates an activity is one that is marked for it, and stands apart from the flow.

Source: BPMN 2.0.2 §10.7 (Compensation) and §10.5.1 (compensation events).
"""

from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from bpm.core.bpmn.checks.events import definitions_of, is_handler
from bpm.core.bpmn.compensation import handlers_by_event
from bpm.core.bpmn.document import Document
from bpm.core.bpmn.elements import ACTIVITIES, TRUE
from bpm.core.bpmn.findings import Findings, label
from bpm.core.bpmn.levels import Level
from bpm.core.bpmn.xml import BPMN, name_of

THROWS = ("endEvent", "intermediateThrowEvent")


def check_compensation(document: Document, findings: Findings) -> None:
    """Report handlers that are not one, and compensation of what cannot be compensated."""
    handlers = handlers_by_event(document.root)
    levels = {level.container: level for level in document.levels}
    joined = {node for nodes in handlers.values() for node in nodes}
    for level in document.levels:
        for host, events in level.attached.items():
            undoing = [event for event in events if _triggers(event, document)]
            _check_host(host, undoing, level, document, findings)
            _check_events(undoing, handlers, level, findings)
        for node in level.of_kind(*ACTIVITIES):
            if _is_marked(node) and not is_handler(node):
                _check_handler(node, level, findings)
                if node not in joined:
                    _warn_unused(node, findings)
        for event in level.of_kind(*THROWS):
            for trigger in _triggers(event, document):
                _check_target(event, trigger, levels, handlers, findings)
        _check_sub_processes(level, document, findings)


def _triggers(event: etree._Element, document: Document) -> list[etree._Element]:
    found = definitions_of(event, document)
    return [part for part in found if name_of(part)[1] == "compensateEventDefinition"]


def _is_marked(node: etree._Element) -> bool:
    return node.get("isForCompensation", "").strip() in TRUE


def _undoing(container: etree._Element, document: Document) -> list[etree._Element]:
    """Return the compensation event sub-processes of a level."""
    return [
        node
        for node in container
        if name_of(node)[1] == "subProcess"
        and is_handler(node)
        and any(_triggers(start, document) for start in node.iterfind(f"{{{BPMN}}}startEvent"))
    ]


def _check_host(
    host_id: str | None,
    events: Sequence[etree._Element],
    level: Level,
    document: Document,
    findings: Findings,
) -> None:
    host = level.nodes.get(host_id)
    if host is None or not events:
        return
    ways = len(events) + len(_undoing(host, document))
    if ways > 1:
        detail = f"{label(host)} has {ways} handlers that would compensate it."
        findings.error(events[0], "two_compensations", detail, "Keep one of them.")
    if _is_marked(host):
        detail = f"{label(host)} compensates something and cannot be compensated itself."
        findings.error(events[0], "handler_compensated", detail, "Remove the event.")


def _check_events(
    events: Sequence[etree._Element],
    handlers: Mapping[str, Sequence[etree._Element]],
    level: Level,
    findings: Findings,
) -> None:
    for event in events:
        _check_event(event, handlers.get(event.get("id", ""), ()), level, findings)


def _check_event(
    event: etree._Element, handlers: Sequence[etree._Element], level: Level, findings: Findings
) -> None:
    if len(handlers) != 1:
        detail = (
            f"The compensation event {event.get('id')!r} is joined to {len(handlers)} activities, "
            "not to one."
        )
        remedy = "Join it by an association to the activity that undoes."
        findings.error(event, "compensation_handler", detail, remedy)
        return
    handler = handlers[0]
    if not _is_marked(handler) or is_handler(handler):
        detail = (
            f"The compensation event {event.get('id')!r} leads to {label(handler)}, which is not "
            "marked for compensation."
        )
        findings.error(event, "compensation_handler", detail, 'Set isForCompensation="true".')
    elif handler.get("id") not in level.nodes:
        detail = (
            f"The compensation event {event.get('id')!r} leads to {label(handler)}, which stands "
            "in another process or sub-process."
        )
        findings.error(event, "compensation_handler", detail, "Put both into the same one.")


def _check_handler(node: etree._Element, level: Level, findings: Findings) -> None:
    if level.incoming[node.get("id")] or level.outgoing[node.get("id")]:
        detail = f"Sequence flows touch {label(node)}, which is marked for compensation."
        remedy = "Remove the flows, or the marker."
        findings.error(node, "flow_at_compensation_handler", detail, remedy)


def _warn_unused(node: etree._Element, findings: Findings) -> None:
    detail = f"{label(node)} is marked for compensation, but no event leads to it."
    remedy = "Join it by an association to a compensation event."
    findings.warn(node, "unused_compensation_handler", detail, remedy)


def _check_target(
    event: etree._Element,
    trigger: etree._Element,
    levels: Mapping[etree._Element, Level],
    handlers: Mapping[str, Sequence[etree._Element]],
    findings: Findings,
) -> None:
    wanted = trigger.get("activityRef")
    if not wanted:
        return
    for level in _visible(event, levels):
        target = level.nodes.get(wanted)
        if level.container.get("id") == wanted:
            return
        if target is not None and name_of(target)[1] in ACTIVITIES:
            attached = (found.get("id") for found in level.attached.get(wanted, ()))
            inner = target.iter(f"{{{BPMN}}}compensateEventDefinition")
            if not any(id_ in handlers for id_ in attached) and next(inner, None) is None:
                detail = f"{label(event)} compensates {label(target)}, which has no handler."
                remedy = "Attach a compensation event to the activity."
                findings.warn(event, "nothing_to_compensate", detail, remedy)
            return
    detail = f"{label(event)} compensates {wanted!r}, which is not visible from there."
    remedy = "Choose an activity that stands beside the event, or beside its event sub-process."
    findings.error(event, "unknown_reference", detail, remedy)


def _visible(event: etree._Element, levels: Mapping[etree._Element, Level]) -> Iterator[Level]:
    """Yield the levels whose activities an event can compensate."""
    container = event.getparent()
    while container is not None and container in levels:
        yield levels[container]
        if not is_handler(container):
            return
        container = container.getparent()


def _check_sub_processes(level: Level, document: Document, findings: Findings) -> None:
    undoing = _undoing(level.container, document)
    for handler in undoing[1:]:
        detail = f"{label(handler)} is a second way to compensate {label(level.container)}."
        findings.error(handler, "two_compensations", detail, "Keep one of them.")
    for handler in undoing if level.is_process else ():
        detail = f"{label(handler)} compensates a whole process, which nothing can ask for."
        remedy = "Attach a compensation event to the call activity that calls this process."
        findings.warn(handler, "unused_compensation_handler", detail, remedy)
