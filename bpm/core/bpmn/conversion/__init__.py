"""Models that were made for another engine: their settings in our own vocabulary.

What the vendor wrote stays in the model for the way back; ours is added beside it. What cannot
be converted goes over as it is written, so that deployment refuses it by name.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from lxml import etree

from bpm.core.bpmn.conversion.camunda import convert_camunda
from bpm.core.bpmn.conversion.dialects import Dialect, find_dialects
from bpm.core.bpmn.conversion.report import (
    Conversion,
    ConvertedForm,
    Fate,
    Notes,
    ReportEntry,
)
from bpm.core.bpmn.conversion.roles import convert_roles
from bpm.core.bpmn.conversion.spiff import convert_spiff, mark_python
from bpm.core.bpmn.conversion.zeebe import convert_zeebe
from bpm.core.bpmn.xml import BPM, BPMN, CONVERTED, name_of, read_xml

__all__ = ["Conversion", "ConvertedForm", "Fate", "ReportEntry", "convert_model"]

FAMILIES: Final[Mapping[str, Callable[[etree._Element, Notes], None]]] = MappingProxyType(
    {"camunda": convert_camunda, "zeebe": convert_zeebe, "spiff": convert_spiff}
)


def convert_model(content: bytes) -> Conversion:
    """Return a model with the settings of other vendors in our own vocabulary.

    Args:
        content: The file as it came.

    Raises:
        UnreadableXmlError: It is not XML that can be accepted.
    """
    root = read_xml(content)
    dialects = find_dialects(root)
    notes = Notes()
    families = dict.fromkeys(dialect.family for dialect in dialects)
    for node in list(root.iter(f"{{{BPMN}}}*")):
        if name_of(node)[1] == "userTask":
            convert_roles(node, notes)
        for family in families:
            FAMILIES[family](node, notes)
    if "spiff" in families:
        mark_python(root, notes)
    if not notes.entries:
        return Conversion(content=content, vendors=_names(dialects))
    etree.cleanup_namespaces(root, top_nsmap={"bpm": BPM}, keep_ns_prefixes=_prefixes(root))
    root.set(CONVERTED, ", ".join(_names(dialects)) or "BPMN")
    return Conversion(
        content=etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True),
        vendors=_names(dialects),
        entries=tuple(notes.entries),
        forms=tuple(notes.forms),
    )


def _prefixes(root: etree._Element) -> list[str]:
    """Return the prefixes that a model declares, which all stay: values may use them."""
    return [prefix for node in root.iter() for prefix in node.nsmap if prefix]


def _names(dialects: tuple[Dialect, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(dialect.vendor for dialect in dialects))
