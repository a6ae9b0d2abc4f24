"""Links: which catching event each throwing one leads to.

Source: BPMN 2.0.2 §10.5.1 (link events).
"""

from collections.abc import Iterator

from lxml import etree

from bpm.core.bpmn.xml import BPMN, child, children, text_of


def link_targets(container: etree._Element) -> dict[str, str]:
    """Return the catching event for each throwing one of a process level, by their ids.

    The other side is found by reference where there is one, else by name; the check of the model
    has made sure that there is exactly one.
    """
    targets = list(_ends(container, "intermediateCatchEvent"))
    found = {}
    for event, source in _ends(container, "intermediateThrowEvent"):
        for target_event, target in targets:
            if _belong_together(source, target):
                found[event.get("id", "")] = target_event.get("id", "")
    return found


def _ends(container: etree._Element, kind: str) -> Iterator[tuple[etree._Element, etree._Element]]:
    for event in children(container, BPMN, kind):
        definition = child(event, BPMN, "linkEventDefinition")
        if definition is not None:
            yield event, definition


def _belong_together(source: etree._Element, target: etree._Element) -> bool:
    wanted = text_of(child(source, BPMN, "target"))
    named = {text_of(part) for part in children(target, BPMN, "source")}
    if wanted:
        return wanted == target.get("id") and (not named or source.get("id") in named)
    if named:
        return source.get("id") in named
    return source.get("name") == target.get("name")
