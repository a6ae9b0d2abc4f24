"""Options of choices: which values can be chosen."""

from collections.abc import Sequence
from decimal import Decimal

from bpm.core.values import JsonValue, dump_json


def read_static_options(listed: JsonValue) -> tuple[JsonValue, ...] | None:
    """Return the values of the options written in a form; None where they are no options.

    Every option must be usable and none there twice, unlike with options that data brings.
    """
    if not isinstance(listed, list) or not listed:
        return None
    values = list_values(listed)
    if len(values) != len(listed):
        return None
    return values if len({dump_json(value) for value in values}) == len(values) else None


def list_values(listed: JsonValue) -> tuple[JsonValue, ...]:
    """Return the values that can be chosen; what is no option is left out, as form-js does.

    Args:
        listed: A list of values, or of objects with label and value.
    """
    if not isinstance(listed, list):
        return ()
    found = (_value_of(option) for option in listed)
    return tuple(value for value in found if value is not None)


def _value_of(option: JsonValue) -> JsonValue:
    if not isinstance(option, dict):
        return option if _is_plain(option) else None
    value, label = option.get("value"), option.get("label")
    if not isinstance(label, str) or not label:
        return value if _is_plain(value) else None
    is_filled = isinstance(value, dict | list) and bool(value)
    return value if _is_plain(value) or is_filled else None


def _is_plain(value: JsonValue) -> bool:
    return isinstance(value, bool | Decimal) or (isinstance(value, str) and value != "")


def is_same(one: JsonValue, other: JsonValue) -> bool:
    """Return whether two values are equal, and of one kind all through."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return are_same(one, other)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_same(one[name], other[name]) for name in one)
    return one == other


def are_same(some: Sequence[JsonValue], others: Sequence[JsonValue]) -> bool:
    """Return whether two lists hold the same in the same order."""
    pairs = zip(some, others, strict=False)
    return len(some) == len(others) and all(is_same(one, other) for one, other in pairs)
