"""JSON text with exact decimals: nothing is rounded, guessed or dropped in silence."""

import re
from decimal import Decimal, DecimalException
from json import JSONDecodeError, JSONDecoder

import msgspec

from bpm.core.errors import MalformedInputError, Problem
from bpm.core.values.json_faults import JsonFault, find_fault
from bpm.core.values.kinds import DIGITS, EXACT_DECIMAL128, JsonValue

MAX_DEPTH = 100

# The careful parser takes about a second for a megabyte; nobody shall keep us busy with faults.
_LONGEST_SCAN = 200_000
_ZERO = Decimal(0)
# In what was encoded, where each backslash of a text stands twice.
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*+\\u0000")
_encode = msgspec.json.Encoder(decimal_format="number").encode
_create_decimal = EXACT_DECIMAL128.create_decimal


class MalformedJsonError(MalformedInputError):
    """This is not JSON that can be kept exactly."""

    code = "malformed_json"


class _RefusedError(Exception):
    """The fast parser met something that JSON allows and that cannot be kept."""


def _read_integer(text: str) -> Decimal:
    # Minus zero is zero: the database would drop the sign, so it goes at the border.
    return _create_decimal(text) or _ZERO


def _read_number(text: str) -> Decimal:
    number = _create_decimal(text) or _ZERO
    return spell_out(number)


def spell_out(number: Decimal) -> Decimal:
    """Return an integral number without exponent (``1E+2`` as 100) where 34 digits suffice."""
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent > 0 and number.adjusted() < DIGITS:
        return number.quantize(Decimal(1), context=EXACT_DECIMAL128)
    return number


def _refuse_constant(text: str) -> JsonValue:
    raise _RefusedError(f"{text} is not a JSON value.")


def _build_object(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _RefusedError("An object names a member twice.")
    return members


_decoder = JSONDecoder(
    parse_float=_read_number,
    parse_int=_read_integer,
    parse_constant=_refuse_constant,
    object_pairs_hook=_build_object,
)


def parse_json(data: bytes, *, max_depth: int = MAX_DEPTH) -> JsonValue:
    """Read one JSON value whose numbers become exact decimals.

    Args:
        data: UTF-8, without byte order mark.
        max_depth: How deep lists and objects may be nested.

    Raises:
        MalformedJsonError: It is not UTF-8 or not JSON, an object names a member twice, a string
            holds U+0000 or half a surrogate pair, a number does not fit into 34 digits or the
            range of Decimal128, or the nesting is deeper than ``max_depth``. The message says
            where; in a very long text only where it stops being JSON.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _malformed(JsonFault(f"Byte {error.start} is not UTF-8.", "")) from error
    try:
        value: JsonValue = _decoder.decode(text)
        # The number of opening brackets bounds the depth; only then is the depth itself counted.
        if text.count("[") + text.count("{") > max_depth:
            _check_depth(value, max_depth)
        # An escape may hide what no text can hold.
        if "\\u" in text:
            _check_escaped(value)
    except (_RefusedError, JSONDecodeError, DecimalException, RecursionError) as error:
        raise _malformed(_explain(text, max_depth, error)) from error
    return value


def _check_depth(value: JsonValue, max_depth: int) -> None:
    layer: list[list[JsonValue] | dict[str, JsonValue]]
    layer = [value] if isinstance(value, list | dict) else []
    for _ in range(max_depth):
        layer = [
            child
            for container in layer
            for child in (container.values() if isinstance(container, dict) else container)
            if isinstance(child, list | dict)
        ]
    if layer:
        raise RecursionError


def _check_escaped(value: JsonValue) -> None:
    try:
        data = _encode(value)
    except UnicodeEncodeError as error:
        raise _RefusedError("A string holds half a surrogate pair.") from error
    if _NUL.search(data):
        raise _RefusedError("A string holds U+0000.")


def _explain(text: str, max_depth: int, error: Exception) -> JsonFault:
    """Return what is wrong: where exactly in a text of some length, else what the parser told."""
    fault = find_fault(text, max_depth) if len(text) <= _LONGEST_SCAN else None
    if fault is not None:
        return fault
    match error:
        case JSONDecodeError():
            return JsonFault(f"Line {error.lineno}, column {error.colno}: {error.msg}.", "")
        case DecimalException():
            return JsonFault("A number does not fit into 34 digits (Decimal128).", "")
        case RecursionError():
            return JsonFault(f"Nested deeper than {max_depth} levels.", "")
        case _:
            return JsonFault(str(error), "")


def _malformed(fault: JsonFault) -> MalformedJsonError:
    problem = Problem(code="malformed_json", detail=fault.detail, pointer=fault.pointer)
    return MalformedJsonError(fault.detail, problems=[problem])


def dump_json(value: JsonValue) -> bytes:
    """Write a value as compact JSON in UTF-8, all digits of its numbers kept."""
    data = _encode(value)
    return _encode(_spell_out_numbers(value)) if b"E+" in data else data


def _spell_out_numbers(value: JsonValue) -> JsonValue:
    if isinstance(value, Decimal):
        return spell_out(value)
    if isinstance(value, list):
        return [_spell_out_numbers(item) for item in value]
    if isinstance(value, dict):
        return {name: _spell_out_numbers(item) for name, item in value.items()}
    return value
