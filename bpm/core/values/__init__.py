"""The one value model: what a variable may hold, and its exact way through JSON and back."""

from bpm.core.values.json_text import MAX_DEPTH, MalformedJsonError, dump_json, parse_json
from bpm.core.values.kinds import (
    DECIMAL128,
    FileReference,
    JsonObject,
    JsonValue,
    Value,
    name_kind,
)
from bpm.core.values.limits import (
    DEFAULT_LIMITS,
    TooManyVariablesError,
    VariableLimits,
    VariableTooDeepError,
    VariableTooLargeError,
    check_limits,
)
from bpm.core.values.variables import InvalidValueError, decode_variables, encode_variables

__all__ = [
    "DECIMAL128",
    "DEFAULT_LIMITS",
    "MAX_DEPTH",
    "FileReference",
    "InvalidValueError",
    "JsonObject",
    "JsonValue",
    "MalformedJsonError",
    "TooManyVariablesError",
    "Value",
    "VariableLimits",
    "VariableTooDeepError",
    "VariableTooLargeError",
    "check_limits",
    "decode_variables",
    "dump_json",
    "encode_variables",
    "name_kind",
    "parse_json",
]
