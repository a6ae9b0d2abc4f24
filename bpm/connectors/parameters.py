"""Reads evaluated parameters, and says which one is wrong."""

from collections.abc import Mapping
from decimal import Decimal

from bpm.connectors.contracts import ConnectorTemplate, PropertyType, TemplateProperty
from bpm.connectors.errors import invalid_parameter
from bpm.core.values import Value, name_kind

_KINDS: Mapping[PropertyType, tuple[type, ...]] = {
    PropertyType.TEXT: (str,),
    PropertyType.MULTILINE: (str,),
    PropertyType.CHOICE: (str,),
    PropertyType.NUMBER: (Decimal,),
    PropertyType.BOOLEAN: (bool,),
    PropertyType.LIST: (list, str),
    PropertyType.CONTEXT: (dict,),
}


def check_values(template: ConnectorTemplate, values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the parameters of a call with defaults filled in; null and absent are the same.

    Raises:
        ConnectorError: A parameter is unknown, missing, of the wrong kind or not among its
            choices. Trying again cannot help.
    """
    for name in values:
        if template.find_property(name) is None:
            raise invalid_parameter(name, f"is unknown to {template.name!r}.")
    given = {name: value for name, value in values.items() if value is not None}
    filled: dict[str, Value] = {p.name: p.default for p in template.properties if p.default}
    filled.update(given)
    for prop in template.properties:
        _check(prop, filled)
    return filled


def _check(prop: TemplateProperty, values: Mapping[str, Value]) -> None:
    counts = prop.condition is None or values.get(prop.condition.property) in prop.condition.one_of
    value = values.get(prop.name)
    if value is None:
        if prop.required and counts:
            raise invalid_parameter(prop.name, "is missing, or null.")
        return
    if not counts and prop.condition is not None:
        raise invalid_parameter(prop.name, f"has no effect with this {prop.condition.property}.")
    kinds = _KINDS.get(prop.type)
    if kinds is not None and not isinstance(value, kinds):
        raise invalid_parameter(prop.name, f"must be a {prop.type.value}, not {name_kind(value)}.")
    if prop.choices and value not in [choice.value for choice in prop.choices]:
        known = ", ".join(choice.value for choice in prop.choices)
        raise invalid_parameter(prop.name, f"must be one of {known}.")


def read_text(values: Mapping[str, Value], name: str) -> str:
    """Return a text; empty where it is absent."""
    value = values.get(name)
    if value is not None and not isinstance(value, str):
        raise invalid_parameter(name, f"must be a text, not {name_kind(value)}.")
    return value or ""


def read_context(values: Mapping[str, Value], name: str) -> dict[str, Value]:
    """Return a context; empty where it is absent."""
    value = values.get(name)
    if value is not None and not isinstance(value, dict):
        raise invalid_parameter(name, f"must be a context, not {name_kind(value)}.")
    return value or {}


def to_text(name: str, value: Value) -> str:
    """Return a simple value as text, such as ``1.50`` or ``true``.

    Raises:
        ConnectorError: It is a list, a context or the like.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if value is None or isinstance(value, list | dict | bytes):
        raise invalid_parameter(name, f"holds {name_kind(value)} where a text belongs.")
    return str(value)
