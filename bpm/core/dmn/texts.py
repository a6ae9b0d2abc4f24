"""What decisions say: their names, the columns of their tables, and every rule."""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from bpm.core.dmn.reading import NAMESPACES, read_definitions
from bpm.core.errors import InvalidInputError
from bpm.core.texts import ElementText, TextRole, tidy
from bpm.core.xml import name_of, text_of

_DESCRIPTIONS: Final = frozenset({"description", "question", "allowedAnswers", "annotationEntry"})
_COLUMNS: Final = {"input": TextRole.INPUT, "output": TextRole.OUTPUT}


def read_texts(content: bytes, decision_id: str | None = None) -> tuple[ElementText, ...]:
    """Return every text by which somebody may look for a decision.

    Args:
        content: The file; what is no DMN has none.
        decision_id: Of the one decision to read; None for all that is in the file.
    """
    try:
        root = read_definitions(content)
    except InvalidInputError:
        return ()
    return tuple(
        text
        for node in root.iterchildren()
        if _local(node) in {"decision", "inputData", "textAnnotation"}
        if decision_id is None or node.get("id") == decision_id
        for text in _texts_of_element(node)
    )


def _local(node: etree._Element) -> str:
    namespace, local = name_of(node)
    return local if namespace in NAMESPACES else ""


def _texts_of_element(node: etree._Element) -> Iterator[ElementText]:
    id_, name = tidy(node.get("id", "")), tidy(node.get("name", ""))
    yield from _say(id_, name, TextRole.ID, id_)
    yield from _say(id_, name, TextRole.NAME, name)
    for part in node.iterdescendants():
        yield from _texts_of_part(part, id_, name)


def _texts_of_part(part: etree._Element, owner: str, name: str) -> Iterator[ElementText]:
    local = _local(part)
    parent = part.getparent()
    within = "" if parent is None else _local(parent)
    if local in _COLUMNS:
        label = part.get("label", "") or part.get("name", "")
        yield from _say(part.get("id", owner), label, _COLUMNS[local], _texts_of_column(part))
    elif local == "rule":
        cells = ", ".join(filter(None, (text_of(cell) for cell in part.iterchildren())))
        yield from _say(part.get("id", owner), name, TextRole.RULE, cells)
    elif local in _DESCRIPTIONS and within != "rule":
        yield from _say(owner, name, TextRole.DOCUMENTATION, text_of(part))
    elif local == "literalExpression" and within in {"decision", "contextEntry"}:
        yield from _say(owner, name, TextRole.EXPRESSION, text_of(part))


def _texts_of_column(part: etree._Element) -> str:
    said = (part.get("label", ""), part.get("name", ""), text_of(part))
    return " ".join(dict.fromkeys(text for text in said if text))


def _say(id_: str, name: str, role: TextRole, text: str) -> Iterator[ElementText]:
    if tidied := tidy(text):
        yield ElementText(element_id=tidy(id_), element_name=tidy(name), role=role, text=tidied)
