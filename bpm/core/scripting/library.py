"""What a script can call and which parts of a value it can reach; everything else is closed.

Both lists are short on purpose. A value of a kind that is not listed here has no attributes at
all, so there is no way from a function, a generator, a type or an exception into the interpreter.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from bpm.core.time import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration
from bpm.core.values import FileReference

VARIABLES = "variables"
"""Under this name a script reaches variables whose names it cannot write as a name."""


def to_index(value: object) -> object:
    """Return a whole number as an int, which positions and counts need; others as they are."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    if isinstance(value, slice):
        return slice(to_index(value.start), to_index(value.stop), to_index(value.step))
    return value


def make_range(*bounds: object) -> range:
    """Count as Python does, from numbers that are variables too."""
    counted: range = range(*map(to_index, bounds))  # type: ignore[call-overload] # it checks them
    return counted


def round_number(number: object, digits: object = None) -> object:
    """Round as Python does, to a number of digits that may be a variable."""
    return round(number, to_index(digits))  # type: ignore[call-overload] # refuses what it must


def parse_duration(text: str) -> DaysTimeDuration | YearsMonthsDuration:
    """Read a duration of either kind."""
    days = text.partition("T")[0]
    kind = YearsMonthsDuration if {"Y", "M"} & set(days) else DaysTimeDuration
    return kind.parse(text)


class Variables:
    """The variables of one run, by any name.

    Args:
        top: Names that the script itself sees; the globals of its code.
        hidden: The others: names with blanks, those of functions, those with an underscore.
    """

    __slots__ = ("_hidden", "_top")

    def __init__(self, top: dict[str, object], hidden: dict[str, object]) -> None:
        self._top = top
        self._hidden = hidden

    def _place(self, name: str) -> dict[str, object]:
        return self._top if is_plain_name(name) else self._hidden

    def __getitem__(self, name: str) -> object:
        place = self._place(name)
        if name not in place:
            raise NameError(name=name)
        return place[name]

    def __setitem__(self, name: str, value: object) -> None:
        self._place(name)[name] = value

    def __contains__(self, name: str) -> bool:
        return name in self._place(name)

    def get(self, name: str, default: object = None) -> object:
        """Return the variable, or the default where there is none."""
        return self._place(name).get(name, default)


_EXCEPTION_TYPES: tuple[type[Exception], ...] = (
    *(ArithmeticError, AssertionError, AttributeError, Exception, IndexError, KeyError),
    *(LookupError, NameError, OverflowError, RuntimeError, StopIteration, TypeError),
    *(UnicodeError, ValueError, ZeroDivisionError),
)

EXCEPTIONS: Mapping[str, type[Exception]] = {kind.__name__: kind for kind in _EXCEPTION_TYPES}

_CALLABLE: Iterable[Callable[..., object]] = (
    *(abs, all, any, bool, bytes, chr, Decimal, dict, divmod, enumerate, filter, float, format),
    *(frozenset, int, isinstance, iter, len, list, map, max, min, next, ord, pow, repr, reversed),
    *(set, sorted, str, sum, tuple, zip),
)

FUNCTIONS: Mapping[str, object] = {
    **{function.__name__: function for function in _CALLABLE},
    **EXCEPTIONS,
    "parse_date": Date.parse,
    "parse_date_time": DateTime.parse,
    "parse_duration": parse_duration,
    "parse_time": Time.parse,
    "range": make_range,
    "round": round_number,
}
"""Without ``print``, which belongs to one run."""

FUNCTION_NAMES = frozenset(FUNCTIONS) | {"print"}


def is_plain_name(name: str) -> bool:
    """Return whether a script can write the name of a variable as it is."""
    return (
        name.isidentifier()
        and not name.startswith("_")
        and name != VARIABLES
        and name not in FUNCTION_NAMES
    )


_SET = "copy difference intersection isdisjoint issubset issuperset symmetric_difference union"

ATTRIBUTES: Mapping[type, frozenset[str]] = {
    kind: frozenset(names.split())
    for kind, names in {
        str: (
            "capitalize casefold center count encode endswith expandtabs find index isalnum "
            "isalpha isascii isdecimal isdigit islower isnumeric isprintable isspace istitle "
            "isupper join ljust lower lstrip partition removeprefix removesuffix replace rfind "
            "rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase "
            "title translate upper zfill"
        ),
        bytes: "count decode endswith find hex split startswith strip",
        list: "append clear copy count extend index insert pop remove reverse sort",
        dict: "clear copy get items keys pop popitem setdefault update values",
        set: f"{_SET} add clear discard pop remove update",
        frozenset: _SET,
        tuple: "count index",
        int: "bit_length",
        float: "is_integer",
        Decimal: (
            "adjusted compare copy_abs copy_sign exp is_finite is_signed is_zero ln log10 max min "
            "normalize quantize remainder_near sqrt to_integral_value"
        ),
        Date: "day month ordinal plus_days plus_months year",
        Time: "hour is_local minute nanosecond nanoseconds offset plus_nanoseconds second zone",
        DateTime: (
            "date nanoseconds offset_seconds plus_months plus_nanoseconds time wall_nanoseconds"
        ),
        DaysTimeDuration: "nanoseconds",
        YearsMonthsDuration: "months",
        FileReference: "media_type name sha256 size",
        Variables: "get",
    }.items()
}

ATTRIBUTE_NAMES = frozenset[str]().union(*ATTRIBUTES.values())

CHANGING_METHODS = frozenset(
    {"add", "append", "clear", "discard", "extend", "insert", "pop", "popitem", "remove"}
    | {"reverse", "setdefault", "sort", "update"}
)
"""Methods that change the list or dictionary that they belong to."""
