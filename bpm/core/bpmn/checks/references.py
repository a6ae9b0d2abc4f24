"""References: each names an element of the kind that BPMN has for it.

What the engine needs is refused where it is read; the rest contradicts the model and is told. A
name with a prefix may be that of an element in another file, so nothing is said of it.

Source: BPMN 2.0.2, the class tables of chapters 8 (Core), 9 (Collaboration) and 10 (Process).
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from lxml import etree

from bpm.core.bpmn.document import Document
from bpm.core.bpmn.elements import FLOW_NODES
from bpm.core.bpmn.findings import Findings, find_id, label
from bpm.core.bpmn.xml import BPMN, name_of, text_of

_ITEM: Final = frozenset({"itemDefinition"})
_MESSAGE: Final = frozenset({"message"})
_OPERATION: Final = frozenset({"operation"})
_INTERFACE: Final = frozenset({"interface"})
_ANY: Final = frozenset[str]()
_DATA: Final = frozenset(
    {"dataObject", "dataObjectReference", "dataStoreReference", "property"}
    | {"dataInput", "dataOutput", "dataStore"}
)
_CALLABLE: Final = frozenset(
    {"process", "globalTask", "globalUserTask", "globalManualTask", "globalScriptTask"}
    | {"globalBusinessRuleTask"}
)

ATTRIBUTES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "messageRef": _MESSAGE,
        "operationRef": _OPERATION,
        "signalRef": frozenset({"signal"}),
        "errorRef": frozenset({"error"}),
        "escalationRef": frozenset({"escalation"}),
        "itemSubjectRef": _ITEM,
        "itemRef": _ITEM,
        "dataObjectRef": frozenset({"dataObject"}),
        "dataStoreRef": frozenset({"dataStore"}),
        "categoryValueRef": frozenset({"categoryValue"}),
        "processRef": frozenset({"process"}),
        "correlationKeyRef": frozenset({"correlationKey"}),
        "correlationPropertyRef": frozenset({"correlationProperty"}),
        "definitionalCollaborationRef": frozenset(
            {"collaboration", "choreography", "globalConversation"}
        ),
    }
)
"""Of what kind an attribute's element is."""

TEXTS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "operationRef": _OPERATION,
        "inMessageRef": _MESSAGE,
        "outMessageRef": _MESSAGE,
        "errorRef": frozenset({"error"}),
        "flowNodeRef": frozenset(FLOW_NODES),
        "dataInputRefs": frozenset({"dataInput"}),
        "optionalInputRefs": frozenset({"dataInput"}),
        "whileExecutingInputRefs": frozenset({"dataInput"}),
        "dataOutputRefs": frozenset({"dataOutput"}),
        "optionalOutputRefs": frozenset({"dataOutput"}),
        "whileExecutingOutputRefs": frozenset({"dataOutput"}),
        "inputSetRefs": frozenset({"inputSet"}),
        "outputSetRefs": frozenset({"outputSet"}),
        "supportedInterfaceRef": _INTERFACE,
        "interfaceRef": _INTERFACE,
        "participantRef": frozenset({"participant"}),
        "messageFlowRef": frozenset({"messageFlow"}),
        "correlationPropertyRef": frozenset({"correlationProperty"}),
        "resourceRef": frozenset({"resource"}),
        "sourceRef": _DATA,
        "targetRef": _DATA,
    }
)
"""The same of an element's text."""

_FEW: Final = 3

STRUCTURED: Final = frozenset({"signal", "error", "escalation"})
"""Whose ``structureRef`` is an item definition; that of an item definition is anything."""


def check_references(document: Document, findings: Findings) -> None:
    """Report references that lead nowhere or to an element of another kind."""
    known = {
        problem.element_id
        for problem in (*findings.errors, *findings.warnings)
        if problem.code in ("unknown_reference", "missing_reference")
    }
    for node in document.root.iter(f"{{{BPMN}}}*"):
        for name, reference, kinds in _references_of(node, document):
            holder = node.getparent() if name == name_of(node)[1] else node
            found = document.ids.get(reference)
            is_outside = found is None and ":" in reference
            if holder is None or is_outside or find_id(holder) in known:
                continue
            if found is None:
                detail = f"{name} of {label(holder)} names {reference[:80]!r}, which is not here."
                findings.warn(holder, "unknown_reference", detail, f"Correct {name}.")
            elif kinds and name_of(found)[1] not in kinds:
                wanted = " or ".join(sorted(kinds)) if len(kinds) <= _FEW else "element for it"
                detail = f"{name} of {label(holder)} names {label(found)}, which is no {wanted}."
                findings.warn(holder, "unknown_reference", detail, f"Correct {name}.")


def _references_of(
    node: etree._Element, document: Document
) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Yield what an element names: by which attribute or element, what, and of which kinds."""
    local = name_of(node)[1]
    for key in node.keys():  # noqa: SIM118 - of an element, not of a mapping
        name = str(key)
        kinds = ATTRIBUTES.get(name)
        if name == "structureRef" and local in STRUCTURED:
            kinds = _ITEM
        if local == "association" and name in ("sourceRef", "targetRef"):
            kinds = _ANY
        if local == "callActivity" and name == "calledElement" and node.get(name) in document.ids:
            kinds = _CALLABLE  # what is in another file is found when it is called
        if kinds is not None and (reference := node.get(name, "").strip()):
            yield name, reference, kinds
    if local in TEXTS and (reference := text_of(node)):
        yield local, reference, TEXTS[local]
