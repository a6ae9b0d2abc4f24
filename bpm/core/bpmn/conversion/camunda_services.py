"""What service, send and business-rule tasks of Camunda 7 and its kin call."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from lxml import etree

from bpm.core.bpmn.conversion.camunda_parameters import read_value
from bpm.core.bpmn.conversion.dialects import attributes_of, settings_of
from bpm.core.bpmn.conversion.writer import Writer
from bpm.core.bpmn.xml import name_of, text_of

FAMILY: Final = "camunda"
CALLING: Final = frozenset(
    {"serviceTask", "sendTask", "businessRuleTask", "intermediateThrowEvent", "endEvent"}
)
IMPLEMENTATIONS: Final[Mapping[str, str]] = MappingProxyType(
    {"class": "java", "delegateExpression": "delegate", "expression": "expression"}
)
"""How the part behind ``unmapped:`` begins, by the attribute that names what is called."""

SERVICE_ATTRIBUTES: Final = frozenset(
    {*IMPLEMENTATIONS, "type", "topic", "resultVariable", "resultVariableName", "taskPriority"}
)
HTTP_PARAMETERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{name: name for name in ("url", "method", "headers")},
        "payload": "body",
        "requestUrl": "url",
        "requestMethod": "method",
        "requestHeaders": "headers",
        "requestBody": "body",
    }
)
"""Our names of what Camunda's http-connector and Flowable's http task are given."""


def convert_service(writer: Writer) -> bool:
    """Write what a task calls; return whether it calls anything.

    Only requests over HTTP have a counterpart. All else, above all Java, becomes a connector
    that does not exist and whose name says what was meant, so that deployment refuses it until
    somebody chooses one.
    """
    settings = {name_of(part)[1]: part for part in settings_of(writer.node, FAMILY)}
    trigger = _trigger_of(writer.node)
    given = attributes_of(writer.node if trigger is None else trigger, FAMILY)
    if writer.kind not in CALLING or "decisionRef" in given:
        return False
    if "connector" in settings:
        return _convert_connector(writer, settings["connector"])
    if given.get("type") == "http":
        return _convert_http_task(writer)
    called = _name_called(given)
    if called is None:
        return False
    connector, setting = called
    writer.put("service", "connector", connector)
    result = given.get("resultVariable") or given.get("resultVariableName")
    if result:
        writer.put("service", "resultVariable", result)
    detail = f"Nothing here does what {connector.removeprefix('unmapped:')!r} did."
    writer.cannot(setting, f"{detail} Choose a connector.")
    return True


def _trigger_of(node: etree._Element) -> etree._Element | None:
    for part in node:
        if name_of(part)[1] == "messageEventDefinition":
            return part
    return None


def _name_called(given: Mapping[str, str]) -> tuple[str, str] | None:
    if given.get("type"):
        more = f":{given['topic']}" if given.get("topic") else ""
        setting = "topic" if more else "type"
        return f"unmapped:{given['type']}{more}", setting
    for attribute, kind in IMPLEMENTATIONS.items():
        if given.get(attribute):
            return f"unmapped:{kind}:{given[attribute]}", attribute
    return None


def _convert_connector(writer: Writer, connector: etree._Element) -> bool:
    parts = {name_of(part)[1]: part for part in connector}
    id_ = text_of(parts["connectorId"]) if "connectorId" in parts else ""
    if id_ != "http-connector":
        writer.put("service", "connector", f"unmapped:connector:{id_}")
        writer.cannot("connector", f"There is no connector {id_!r} here. Choose one.")
        return True
    writer.put("service", "connector", "http")
    writer.converted("connector", "It is the connector http now.")
    for part in parts.get("inputOutput", ()):
        name = part.get("name", "")
        if name_of(part)[1] == "inputParameter" and name in HTTP_PARAMETERS:
            _add_parameter(writer, name, read_value(part))
        elif name_of(part)[1] == "outputParameter":
            writer.lost("outputParameter", f"{name!r} read the answer in a script of its own.")
    return True


def _convert_http_task(writer: Writer) -> bool:
    writer.put("service", "connector", "http")
    writer.converted("type", "It is the connector http now.")
    for part in settings_of(writer.node, FAMILY):
        name = part.get("name", "")
        if name_of(part)[1] == "field" and name in HTTP_PARAMETERS:
            _add_parameter(writer, name, read_value(part))
    return True


def _add_parameter(writer: Writer, name: str, found: tuple[str, str | None]) -> None:
    value, fault = found
    writer.add("service", "parameter", HTTP_PARAMETERS[name], value)
    if fault is not None:
        writer.cannot(name, fault)
