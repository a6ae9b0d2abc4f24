"""Everything that is wrong with a body, each fault at its place; msgspec stops at the first."""

import re
from collections.abc import Iterator
from types import UnionType
from typing import Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec.structs import fields as struct_fields

from bpm.core.errors import Problem
from bpm.core.values.json_faults import escape_pointer

_MOST_FAULTS = 100
_PLACE = re.compile(r" - at `.*?`$", re.DOTALL)
# What JSON calls the types that msgspec names as Python does.
_SPOKEN = {"str": "string", "decimal": "number", "int": "integer", "bool": "boolean"}
_PYTHONS = re.compile(r"(?<=[` ])(?:str|decimal|int|bool)(?=[` ])")


def find_body_faults(value: object, body_type: type[msgspec.Struct]) -> list[Problem]:
    """Return what keeps a body from being of its type.

    Args:
        value: Parsed JSON, integers where the type wants them.
        body_type: A structure.

    Returns:
        In the order of the members that the type declares; at most a hundred.
    """
    faults = _faults_in(value, body_type, "")
    return [fault for fault, _ in zip(faults, range(_MOST_FAULTS), strict=False)]


def _faults_in(value: object, kind: object, pointer: str) -> Iterator[Problem]:
    """Yield the faults of a value or, where it is what it should be, of what it holds."""
    kind = _given_kind(value, kind)
    arguments = get_args(kind)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and isinstance(value, dict):
        yield from _faults_of_members(value, kind, pointer)
    elif get_origin(kind) is dict and isinstance(value, dict):
        for name, member in value.items():
            yield from _faults_in(member, arguments[1], f"{pointer}/{escape_pointer(name)}")
    elif get_origin(kind) is list and isinstance(value, list):
        for index, item in enumerate(value):
            yield from _faults_in(item, arguments[0], f"{pointer}/{index}")
    else:
        yield from _fault_of_type(value, kind, pointer)


def _given_kind(value: object, kind: object) -> object:
    """Return the one type that a value which may be null must have where it is not."""
    if get_origin(kind) not in {Union, UnionType}:
        return kind
    others = [part for part in get_args(kind) if part is not type(None)]
    return others[0] if len(others) == 1 and isinstance(value, list | dict) else kind


def _faults_of_members(
    value: dict[str, object], kind: type[msgspec.Struct], pointer: str
) -> Iterator[Problem]:
    hints = get_type_hints(kind)
    declared = {field.encode_name: field for field in struct_fields(kind)}
    for name, field in declared.items():
        place = f"{pointer}/{escape_pointer(name)}"
        if name in value:
            yield from _faults_in(value[name], hints[field.name], place)
        elif field.required:
            yield Problem(code="missing_member", pointer=place, detail="It is needed here.")
    for name in value:
        if name not in declared:
            place = f"{pointer}/{escape_pointer(name)}"
            yield Problem(code="unknown_member", pointer=place, detail="It is not expected here.")


def _fault_of_type(value: object, kind: object, pointer: str) -> Iterator[Problem]:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        text = _PLACE.sub("", str(error))
        detail = _PYTHONS.sub(lambda match: _SPOKEN[match[0]], text)
        yield Problem(code="invalid_type", pointer=pointer, detail=f"{detail}.")
