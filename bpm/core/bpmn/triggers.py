"""What an event throws or waits for, typed."""

from dataclasses import dataclass
from typing import TypeAlias

from lxml import etree

from bpm.core.bpmn.xml import BPMN, name_of


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminateTrigger:
    """Ends all of a process or sub-process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorTrigger:
    """A BPMN error.

    Args:
        code: Its code, else the id of the error; None for an event that catches every error.
    """

    code: str | None = None


Trigger: TypeAlias = TerminateTrigger | ErrorTrigger


def trigger_of(event: etree._Element) -> etree._Element | None:
    """Return the first event definition of an event, or None."""
    for part in event:
        if name_of(part)[1].endswith("EventDefinition"):
            return part
    return None


def read_trigger(event: etree._Element) -> Trigger | None:
    """Return what an event throws or waits for; None for an event without a trigger."""
    definition = trigger_of(event)
    match "" if definition is None else name_of(definition)[1]:
        case "terminateEventDefinition":
            return TerminateTrigger()
        case "errorEventDefinition":
            return ErrorTrigger(code=_read_code(definition))
        case _:
            return None


def find_root(node: etree._Element, tag: str, id_: str | None) -> etree._Element | None:
    """Return the root element of that tag and id, such as a message; None if there is none."""
    for root in node.getroottree().getroot().iterchildren(f"{{{BPMN}}}{tag}"):
        if id_ is not None and root.get("id") == id_:
            return root
    return None


def _read_code(definition: etree._Element | None) -> str | None:
    reference = None if definition is None else definition.get("errorRef")
    if definition is None or not reference:
        return None
    error = find_root(definition, "error", reference)
    return (None if error is None else error.get("errorCode")) or reference
