"""The names of BPMN's XML and of our own extensions to it, and how settings are found."""

from typing import Final

from lxml import etree

from bpm.core.xml import child, children, line_of, name_of, read_xml, split_name, text_of

__all__ = [
    "BPM",
    "BPMN",
    "CONVERTED",
    "DIAGRAM_NAMESPACES",
    "XSI",
    "child",
    "children",
    "extension",
    "line_of",
    "name_of",
    "read_xml",
    "split_name",
    "text_of",
]

BPMN: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPM: Final = "urn:bpm:schema:1.0"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
CONVERTED: Final = f"{{{BPM}}}convertedFrom"
"""Marks a model whose settings of other vendors were converted: whose they were."""
_EXTENSIONS: Final = f"{{{BPMN}}}extensionElements"
DIAGRAM_NAMESPACES: Final = frozenset(
    {
        "http://www.omg.org/spec/BPMN/20100524/DI",
        "http://www.omg.org/spec/DD/20100524/DC",
        "http://www.omg.org/spec/DD/20100524/DI",
    }
)


def extension(element: etree._Element, name: str) -> etree._Element | None:
    """Return the ``bpm:`` setting ``name`` among the element's extensions, or None."""
    for holder in element.iterchildren(_EXTENSIONS):
        for setting in holder.iterchildren(f"{{{BPM}}}{name}"):
            return setting
    return None
