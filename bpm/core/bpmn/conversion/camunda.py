"""Settings of Camunda 7, Operaton, Flowable and Activiti: attributes, by table."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from lxml import etree

from bpm.core.bpmn.conversion.camunda_elements import ERROR_VARIABLES, convert_elements
from bpm.core.bpmn.conversion.camunda_services import SERVICE_ATTRIBUTES, convert_service
from bpm.core.bpmn.conversion.dialects import dialect_of
from bpm.core.bpmn.conversion.expressions import to_feel, to_variable_or_feel
from bpm.core.bpmn.conversion.report import Notes
from bpm.core.bpmn.conversion.writer import Writer, written
from bpm.core.bpmn.xml import split_name

FAMILY: Final = "camunda"

Change = Callable[[str], tuple[str, str | None]]
"""Returns the value as ours, and why it cannot be converted, if it cannot."""


def _as_it_is(text: str) -> tuple[str, str | None]:
    return text.strip(), None


def _days(text: str) -> tuple[str, str | None]:
    stripped = text.strip()
    return (f"P{stripped}D" if stripped.isdecimal() else stripped), None


def _form_key(text: str) -> tuple[str, str | None]:
    """Return the id of a form: the last part of an address without its ending."""
    if "${" in text:
        return to_feel(text)
    last = text.strip().rpartition("/")[2].rpartition(":")[2]
    key = last.rpartition(".")[0] or last
    if text.startswith("embedded:") or last.endswith((".html", ".jsf", ".xhtml")):
        return key, f"{text!r} is a page; draw the form {key!r} anew."
    return key, None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where an attribute goes.

    Args:
        tag: Our setting.
        attribute: Its attribute.
        change: How the value is converted.
    """

    tag: str
    attribute: str
    change: Change = _as_it_is


def _same(tag: str, *names: str, change: Change = to_feel) -> dict[str, Target]:
    return {name: Target(tag=tag, attribute=name, change=change) for name in names}


TARGETS: Final[Mapping[str, Mapping[str, Target]]] = MappingProxyType(
    {
        "userTask": {
            **_same("assignment", "assignee", "candidateUsers", "candidateGroups"),
            **_same("assignment", "dueDate", "followUpDate", "priority"),
            "formKey": Target(tag="formRef", attribute="key", change=_form_key),
            "formRef": Target(tag="formRef", attribute="key", change=to_feel),
            "formRefBinding": Target(tag="formRef", attribute="binding"),
            "formRefVersion": Target(tag="formRef", attribute="version"),
        },
        "startEvent": {
            "formKey": Target(tag="formRef", attribute="key", change=_form_key),
            "formRef": Target(tag="formRef", attribute="key", change=to_feel),
            "formRefBinding": Target(tag="formRef", attribute="binding"),
            "formRefVersion": Target(tag="formRef", attribute="version"),
        },
        "process": {
            **_same("process", "versionTag", "candidateStarterGroups", change=_as_it_is),
            **_same("process", "candidateStarterUsers", change=_as_it_is),
            "historyTimeToLive": Target(tag="process", attribute="historyTimeToLive", change=_days),
        },
        "callActivity": {
            "calledElementBinding": Target(tag="calledElement", attribute="binding"),
            "calledElementVersion": Target(tag="calledElement", attribute="version"),
            "calledElementVersionTag": Target(tag="calledElement", attribute="versionTag"),
            "businessKey": Target(tag="calledElement", attribute="businessKey", change=to_feel),
        },
        "businessRuleTask": {
            "decisionRef": Target(tag="calledDecision", attribute="decisionId", change=to_feel),
            "decisionRefBinding": Target(tag="calledDecision", attribute="binding"),
            "decisionRefVersion": Target(tag="calledDecision", attribute="version"),
            "decisionRefVersionTag": Target(tag="calledDecision", attribute="versionTag"),
            **_same("calledDecision", "mapDecisionResult", "resultVariable", change=_as_it_is),
        },
        "scriptTask": _same("script", "resultVariable", change=_as_it_is),
        "multiInstanceLoopCharacteristics": {
            "collection": Target(tag="loop", attribute="collection", change=to_variable_or_feel),
            **_same("loop", "elementVariable", change=_as_it_is),
        },
    }
)
"""Where attributes go, by the element that they stand on."""

