"""How the variables of a scope are stored: JSON, types beside it, large values elsewhere."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from bpm.base.fields import load_stored_json, load_stored_object
from bpm.core.values import (
    JsonObject,
    JsonValue,
    Value,
    decode_variables,
    dump_json,
    encode_variables,
)

LARGE_VALUE_BYTES = 8_000
"""Values longer than this as JSON are kept once for each instance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptValue:
    """A large value that is stored already; the same object need not be written again.

    Args:
        types: The entries of ``variable_types`` that belong to it.
    """

    value: Value
    sha256: str
    types: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredScope:
    """One scope as its row holds it; the first three are JSON texts.

    Args:
        large_variables: SHA-256 in hexadecimal by variable name.
        new_values: The large values that are not stored yet, by their SHA-256.
    """

    variables: str
    variable_types: str
    large_variables: str
    new_values: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedScope:
    """One scope with its values, and which of them are stored apart."""

    values: Mapping[str, Value]
    kept: Mapping[str, KeptValue] = field(default_factory=dict)


def encode_scope(values: Mapping[str, Value], kept: Mapping[str, KeptValue]) -> StoredScope:
    """Return what to store for a scope.

    Args:
        values: All variables of the scope.
        kept: What its row referred to when it was read.
    """
    unchanged = {name: known for name, known in kept.items() if values.get(name) is known.value}
    fresh = {name: value for name, value in values.items() if name not in unchanged}
    plain, types = encode_variables(fresh)
    large = {name: known.sha256 for name, known in unchanged.items()}
    for known in unchanged.values():
        types |= known.types
    text = dump_json(plain)
    new_values: dict[str, bytes] = {}
    if len(text) > LARGE_VALUE_BYTES:
        new_values, added = _take_large_out(plain)
        large |= added
        text = dump_json(plain)
    return StoredScope(
        variables=text.decode(),
        variable_types=_dump_texts(types),
        large_variables=_dump_texts(large),
        new_values=new_values,
    )


def decode_scope(
    variables: str, variable_types: str, large_variables: str, large_values: Mapping[str, bytes]
) -> LoadedScope:
    """Return the values of a stored scope.

    Args:
        variables: Its JSON texts, as the row holds them.
        variable_types: See ``variables``.
        large_variables: See ``variables``.
        large_values: JSON of each large value by its SHA-256; all that are referred to.
    """
    plain = _load_object(variables)
    large = load_texts(large_variables)
    for name, sha256 in large.items():
        plain[name] = load_stored_json(large_values[sha256].decode())
    types = load_texts(variable_types)
    values = decode_variables(plain, types)
    kept = {
        name: KeptValue(value=values[name], sha256=sha256, types=types_of(name, types))
        for name, sha256 in large.items()
    }
    return LoadedScope(values=values, kept=kept)


def load_texts(text: str) -> dict[str, str]:
    """Return a stored JSON object whose members are all texts."""
    return {name: value for name, value in _load_object(text).items() if isinstance(value, str)}


def is_large(value: JsonValue) -> bool:
    """Return whether a value is kept apart from the rows that refer to it."""
    return isinstance(value, str | list | dict) and len(dump_json(value)) > LARGE_VALUE_BYTES


def digest(data: bytes) -> str:
    """Return the name of a large value: the SHA-256 of its JSON in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _take_large_out(plain: JsonObject) -> tuple[dict[str, bytes], dict[str, str]]:
    found: dict[str, bytes] = {}
    names: dict[str, str] = {}
    for name, value in list(plain.items()):
        data = dump_json(value)
        if len(data) > LARGE_VALUE_BYTES:
            sha256 = digest(data)
            found[sha256] = data
            names[name] = sha256
            del plain[name]
    return found, names


def types_of(name: str, types: Mapping[str, str]) -> dict[str, str]:
    """Return those entries of ``variable_types`` that belong to one variable."""
    pointer = "/" + name.replace("~", "~0").replace("/", "~1")
    return {
        key: kind
        for key, kind in types.items()
        if key in {name, pointer} or key.startswith(f"{pointer}/")
    }


def _dump_texts(texts: Mapping[str, str]) -> str:
    return dump_json(dict(texts)).decode() if texts else "{}"


def _load_object(text: str) -> JsonObject:
    if text == "{}":
        return {}
    return load_stored_object(text)
