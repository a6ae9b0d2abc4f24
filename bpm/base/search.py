"""Typed filters: what a caller asks for, held against the fields that a list declares."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import Enum, auto

from django.db.models import Q
from django.utils.dateparse import parse_datetime

from bpm.base.clock import as_utc
from bpm.base.ids import parse_id
from bpm.core.errors import InvalidInputError, Problem
from bpm.core.values import JsonObject, JsonValue

DEFAULT_LIMIT = 50
LARGEST_LIMIT = 500
_MOST_CONDITIONS = 300
_MOST_CHOICES = 500
_DEEPEST_OR = 3
MOST_SORT_KEYS = 10
_LONGEST_TEXT = 1000
_LARGEST_INTEGER = 2**31 - 1


class InvalidSearchError(InvalidInputError):
    """The search cannot be carried out as asked."""

    code = "invalid_search"


class FieldKind(Enum):
    """What the values of a field are."""

    TEXT = auto()
    ID = auto()
    TIME = auto()
    NUMBER = auto()
    INTEGER = auto()
    FLAG = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field that a list can be filtered or sorted by.

    Args:
        path: Name of the column, from the table that the list reads.
        kind: Type of its values.
        choices: All that a text may be; empty where it may be anything.
        is_sortable: Whether ``sort`` may name it.
        is_nullable: Whether rows may lack it; those come last in either direction.
        condition: Makes the whole condition from the raw value and its JSON Pointer, where the
            field is no plain column; ``path`` and operators do not matter then.
        condition_within: The same, where it depends on the members beside the field and around it.
    """

    path: str = ""
    kind: FieldKind = FieldKind.TEXT
    choices: tuple[str, ...] = ()
    is_sortable: bool = False
    is_nullable: bool = False
    condition: Callable[[JsonValue, str], Q] | None = None
    condition_within: Callable[[JsonValue, str, JsonObject], Q] | None = None


Fields = Mapping[str, Field]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """One field to sort by."""

    field: str
    is_descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """What a caller asks of a list.

    Args:
        filter: Field names with values or operators, as ``POST …/search`` takes them.
        sort: Empty: the order that the list is kept in.
        cursor: From an earlier page of the same search.
        include_total: Whether to count all that match.
        is_text: Whether values came from a query string, where all of them are texts.
    """

    filter: JsonObject = field(default_factory=dict)
    sort: tuple[Sort, ...] = ()
    limit: int = DEFAULT_LIMIT
    cursor: str | None = None
    include_total: bool = False
    is_text: bool = False


def filter_condition(request: SearchRequest, fields: Fields) -> Q:
    """Return the condition that a request's filter stands for.

    Raises:
        InvalidSearchError: A field, an operator or a value does not fit; all faults at once.
    """
    reader = _Reader(fields, is_text=request.is_text)
    condition = reader.read(request.filter, "/filter", around={}, depth=0)
    if reader.errors:
        raise all_of(reader.errors)
    return condition


def all_of(errors: Sequence[InvalidSearchError]) -> InvalidSearchError:
    """Return one error with the problems of all, of their own class where they share one."""
    kinds = {type(error) for error in errors}
    kind = kinds.pop() if len(kinds) == 1 else InvalidSearchError
    detail = errors[0].detail if len(errors) == 1 else ""
    return kind(detail, problems=[problem for error in errors for problem in error.problems])


