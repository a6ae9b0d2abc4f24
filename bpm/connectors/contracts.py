"""What a call is made of, and what a template says about a connector."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol
from uuid import UUID

import msgspec

from bpm.core.values import Value


class ServiceCall(Protocol):
    """A call as the engine describes it."""

    @property
    def connector(self) -> str:
        """Return the name of a folder of connectors."""

    @property
    def operation(self) -> str | None:
        """Return which of the connector's operations is meant."""

    @property
    def parameters(self) -> Mapping[str, Value]:
        """Return the evaluated parameters."""

    @property
    def timeout_seconds(self) -> float | None:
        """Return the longest time the call may take, or None for the connector's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallContext:
    """What a connector knows beside its parameters.

    Args:
        idempotency_key: The same at each attempt at one call, and different for any other call.
    """

    idempotency_key: str
    tenant_id: UUID
    operation: str | None
    timeout_seconds: float


class PropertyType(StrEnum):
    """What a parameter holds, and how it is asked for."""

    TEXT = "text"
    MULTILINE = "multiline"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    LIST = "list"
    CONTEXT = "context"
    ANY = "any"


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a template; a misspelt member is an error, not a silence."""


class Choice(_Part, frozen=True, kw_only=True):
    """One of a few values."""

    value: str
    label: str


class Group(_Part, frozen=True, kw_only=True):
    """Properties that stand together in the panel."""

    id: str
    label: str


class Condition(_Part, frozen=True, kw_only=True):
    """A property counts only while another one has one of these values."""

    property: str
    one_of: tuple[str, ...]


class TemplateProperty(_Part, frozen=True, kw_only=True):
    """One ``bpm:parameter``.

    Args:
        feel: ``optional``: text, or FEEL after ``=``; ``required``: FEEL only; ``none``: text only.
        default: What holds where the model says nothing.
    """

    name: str
    label: str
    type: PropertyType
    description: str
    group: str | None = None
    feel: Literal["optional", "required", "none"] = "optional"
    required: bool = False
    choices: tuple[Choice, ...] = ()
    default: str | None = None
    condition: Condition | None = None


class ConnectorTemplate(_Part, frozen=True, kw_only=True):
    """All that the panel, the deploy check and the documentation know of a connector.

    Args:
        id: The connector, and for one of several operations also its name: ``python/score``.
        applies_to: BPMN types, such as ``bpmn:ServiceTask``.
        icon: Name of an icon of the pages.
        result: What the result variable receives.
    """

    id: str
    connector: str
    operation: str | None = None
    version: int
    name: str
    description: str
    applies_to: tuple[str, ...] = msgspec.field(name="appliesTo")
    icon: str
    result: str
    groups: tuple[Group, ...] = ()
    properties: tuple[TemplateProperty, ...] = ()

    def find_property(self, name: str) -> TemplateProperty | None:
        """Return what is said about a parameter."""
        return next((prop for prop in self.properties if prop.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorsView:
    """What the modeller may offer for calls."""

    items: tuple[ConnectorTemplate, ...]
