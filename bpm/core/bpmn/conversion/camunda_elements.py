"""Settings of Camunda 7 and its kin that are elements: mappings, listeners, retries, forms."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from lxml import etree

from bpm.core.bpmn.conversion.camunda_forms import FORM_ELEMENTS, convert_form
from bpm.core.bpmn.conversion.camunda_parameters import read_value
from bpm.core.bpmn.conversion.dialects import attributes_of, settings_of
from bpm.core.bpmn.conversion.expressions import as_operand, to_feel, to_variable_or_feel
from bpm.core.bpmn.conversion.writer import Writer, written
from bpm.core.bpmn.xml import name_of, text_of

FAMILY: Final = "camunda"
IMPLEMENTATIONS: Final = ("class", "delegateExpression", "expression", "type")


def convert_elements(writer: Writer) -> None:
    """Convert the extension elements of one element, and what its triggers say of variables."""
    for setting in settings_of(writer.node, FAMILY):
        local = name_of(setting)[1]
        convert = CONVERTERS.get(local)
        if convert is not None:
            convert(writer, setting)
        elif local in FORM_ELEMENTS:
            convert_form(writer, setting, FORM_ELEMENTS[local])
        elif local not in ("connector", "field"):
            writer.lost(written(str(setting.tag)), "It has no counterpart here.")
    for trigger in writer.node:
        if name_of(trigger)[1] in ERROR_VARIABLES:
            _convert_error_variables(writer, trigger)


def _convert_retry(writer: Writer, setting: etree._Element) -> None:
    cycle = text_of(setting)
    writer.put("retry", "cycle", cycle)
    writer.converted(written(str(setting.tag)), f"cycle of bpm:retry is {cycle[:80]!r} now.")


def _convert_mappings(writer: Writer, setting: etree._Element) -> None:
    for part in setting.iterchildren("*"):
        tag = {"inputParameter": "input", "outputParameter": "output"}.get(name_of(part)[1])
        if tag is not None:
            _add(writer, written(str(part.tag)), tag, part.get("name", ""), read_value(part))


def _convert_in(writer: Writer, setting: etree._Element) -> None:
    name = written(str(setting.tag))
    if setting.get("variables") == "all":
        writer.put("calledElement", "propagateAll", "true")
        writer.converted(name, "propagateAll of bpm:calledElement is true now, both ways.")
    elif setting.get("businessKey") is not None:
        value, fault = to_feel(setting.get("businessKey", ""))
        if "execution.processBusinessKey" in value:
            writer.kept(name, "The child gets no business key unless bpm:calledElement says one.")
            return
        writer.put("calledElement", "businessKey", value)
        _report(writer, name, "businessKey of bpm:calledElement", value, fault)
    else:
        found = _read_source(setting)
        _add(writer, name, "input", setting.get("target", ""), found)


def _convert_out(writer: Writer, setting: etree._Element) -> None:
    name = written(str(setting.tag))
    if setting.get("variables") == "all":
        writer.put("calledElement", "propagateAll", "true")
        writer.converted(name, "propagateAll of bpm:calledElement is true now, both ways.")
    else:
        _add(writer, name, "output", setting.get("target", ""), _read_source(setting))


def _read_source(setting: etree._Element) -> tuple[str, str | None]:
    if setting.get("source") is not None:
        found, why_not = to_variable_or_feel(setting.get("source", ""))
        # A variable that is not there is passed as null by these engines, and is no fault.
        return (found, why_not) if why_not else (f"=get or else({as_operand(found)}, null)", None)
    return to_feel(setting.get("sourceExpression", ""))


def _convert_listener(writer: Writer, setting: etree._Element) -> None:
    kind = next((name for name in IMPLEMENTATIONS if setting.get(name)), "script")
    event = setting.get("event", "")
    text = setting.get(kind, "") or "".join(str(part) for part in setting.itertext()).strip()
    writer.append("listeners", "listener", {"event": event, "kind": kind}, text)
    detail = f"{text[:80]!r} is not called here; put the work into a task of its own."
    writer.cannot(written(str(setting.tag)), detail)


def _convert_properties(writer: Writer, setting: etree._Element) -> None:
    for part in setting.iterchildren("*"):
        attributes = {"name": part.get("name", ""), "value": part.get("value", "")}
        writer.append("properties", "property", attributes)
    writer.converted(written(str(setting.tag)), "They are bpm:properties now.")


def _convert_failure(writer: Writer, setting: etree._Element) -> None:
    expression = setting.get("expression", "")
    detail = f"Errors are mapped by bpm:errorMapping here; {expression[:80]!r} cannot be asked."
    writer.lost(written(str(setting.tag)), detail)


CONVERTERS: Final[Mapping[str, Callable[[Writer, etree._Element], None]]] = MappingProxyType(
    {
        "failedJobRetryTimeCycle": _convert_retry,
        "inputOutput": _convert_mappings,
        "in": _convert_in,
        "out": _convert_out,
        "executionListener": _convert_listener,
        "taskListener": _convert_listener,
        "properties": _convert_properties,
        "errorEventDefinition": _convert_failure,
    }
)

ERROR_VARIABLES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "errorEventDefinition": {
            "errorCodeVariable": "=error.code",
            "errorMessageVariable": "=error.message",
        },
        "escalationEventDefinition": {"escalationCodeVariable": "=escalation.code"},
    }
)
"""What an event that catches gives to variables of the model's choice."""


def _convert_error_variables(writer: Writer, trigger: etree._Element) -> None:
    for attribute, variable in attributes_of(trigger, FAMILY).items():
        source = ERROR_VARIABLES[name_of(trigger)[1]].get(attribute)
        if source is not None:
            _add(writer, attribute, "output", variable, (source, None))


def _add(writer: Writer, setting: str, tag: str, name: str, found: tuple[str, str | None]) -> None:
    value, fault = found
    writer.add("io", tag, name, value)
    _report(writer, setting, f"The {tag} {name!r} of bpm:io", value, fault)


def _report(writer: Writer, setting: str, what: str, value: str, fault: str | None) -> None:
    if fault is None:
        writer.converted(setting, f"{what} is {value[:80]!r} now.")
    else:
        writer.cannot(setting, fault[:300])
