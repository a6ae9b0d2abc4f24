"""What is valid BPMN and says too little, or says it in a way that nobody here can carry out.

Such a model may be deployed; a token that reaches the element stops there with an incident.
"""

from dataclasses import dataclass
from typing import Final

from lxml import etree

from bpm.core.bpmn.data import NO_ITEMS, Items, UnreadableDataError, read_data
from bpm.core.bpmn.elements import PYTHON_FORMATS, SCRIPT_FORMATS, STANDARD_LOOP
from bpm.core.bpmn.settings import script_format
from bpm.core.bpmn.xml import BPMN, child, extension, name_of, text_of
from bpm.core.feel import FeelSyntaxError

THROWERS: Final = frozenset({"intermediateThrowEvent", "endEvent"})
OPERATED: Final = frozenset({"serviceTask", "sendTask"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """Why a token stops at an element, and what to do about it."""

    detail: str
    remedy: str


def find_unfinished(node: etree._Element, items: Items = NO_ITEMS) -> Unfinished | None:
    """Return why a token that reaches a flow node stops there, or None where it does not.

    Args:
        node: The flow node.
        items: Variables of the data items of its process.
    """
    for find in (_find_in_loop, _find_in_script, _find_in_call, _find_in_message, _find_in_cancel):
        found = find(node)
        if found is not None:
            return found
    return _find_in_data(node, items)


def _find_in_loop(node: etree._Element) -> Unfinished | None:
    loop = child(node, BPMN, STANDARD_LOOP)
    if loop is None or loop.get("loopMaximum") is not None:
        return None
    if text_of(child(loop, BPMN, "loopCondition")):
        return None
    detail = "is repeated, and nothing says how long."
    return Unfinished(detail=detail, remedy="Give it a loopCondition.")


def _find_in_call(node: etree._Element) -> Unfinished | None:
    is_open = extension(node, "service") is None and not sends_message(node)
    if name_of(node)[1] not in OPERATED or not is_open or not names_technology(node):
        return None
    operation, remedy = operation_of(node), "Choose a connector in bpm:service."
    detail = f"names the operation {operation!r}, for which there is no connector here."
    if not operation:
        technology = node.get("implementation")
        detail = f"names {technology!r}, but no operation, and there is no connector here."
    return Unfinished(detail=detail, remedy=remedy)


def _find_in_message(node: etree._Element) -> Unfinished | None:
    local, remedy = name_of(node)[1], "Give it a message."
    if local == "receiveTask" and not node.get("messageRef"):
        return Unfinished(detail="does not say which message it waits for.", remedy=remedy)
    if local in THROWERS and _throws_nothing(node):
        return Unfinished(detail="does not say which message it sends.", remedy=remedy)
    return None


def _find_in_cancel(event: etree._Element) -> Unfinished | None:
    """Find what is to undo the transaction that an end event cancels, if not compensation."""
    around = event.getparent()
    if around is None or child(event, BPMN, "cancelEventDefinition") is None:
        return None
    method = str(around.get("method", "")).strip()
    # The text of the specification writes it small, its schema with a capital letter.
    if name_of(event)[1] != "endEvent" or method.lower() in ("", "##compensate"):
        return None
    detail = f"cancels its transaction by {method!r}, for which there is nothing here."
    return Unfinished(detail=detail, remedy='Set its method="##Compensate".')


def _throws_nothing(event: etree._Element) -> bool:
    thrown = (part for part in event if name_of(part)[1] == "messageEventDefinition")
    return any(not part.get("messageRef") for part in thrown)


def sends_message(node: etree._Element) -> bool:
    """Return whether a send task throws its message, because no connector is to send it."""
    is_sender = name_of(node)[1] == "sendTask" and extension(node, "service") is None
    return is_sender and bool(node.get("messageRef"))


def operation_of(node: etree._Element) -> str:
    """Return the operation of an interface that a task names; empty for none."""
    return str(node.get("operationRef") or text_of(child(node, BPMN, "operationRef")))


def names_technology(node: etree._Element) -> bool:
    """Return whether a task names what carries it out: an operation, or only a technology."""
    return bool(operation_of(node) or node.get("implementation", "").strip())


def _find_in_script(node: etree._Element) -> Unfinished | None:
    known = SCRIPT_FORMATS | PYTHON_FORMATS | {""}
    if name_of(node)[1] != "scriptTask":
        return None
    if script_format(node) in known or not text_of(child(node, BPMN, "script")):
        return None
    return Unfinished(
        detail=f"has a script in {node.get('scriptFormat')!r}, which does not run.",
        remedy='Write it in FEEL and set scriptFormat="feel".',
    )


def _find_in_data(node: etree._Element, items: Items) -> Unfinished | None:
    try:
        read_data(node, items)
    except UnreadableDataError as error:
        return Unfinished(
            detail=f"has a data association that cannot be carried out: {error}.",
            remedy="Use data objects and properties, and write FEEL.",
        )
    except FeelSyntaxError:
        # Told as a fault of the expression.
        return None
    return None
