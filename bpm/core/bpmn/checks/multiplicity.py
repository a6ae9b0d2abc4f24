"""What BPMN's class tables say an element has: one of it, at most one, or one of a few values.

What the engine needs is refused where it is read; the rest leaves a model that other tools may not
open, and is told. Source: BPMN 2.0.2, the class tables of chapters 8 to 10, and its schema.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from lxml import etree

from bpm.core.bpmn.document import Document
from bpm.core.bpmn.findings import Findings, label
from bpm.core.bpmn.xml import BPMN, children, name_of

ATTRIBUTES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "association": ("sourceRef", "targetRef"),
        "conversationLink": ("sourceRef", "targetRef"),
        "correlationPropertyRetrievalExpression": ("messageRef",),
        "definitions": ("targetNamespace",),
        "interface": ("name",),
        "linkEventDefinition": ("name",),
        "operation": ("name",),
        "resource": ("name",),
    }
)
"""Attributes that an element must have."""

PARTS: Final[Mapping[str, Mapping[str, int]]] = MappingProxyType(
    {
        "conversation": {"participantRef": 2},
        "correlationProperty": {"correlationPropertyRetrievalExpression": 1},
        "correlationPropertyBinding": {"dataPath": 1},
        "correlationPropertyRetrievalExpression": {"messagePath": 1},
        "interface": {"operation": 1},
        "ioSpecification": {"inputSet": 1, "outputSet": 1},
        "operation": {"inMessageRef": 1},
        "participantAssociation": {"innerParticipantRef": 1, "outerParticipantRef": 1},
        "messageFlowAssociation": {"innerMessageFlowRef": 1, "outerMessageFlowRef": 1},
    }
)
"""How many parts of a name an element has at least."""

ONCE: Final = ("conditionExpression", "ioSpecification", "condition", "activationCondition")
"""Parts that stand at most once in an element."""

VALUES: Final[Mapping[tuple[str, str], frozenset[str]]] = MappingProxyType(
    {
        ("association", "associationDirection"): frozenset({"None", "One", "Both"}),
        ("itemDefinition", "itemKind"): frozenset({"Information", "Physical"}),
    }
)
GATEWAY_DIRECTIONS: Final = frozenset({"Unspecified", "Converging", "Diverging", "Mixed"})


def check_multiplicity(document: Document, findings: Findings) -> None:
    """Report elements that lack a part, or have too many, or an attribute of no such value."""
    for node in document.root.iter(f"{{{BPMN}}}*"):
        for missing in _find_missing(node):
            detail = f"{label(node)} has no {missing}, which BPMN asks for."
            findings.warn(node, "incomplete_element", detail, f"Add {missing}.")
        for name in _find_repeated(node):
            detail = f"{label(node)} has {name} more than once."
            findings.warn(node, "repeated_part", detail, "Keep one of them.")
        for name, value in _find_unknown(node):
            detail = f"{label(node)} has {name}={value[:80]!r}, which is no value of it."
            findings.warn(node, "unknown_value", detail, f"Correct {name}.")


def _find_missing(node: etree._Element) -> Iterator[str]:
    local = name_of(node)[1]
    for name in ATTRIBUTES.get(local, ()):
        if not node.get(name, "").strip():
            yield name
    for name, least in PARTS.get(local, {}).items():
        if len(children(node, BPMN, name)) < least:
            yield name if least == 1 else f"second {name}"


def _find_repeated(node: etree._Element) -> Iterator[str]:
    for name in ONCE if len(node) > 1 else ():
        if len(children(node, BPMN, name)) > 1:
            yield name


def _find_unknown(node: etree._Element) -> Iterator[tuple[str, str]]:
    local = name_of(node)[1]
    for key in node.keys():  # noqa: SIM118 - of an element, not of a mapping
        name, value = str(key), node.get(key, "")
        known = VALUES.get((local, name))
        if local.endswith("Gateway") and name == "gatewayDirection":
            known = GATEWAY_DIRECTIONS
        if known is not None and value.strip() not in known:
            yield name, value
