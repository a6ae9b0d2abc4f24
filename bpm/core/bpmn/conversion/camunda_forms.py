"""Forms that a model holds as a list of fields: Camunda's formData, Activiti's formProperty."""

import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from lxml import etree

from bpm.core.bpmn.conversion.report import ConvertedForm
from bpm.core.bpmn.conversion.writer import Writer, written
from bpm.core.bpmn.xml import BPMN, name_of

FORM_ELEMENTS: Final[Mapping[str, str]] = MappingProxyType(
    {"formData": "formField", "formProperty": ""}
)
"""Elements that are a form, with the name of their fields; a formProperty is a field itself."""

_TYPES: Final[Mapping[str, Mapping[str, object]]] = MappingProxyType(
    {
        "string": {"type": "textfield"},
        "long": {"type": "number", "decimalDigits": 0},
        "integer": {"type": "number", "decimalDigits": 0},
        "double": {"type": "number"},
        "boolean": {"type": "checkbox"},
        "date": {"type": "datetime", "subtype": "date"},
        "enum": {"type": "select"},
    }
)
_RULES: Final[Mapping[str, str]] = MappingProxyType(
    {"minlength": "minLength", "maxlength": "maxLength", "min": "min", "max": "max"}
)
_KEY = re.compile(r"\w+")

Component = dict[str, object]


def convert_form(writer: Writer, setting: etree._Element, field_name: str) -> None:
    """Make a form of a list of fields and let the element show it.

    Args:
        writer: Of the user task or start event.
        setting: The list, or a single field.
        field_name: Local name of the fields in it; empty for a single field.
    """
    name = written(str(setting.tag))
    if not writer.may_show_form:
        writer.lost(name, "People do not start this event, so it shows no form.")
        return
    key = _key_of(writer.node)
    if any(form.key == key for form in writer.notes.forms):
        return  # the first of several single fields has taken all of them
    parts = _fields_of(setting, field_name)
    components = [_read_field(part, writer) for part in parts]
    schema = {
        "type": "default",
        "id": key,
        "schemaVersion": 18,
        "components": [component for component in components if component],
    }
    text = json.dumps(schema, ensure_ascii=False, indent=2)
    writer.notes.forms.append(ConvertedForm(key=key, schema=text))
    writer.put("formRef", "key", key)
    writer.converted(name, f"It is the form {key!r} now, to be deployed with the process.")


def _key_of(node: etree._Element) -> str:
    process = next(
        (part.get("id", "") for part in node.iterancestors(f"{{{BPMN}}}process")), "process"
    )
    return f"{process}-{node.get('id', 'form')}"


def _fields_of(setting: etree._Element, field_name: str) -> list[etree._Element]:
    if field_name:
        return [part for part in setting.iterchildren("*") if name_of(part)[1] == field_name]
    holder = setting.getparent()
    found = [] if holder is None else list(holder.iterchildren(setting.tag))
    return found or [setting]


def _read_field(part: etree._Element, writer: Writer) -> Component:
    key, kind = part.get("id", ""), part.get("type", "string")
    if not _KEY.fullmatch(key):
        writer.lost("formField", f"{key[:80]!r} is no name of a field here.")
        return {}
    label = part.get("label") or part.get("name") or key
    component: Component = {"id": f"Field_{key}", "key": key, "label": label}
    component.update(_TYPES.get(kind, _TYPES["string"]))
    if kind not in _TYPES:
        writer.cannot("formField", f"{key!r} is of the type {kind[:40]!r}; it is a text now.")
    if component.get("subtype") == "date":
        component["dateLabel"] = component.pop("label")
    if kind == "enum":
        component["values"] = [
            {"label": str(value.get("name") or value.get("id", "")), "value": value.get("id", "")}
            for value in part.iterchildren("*")
            if name_of(value)[1] == "value"
        ]
    default = part.get("defaultValue") or part.get("default")
    if default and "${" not in default:
        component["defaultValue"] = _read_default(default, kind)
    if part.get("writable") == "false":
        component["readonly"] = True
    _read_rules(part, component)
    return component


def _read_default(text: str, kind: str) -> object:
    if kind == "boolean":
        return text == "true"
    if kind in ("long", "integer", "double"):
        try:
            return json.loads(text)
        except json.JSONDecodeError:
            return text
    return text


def _read_rules(part: etree._Element, component: Component) -> None:
    rules: dict[str, object] = {"required": True} if part.get("required") == "true" else {}
    for holder in part.iterchildren("*"):
        for constraint in holder.iterchildren("*"):
            if name_of(constraint)[1] != "constraint":
                continue
            name, value = constraint.get("name", ""), constraint.get("config") or ""
            if name == "required":
                rules["required"] = True
            elif name == "readonly":
                component["readonly"] = True
            elif name in _RULES and value.lstrip("-").isdecimal():
                rules[_RULES[name]] = int(value)
    if rules:
        component["validate"] = rules
