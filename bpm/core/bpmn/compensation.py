"""Which activity undoes what a compensation event is attached to.

Source: BPMN 2.0.2 §10.7.1 (Compensation Handler): they are joined by an association.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from lxml import etree

from bpm.core.bpmn.elements import ACTIVITIES
from bpm.core.bpmn.xml import BPMN, child, name_of


def handlers_by_event(root: etree._Element) -> Mapping[str, Sequence[etree._Element]]:
    """Return the activities that associations join to compensation events, by the events' ids.

    Args:
        root: The whole model; an association may be drawn at any level.
    """
    events = {
        event.get("id"): event
        for event in root.iter(f"{{{BPMN}}}boundaryEvent")
        if child(event, BPMN, "compensateEventDefinition") is not None
    }
    found: dict[str, list[etree._Element]] = defaultdict(list)
    if not events:
        return found
    activities = {
        node.get("id"): node
        for node in root.iter(f"{{{BPMN}}}*")
        if name_of(node)[1] in ACTIVITIES and node.get("id")
    }
    for association in root.iter(f"{{{BPMN}}}association"):
        ends = association.get("sourceRef"), association.get("targetRef")
        for event_id, activity_id in (ends, ends[::-1]):
            if event_id in events and activity_id in activities:
                found[str(event_id)].append(activities[activity_id])
    return found
