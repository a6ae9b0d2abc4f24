"""Calls a registered function with checked arguments."""

import re
from collections.abc import Mapping
from decimal import Decimal, DecimalException
from typing import Final

from bpm.connectors.contracts import CallContext
from bpm.connectors.errors import ConnectorError, invalid_parameter
from bpm.connectors.python.annotations import UnfitError
from bpm.connectors.python.registry import Registered, find_function
from bpm.core.time import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration
from bpm.core.values import FileReference, Value, name_kind
from bpm.core.values.kinds import EXACT_DECIMAL128

_TEMPORAL: Final = (Date, Time, DateTime, DaysTimeDuration, YearsMonthsDuration)
_DEEPEST: Final = 100
_UNKEPT: Final = re.compile("[\x00\ud800-\udfff]")


def run(values: Mapping[str, Value], context: CallContext) -> Value:
    """Call the function that the operation names.

    The timeout cannot stop a function; it is told in the ``CallContext``.

    Raises:
        ConnectorError: An argument is not what the function asks for, it raised, or it returned
            what no variable can hold.
    """
    registered = find_function(context.operation or "")
    if registered is None:
        raise ConnectorError(
            f"There is no function {context.operation!r}.", permanent=True, kind="unknown_function"
        )
    arguments = _read_arguments(registered, values)
    if registered.context_name is not None:
        arguments[registered.context_name] = context
    try:
        result = registered.function(**arguments)
    except ConnectorError:
        raise
    except Exception as error:
        raise ConnectorError(
            f"The function {registered.name!r} failed: {type(error).__name__}: {error}",
            permanent=False,
            kind=type(error).__name__,
        ) from error
    return _to_value(registered.name, result, 0)


def _read_arguments(registered: Registered, values: Mapping[str, Value]) -> dict[str, object]:
    arguments: dict[str, object] = {}
    for argument in registered.arguments:
        value = values.get(argument.name)
        if value is None and argument.is_required:
            raise invalid_parameter(argument.name, "is missing, or null.")
        if argument.name not in values and not argument.reader.takes_null:
            continue  # the function's own default holds
        try:
            arguments[argument.name] = argument.reader.read(value)
        except UnfitError as error:
            raise invalid_parameter(
                argument.name, f"must be {argument.reader.title}, not {name_kind(value)}."
            ) from error
    return arguments


def _fits(number: Decimal | int) -> bool:
    try:
        return EXACT_DECIMAL128.create_decimal(number).is_finite()
    except DecimalException:
        return False


def _to_value(name: str, result: object, depth: int) -> Value:
    """Return a result as a value; whole numbers become decimals, floats are refused."""
    match result:
        case None | bool() | bytes() | FileReference():
            return result
        case str() if not _UNKEPT.search(result):
            return str.__str__(result)  # a member of an enum is no plain text
        case Decimal() | int() if _fits(result):
            return Decimal(result)
        case list() | tuple() if depth < _DEEPEST:
            return [_to_value(name, item, depth + 1) for item in result]
        case dict() if depth < _DEEPEST and all(isinstance(key, str) for key in result):
            return {key: _to_value(name, item, depth + 1) for key, item in result.items()}
        case _ if isinstance(result, _TEMPORAL):
            return result
        case _:
            raise ConnectorError(
                f"The function {name!r} returned {type(result).__name__}, which no variable can "
                "hold.",
                permanent=True,
                kind="invalid_result",
            )
