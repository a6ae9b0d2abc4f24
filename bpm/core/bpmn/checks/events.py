"""What several rules ask of an event."""

from lxml import etree

from bpm.core.bpmn.document import Document
from bpm.core.bpmn.elements import TRUE
from bpm.core.bpmn.xml import name_of


def definitions_of(event: etree._Element, document: Document) -> list[etree._Element]:
    """Return the triggers of an event, its own and those it refers to."""
    found = []
    for part in event:
        local = name_of(part)[1]
        if local.endswith("EventDefinition"):
            found.append(part)
        elif local == "eventDefinitionRef":
            referred = document.ids.get((part.text or "").strip())
            if referred is not None:
                found.append(referred)
    return found


def is_handler(container: etree._Element | None) -> bool:
    """Return whether a sub-process is started by an event."""
    return container is not None and container.get("triggeredByEvent", "").strip() in TRUE


def is_apart(node: etree._Element) -> bool:
    """Return whether an element legally stands outside the flow."""
    return (
        node.get("triggeredByEvent") == "true"
        or node.get("isForCompensation") == "true"
        or any(name_of(part)[1] == "linkEventDefinition" for part in node)
    )
