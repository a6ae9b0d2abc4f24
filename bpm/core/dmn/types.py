"""Types of inputs and outputs: what a value must be, and the coercions that DMN allows.

Source: DMN 1.5 §10.3.2.9.4: a list of one item fits where its item is wanted, and a single value
where a list is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from bpm.core.dmn.model import ItemType, Text
from bpm.core.feel import UNARY_VALUE, Cell, compile_cell
from bpm.core.time import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration

_NOW: Final = datetime(1970, 1, 1, tzinfo=UTC)
_CLASSES: Final[Mapping[str, type]] = {
    "number": Decimal,
    "string": str,
    "boolean": bool,
    "date": Date,
    "time": Time,
    "date and time": DateTime,
    "days and time duration": DaysTimeDuration,
    "years and months duration": YearsMonthsDuration,
    "context": dict,
}
_OTHER_NAMES: Final[Mapping[str, str]] = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "integer": "number",
    "long": "number",
    "double": "number",
    "decimal": "number",
}
MAX_TYPE_DEPTH: Final = 20


class UnknownTypeError(Exception):
    """While a model is compiled: it names a type that there is none of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """What a value must be; null is allowed everywhere.

    Args:
        name: As a message calls it.
        kind: Python class of its values, or of the items; None for any.
        is_list: Whether its values are lists.
        members: Types of a context's entries; empty where nothing is said about them.
        allowed: What each value, or each item, passes besides.
    """

    name: str
    kind: type | None = None
    is_list: bool = False
    members: Mapping[str, "Type"] = field(default_factory=dict)
    allowed: tuple[Cell, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether the class of a value says all about it."""
        return not (self.is_list or self.members or self.allowed)


ANY: Final = Type(name="Any")


def find_type(
    name: str, types: Mapping[str, ItemType], names: frozenset[str] = frozenset(), depth: int = 0
) -> Type:
    """Return the type of this name; any value fits where the name is empty.

    Args:
        name: As the model writes it.
        types: Those that the model defines.
        names: Variables that tests may name.
        depth: Definitions already passed on the way.

    Raises:
        UnknownTypeError: There is none, or it is defined by itself.
        FeelSyntaxError: What it allows cannot be read.
    """
    plain = _OTHER_NAMES.get(name, name)
    if plain in _CLASSES and name not in types:
        return Type(name=plain, kind=_CLASSES[plain])
    if name in {"", "Any", "Undefined", "collection"} and name not in types:
        return ANY
    if name not in types or depth > MAX_TYPE_DEPTH:
        raise UnknownTypeError(name)
    return _define(types[name], types, names, depth + 1)


def _define(
    item: ItemType, types: Mapping[str, ItemType], names: frozenset[str], depth: int
) -> Type:
    base = (
        Type(name=item.name, kind=dict)
        if item.members
        else find_type(item.base, types, names, depth)
    )
    members = {part.name: _define(part, types, names, depth + 1) for part in item.members}
    own = () if item.allowed is None else (compile_allowed(item.allowed, names),)
    return Type(
        name=item.name or base.name,
        kind=base.kind,
        is_list=item.is_list or base.is_list,
        members=members or base.members,
        allowed=base.allowed + own,
    )


def compile_allowed(allowed: Text, names: frozenset[str] = frozenset()) -> Cell:
    """Return the tests that a value must pass.

    Raises:
        FeelSyntaxError: They cannot be read.
    """
    return compile_cell(allowed.text, names=names)


def read_values(allowed: Text) -> tuple[object, ...] | None:
    """Return the values that are written out, in their order; None where others are allowed too.

    Raises:
        FeelSyntaxError: They cannot be read.
    """
    cell = compile_cell(allowed.text)
    return None if cell.is_negated else cell.constants


def coerce(value: object, type_: Type) -> object:
    """Return a value as its type has it, or as it is where it does not fit."""
    if value is None or (type_.kind is None and not type_.is_list):
        return value
    if type_.is_list:
        return value if isinstance(value, list) else [value]
    if isinstance(value, list) and len(value) == 1:
        return value[0]
    return value


def fits(value: object, type_: Type) -> bool:
    """Return whether a coerced value is of its type and allowed."""
    if value is None:
        return True
    if not type_.is_list:
        return _fits_one(value, type_)
    return isinstance(value, list) and all(item is None or _fits_one(item, type_) for item in value)


def _fits_one(value: object, type_: Type) -> bool:
    if type_.kind is not None and type(value) is not type_.kind:
        return False
    if isinstance(value, dict) and not all(
        fits(value.get(name), part) for name, part in type_.members.items()
    ):
        return False
    return all(passes(value, cell) for cell in type_.allowed)


def passes(value: object, cell: Cell, lookup: Callable[[str], object] | None = None) -> bool:
    """Return whether a value passes tests that name no other variable, or those looked up.

    Raises:
        FeelEvaluationError: The tests cannot be evaluated.
    """

    def read(name: str) -> object:
        if name == UNARY_VALUE:
            return value
        if lookup is None:
            raise KeyError(name)
        return lookup(name)

    return cell.expression.evaluate(read, now=_NOW) is True  # type: ignore[arg-type] # a value
