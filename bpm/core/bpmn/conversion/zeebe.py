"""Settings of Camunda 8: extension elements, by table; its expressions are FEEL already."""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from lxml import etree

from bpm.core.bpmn.conversion.dialects import settings_of
from bpm.core.bpmn.conversion.report import ConvertedForm, Notes
from bpm.core.bpmn.conversion.writer import Writer, written
from bpm.core.bpmn.xml import BPMN, child, name_of

FAMILY: Final = "zeebe"
HTTP: Final = "io.camunda:http-json:1"
HTTP_PARAMETERS: Final = frozenset({"url", "method", "headers", "body"})

SIMPLE: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = MappingProxyType(
    {
        "assignmentDefinition": (
            "assignment",
            {name: name for name in ("assignee", "candidateGroups", "candidateUsers")},
        ),
        "taskSchedule": ("assignment", {name: name for name in ("dueDate", "followUpDate")}),
        "priorityDefinition": ("assignment", {"priority": "priority"}),
        "calledDecision": (
            "calledDecision",
            {
                **{name: name for name in ("decisionId", "resultVariable", "versionTag")},
                "bindingType": "binding",
            },
        ),
        "loopCharacteristics": (
            "loop",
            {
                "inputCollection": "collection",
                "inputElement": "elementVariable",
                "outputCollection": "outputCollection",
                "outputElement": "outputElement",
            },
        ),
        "subscription": ("subscription", {"correlationKey": "correlationKey"}),
        "versionTag": ("process", {"value": "versionTag"}),
    }
)
"""Our setting, and our attributes by theirs, for elements that say the same in other words."""

HARMLESS: Final = frozenset({"userTask", "modelerTemplate", "modelerTemplateIcon"})
LATEST: Final = frozenset({"calledDecision"})


def convert_zeebe(node: etree._Element, notes: Notes) -> None:
    """Convert the settings of one element."""
    writer = Writer(node, notes)
    for setting in settings_of(node, FAMILY):
        local, name = name_of(setting)[1], written(str(setting.tag))
        if local in SIMPLE:
            _convert_simple(writer, setting, *SIMPLE[local])
        elif local in CONVERTERS:
            CONVERTERS[local](writer, setting)
        elif local in HARMLESS:
            writer.kept(name)
        else:
            writer.lost(name, "It has no counterpart here.")


def _convert_simple(
    writer: Writer, setting: etree._Element, tag: str, names: Mapping[str, str]
) -> None:
    given = [(str(key), str(value)) for key, value in setting.attrib.items()]
    for key, value in given:
        ours = names.get(key)
        name = f"{written(str(setting.tag))} {key}"
        if ours is None:
            writer.lost(name, f"{value[:80]!r} has no counterpart here.")
            continue
        writer.put(tag, ours, value)
        writer.converted(name, f"{ours} of bpm:{tag} is {value[:80]!r} now.")
    if name_of(setting)[1] in LATEST and "bindingType" not in setting.attrib:
        writer.put(tag, "binding", "latest")


def _convert_service(writer: Writer, setting: etree._Element) -> None:
    name, type_ = written(str(setting.tag)), setting.get("type", "")
    if type_ == HTTP:
        writer.put("service", "connector", "http")
        writer.converted(name, "It is the connector http now.")
    else:
        writer.put("service", "connector", f"unmapped:worker:{type_}")
        writer.cannot(name, f"No worker of the type {type_[:80]!r} is here. Choose a connector.")
    retries = setting.get("retries", "").strip()
    if retries.isdecimal() and retries != "3":
        writer.put("retry", "maxAttempts", retries)
        writer.converted(f"{name} retries", f"maxAttempts of bpm:retry is {retries} now.")


def _convert_mappings(writer: Writer, setting: etree._Element) -> None:
    is_http = any(part.get("type") == HTTP for part in settings_of(writer.node, FAMILY))
    for part in setting.iterchildren("*"):
        tag, name = name_of(part)[1], written(str(part.tag))
        target, source = part.get("target", ""), part.get("source", "")
        if "." in target:
            writer.lost(name, f"{target[:80]!r} writes inside a variable.")
        elif is_http and tag == "input" and target in HTTP_PARAMETERS:
            writer.add("service", "parameter", target, source)
            writer.converted(name, f"The parameter {target!r} is {source[:80]!r} now.")
        elif tag in ("input", "output"):
            writer.add("io", tag, target, source)
            writer.converted(name, f"The {tag} {target!r} of bpm:io is {source[:80]!r} now.")