ANYWHERE: Final[Mapping[str, Target]] = MappingProxyType(
    {
        "asyncBefore": Target(tag="async", attribute="before"),
        "async": Target(tag="async", attribute="before"),
        "asyncAfter": Target(tag="async", attribute="after"),
        "asyncLeave": Target(tag="async", attribute="after"),
        "exclusive": Target(tag="async", attribute="exclusive"),
        "jobPriority": Target(tag="async", attribute="priority", change=to_feel),
    }
)
"""Where attributes of any flow node go."""

HARMLESS: Final = frozenset(
    {
        *(
            "diagramRelationId",
            "modelerTemplate",
            "modelerTemplateVersion",
            "isStartableInTasklist",
        ),
        *("category", "skipExpression", "useLocalScopeForResultVariable", "type"),
    }
)
"""What changes nothing here."""

LATEST: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "callActivity": ("calledElement", "calledElementBinding"),
        "businessRuleTask": ("calledDecision", "decisionRefBinding"),
    }
)
"""What these vendors take from the newest version where nothing is said, and we do not."""


TAKEN_WITH_THE_EVENT: Final[Mapping[str, Collection[str]]] = MappingProxyType(
    {**ERROR_VARIABLES, "messageEventDefinition": SERVICE_ATTRIBUTES}
)
"""Attributes of triggers that are converted with the event around them."""


def convert_camunda(node: etree._Element, notes: Notes) -> None:
    """Convert the settings of one element."""
    writer = Writer(node, notes)
    given = [
        (str(key), str(value))
        for key, value in node.attrib.items()
        if (dialect := dialect_of(str(key))) and dialect.family == FAMILY
    ]
    names = {split_name(key)[1] for key, _ in given}
    is_service = convert_service(writer)
    for key, value in given:
        local = split_name(key)[1]
        if is_service and local in SERVICE_ATTRIBUTES:
            continue
        _convert_attribute(writer, key, local, value)
    convert_elements(writer)
    tag, binding = LATEST.get(writer.kind, ("", ""))
    is_called = writer.kind == "callActivity" and bool(names or notes_of(node))
    if tag and binding not in names and (is_called or "decisionRef" in names):
        writer.put(tag, "binding", "latest")


def notes_of(node: etree._Element) -> bool:
    """Return whether an element has extension elements of the family."""
    return any(
        (dialect := dialect_of(str(part.tag))) and dialect.family == FAMILY
        for holder in node
        for part in holder.iterchildren("*")
    )


def _convert_attribute(writer: Writer, key: str, local: str, value: str) -> None:
    if local in TAKEN_WITH_THE_EVENT.get(writer.kind, ()):
        return
    target = TARGETS.get(writer.kind, {}).get(local)
    if target is None and writer.kind not in ("process", "multiInstanceLoopCharacteristics"):
        target = ANYWHERE.get(local)
    if target is not None and target.tag == "formRef" and not writer.may_show_form:
        writer.lost(written(key), "People do not start this event, so it shows no form.")
    elif target is not None:
        put(writer, written(key), target.tag, target.attribute, target.change(value))
    elif local in HARMLESS:
        writer.kept(written(key))
    else:
        writer.lost(written(key), f"{value[:80]!r} has no counterpart here.")


def put(
    writer: Writer, setting: str, tag: str, attribute: str, found: tuple[str, str | None]
) -> None:
    """Write a converted value, and report it; one that could not be converted goes as it is."""
    value, fault = found
    writer.put(tag, attribute, value)
    if fault is None:
        writer.converted(setting, f"{attribute} of bpm:{tag} is {value[:80]!r} now.")
    else:
        writer.cannot(setting, f"{fault[:300]}")
