"""Conversions between kinds, and the text of values.

Source: DMN 1.5 §10.3.4.1.
"""

import json
import re
from decimal import Decimal, DecimalException

from bpm.core.feel.built_in import Chapter
from bpm.core.feel.functions import Function
from bpm.core.feel.ranges import Range
from bpm.core.feel.runtime import MAX_STRING_LENGTH, Runtime
from bpm.core.values.kinds import EXACT_DECIMAL128

chapter = Chapter()

_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,5})?")
_GROUPINGS = frozenset({" ", ",", "."})
_POINTS = frozenset({",", "."})


def write_number(number: Decimal) -> str:
    """Return a number without exponent and without zeros at its end."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _write_scalar(value: object) -> str:
    if isinstance(value, Decimal):
        return write_number(value)
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


class _Writer:
    """Writes nested values, and stops where the text grows too long."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.length = 0

    def write(self, value: object, *, is_inside: bool) -> str:
        text = self._write(value, is_inside=is_inside)
        self.length += len(text)
        if self.length > 10 * MAX_STRING_LENGTH:
            self.runtime.refuse_string()
        return text

    def _write(self, value: object, *, is_inside: bool) -> str:
        self.runtime.spend(1)
        match value:
            case list():
                text = "[" + ", ".join(self.write(item, is_inside=True) for item in value) + "]"
            case dict():
                text = "{" + ", ".join(self._entry(*entry) for entry in value.items()) + "}"
            case Range():
                text = self._range(value)
            case str() if is_inside:
                text = json.dumps(value, ensure_ascii=False)
            case _:
                text = _write_scalar(value)
        return text

    def _entry(self, key: str, value: object) -> str:
        is_plain = key.replace(" ", "").isidentifier()
        name = key if is_plain else json.dumps(key, ensure_ascii=False)
        return f"{name}: {self.write(value, is_inside=True)}"

    def _range(self, bounds: Range) -> str:
        if bounds.operator:
            end = bounds.high if bounds.low is None else bounds.low
            return f"({bounds.operator} {self.write(end, is_inside=True)})"
        opening = "[" if bounds.low_included else "("
        closing = "]" if bounds.high_included else ")"
        low = self.write(bounds.low, is_inside=True)
        return f"{opening}{low}..{self.write(bounds.high, is_inside=True)}{closing}"


def write_value(runtime: Runtime, value: object) -> str:
    """Return the text that FEEL has for a value."""
    return runtime.keep_string(_Writer(runtime).write(value, is_inside=False))


@chapter.function("string", "from: any")
def to_string(runtime: Runtime, value: object) -> str | None:
    """Return the text of a value; null for null."""
    if value is None or isinstance(value, bytes | Function):
        return None
    return write_value(runtime, value)


@chapter.function("number", "from: string")
def to_number(runtime: Runtime, text: str) -> Decimal | None:
    """Return the number that a text says; null where it says none."""
    return read_number(runtime, text)


def read_number(runtime: Runtime, text: str) -> Decimal | None:
    """Return the number that a text says with a decimal point, exactly."""
    if not _NUMBER.fullmatch(text):
        runtime.note(f"number(): {text[:40]!r} is no number")
        return None
    try:
        return EXACT_DECIMAL128.create_decimal(text)
    except DecimalException:
        runtime.note(f"number(): {text[:40]!r} does not fit into 34 digits")
        return None


@chapter.function(
    "number",
    "from: string",
    "grouping separator: string or null",
    "decimal separator: string or null",
)
def to_number_with_separators(
    runtime: Runtime, text: str, grouping: str | None, point: str | None
) -> Decimal | None:
    """Return the number that a text says with these separators."""
    if grouping is not None and (grouping not in _GROUPINGS or grouping == point):
        runtime.note("number(): a grouping separator is a space, comma or point")
        return None
    if point is not None and point not in _POINTS:
        runtime.note("number(): a decimal separator is a comma or point")
        return None
    if grouping is not None:
        text = text.replace(grouping, "")
    if point is not None and point != ".":
        if "." in text:
            runtime.note("number(): the text holds a point")
            return None
        text = text.replace(point, ".")
    return read_number(runtime, text)