def _convert_form(writer: Writer, setting: etree._Element) -> None:
    name = written(str(setting.tag))
    key = setting.get("formId") or setting.get("formKey") or ""
    embedded = key.removeprefix("camunda-forms:bpmn:")
    if not key:
        writer.lost(name, "Its form is a page elsewhere.")
        return
    writer.put("formRef", "key", embedded)
    is_inside = embedded != key
    writer.put(
        "formRef",
        "binding",
        setting.get("bindingType") or ("deployment" if is_inside else "latest"),
    )
    if setting.get("versionTag"):
        writer.put("formRef", "versionTag", setting.get("versionTag", ""))
    writer.converted(name, f"key of bpm:formRef is {embedded[:80]!r} now.")


def _take_form(writer: Writer, setting: etree._Element) -> None:
    """Take a form out of the model that stands in it as text."""
    name, key = written(str(setting.tag)), setting.get("id", "")
    try:
        schema = json.loads("".join(str(part) for part in setting.itertext()))
    except json.JSONDecodeError:
        writer.cannot(name, f"The form {key[:80]!r} is no JSON.")
        return
    if not isinstance(schema, dict):
        writer.cannot(name, f"The form {key[:80]!r} is no form.")
        return
    text = json.dumps({**schema, "id": key}, ensure_ascii=False, indent=2)
    writer.notes.forms.append(ConvertedForm(key=key, schema=text))
    writer.converted(name, f"It is the form {key!r} now, to be deployed with the process.")


def _convert_call(writer: Writer, setting: etree._Element) -> None:
    name, key = written(str(setting.tag)), setting.get("processId", "")
    if not writer.node.get("calledElement"):
        writer.node.set("calledElement", key)
    writer.put("calledElement", "binding", setting.get("bindingType") or "latest")
    if setting.get("versionTag"):
        writer.put("calledElement", "versionTag", setting.get("versionTag", ""))
    there = setting.get("propagateAllParentVariables", "true")
    back = setting.get("propagateAllChildVariables", "false")
    if there == back == "true":
        writer.put("calledElement", "propagateAll", "true")
    elif "true" in (there, back):
        way = "to the child" if there == "true" else "back"
        writer.lost(
            f"{name} propagation",
            f"All variables went {way}, but not the other way; name them in bpm:io.",
        )
    writer.converted(name, f"calledElement is {key[:80]!r} now.")


def _convert_script(writer: Writer, setting: etree._Element) -> None:
    expression, result = setting.get("expression", ""), setting.get("resultVariable", "")
    if child(writer.node, BPMN, "script") is None:
        script = etree.SubElement(writer.node, f"{{{BPMN}}}script")
        script.text = expression.removeprefix("=").strip()
        writer.node.set("scriptFormat", "feel")
    if result:
        writer.put("script", "resultVariable", result)
    writer.converted(written(str(setting.tag)), "It is the script in FEEL of the task now.")


def _convert_listeners(writer: Writer, setting: etree._Element) -> None:
    for part in setting.iterchildren("*"):
        kind, event = part.get("type", ""), part.get("eventType", "")
        writer.append("listeners", "listener", {"event": event, "kind": "worker"}, kind)
        detail = f"{kind[:80]!r} is not called here; put the work into a task of its own."
        writer.cannot(written(str(part.tag)), detail)


def _convert_properties(writer: Writer, setting: etree._Element) -> None:
    for part in setting.iterchildren("*"):
        attributes = {"name": part.get("name", ""), "value": part.get("value", "")}
        writer.append("properties", "property", attributes)
    writer.converted(written(str(setting.tag)), "They are bpm:properties now.")


CONVERTERS: Final[Mapping[str, Callable[[Writer, etree._Element], None]]] = MappingProxyType(
    {
        "taskDefinition": _convert_service,
        "ioMapping": _convert_mappings,
        "formDefinition": _convert_form,
        "userTaskForm": _take_form,
        "calledElement": _convert_call,
        "script": _convert_script,
        "executionListeners": _convert_listeners,
        "taskListeners": _convert_listeners,
        "properties": _convert_properties,
    }
)
