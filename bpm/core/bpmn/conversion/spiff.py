"""Settings of SpiffWorkflow: its scripts and conditions are Python, its services are operators."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from lxml import etree

from bpm.core.bpmn.conversion.dialects import settings_of
from bpm.core.bpmn.conversion.report import Notes
from bpm.core.bpmn.conversion.writer import Writer, written
from bpm.core.bpmn.xml import name_of, text_of

FAMILY: Final = "spiff"
HARMLESS: Final = frozenset(
    {"instructionsForEndUser", "unitTests", "category", "guestConfirmation"}
)


def convert_spiff(node: etree._Element, notes: Notes) -> None:
    """Convert the settings of one element."""
    writer = Writer(node, notes)
    for setting in settings_of(node, FAMILY):
        local, name = name_of(setting)[1], written(str(setting.tag))
        if local in CONVERTERS:
            CONVERTERS[local](writer, setting)
        elif local in HARMLESS:
            writer.kept(name)
        else:
            writer.lost(name, "It has no counterpart here.")


def mark_python(root: etree._Element, notes: Notes) -> None:
    """Say of the scripts of a model of SpiffWorkflow that they are Python, as they are there."""
    for node in root.iter("*"):
        if name_of(node)[1] == "scriptTask" and not node.get("scriptFormat"):
            node.set("scriptFormat", "python")
            Writer(node, notes).converted("script", "scriptFormat is 'python' now.")


def _convert_operator(writer: Writer, setting: etree._Element) -> None:
    id_ = setting.get("id", "")
    writer.put("service", "connector", f"unmapped:operator:{id_}")
    result = setting.get("resultVariable")
    if result:
        writer.put("service", "resultVariable", result)
    detail = f"There is no operator {id_[:80]!r} here. Choose a connector."
    writer.cannot(written(str(setting.tag)), detail)


def _convert_script(writer: Writer, setting: etree._Element) -> None:
    kind = name_of(setting)[1]
    writer.append("listeners", "listener", {"event": kind, "kind": "python"}, text_of(setting))
    detail = "Python runs in script tasks only; draw one before or behind."
    writer.cannot(written(str(setting.tag)), detail)


def _convert_decision(writer: Writer, setting: etree._Element) -> None:
    writer.put("calledDecision", "decisionId", text_of(setting))
    writer.put("calledDecision", "binding", "latest")
    name = written(str(setting.tag))
    writer.converted(name, f"decisionId of bpm:calledDecision is {text_of(setting)[:80]!r} now.")


def _convert_properties(writer: Writer, setting: etree._Element) -> None:
    for part in setting.iterchildren("*"):
        attributes = {"name": part.get("name", ""), "value": part.get("value", "")}
        writer.append("properties", "property", attributes)
        if attributes["name"].startswith("formJsonSchema"):
            detail = f"The form {attributes['value'][:80]!r} has to be drawn anew."
            writer.lost(written(str(setting.tag)), detail)
    writer.converted(written(str(setting.tag)), "They are bpm:properties now.")


CONVERTERS: Final[Mapping[str, Callable[[Writer, etree._Element], None]]] = MappingProxyType(
    {
        "serviceTaskOperator": _convert_operator,
        "preScript": _convert_script,
        "postScript": _convert_script,
        "calledDecisionId": _convert_decision,
        "properties": _convert_properties,
    }
)
