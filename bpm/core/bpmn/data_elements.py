"""What may be said about the elements of BPMN's own data flow.

Source: BPMN 2.0.2 §10.4 and the schema that belongs to it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bpm.core.bpmn.elements import ACTIVITIES, EVENTS, MULTI_INSTANCE, RULES, ElementRule

_BASE = frozenset({"documentation", "extensionElements"})
_SETS = frozenset({"inputSet", "outputSet"})
_ITEM: dict[str, frozenset[str] | None] = {
    **dict.fromkeys(("id", "name", "itemSubjectRef", "isCollection", "dataObjectRef")),
}
_EXPRESSION = RULES["conditionExpression"]
_PARAMETER = ElementRule(attributes=_ITEM, children=_BASE | {"dataState"})
_ASSOCIATION = ElementRule(
    attributes={"id": None},
    children=_BASE | {"sourceRef", "targetRef", "transformation", "assignment"},
)

IO: Final = frozenset({"ioSpecification", "dataInputAssociation", "dataOutputAssociation"})
_OF_EVENTS: Final = frozenset({"dataInput", "dataOutput"}) | _SETS | IO - {"ioSpecification"}

DATA_RULES: Final[Mapping[str, ElementRule]] = MappingProxyType(
    {
        "ioSpecification": ElementRule(
            attributes={"id": None}, children=_BASE | _SETS | {"dataInput", "dataOutput"}
        ),
        "dataInput": _PARAMETER,
        "dataOutput": _PARAMETER,
        "inputDataItem": _PARAMETER,
        "outputDataItem": _PARAMETER,
        "dataObject": _PARAMETER,
        "dataObjectReference": _PARAMETER,
        "property": _PARAMETER,
        "inputSet": ElementRule(
            attributes={"id": None, "name": None},
            children=_BASE
            | {"dataInputRefs", "optionalInputRefs", "whileExecutingInputRefs", "outputSetRefs"},
        ),
        "outputSet": ElementRule(
            attributes={"id": None, "name": None},
            children=_BASE
            | {"dataOutputRefs", "optionalOutputRefs", "whileExecutingOutputRefs", "inputSetRefs"},
        ),
        "dataInputAssociation": _ASSOCIATION,
        "dataOutputAssociation": _ASSOCIATION,
        "assignment": ElementRule(attributes={"id": None}, children=_BASE | {"from", "to"}),
        "transformation": _EXPRESSION,
        "from": _EXPRESSION,
        "to": _EXPRESSION,
    }
)

DATA_CHILDREN: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        **dict.fromkeys(ACTIVITIES, IO | {"property"}),
        **dict.fromkeys(EVENTS, _OF_EVENTS | {"property"}),
        **dict.fromkeys(
            ("subProcess", "transaction", "adHocSubProcess"),
            IO | {"property", "dataObject", "dataObjectReference"},
        ),
        "process": frozenset({"ioSpecification", "property", "dataObject", "dataObjectReference"}),
        MULTI_INSTANCE: frozenset(
            {"loopDataInputRef", "loopDataOutputRef", "inputDataItem", "outputDataItem"}
        ),
        "messageEventDefinition": frozenset({"operationRef"}),
    }
)
"""What data may stand in an element beside what ``RULES`` allows."""


def rule_of(name: str) -> ElementRule | None:
    """Return what may be said about an element; None for one that is plain text."""
    return RULES.get(name) or DATA_RULES.get(name)


def children_of(name: str) -> frozenset[str]:
    """Return the names of the BPMN children of an element that are understood."""
    rule = rule_of(name)
    return (rule.children if rule else frozenset()) | DATA_CHILDREN.get(name, frozenset())
