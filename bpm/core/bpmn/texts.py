"""What a process model says: names, documentation, expressions, and what its elements call."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from lxml import etree

from bpm.core.bpmn.xml import BPMN, name_of
from bpm.core.errors import InvalidInputError
from bpm.core.texts import ElementText, TextRole, tidy
from bpm.core.xml import read_xml

_CONTAINERS: Final = frozenset(
    {"process", "subProcess", "adHocSubProcess", "transaction", "collaboration", "laneSet"}
)
_PARTS: Final = frozenset(
    {"documentation", "extensionElements", "laneSet", "ioSpecification", "property"}
)
_EXPRESSIONS: Final = frozenset(
    {
        *("conditionExpression", "condition", "completionCondition", "loopCardinality"),
        *("loopCondition", "activationCondition", "script"),
        *("timeDate", "timeDuration", "timeCycle"),
    }
)
_EVENTS: Final = frozenset({"messageRef", "signalRef", "errorRef", "escalationRef"})
_ROLES: Final = {
    "calledElement": TextRole.REFERENCE,
    "decisionId": TextRole.REFERENCE,
    "connector": TextRole.CONNECTOR,
    "operation": TextRole.CONNECTOR,
    "topic": TextRole.TOPIC,
}
_Roots: TypeAlias = Mapping[str, etree._Element]  # noqa: SLF001 - its only name
_NAMED_PARTS: Final = frozenset({"parameter", "input", "output", "property"})


@dataclass(frozen=True, slots=True)
class _Owner:
    """The element that a text belongs to."""

    id: str
    name: str

    def says(self, role: TextRole, text: str) -> Iterator[ElementText]:
        """Yield a text of the element, unless there is nothing in it."""
        if tidied := tidy(text):
            yield ElementText(element_id=self.id, element_name=self.name, role=role, text=tidied)


def read_texts(content: bytes) -> tuple[ElementText, ...]:
    """Return every text of a process model by which somebody may look for it.

    Args:
        content: The model; unfinished ones have texts as well, what is no XML has none.
    """
    try:
        root = read_xml(content)
    except InvalidInputError:
        return ()
    roots = {id_: node for node in root.iterchildren() if (id_ := node.get("id"))}
    containers = (node for node in roots.values() if _is_container(node))
    return tuple(text for node in containers for text in _texts_of_element(node, roots))


def _is_container(node: etree._Element) -> bool:
    namespace, local = name_of(node)
    return namespace == BPMN and local in _CONTAINERS


def _is_element(node: etree._Element) -> bool:
    namespace, local = name_of(node)
    parent = node.getparent()
    is_inside = parent is not None and _is_container(parent)
    return is_inside and namespace == BPMN and local not in _PARTS and node.get("id") is not None


def _texts_of_element(node: etree._Element, roots: _Roots) -> Iterator[ElementText]:
    owner = _Owner(tidy(node.get("id", "")), tidy(node.get("name", "")))
    yield from owner.says(TextRole.ID, owner.id)
    yield from _texts_of_part(node, owner, roots)


def _texts_of_part(node: etree._Element, owner: _Owner, roots: _Roots) -> Iterator[ElementText]:
    namespace, local = name_of(node)
    if namespace == BPMN:
        yield from _texts_of_bpmn(node, local, owner, roots)
    elif node.getparent() is not None:
        yield from _texts_of_extension(node, local, owner)
    for child in node.iterchildren():
        if _is_element(child):
            yield from _texts_of_element(child, roots)
        else:
            yield from _texts_of_part(child, owner, roots)


def _texts_of_bpmn(
    node: etree._Element, local: str, owner: _Owner, roots: _Roots
) -> Iterator[ElementText]:
    yield from owner.says(TextRole.NAME, node.get("name", ""))
    for name, value in node.attrib.items():
        if str(name) in _ROLES:
            yield from owner.says(_ROLES[str(name)], str(value))
        elif str(name) in _EVENTS and (root := roots.get(str(value))) is not None:
            yield from owner.says(TextRole.EVENT, root.get("name", ""))
            for child in root.iterchildren():
                yield from _texts_of_part(child, owner, roots)
    text = node.text or ""
    if local == "documentation":
        yield from owner.says(TextRole.DOCUMENTATION, text)
    elif local == "text":
        yield from owner.says(TextRole.NAME, text)
    elif local in _EXPRESSIONS:
        yield from owner.says(TextRole.EXPRESSION, text)


def _texts_of_extension(node: etree._Element, local: str, owner: _Owner) -> Iterator[ElementText]:
    name = node.get("name", "") if local in _NAMED_PARTS else ""
    for attribute, value in node.attrib.items():
        if name and attribute == "name":
            continue
        role = _ROLES.get(str(attribute), _role_of(str(value)))
        is_form = local == "formRef" and attribute == "key"
        yield from owner.says(TextRole.REFERENCE if is_form else role, str(value))
    text = (node.text or "").strip()
    if name == "topic":
        yield from owner.says(TextRole.TOPIC, text)
    else:
        yield from owner.says(_role_of(text), f"{name}: {text}" if name else text)


def _role_of(text: str) -> TextRole:
    return TextRole.EXPRESSION if text.startswith("=") else TextRole.SETTING
