"""Variables as JSON beside a table of the types that JSON cannot say."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from uuid import UUID

from bpm.core.errors import InvalidInputError, Problem
from bpm.core.time import (
    Date,
    DateTime,
    DaysTimeDuration,
    InvalidTemporalError,
    Time,
    YearsMonthsDuration,
)
from bpm.core.values.json_faults import escape_pointer
from bpm.core.values.kinds import FileReference, JsonObject, JsonValue, Value

_SHA256 = re.compile(r"[0-9a-f]{64}")
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")
_PLAIN_TYPES = frozenset({str, bool, type(None), Decimal})


class InvalidValueError(InvalidInputError):
    """A variable does not hold what its type says."""

    code = "invalid_value"


class _UnfitError(Exception):
    """One value does not fit its type."""


def decode_variables(
    variables: JsonObject, variable_types: Mapping[str, str] | None = None
) -> dict[str, Value]:
    """Turn JSON into values.

    Args:
        variables: As parsed by ``parse_json``; never changed.
        variable_types: Type by plain variable name, or by JSON Pointer (``/order/placed``) into
            ``variables``; what begins with a slash is always a pointer.

    Raises:
        InvalidValueError: A type is unknown, has no value, or the value does not fit it. All
            faults are listed.
    """
    values: dict[str, Value] = dict(variables)  # type: ignore[arg-type] # JSON values are values
    if not variable_types:
        return values
    problems: list[Problem] = []
    # Shorter keys first, so that a pointer into a file or a date meets the finished value.
    for key, type_name in sorted(variable_types.items(), key=lambda item: (len(item[0]), item[0])):
        try:
            _decode_at(values, _split_key(key), type_name)
        except _UnfitError as error:
            problems.append(_problem(key, str(error)))
    if problems:
        raise InvalidValueError(problems[0].detail, problems=problems)
    return values


def _split_key(key: str) -> list[str]:
    if not key.startswith("/"):
        return [key]
    return [step.replace("~1", "/").replace("~0", "~") for step in key[1:].split("/")]


def _problem(key: str, detail: str) -> Problem:
    pointer = "".join(f"/{escape_pointer(step)}" for step in _split_key(key))
    return Problem(code="invalid_value", detail=detail, pointer=f"/variables{pointer}")


def _decode_at(values: dict[str, Value], path: list[str], type_name: str) -> None:
    read = _READERS.get(type_name)
    if read is None:
        raise _UnfitError(f"There is no type {type_name[:40]!r}; there are {', '.join(_READERS)}.")
    container: dict[str, Value] | list[Value] = values
    for step in path[:-1]:
        # Each container on the way is copied: the JSON that was handed in stays as it is.
        child = _get_child(container, step)
        copied = _copy_container(child)
        _set_child(container, step, copied)
        container = copied
    target = _get_child(container, path[-1])
    if target is not None:
        _set_child(container, path[-1], read(target))


def _copy_container(value: Value) -> dict[str, Value] | list[Value]:
    if isinstance(value, dict):
        return dict(value)
    if isinstance(value, list):
        return list(value)
    raise _UnfitError("variable_types points to no value here.")


def _get_child(container: dict[str, Value] | list[Value], step: str) -> Value:
    if isinstance(container, dict) and step in container:
        return container[step]
    if isinstance(container, list) and _INDEX.fullmatch(step) and int(step) < len(container):
        return container[int(step)]
    raise _UnfitError("variable_types points to no value here.")


def _set_child(container: dict[str, Value] | list[Value], step: str, value: Value) -> None:
    if isinstance(container, dict):
        container[step] = value
    else:
        container[int(step)] = value


def _read_text(value: Value) -> str:
    if not isinstance(value, str):
        raise _UnfitError("A string is needed here.")
    return value


def _temporal_reader(parse: Callable[[str], Value]) -> Callable[[Value], Value]:
    def read(value: Value) -> Value:
        try:
            return parse(_read_text(value))
        except InvalidTemporalError as error:
            raise _UnfitError(error.detail) from error

    return read


def _read_bytes(value: Value) -> bytes:
    try:
        return base64.b64decode(_read_text(value), validate=True)
    except (binascii.Error, ValueError) as error:
        raise _UnfitError("This is not base64.") from error


def _read_file(value: Value) -> FileReference:
    if not isinstance(value, dict) or set(value) != {"id", "name", "media_type", "size", "sha256"}:
        raise _UnfitError("A file is an object of id, name, media_type, size and sha256.")
    size, sha256 = value["size"], _read_text(value["sha256"])
    if not isinstance(size, Decimal) or not 0 <= size < 2**63 or size != size.to_integral_value():
        raise _UnfitError("The size of a file is a whole number of bytes.")
    if not _SHA256.fullmatch(sha256):
        raise _UnfitError("The sha256 of a file is 64 lower-case hexadecimal digits.")
    try:
        identifier = UUID(_read_text(value["id"]))
    except ValueError as error:
        raise _UnfitError("The id of a file is a UUID.") from error
    name, media_type = _read_text(value["name"]), _read_text(value["media_type"])
    return FileReference(
        id=identifier, name=name, media_type=media_type, size=int(size), sha256=sha256
    )


_READERS: dict[str, Callable[[Value], Value]] = {
    "date": _temporal_reader(Date.parse),
    "time": _temporal_reader(Time.parse),
    "date_time": _temporal_reader(DateTime.parse),
    "duration": _temporal_reader(DaysTimeDuration.parse),
    "years_months_duration": _temporal_reader(YearsMonthsDuration.parse),
    "bytes": _read_bytes,
    "file": _read_file,
}

_TYPE_NAMES: dict[type, str] = {
    Date: "date",
    Time: "time",
    DateTime: "date_time",
    DaysTimeDuration: "duration",
    YearsMonthsDuration: "years_months_duration",
    bytes: "bytes",
    FileReference: "file",
}


def encode_variables(values: Mapping[str, Value]) -> tuple[JsonObject, dict[str, str]]:
    """Turn values into JSON, and the types that JSON cannot say.

    Returns:
        The JSON, and the types: by plain name for a whole variable, by JSON Pointer for a part
        of one, and for a variable whose own name begins with a slash. ``decode_variables`` is
        the exact way back.
    """
    variables: JsonObject = {}
    types: dict[str, str] = {}
    for name, value in values.items():
        kind = type(value)
        if kind in _PLAIN_TYPES:
            variables[name] = value  # type: ignore[assignment] # one of the plain types
        elif kind in _TYPE_NAMES:
            key = f"/{escape_pointer(name)}" if name.startswith("/") else name
            types[key] = _TYPE_NAMES[kind]
            variables[name] = _write(value, "", types)
        else:
            variables[name] = _write(value, f"/{escape_pointer(name)}", types)
    return variables, types


def _write(value: Value, pointer: str, types: dict[str, str]) -> JsonValue:
    match value:
        case None | bool() | str() | Decimal():
            return value
        case list():
            return [
                _write_part(item, pointer, str(index), types) for index, item in enumerate(value)
            ]
        case dict():
            return {name: _write_part(item, pointer, name, types) for name, item in value.items()}
        case bytes():
            return base64.b64encode(value).decode("ascii")
        case FileReference():
            return {
                "id": str(value.id),
                "name": value.name,
                "media_type": value.media_type,
                "size": Decimal(value.size),
                "sha256": value.sha256,
            }
        case _:
            return str(value)


def _write_part(value: Value, pointer: str, step: str, types: dict[str, str]) -> JsonValue:
    kind = type(value)
    if kind in _PLAIN_TYPES:
        return value  # type: ignore[return-value] # one of the plain types
    pointer = f"{pointer}/{escape_pointer(step)}"
    if kind in _TYPE_NAMES:
        types[pointer] = _TYPE_NAMES[kind]
    return _write(value, pointer, types)
