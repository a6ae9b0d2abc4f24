"""What a search may ask of a variable: operators, and values that fit what is searched."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from bpm.base.search import InvalidSearchError, like_to_regex
from bpm.core.errors import Problem
from bpm.core.values import JsonValue
from bpm.runtime.searchable import MOST_CHARACTERS, NULL, SearchableValue, searchable_value

MOST_CHOICES = 500
ORDERED = {"$gt": "gt", "$gte": "gte", "$lt": "lt", "$lte": "lte"}
OPERATORS = frozenset({*ORDERED, "$eq", "$neq", "$in", "$nin", "$like", "$exists"})

_KINDS = ("string", "number", "boolean", "date", "time", "date_time")
_NOUNS = {
    "string": f"a text of at most {MOST_CHARACTERS} characters",
    "number": "a number",
    "boolean": "true or false",
    "date": 'a date such as "2026-05-01"',
    "time": 'a time of day such as "08:00:00"',
    "date_time": 'a time such as "2026-05-01T08:00:00Z"',
}
_WITHOUT_ORDER = frozenset({"boolean", "time"})
_COLUMNS = {"string": "text_value", "time": "text_value", "number": "number_value"} | {
    "boolean": "number_value",
    "date": "time_value",
    "date_time": "time_value",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One condition on a variable, read from a request.

    Args:
        pointer: JSON Pointer of the condition, for what is wrong with it.
    """

    name: str
    operator: str
    value: JsonValue
    pointer: str


def read_wanted(value: JsonValue, pointer: str) -> Wanted:
    """Return one condition on a variable.

    Raises:
        InvalidSearchError: It is none, or its operator does not take such a value at all.
    """
    if not isinstance(value, dict) or not value.keys() <= {"name", "op", "value"}:
        raise invalid(pointer, "Give an object of name, op and value.")
    name, operator = value.get("name"), value.get("op", "$eq")
    if not isinstance(name, str) or not name or "\0" in name:
        raise invalid(f"{pointer}/name", "Give the name of a variable.")
    if not isinstance(operator, str) or operator not in OPERATORS:
        raise invalid(f"{pointer}/op", f"Give one of: {', '.join(sorted(OPERATORS))}.")
    wanted = Wanted(name=name, operator=operator, value=value.get("value"), pointer=pointer)
    _check_value(wanted)
    return wanted


def _check_value(wanted: Wanted) -> None:
    value, pointer = wanted.value, f"{wanted.pointer}/value"
    match wanted.operator:
        case "$exists":
            _require(isinstance(value, bool), pointer, "Give true or false here.")
        case "$like":
            detail = f"Give {_NOUNS['string']}; % stands for any text."
            _require(isinstance(value, str) and _fits(value), pointer, detail)
        case "$in" | "$nin":
            _check_list(value, pointer)
        case operator if value is not None or operator in ORDERED:
            _check_scalar(value, pointer)


def _check_list(value: JsonValue, pointer: str) -> None:
    if not isinstance(value, list) or len(value) > MOST_CHOICES:
        raise invalid(pointer, f"Give a list of at most {MOST_CHOICES} values.")
    for index, item in enumerate(value):
        _check_scalar(item, f"{pointer}/{index}")


def _require(condition: object, pointer: str, detail: str) -> None:
    if not condition:
        raise invalid(pointer, detail)


def _check_scalar(value: JsonValue, pointer: str) -> None:
    is_fine = isinstance(value, bool | Decimal) or (isinstance(value, str) and _fits(value))
    if not is_fine:
        raise invalid(pointer, f"Give a number, true, false or {_NOUNS['string']}.")


def _fits(text: str) -> bool:
    return len(text) <= MOST_CHARACTERS and "\0" not in text


def kept_condition(wanted: Wanted, types: Iterable[str | None]) -> Q:
    """Return the condition on ``searchable_variable`` for one that its definitions declare.

    Args:
        wanted: All but ``$exists``.
        types: As the definitions declare it; None where one gives no type.

    Raises:
        InvalidSearchError: The value is none that the variable can hold.
    """
    declared = set(types)
    kinds = _KINDS if None in declared else tuple(kind for kind in _KINDS if kind in declared)
    match wanted.operator:
        case "$eq" | "$in":
            return _one_of(wanted, kinds)
        case "$neq" | "$nin":
            return ~_one_of(wanted, kinds)
        case "$like":
            detail = f"{wanted.name!r} is declared no text."
            _require("string" in kinds, f"{wanted.pointer}/op", detail)
            return Q(kind="string", text_value__iregex=like_to_regex(str(wanted.value)))
        case operator:
            return _compared(wanted.value, kinds, ORDERED[operator], f"{wanted.pointer}/value")


def _one_of(wanted: Wanted, kinds: Sequence[str]) -> Q:
    value, pointer = wanted.value, f"{wanted.pointer}/value"
    if value is None:
        return Q(kind=NULL)
    if not isinstance(value, list):
        return _compared(value, kinds, "exact", pointer)
    return _any(
        _compared(item, kinds, "exact", f"{pointer}/{index}") for index, item in enumerate(value)
    )


def _any(conditions: Iterable[Q]) -> Q:
    found = Q(name__in=[])
    for condition in conditions:
        found |= condition
    return found


def _compared(value: JsonValue, kinds: Sequence[str], lookup: str, pointer: str) -> Q:
    operands = _operands(value, kinds)
    if lookup != "exact":
        operands = [found for found in operands if found.kind not in _WITHOUT_ORDER]
    if not operands:
        ordered = [kind for kind in kinds if lookup == "exact" or kind not in _WITHOUT_ORDER]
        nouns = " or ".join(_NOUNS[kind] for kind in ordered)
        detail = f"Give {nouns} here." if nouns else "It has no order; ask whether it equals."
        raise invalid(pointer, detail)
    return _any(
        Q(kind=found.kind, **{f"{_COLUMNS[found.kind]}__{lookup}": _value_of(found)})
        for found in operands
    )


def _operands(value: JsonValue, kinds: Sequence[str]) -> list[SearchableValue]:
    """Return what a value can mean for a variable of one of these kinds."""
    if not isinstance(value, bool | str | Decimal):
        return []
    read = dict.fromkeys(searchable_value("", value, kind) for kind in kinds)
    return [found for found in read if found.kind in kinds and _value_of(found) is not None]


def _value_of(found: SearchableValue) -> object:
    value: object = getattr(found, _COLUMNS.get(found.kind, "text_value"))
    return value


def invalid(pointer: str, detail: str) -> InvalidSearchError:
    """Return the refusal of a value, an operator or a name."""
    problem = Problem(code="invalid_value", pointer=pointer, detail=detail)
    return InvalidSearchError(problems=[problem])
