"""Data of BPMN's own: declarations that contradict one another.

Source: BPMN 2.0.2 §10.4 Items and Data.
"""

from types import MappingProxyType

from lxml import etree

from bpm.core.bpmn.data import (
    ASSOCIATIONS,
    Items,
    is_drawn_only,
    read_data,
    read_items,
)
from bpm.core.bpmn.document import Document
from bpm.core.bpmn.elements import EVENTS
from bpm.core.bpmn.findings import Findings, label
from bpm.core.bpmn.unfinished import find_unfinished
from bpm.core.bpmn.xml import BPMN, XSI, child, children, name_of, text_of
from bpm.core.feel import FeelSyntaxError

UNTYPED = (
    *("timeDate", "timeDuration", "timeCycle", "from", "to"),
    *("loopCondition", "loopCardinality", "completionCondition", "condition"),
    "activationCondition",
)
_WAYS = MappingProxyType(
    {"inputSet": ("outputSetRefs", "inputSetRefs"), "outputSet": ("inputSetRefs", "outputSetRefs")}
)
"""How sets name those of the other side, and are named by them."""
TYPED_ITEMS = ("dataInput", "dataOutput", "dataObject", "property")


def check_data(document: Document, findings: Findings) -> None:
    """Report data declarations that cannot be as they are."""
    for process in document.processes:
        for name in ("dataInputAssociation", "dataOutputAssociation"):
            for association in process.iter(f"{{{BPMN}}}{name}"):
                _check_association(association, findings)
        for item in process.iter(*(f"{{{BPMN}}}{name}" for name in TYPED_ITEMS)):
            _check_item(item, document, findings)
        for reference in process.iter(f"{{{BPMN}}}dataObjectReference"):
            _check_name(reference, document, findings)
        # The data of events stand in the event itself.
        for holder in process.iter(*(f"{{{BPMN}}}{name}" for name in ("ioSpecification", *EVENTS))):
            _check_sets(holder, "dataInput", "inputSet", findings)
            _check_sets(holder, "dataOutput", "outputSet", findings)
            _check_pairs(holder, findings)
        for expression in process.iter(*(f"{{{BPMN}}}{name}" for name in UNTYPED)):
            _check_type(expression, findings)


def check_data_flow(document: Document, findings: Findings) -> None:
    """Report what is left unfinished, and data associations that do nothing or wrong."""
    for process in document.processes:
        items = read_items(process)
        for node in document.flow_nodes_of(process):
            unfinished = find_unfinished(node, items)
            if unfinished is not None:
                detail = f"{label(node)} {unfinished.detail} A token that reaches it stops there."
                findings.warn(node, "stops_here", detail, unfinished.remedy)
            else:
                _check_flow(node, items, findings)


def _check_flow(node: etree._Element, items: Items, findings: Findings) -> None:
    for association in children(node, BPMN, *ASSOCIATIONS):
        if is_drawn_only(association, node):
            detail = f"A data association of {label(node)} names no data input or output of it."
            remedy = "Declare one in ioSpecification, or leave it as a drawing."
            findings.warn(association, "no_effect", detail, remedy)
    try:
        data = read_data(node, items, findings.names_around(node))
    except FeelSyntaxError as error:
        _report_expression(node, error, findings)
        return
    if data is None or name_of(node)[1].lower().endswith("event"):
        return
    given = {mapping.target for mapping in data.inputs}
    unset = [[name for name in names if name not in given] for names in data.input_sets]
    if unset and all(unset):
        detail = (
            f"Nothing gives {label(node)} its data input {unset[0][0]!r}, so a token stops there."
        )
        remedy = "Add a dataInputAssociation, or list it in optionalInputRefs."
        findings.warn(node, "data_never_set", detail, remedy)


def _report_expression(node: etree._Element, error: FeelSyntaxError, findings: Findings) -> None:
    detail = f"An expression in the data associations of {label(node)} is no FEEL: {error.detail}"
    findings.error(node, "invalid_expression", detail, "Mend the expression.")


def _check_association(association: etree._Element, findings: Findings) -> None:
    sources = children(association, BPMN, "sourceRef")
    if len(sources) > 1 and child(association, BPMN, "transformation") is None:
        detail = f"{label(association)} has several sources but no transformation."
        findings.error(association, "ambiguous_data_source", detail, "Keep one source.")


def _check_item(item: etree._Element, document: Document, findings: Findings) -> None:
    definition = document.ids.get(item.get("itemSubjectRef", ""))
    if definition is None or name_of(definition)[1] != "itemDefinition":
        return
    if item.get("isCollection", "false") != definition.get("isCollection", "false"):
        detail = f"{label(item)} and its item definition differ in isCollection."
        findings.warn(item, "collection_differs", detail, "Make isCollection the same.")


def _check_name(reference: etree._Element, document: Document, findings: Findings) -> None:
    item = document.ids.get(reference.get("dataObjectRef", ""))
    name = "" if item is None else item.get("name", "").strip()
    state = child(reference, BPMN, "dataState")
    expected = name if state is None else f"{name} [{state.get('name', '')}]"
    if name and reference.get("name", "").strip() not in ("", expected):
        detail = f"{label(reference)} is not called as its data object and state: {expected!r}."
        findings.warn(reference, "data_name_differs", detail, f"Call it {expected!r}.")


def _check_pairs(holder: etree._Element, findings: Findings) -> None:
    """Report sets of inputs and outputs of which only one names the other."""
    sets = {part.get("id"): part for part in children(holder, BPMN, "inputSet", "outputSet")}
    for item_set in sets.values():
        way, back = _WAYS[name_of(item_set)[1]]
        for reference in children(item_set, BPMN, way):
            other = sets.get(text_of(reference))
            named = () if other is None else map(text_of, children(other, BPMN, back))
            if item_set.get("id") not in named:
                detail = f"{label(item_set)} names {text_of(reference)!r}, which does not name it."
                findings.warn(item_set, "data_sets_differ", detail, "Let both name each other.")


def _check_sets(
    specification: etree._Element, item_name: str, set_name: str, findings: Findings
) -> None:
    listed = {
        (reference.text or "").strip()
        for item_set in children(specification, BPMN, set_name)
        for reference in children(item_set, BPMN, f"{item_name}Refs")
    }
    for item in children(specification, BPMN, item_name):
        if item.get("id") not in listed:
            detail = f"No {set_name} lists {label(item)}."
            findings.warn(item, "data_not_listed", detail, f"List it in an {set_name}.")
    for item_set in children(specification, BPMN, set_name):
        own = {(part.text or "").strip() for part in children(item_set, BPMN, f"{item_name}Refs")}
        for kind in ("optional", "whileExecuting"):
            name = f"{kind}{item_name.removeprefix('data')}Refs"
            for part in children(item_set, BPMN, name):
                if (part.text or "").strip() not in own:
                    detail = f"{name} of {label(item_set)} names what is not in the set."
                    findings.warn(item_set, "data_not_listed", detail, "List it in the set.")


def _check_type(expression: etree._Element, findings: Findings) -> None:
    owner = expression.getparent()
    if owner is not None and not expression.get(f"{{{XSI}}}type"):
        detail = f"{name_of(expression)[1]} of {label(owner)} is not marked as formal."
        findings.warn(owner, "untyped_expression", detail, 'Add xsi:type="tFormalExpression".')