class _Reader:
    """Reads one filter and gathers what is wrong with it."""

    def __init__(self, fields: Fields, *, is_text: bool) -> None:
        self._fields = fields
        self._is_text = is_text
        self._conditions = 0
        self.errors: list[InvalidSearchError] = []

    def read(self, given: JsonValue, pointer: str, *, around: JsonObject, depth: int) -> Q:
        """Return the condition of an object of fields, given the members of those around it."""
        # An empty alternative would match everything, which nobody means.
        is_pointless = depth > 0 and not given
        if not isinstance(given, dict) or depth > _DEEPEST_OR or is_pointless:
            return self._refuse("invalid_filter", pointer, "Give an object of fields here.")
        result = Q()
        around = {**around, **given}
        for name, value in given.items():
            if not self._may_add_condition(pointer):
                break
            at = f"{pointer}/{escape_pointer(name)}"
            if name == "$or":
                result &= self._read_alternatives(value, at, around, depth)
            else:
                result &= self._read_member(name, value, at, around)
        return result

    def _may_add_condition(self, pointer: str) -> bool:
        """Count one condition more; beyond the limit say so, once."""
        self._conditions += 1
        if self._conditions == _MOST_CONDITIONS + 1:
            detail = f"Give at most {_MOST_CONDITIONS} conditions."
            self._refuse("too_many_conditions", pointer, detail)
        return self._conditions <= _MOST_CONDITIONS

    def _read_member(self, name: str, value: JsonValue, pointer: str, around: JsonObject) -> Q:
        declared = self._fields.get(name)
        if declared is None:
            known = ", ".join(sorted(self._fields))
            return self._refuse("unknown_field", pointer, f"Filter by one of: {known}.")
        if declared.condition is not None:
            return self._read_special(declared.condition, value, pointer)
        if declared.condition_within is not None:
            within = declared.condition_within
            return self._read_special(lambda raw, at: within(raw, at, around), value, pointer)
        operators = value if isinstance(value, dict) else {"$eq": value}
        if not operators:
            # It would match everything, which nobody means.
            return self._refuse("invalid_filter", pointer, "Give a value or an operator here.")
        result = Q()
        for operator, operand in operators.items():
            if not self._may_add_condition(pointer):
                break
            result &= self._read_operator(declared, operator, operand, pointer)
        return result

    def _read_special(
        self, condition: Callable[[JsonValue, str], Q], value: JsonValue, pointer: str
    ) -> Q:
        try:
            return condition(value, pointer)
        except InvalidSearchError as error:
            self.errors.append(error)
            return Q()

    def _read_alternatives(
        self, value: JsonValue, pointer: str, around: JsonObject, depth: int
    ) -> Q:
        if not isinstance(value, list) or not value:
            return self._refuse("invalid_filter", pointer, "Give a list of filters here.")
        result = Q()
        for index, alternative in enumerate(value):
            if not self._may_add_condition(pointer):
                break
            at = f"{pointer}/{index}"
            result |= self.read(alternative, at, around=around, depth=depth + 1)
        return result

    def _read_operator(self, declared: Field, name: str, operand: JsonValue, pointer: str) -> Q:
        if name in _COMPARISONS:
            return self._compare(declared, name, operand, pointer)
        if name in {"$in", "$nin"}:
            return self._read_choices(declared, name, operand, pointer)
        if name == "$exists":
            exists = self._convert(Field(kind=FieldKind.FLAG), operand, pointer)
            return Q(**{f"{declared.path}__isnull": exists is False})
        if name == "$like" and declared.kind is FieldKind.TEXT and isinstance(operand, str):
            return Q(**{f"{declared.path}__iregex": like_to_regex(operand[:_LONGEST_TEXT])})
        return self._refuse("unknown_operator", pointer, f"The operator {name} does not fit here.")

    def _compare(self, declared: Field, name: str, operand: JsonValue, pointer: str) -> Q:
        if operand is None:
            absent = Q(**{f"{declared.path}__isnull": True})
            if name in {"$eq", "$neq"}:
                return absent if name == "$eq" else ~absent
            return self._refuse("invalid_value", pointer, "Compare with a value, not with null.")
        value = self._convert(declared, operand, pointer)
        condition = Q(**{f"{declared.path}{_COMPARISONS[name]}": value})
        return ~condition if name == "$neq" else condition

    def _read_choices(self, declared: Field, name: str, operand: JsonValue, pointer: str) -> Q:
        if not isinstance(operand, list) or len(operand) > _MOST_CHOICES:
            return self._refuse(
                "invalid_value", pointer, f"Give a list of at most {_MOST_CHOICES} values."
            )
        values = [
            self._convert(declared, value, f"{pointer}/{index}")
            for index, value in enumerate(operand)
        ]
        condition = Q(**{f"{declared.path}__in": values})
        return condition if name == "$in" else ~condition

    def _convert(self, declared: Field, value: JsonValue, pointer: str) -> object:
        converted = convert_operand(value, declared.kind, is_text=self._is_text)
        if converted is None:
            noun = _NOUNS[declared.kind]
            self._refuse("invalid_value", pointer, f"Give {noun} here.")
        elif declared.choices and converted not in declared.choices:
            self._refuse("invalid_value", pointer, f"Give one of: {', '.join(declared.choices)}.")
        return converted

    def _refuse(self, code: str, pointer: str, detail: str) -> Q:
        problem = Problem(code=code, pointer=pointer, detail=detail)
        self.errors.append(InvalidSearchError(problems=[problem]))
        return Q()


