"""Members of values, and filters over lists."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from bpm.core.feel.ranges import Range
from bpm.core.feel.runtime import Runtime
from bpm.core.time import (
    NANOSECONDS,
    Date,
    DateTime,
    DaysTimeDuration,
    Time,
    YearsMonthsDuration,
)
from bpm.core.values import FileReference, name_kind


class MissingMemberError(Exception):
    """Inside ``is defined()``: a member is not there."""


def get_member(runtime: Runtime, value: object, name: str) -> object:
    """Return a member of a context or a property of another value; null where there is none."""
    if type(value) is dict:
        return value.get(name)
    if isinstance(value, list):
        runtime.visit(value)
        return [get_member(runtime, item, name) for item in value]
    if value is None:
        runtime.note(f"null has no member {name!r}")
        return None
    read = _PROPERTIES.get(type(value), {}).get(name)
    if read is None:
        runtime.note(f"a {name_kind(value)} has no member {name!r}")
        return None
    return read(value)


def require_member(runtime: Runtime, value: object, name: str) -> object:
    """Return a member that exists.

    Raises:
        MissingMemberError: It does not.
    """
    if isinstance(value, dict):
        if name not in value:
            raise MissingMemberError(name)
        return value[name]
    found = get_member(runtime, value, name)
    if found is None:
        raise MissingMemberError(name)
    return found


def _whole(number: int) -> Decimal:
    return Decimal(number)


def _sign_and_seconds(duration: DaysTimeDuration) -> tuple[int, int]:
    sign = -1 if duration.nanoseconds < 0 else 1
    return sign, abs(duration.nanoseconds) // NANOSECONDS


def _duration_part(modulus: int, divisor: int) -> Callable[[DaysTimeDuration], Decimal]:
    def read(duration: DaysTimeDuration) -> Decimal:
        sign, seconds = _sign_and_seconds(duration)
        part = seconds % modulus if modulus else seconds
        return Decimal(sign * (part // divisor))

    return read


def _read_offset(value: DateTime | Time) -> DaysTimeDuration | None:
    offset = value.offset if isinstance(value, Time) else value.offset_seconds
    return None if offset is None else DaysTimeDuration(offset * NANOSECONDS)


def _month_part(duration: YearsMonthsDuration, *, is_year: bool) -> Decimal:
    years, months = divmod(abs(duration.months), 12)
    return Decimal((years if is_year else months) * (-1 if duration.months < 0 else 1))


_DATE: Mapping[str, Callable[[Date], object]] = {
    "year": lambda date: _whole(date.year),
    "month": lambda date: _whole(date.month),
    "day": lambda date: _whole(date.day),
    "weekday": lambda date: _whole(date.weekday),
}
_TIME: Mapping[str, Callable[[Time], object]] = {
    "hour": lambda time: _whole(time.hour),
    "minute": lambda time: _whole(time.minute),
    "second": lambda time: _whole(time.second),
    "timezone": lambda time: time.zone,
    "time offset": _read_offset,
}


def _of_date(read: Callable[[Date], object]) -> Callable[[DateTime], object]:
    return lambda value: read(value.date)


def _of_time(read: Callable[[Time], object]) -> Callable[[DateTime], object]:
    return lambda value: read(value.time)


_PROPERTIES: Mapping[type, Mapping[str, Callable[..., object]]] = {
    Date: _DATE,
    Time: _TIME,
    DateTime: {
        **{name: _of_date(read) for name, read in _DATE.items()},
        **{name: _of_time(read) for name, read in _TIME.items()},
        "time offset": _read_offset,
    },
    DaysTimeDuration: {
        "days": _duration_part(0, 86_400),
        "hours": _duration_part(86_400, 3_600),
        "minutes": _duration_part(3_600, 60),
        "seconds": _duration_part(60, 1),
    },
    YearsMonthsDuration: {
        "years": lambda duration: _month_part(duration, is_year=True),
        "months": lambda duration: _month_part(duration, is_year=False),
    },
    Range: {
        "start": lambda bounds: bounds.low,
        "end": lambda bounds: bounds.high,
        "start included": lambda bounds: bounds.low_included,
        "end included": lambda bounds: bounds.high_included,
    },
    FileReference: {
        "id": lambda file: str(file.id),
        "name": lambda file: file.name,
        "media_type": lambda file: file.media_type,
        "size": lambda file: _whole(file.size),
        "sha256": lambda file: file.sha256,
    },
}


def as_list(value: object) -> list[object]:
    """Return a list as it is, another value as a list of its own, null as an empty one."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def pick_item(runtime: Runtime, value: object, index: object) -> object:
    """Return the item at an index from 1, or from -1 at the end; null where there is none."""
    items = as_list(value)
    if not isinstance(index, Decimal) or index != index.to_integral_value():
        runtime.note(f"a {name_kind(index)} is no index")
        return None
    if not 1 <= abs(index) <= len(items):
        runtime.note(f"a list of {len(items)} has no item {index}")
        return None
    place = int(index)
    return items[place - 1 if place > 0 else place]


def filter_items(
    runtime: Runtime,
    value: object,
    cost: int,
    condition: Callable[[object, set[str]], object],
) -> object:
    """Return the items for which the condition is true, or one if it gives a number.

    ``condition`` is given the item, and the names of the members of all items.
    """
    items = as_list(value)
    runtime.spend(len(items) * cost)
    members: set[str] = set()
    for item in items:
        if isinstance(item, dict):
            members.update(item)
    kept: list[object] = []
    for item in items:
        answer = condition(item, members)
        if answer is True:
            kept.append(item)
        elif type(answer) is Decimal:
            return pick_item(runtime, value, answer)
    return kept
