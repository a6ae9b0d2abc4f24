"""From what a script leaves behind to values that a process keeps."""

from collections.abc import Mapping
from decimal import Decimal, DecimalException

from bpm.core.time import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration
from bpm.core.values import FileReference, Value
from bpm.core.values.kinds import EXACT_DECIMAL128

MAX_DEPTH = 100
MAX_ITEMS = 1_000_000
_MAX_DIGITS_BITS = 120  # a whole number of more bits has more than 34 digits

_AS_THEY_ARE = frozenset(
    {bool, type(None), bytes, FileReference}
    | {Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration}
)
_HINTS = {
    "set": "a set, which has no order; use sorted(...)",
    "frozenset": "a set, which has no order; use sorted(...)",
    "function": "a function",
    "builtin_function_or_method": "a function",
    "type": "a function",
    "generator": "something to loop over; use list(...)",
}


class UnfitValueError(Exception):
    """A script leaves something that no variable can hold."""


class Converter:
    """Converts everything of one run.

    Args:
        numbers: Every number is a decimal of at most 34 digits: whole numbers exactly, binary
            fractions by their shortest spelling.
    """

    def __init__(self) -> None:
        self._items = 0
        self._name = ""

    def convert(self, name: str, value: object) -> Value:
        """Return the value of a variable.

        Raises:
            UnfitValueError: It is, or holds, something else than values. The message names the
                variable.
        """
        self._name = name
        return self._convert(value, 1)

    def _convert(self, value: object, depth: int) -> Value:
        kind = type(value)
        if kind in _AS_THEY_ARE:
            return value  # type: ignore[return-value] # one of the kinds of Value
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, int | float | Decimal):
            return self._number(value)
        if isinstance(value, list | tuple | dict):
            return self._container(value, depth)
        kind_name = kind.__name__
        raise self._unfit(_HINTS.get(kind_name, f"of the kind {kind_name!r}"))

    def _text(self, text: str) -> str:
        if "\0" in text:
            raise self._unfit("a text with the character U+0000")
        if not text.isascii():
            try:
                text.encode()
            except UnicodeEncodeError:
                raise self._unfit("a text with half a surrogate pair") from None
        return text

    def _number(self, number: float | Decimal) -> Decimal:
        try:
            if isinstance(number, int):
                if number.bit_length() > _MAX_DIGITS_BITS:
                    raise self._unfit("a number of more than 34 digits")
                return EXACT_DECIMAL128.create_decimal(number)
            exact = number if isinstance(number, Decimal) else Decimal(repr(number))
            if not exact.is_finite():
                raise self._unfit("not a number, or infinite")
            return EXACT_DECIMAL128.create_decimal(exact)
        except DecimalException:
            raise self._unfit("a number of more than 34 digits, or out of range") from None

    def _container(
        self, value: list[object] | tuple[object, ...] | dict[object, object], depth: int
    ) -> Value:
        self._items += len(value)
        if depth > MAX_DEPTH:
            raise self._unfit(f"nested deeper than {MAX_DEPTH} levels")
        if self._items > MAX_ITEMS:
            raise self._unfit("too large")
        if not isinstance(value, dict):
            return [self._convert(item, depth + 1) for item in value]
        members: dict[str, Value] = {}
        for key, item in value.items():
            if not isinstance(key, str):
                raise self._unfit(f"a dictionary with the key {str(key)[:40]}, which is no text")
            members[self._text(key)] = self._convert(item, depth + 1)
        return members

    def _unfit(self, what: str) -> UnfitValueError:
        subject = f"The variable {self._name!r}" if self._name else "The value of the last line"
        return UnfitValueError(f"{subject} is, or holds, something that cannot be kept: {what}.")


def find_changed(
    before: Mapping[str, Value], after: Mapping[str, object], converter: Converter
) -> dict[str, Value]:
    """Return the lists and dictionaries among the variables that a script changed in place."""
    changed: dict[str, Value] = {}
    for name, original in before.items():
        if isinstance(original, list | dict) and name in after:
            value = converter.convert(name, after[name])
            if not _is_same(original, value):
                changed[name] = value
    return changed


def _is_same(left: Value, right: Value) -> bool:
    if isinstance(left, list):
        return (
            isinstance(right, list) and len(left) == len(right) and all(map(_is_same, left, right))
        )
    if isinstance(left, dict):
        return (
            isinstance(right, dict)
            and left.keys() == right.keys()
            and all(_is_same(item, right[name]) for name, item in left.items())
        )
    return type(left) is type(right) and left == right
