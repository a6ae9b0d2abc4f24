"""Variables that a model declares searchable: what of their values is kept for searching."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from bpm.core.time import Date, DateTime, InvalidTemporalError, Time, to_instant
from bpm.core.values import Value

MOST_CHARACTERS = 400
"""Of a text, as many are kept; what an index can hold has an end."""

NULL = "null"
OTHER = "other"
"""Kind of a value that nothing can be compared with: a list, a context, a file."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchableValue:
    """One variable as it is searched for; at most one of the values is there.

    Args:
        kind: ``string``, ``number``, ``boolean``, ``date``, ``time``, ``date_time``, ``null``
            or ``other``.
        text_value: Of a text its first ``MOST_CHARACTERS``; of a time of day its ISO 8601.
        number_value: Of a boolean 1 or 0.
        time_value: Of a date its midnight in UTC.
    """

    name: str
    kind: str
    text_value: str | None = None
    number_value: Decimal | None = None
    time_value: datetime | None = None


def searchable_values(
    declared: Mapping[str, str | None], variables: Mapping[str, Value]
) -> tuple[SearchableValue, ...]:
    """Return what to keep of an instance's own variables.

    Args:
        declared: Type by name; None where the model gives no type.
        variables: All of them; those that are not declared are left out.
    """
    return tuple(
        searchable_value(name, variables[name], kind)
        for name, kind in declared.items()
        if name in variables
    )


def searchable_value(name: str, value: Value, declared: str | None) -> SearchableValue:
    """Return a value as it is searched for, by its own kind.

    Only a text that was declared to be a date, a time or both is read as that, since JSON has no
    other way to say it.
    """
    reader = _READERS.get(declared or "")
    if isinstance(value, str) and reader is not None:
        value = _read(value, reader)
    kind = _KINDS.get(type(value), OTHER)
    match value:
        case bool() | Decimal():
            return SearchableValue(name=name, kind=kind, number_value=Decimal(value))
        case str() | Time():
            text = str(value)[:MOST_CHARACTERS]
            return SearchableValue(name=name, kind=kind, text_value=text)
        case Date() | DateTime():
            return SearchableValue(name=name, kind=kind, time_value=_instant(value))
        case _:
            return SearchableValue(name=name, kind=kind)


_KINDS: Mapping[type, str] = {
    type(None): NULL,
    bool: "boolean",
    Decimal: "number",
    str: "string",
    Time: "time",
    Date: "date",
    DateTime: "date_time",
}
_READERS: Mapping[str, Callable[[str], Date | Time | DateTime]] = {
    "date": Date.parse,
    "time": Time.parse,
    "date_time": DateTime.parse,
}


def _read(text: str, read: Callable[[str], Date | Time | DateTime]) -> Value:
    try:
        return read(text)
    except InvalidTemporalError:
        return text


def _instant(value: Date | DateTime) -> datetime | None:
    """Return the instant; None beyond the years that can be compared. Without zone it is UTC's."""
    try:
        return to_instant(value, _EPOCH, UTC)
    except InvalidTemporalError:
        return None
