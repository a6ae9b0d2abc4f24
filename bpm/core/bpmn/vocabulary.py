"""The ``bpm:`` vocabulary, read from the descriptor that the modeller uses too."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec

DESCRIPTOR_PATH: Final = Path(__file__).with_name("bpm-moddle.json")

ABSTRACT_PARENTS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "bpmn:FlowNode": frozenset({"activity", "gateway", "event"}),
        "bpmn:Activity": frozenset({"activity"}),
        "bpmn:Event": frozenset({"event"}),
        "bpmn:CatchEvent": frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"}),
    }
)


class ValueKind(StrEnum):
    """What an attribute or body of a setting holds."""

    TEXT = "String"
    TRUTH = "Boolean"
    CHOICE = "choice"
    TEXT_OR_FEEL = "text_or_feel"


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingValue:
    """An attribute or the body text of a setting.

    Args:
        kind: What it holds.
        choices: The values allowed, for ``ValueKind.CHOICE``.
    """

    kind: ValueKind
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingType:
    """One element of the vocabulary.

    Args:
        name: Its tag, such as ``formRef``.
        allowed_in: BPMN types as the descriptor names them; empty for parts of others.
        attributes: Its attributes by name.
        children: Tags of its parts.
        body: Its text, or None where it has none.
    """

    name: str
    allowed_in: tuple[str, ...] = ()
    attributes: Mapping[str, SettingValue] = field(default_factory=dict)
    children: frozenset[str] = frozenset()
    body: SettingValue | None = None


class _Meta(msgspec.Struct, rename="camel"):
    allowed_in: list[str] = []


class _Property(msgspec.Struct, rename="camel"):
    name: str
    type: str
    is_attr: bool = False
    is_body: bool = False
    is_many: bool = False
    text_or_feel: bool = False


class _Type(msgspec.Struct):
    name: str
    properties: list[_Property] = []
    meta: _Meta = msgspec.field(default_factory=_Meta)


class _Literal(msgspec.Struct):
    name: str


class _Enumeration(msgspec.Struct, rename="camel"):
    name: str
    literal_values: list[_Literal]


class _Descriptor(msgspec.Struct):
    uri: str
    types: list[_Type]
    enumerations: list[_Enumeration] = []


@cache
def setting_types() -> Mapping[str, SettingType]:
    """Return the vocabulary by tag."""
    descriptor = msgspec.json.decode(DESCRIPTOR_PATH.read_bytes(), type=_Descriptor)
    choices = {
        enumeration.name: tuple(literal.name for literal in enumeration.literal_values)
        for enumeration in descriptor.enumerations
    }
    types = (_read_type(type_, choices) for type_ in descriptor.types)
    return MappingProxyType({type_.name: type_ for type_ in types})


def _read_type(type_: _Type, choices: Mapping[str, tuple[str, ...]]) -> SettingType:
    bodies = [item for item in type_.properties if item.is_body]
    return SettingType(
        name=_tag(type_.name),
        allowed_in=tuple(type_.meta.allowed_in),
        attributes=MappingProxyType(
            {item.name: _read_value(item, choices) for item in type_.properties if item.is_attr}
        ),
        children=frozenset(
            _tag(item.type) for item in type_.properties if not item.is_attr and not item.is_body
        ),
        body=_read_value(bodies[0], choices) if bodies else None,
    )


def _read_value(item: _Property, choices: Mapping[str, tuple[str, ...]]) -> SettingValue:
    if item.text_or_feel:
        return SettingValue(kind=ValueKind.TEXT_OR_FEEL)
    if item.type in choices:
        return SettingValue(kind=ValueKind.CHOICE, choices=choices[item.type])
    return SettingValue(kind=ValueKind(item.type))


def _tag(type_name: str) -> str:
    local = type_name.rpartition(":")[2]
    return local[:1].lower() + local[1:]
