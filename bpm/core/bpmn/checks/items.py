"""Item definitions: what flows fits what it flows into.

Values carry their own types here, so nothing of this is executed wrongly: all are warnings.
Source: BPMN 2.0.2 chapters 8 (Common Elements) and 10 (Process), sections on items and data.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from lxml import etree

from bpm.core.bpmn.checks.events import definitions_of
from bpm.core.bpmn.data import LOOP_ITEMS, LOOP_REFERENCES, PARAMETERS, parameters_of, sets_of
from bpm.core.bpmn.document import Document
from bpm.core.bpmn.elements import SUB_PROCESSES
from bpm.core.bpmn.findings import Findings, label
from bpm.core.bpmn.xml import BPMN, child, children, name_of, text_of

TRIGGERS_WITH_ITEM: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "messageEventDefinition": ("messageRef", "itemRef"),
        "signalEventDefinition": ("signalRef", "structureRef"),
        "errorEventDefinition": ("errorRef", "structureRef"),
        "escalationEventDefinition": ("escalationRef", "structureRef"),
    }
)
"""How a trigger names what it carries, by its element."""

VISIBLE_ITEMS: Final = frozenset(
    {"dataObject", "dataObjectReference", "property", "dataInput", "dataOutput"}
)
"""What a repeated sub-process may take its elements from, or put its results into."""

THROWING: Final = frozenset({"endEvent", "intermediateThrowEvent"})
CALLABLE: Final = frozenset(
    {
        *("process", "globalTask", "globalUserTask", "globalManualTask", "globalScriptTask"),
        "globalBusinessRuleTask",
    }
)


def check_items(document: Document, findings: Findings) -> None:
    """Report data whose declared types, numbers or sets do not fit one another."""
    for process in document.processes:
        for node in document.flow_nodes_of(process):
            local = name_of(node)[1]
            if local.endswith("Event"):
                _check_event(node, document, findings)
            else:
                _check_task(node, local, document, findings)
                _check_loop(node, document, findings)
            for association in children(node, BPMN, "dataInputAssociation"):
                _check_types(association, document, findings)
            for association in children(node, BPMN, "dataOutputAssociation"):
                _check_types(association, document, findings)
    for root in document.root:
        if name_of(root)[1] in CALLABLE:
            _check_service(root, document, findings)


def _check_task(node: etree._Element, local: str, document: Document, findings: Findings) -> None:
    operation = document.ids.get(_reference(node, "operationRef"))
    message = document.ids.get(_reference(node, "messageRef"))
    if local == "serviceTask" and operation is not None:
        _check_operation(node, operation, findings)
        for tag, way in zip(PARAMETERS, ("inMessageRef", "outMessageRef"), strict=True):
            sent = document.ids.get(text_of(child(operation, BPMN, way)))
            _check_message(node, tag, sent, document, findings)
    if local == "sendTask" and message is not None:
        _check_single(node, "dataInput", "inputSet", findings)
        _check_message(node, "dataInput", message, document, findings)
    if local == "receiveTask" and message is not None:
        _check_single(node, "dataOutput", "outputSet", findings)
        _check_message(node, "dataOutput", message, document, findings)
    if local == "callActivity":
        _check_call(node, document, findings)
        _check_begun(node, document, findings)
    if local in SUB_PROCESSES and child(node, BPMN, "ioSpecification") is not None:
        detail = f"{label(node)} has an ioSpecification, which BPMN does not give sub-processes."
        findings.warn(node, "data_misplaced", detail, "Give it to the activities inside.")


def _check_operation(node: etree._Element, operation: etree._Element, findings: Findings) -> None:
    """Report a service task without just the data that its operation takes and gives."""
    takes, gives = (
        child(operation, BPMN, way) is not None for way in ("inMessageRef", "outMessageRef")
    )
    inputs, outputs = (len(parameters_of(node, tag)) for tag in PARAMETERS)
    has_sets = len(sets_of(node, "inputSet")) == 1 and len(sets_of(node, "outputSet")) <= 1
    if not has_sets or (takes and inputs != 1) or (gives and outputs != 1):
        _warn_sets(node, findings)


def _check_single(node: etree._Element, item: str, holder: str, findings: Findings) -> None:
    if len(sets_of(node, holder)) > 1 or len(parameters_of(node, item)) > 1:
        _warn_sets(node, findings)


def _warn_sets(node: etree._Element, findings: Findings) -> None:
    detail = f"{label(node)} has not as many data inputs, outputs and sets as its message carries."
    findings.warn(node, "data_sets_differ", detail, "Give it one data item in one set.")


def _check_message(
    node: etree._Element,
    tag: str,
    message: etree._Element | None,
    document: Document,
    findings: Findings,
) -> None:
    for item in parameters_of(node, tag) if message is not None else ():
        carried = "" if message is None else message.get("itemRef", "")
        if not _are_equal(item.get("itemSubjectRef", ""), carried, document):
            detail = f"{label(item)} of {label(node)} is of another type than its message."
            findings.warn(node, "item_differs", detail, "Refer to the same item definition.")


def _check_event(event: etree._Element, document: Document, findings: Findings) -> None:
    tag = PARAMETERS[name_of(event)[1] not in THROWING]
    items = parameters_of(event, tag)
    triggers = [part for part in event if name_of(part)[1].endswith("EventDefinition")]
    carrying = [part for part in triggers if name_of(part)[1] in TRIGGERS_WITH_ITEM]
    if not items or not triggers:
        return
    if len(items) < len(carrying):
        detail = f"{label(event)} has {len(items)} of {tag} for {len(carrying)} triggers."
        findings.warn(event, "data_sets_differ", detail, f"Give each trigger a {tag}.")
    for trigger, item in zip(carrying, items, strict=False):
        reference, attribute = TRIGGERS_WITH_ITEM[name_of(trigger)[1]]
        root = document.ids.get(trigger.get(reference, ""))
        carried = "" if root is None else root.get(attribute, "")
        if root is not None and not _are_equal(item.get("itemSubjectRef", ""), carried, document):
            detail = f"{label(item)} is of another type than what {label(event)} carries."
            for place in (event, trigger):
                findings.warn(place, "item_differs", detail, "Refer to the same item definition.")


def _check_loop(node: etree._Element, document: Document, findings: Findings) -> None:
    for loop in children(node, BPMN, "multiInstanceLoopCharacteristics"):
        for reference, tag, item in zip(LOOP_REFERENCES, PARAMETERS, LOOP_ITEMS, strict=True):
            wanted = text_of(child(loop, BPMN, reference))
            own = {part.get("id"): part for part in parameters_of(node, tag)}
            if name_of(node)[1] in SUB_PROCESSES and _is_visible(wanted, node, document):
                own[wanted] = document.ids[wanted]
            if wanted and wanted not in own:
                detail = f"{reference} of {label(node)} names {wanted!r}, no {tag} of it."
                findings.error(node, "unknown_reference", detail, f"Name a {tag} of the activity.")
            element = child(loop, BPMN, item)
            if wanted in own and element is not None:
                whole, part = (
                    _structure(_item_of(each, document), document)
                    for each in (own[wanted], element)
                )
                if whole and part and whole != part:
                    detail = f"{item} of {label(node)} is no element of {wanted!r}."
                    findings.warn(node, "item_differs", detail, "Make it the scalar of the list.")


def _is_visible(wanted: str, node: etree._Element, document: Document) -> bool:
    """Return whether an id is that of data which a sub-process sees around it (table 10.29)."""
    item = document.ids.get(wanted)
    if item is None or name_of(item)[1] not in VISIBLE_ITEMS:
        return False
    holder = item.getparent()
    if holder is not None and name_of(holder)[1] == "ioSpecification":
        holder = holder.getparent()
    return any(around is holder for around in node.iterancestors())


def _check_types(association: etree._Element, document: Document, findings: Findings) -> None:
    if any(child(association, BPMN, tag) is not None for tag in ("transformation", "assignment")):
        return
    target = document.ids.get(text_of(child(association, BPMN, "targetRef")))
    for part in children(association, BPMN, "sourceRef"):
        one, other = _item_of(document.ids.get(text_of(part)), document), _item_of(target, document)
        if one and other and not _are_equal(one, other, document):
            detail = f"The ends of {label(association)} are of different types."
            remedy = "Refer to the same item definition, or give it a transformation."
            findings.warn(association, "item_differs", detail, remedy)


def _check_call(node: etree._Element, document: Document, findings: Findings) -> None:
    called = document.ids.get(node.get("calledElement", "").strip())
    specification = None if called is None else child(called, BPMN, "ioSpecification")
    if called is None or (specification is None and child(node, BPMN, "ioSpecification") is None):
        return
    for tag in PARAMETERS:
        for own, other in zip(parameters_of(node, tag), parameters_of(called, tag), strict=False):
            one, two = _item_of(own, document), _item_of(other, document)
            if one and two and not _are_equal(one, two, document):
                detail = f"{label(own)} of {label(node)} is of another type than {label(other)}."
                findings.warn(node, "item_differs", detail, "Refer to the same item definition.")
    numbers = [
        [len(parameters_of(each, tag)) for tag in PARAMETERS]
        + [len(sets_of(each, tag)) for tag in ("inputSet", "outputSet")]
        for each in (node, called)
    ]
    if numbers[0] != numbers[1]:
        detail = f"{label(node)} has not the data inputs and outputs of {label(called)}."
        findings.warn(node, "data_sets_differ", detail, "Make them the same.")


def _check_begun(node: etree._Element, document: Document, findings: Findings) -> None:
    """Report a call of a process that only events from outside begin (BPMN 2.0.2 §10.5.2)."""
    called = document.ids.get(node.get("calledElement", "").strip())
    if called is None or name_of(called)[1] != "process":
        return
    starts = children(called, BPMN, "startEvent")
    if starts and all(definitions_of(start, document) for start in starts):
        detail = f"{label(node)} calls {label(called)}, which has no start event without a trigger."
        for place in (node, called):
            findings.warn(place, "no_start_for_call", detail, "Add a none start event.")


def _check_service(root: etree._Element, document: Document, findings: Findings) -> None:
    bindings = children(root, BPMN, "ioBinding")
    if child(root, BPMN, "supportedInterfaceRef") is not None and not bindings:
        detail = f"{label(root)} supports an interface, but binds no data to its operations."
        findings.warn(root, "binding_incomplete", detail, "Add an ioBinding, or remove it.")
    for binding in bindings:
        for missing in _find_missing(binding, root, document):
            detail = f"An ioBinding of {label(root)} names {missing!r}, which is not there."
            findings.warn(root, "binding_incomplete", detail, "Name data and operation of it.")


def _find_missing(
    binding: etree._Element, root: etree._Element, document: Document
) -> Iterator[str]:
    operation = binding.get("operationRef", "")
    if operation not in document.ids:
        yield operation
    for tag, attribute in zip(PARAMETERS, ("inputDataRef", "outputDataRef"), strict=True):
        own = {item.get("id") for item in parameters_of(root, tag)}
        holders = {
            item.get("id") for item in sets_of(root, tag.replace("data", "").lower() + "Set")
        }
        reference = binding.get(attribute, "")
        if reference not in own | holders:
            yield reference


def _item_of(element: etree._Element | None, document: Document) -> str:
    if element is None:
        return ""
    if name_of(element)[1] == "dataObjectReference":
        element = document.ids.get(element.get("dataObjectRef", ""), element)
    return str(element.get("itemSubjectRef", ""))


def _are_equal(one: str, other: str, document: Document) -> bool:
    if one == other:
        return True
    first, second = _structure(one, document), _structure(other, document)
    return bool(first) and first == second


def _structure(item: str, document: Document) -> str:
    definition = document.ids.get(item)
    return "" if definition is None else definition.get("structureRef", "")


def _reference(node: etree._Element, name: str) -> str:
    return str(node.get(name) or text_of(child(node, BPMN, name)))
