"""Types as checks of values, for ``instance of`` and typed parameters."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import assert_never

from bpm.core.feel.functions import Function
from bpm.core.feel.ranges import Range
from bpm.core.feel.runtime import Runtime
from bpm.core.feel.tree import (
    ContextType,
    FunctionType,
    ListType,
    NamedType,
    RangeType,
    TypeNode,
)
from bpm.core.time import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration

Check = Callable[[Runtime, object], bool]

_CLASSES: Mapping[str, type] = {
    "number": Decimal,
    "string": str,
    "boolean": bool,
    "date": Date,
    "time": Time,
    "date and time": DateTime,
    "days and time duration": DaysTimeDuration,
    "years and months duration": YearsMonthsDuration,
    "list": list,
    "context": dict,
    "range": Range,
}


def make_check(node: TypeNode) -> Check:
    """Return the function that tells whether a value is of this type."""
    match node:
        case NamedType():
            return _make_named_check(node.name)
        case ListType():
            return _make_list_check(make_check(node.item))
        case RangeType():
            return _make_range_check(make_check(node.item))
        case ContextType():
            return _make_context_check({name: make_check(part) for name, part in node.entries})
        case FunctionType():
            return _is_function
        case _:
            assert_never(node)


def _is_function(_runtime: Runtime, value: object) -> bool:
    return isinstance(value, Function)


def _make_named_check(name: str) -> Check:
    if name == "Any":
        return lambda _runtime, value: value is not None
    if name == "Null":
        return lambda _runtime, value: value is None
    if name == "function":
        return _is_function
    kind = _CLASSES[name]
    return lambda _runtime, value: type(value) is kind


def _make_list_check(accept: Check) -> Check:
    def check(runtime: Runtime, value: object) -> bool:
        if not isinstance(value, list):
            return False
        runtime.visit(value)
        return all(item is None or accept(runtime, item) for item in value)

    return check


def _make_range_check(accept: Check) -> Check:
    def check(runtime: Runtime, value: object) -> bool:
        if not isinstance(value, Range):
            return False
        return all(end is None or accept(runtime, end) for end in (value.low, value.high))

    return check


def _make_context_check(members: Mapping[str, Check]) -> Check:
    def check(runtime: Runtime, value: object) -> bool:
        if not isinstance(value, dict):
            return False
        runtime.visit(members)
        return all(
            name in value and (value[name] is None or accept(runtime, value[name]))
            for name, accept in members.items()
        )

    return check
