"""Whole numbers in bodies: the parser reads every number as a decimal, structures want integers."""

from collections.abc import Callable
from decimal import Decimal
from functools import cache

import msgspec
from msgspec import inspect

_Convert = Callable[[object], object]
_LARGEST = Decimal(2**63)


@cache
def integers_for(body_type: type[msgspec.Struct]) -> _Convert:
    """Return what makes integers of the decimals at the places where a structure wants them."""
    return _converter(inspect.type_info(body_type)) or _unchanged


def _unchanged(value: object) -> object:
    return value


def _converter(info: inspect.Type) -> _Convert | None:
    match info:
        case inspect.IntType():
            return _as_integer
        case inspect.UnionType():
            found = [made for made in map(_converter, info.types) if made is not None]
            return found[0] if found else None
        case inspect.ListType() | inspect.VarTupleType() | inspect.SetType():
            return _for_items(_converter(info.item_type))
        case inspect.StructType():
            return _for_members(info)
        case _:
            return None


def _as_integer(value: object) -> object:
    if isinstance(value, Decimal) and abs(value) < _LARGEST and value == value.to_integral_value():
        return int(value)
    return value


def _for_items(convert: _Convert | None) -> _Convert | None:
    if convert is None:
        return None

    def convert_items(value: object) -> object:
        return [convert(item) for item in value] if isinstance(value, list) else value

    return convert_items


def _for_members(info: inspect.StructType) -> _Convert | None:
    converters = {
        member.encode_name: convert
        for member in info.fields
        if (convert := _converter(member.type)) is not None
    }
    if not converters:
        return None

    def convert_members(value: object) -> object:
        if not isinstance(value, dict):
            return value
        return value | {
            name: convert(value[name]) for name, convert in converters.items() if name in value
        }

    return convert_members
