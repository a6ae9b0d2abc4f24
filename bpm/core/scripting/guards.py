"""The operations that the compiled script calls in place of Python's own."""

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal

from bpm.core.scripting.library import ATTRIBUTES, Variables, to_index
from bpm.core.time import Date, DateTime, Time

_TEMPORAL = frozenset({Date, DateTime, Time})


def read_attribute(target: object, name: str) -> object:
    """Return an attribute that the library lists for the kind of its target."""
    kind = type(target)
    if name not in ATTRIBUTES.get(kind, ()):
        raise AttributeError(f"{kind.__name__!r} has no {name!r} in scripts")
    attribute = getattr(target, name)
    if kind in _TEMPORAL and callable(attribute):
        return lambda amount: attribute(to_index(amount))
    return attribute


def read_item(target: object, key: object) -> object:
    """Return an item; a position may be a number that is a variable."""
    if type(target) is not dict:
        key = to_index(key)
    return operator.getitem(target, key)  # type: ignore[call-overload] # refuses what it must


class _ListWriter:
    """Changes items of a list at positions that may be variables."""

    __slots__ = ("_target",)

    def __init__(self, target: list[object]) -> None:
        self._target = target

    def __setitem__(self, key: object, value: object) -> None:
        operator.setitem(self._target, to_index(key), value)  # type: ignore[call-overload] # same

    def __delitem__(self, key: object) -> None:
        operator.delitem(self._target, to_index(key))  # type: ignore[call-overload] # same


def open_for_writing(target: object) -> object:
    """Return what takes new items for a list, a dictionary or the variables."""
    if type(target) is list:
        return _ListWriter(target)
    if type(target) in (dict, Variables):
        return target
    raise TypeError(f"{type(target).__name__!r} cannot be changed")


def divide(left: object, right: object) -> object:
    """Divide; whole numbers give an exact decimal number, never a binary fraction."""
    if isinstance(left, int) and isinstance(right, int):
        return Decimal(left) / Decimal(right)
    return operator.truediv(left, right)


_IN_PLACE: Mapping[str, Callable[[object, object], object]] = {
    "+=": operator.iadd,
    "-=": operator.isub,
    "*=": operator.imul,
    "/=": divide,
    "//=": operator.ifloordiv,
    "%=": operator.imod,
    "**=": operator.ipow,
    "@=": operator.imatmul,
    "<<=": operator.ilshift,
    ">>=": operator.irshift,
    "&=": operator.iand,
    "^=": operator.ixor,
    "|=": operator.ior,
}


def change_in_place(sign: str, left: object, right: object) -> object:
    """Return the outcome of ``left sign right``, such as ``+=``."""
    return _IN_PLACE[sign](left, right)


def change_item(sign: str, target: object, key: object, right: object) -> None:
    """Change one item by ``target[key] sign right``."""
    changed = _IN_PLACE[sign](read_item(target, key), right)
    operator.setitem(open_for_writing(target), key, changed)  # type: ignore[call-overload] # same


def apply(function: Callable[..., object], *values: object, **named: object) -> object:
    """Call a function with values that were unpacked."""
    return function(*values, **named)


def _iterate(values: object) -> object:
    return values  # Every kind that a script holds is safe to iterate.


def _unpack(values: object, _spec: object, _iterate: object) -> object:
    return values


GUARDS: Mapping[str, object] = {
    "_getattr_": read_attribute,
    "_getitem_": read_item,
    "_getiter_": _iterate,
    "_write_": open_for_writing,
    "_apply_": apply,
    "_unpack_sequence_": _unpack,
    "_iter_unpack_sequence_": _unpack,
    "_inplacevar_": change_in_place,
    "_change_item_": change_item,
    "_divide_": divide,
    "_decimal_": Decimal,
}
