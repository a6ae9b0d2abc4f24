"""Whose settings stand in a model: the namespaces of other vendors."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from lxml import etree

from bpm.core.bpmn.xml import name_of, split_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """A vendor's vocabulary.

    Args:
        vendor: Name for people.
        prefix: How its settings are usually written.
        family: Which converter reads it.
    """

    vendor: str
    prefix: str
    family: str


DIALECTS: Final[Mapping[str, Dialect]] = MappingProxyType(
    {
        "http://camunda.org/schema/1.0/bpmn": Dialect(
            vendor="Camunda 7", prefix="camunda", family="camunda"
        ),
        "http://activiti.org/bpmn": Dialect(vendor="Activiti", prefix="activiti", family="camunda"),
        "http://flowable.org/bpmn": Dialect(vendor="Flowable", prefix="flowable", family="camunda"),
        "http://operaton.org/schema/1.0/bpmn": Dialect(
            vendor="Operaton", prefix="operaton", family="camunda"
        ),
        "http://camunda.org/schema/zeebe/1.0": Dialect(
            vendor="Camunda 8", prefix="zeebe", family="zeebe"
        ),
        "http://spiffworkflow.org/bpmn/schema/1.0/core": Dialect(
            vendor="SpiffWorkflow", prefix="spiffworkflow", family="spiff"
        ),
    }
)
"""By namespace. The first four grew out of one another and say nearly the same."""


def dialect_of(tag: str) -> Dialect | None:
    """Return the vendor of an element's or attribute's qualified name, or None."""
    return DIALECTS.get(split_name(tag)[0])


def find_dialects(root: etree._Element) -> tuple[Dialect, ...]:
    """Return the dialects that a model uses, in order of their first setting."""
    found: dict[Dialect, None] = {}
    for node in root.iter("*"):
        names = [str(node.tag), *map(str, node.keys())]
        found.update((dialect, None) for name in names if (dialect := dialect_of(name)))
    return tuple(found)


def attributes_of(node: etree._Element, family: str) -> dict[str, str]:
    """Return the attributes of a family of dialects on an element, by local name."""
    return {
        split_name(str(key))[1]: str(value)
        for key, value in node.attrib.items()
        if (dialect := dialect_of(str(key))) and dialect.family == family
    }


def settings_of(node: etree._Element, family: str) -> list[etree._Element]:
    """Return the extension elements of a family of dialects on an element."""
    return [
        setting
        for holder in node
        if name_of(holder)[1] == "extensionElements"
        for setting in holder.iterchildren("*")
        if (dialect := dialect_of(str(setting.tag))) and dialect.family == family
    ]