_COMPARISONS = {
    "$eq": "",
    "$neq": "",
    "$gt": "__gt",
    "$gte": "__gte",
    "$lt": "__lt",
    "$lte": "__lte",
}
_NOUNS = {
    FieldKind.TEXT: "a text",
    FieldKind.ID: "an id",
    FieldKind.TIME: "a time such as 2026-05-01T08:00:00Z",
    FieldKind.NUMBER: "a number",
    FieldKind.INTEGER: "a whole number that is not huge",
    FieldKind.FLAG: "true or false",
}


def convert_operand(value: JsonValue, kind: FieldKind, *, is_text: bool = False) -> object:
    """Return a JSON value as the database takes it, or None where it does not fit the kind."""
    match kind:
        case FieldKind.TEXT:
            return value if isinstance(value, str) and _is_storable(value) else None
        case FieldKind.ID:
            return parse_id(value) if isinstance(value, str) else None
        case FieldKind.TIME:
            return _convert_time(value)
        case FieldKind.NUMBER:
            return _convert_number(value, is_text=is_text)
        case FieldKind.INTEGER:
            return _convert_integer(value, is_text=is_text)
        case FieldKind.FLAG:
            return _convert_flag(value, is_text=is_text)


def _is_storable(text: str) -> bool:
    return len(text) <= _LONGEST_TEXT and "\0" not in text


def _convert_time(value: JsonValue) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        found = parse_datetime(value)
    except ValueError:
        return None
    return None if found is None else as_utc(found)


def _convert_number(value: JsonValue, *, is_text: bool) -> Decimal | None:
    if isinstance(value, str) and is_text:
        try:
            value = Decimal(value)
        except InvalidOperation:
            return None
    return value if isinstance(value, Decimal) and value.is_finite() else None


def _convert_integer(value: JsonValue, *, is_text: bool) -> int | None:
    number = _convert_number(value, is_text=is_text)
    if number is None or abs(number) > _LARGEST_INTEGER or number != number.to_integral_value():
        return None
    return int(number)


def _convert_flag(value: JsonValue, *, is_text: bool) -> bool | None:
    if isinstance(value, str) and is_text:
        return {"true": True, "false": False}.get(value)
    return value if isinstance(value, bool) else None


def like_to_regex(pattern: str) -> str:
    r"""Return the regular expression for a pattern with ``%`` (any text) and ``_`` (any sign)."""
    parts = (
        {"%": ".*", "_": "."}.get(sign) or (sign if sign.isalnum() else f"\\{sign}")
        for sign in pattern
    )
    return f"^{''.join(parts)}$"


def part_to_regex(text: str) -> str:
    """Return the regular expression for whatever holds this text somewhere."""
    return "".join(sign if sign.isalnum() else f"\\{sign}" for sign in text)


def escape_pointer(name: str) -> str:
    """Return a member's name as part of a JSON Pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
