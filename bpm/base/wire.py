"""JSON in typed bodies and views: the checker sees exact types, msgspec takes what comes."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bpm.core.values import JsonObject, JsonValue
else:
    # msgspec cannot tell the members of a recursive union apart and need not: the parser did.
    JsonValue = object
    JsonObject = dict[str, object]

__all__ = ["JsonObject", "JsonValue"]
