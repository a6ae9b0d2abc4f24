"""Turns annotations into checks of values."""

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal

from bpm.connectors.contracts import PropertyType
from bpm.core.time import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration
from bpm.core.values import FileReference, Value


class UnfitError(Exception):
    """A value is not what the annotation asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """How a value becomes an argument.

    Args:
        read: Returns the argument, or raises ``UnfitError``.
        title: What a person calls such a value.
    """

    read: Callable[[Value], object]
    kind: PropertyType
    title: str
    choices: tuple[str, ...] = ()
    takes_null: bool = False


def _exactly(kind: type) -> Callable[[Value], object]:
    def read(value: Value) -> object:
        # type(), because a bool must not pass where something else is asked for.
        if type(value) is not kind:
            raise UnfitError
        return value

    return read


def _read_int(value: Value) -> object:
    if not isinstance(value, Decimal) or value != value.to_integral_value():
        raise UnfitError
    return int(value)


_SIMPLE: Final[Mapping[object, Reader]] = {
    int: Reader(read=_read_int, kind=PropertyType.NUMBER, title="whole number"),
    **{
        kind: Reader(read=_exactly(kind), kind=shown, title=title)
        for kind, shown, title in (
            (str, PropertyType.TEXT, "text"),
            (bool, PropertyType.BOOLEAN, "boolean"),
            (Decimal, PropertyType.NUMBER, "number"),
            (list, PropertyType.LIST, "list"),
            (dict, PropertyType.CONTEXT, "context"),
            (bytes, PropertyType.ANY, "bytes"),
            (Date, PropertyType.ANY, "date"),
            (Time, PropertyType.ANY, "time"),
            (DateTime, PropertyType.ANY, "date and time"),
            (DaysTimeDuration, PropertyType.ANY, "days and time duration"),
            (YearsMonthsDuration, PropertyType.ANY, "years and months duration"),
            (FileReference, PropertyType.ANY, "file"),
        )
    },
}
_ANY: Final = Reader(
    read=lambda value: value, kind=PropertyType.ANY, title="any value", takes_null=True
)


def make_reader(annotation: object) -> Reader | None:
    """Return how values become arguments of this annotation; None where they cannot."""
    if annotation == Value:
        return _ANY
    if annotation in _SIMPLE:
        return _SIMPLE[annotation]
    build = _BUILDERS.get(typing.get_origin(annotation))
    return None if build is None else build(typing.get_args(annotation))


def _literal_reader(arguments: tuple[object, ...]) -> Reader | None:
    choices = tuple(argument for argument in arguments if isinstance(argument, str))
    if len(choices) != len(arguments):
        return None

    def read(value: Value) -> object:
        if not isinstance(value, str) or value not in choices:
            raise UnfitError
        return value

    title = "text, one of " + ", ".join(choices)
    return Reader(read=read, kind=PropertyType.CHOICE, title=title, choices=choices)


def _optional_reader(arguments: tuple[object, ...]) -> Reader | None:
    others = [argument for argument in arguments if argument is not types.NoneType]
    inner = make_reader(others[0]) if len(others) == 1 else None
    if inner is None or len(others) == len(arguments):
        return None
    read = inner.read
    return replace(
        inner,
        read=lambda value: None if value is None else read(value),
        title=f"{inner.title}, or null",
        takes_null=True,
    )


def _list_reader(arguments: tuple[object, ...]) -> Reader | None:
    item = make_reader(arguments[0])
    if item is None:
        return None

    def read(value: Value) -> object:
        if not isinstance(value, list):
            raise UnfitError
        return [item.read(part) for part in value]

    return Reader(read=read, kind=PropertyType.LIST, title=f"list of {item.title}")


def _dict_reader(arguments: tuple[object, ...]) -> Reader | None:
    member = make_reader(arguments[1]) if arguments[0] is str else None
    if member is None:
        return None

    def read(value: Value) -> object:
        if not isinstance(value, dict):
            raise UnfitError
        return {name: member.read(part) for name, part in value.items()}

    return Reader(read=read, kind=PropertyType.CONTEXT, title=f"context of {member.title}")


_BUILDERS: Final[Mapping[object, Callable[[tuple[object, ...]], Reader | None]]] = {
    Literal: _literal_reader,
    typing.Union: _optional_reader,
    types.UnionType: _optional_reader,
    list: _list_reader,
    dict: _dict_reader,
}
