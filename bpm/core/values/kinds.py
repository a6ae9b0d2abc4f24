"""The kinds of value, and the arithmetic that numbers are held in."""

from dataclasses import dataclass
from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
    Underflow,
)
from typing import TypeAlias, Union
from uuid import UUID

from bpm.core.time import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReference:
    """A file that is stored elsewhere.

    Args:
        size: Bytes.
        sha256: Lower-case hexadecimal digest of the content.
    """

    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str


Scalar: TypeAlias = (
    bool
    | str
    | Decimal
    | bytes
    | Date
    | Time
    | DateTime
    | DaysTimeDuration
    | YearsMonthsDuration
    | FileReference
    | None
)
# Union, because an alias that names itself in quotation marks takes no |.
Value: TypeAlias = Union[Scalar, list["Value"], dict[str, "Value"]]  # noqa: UP007 - see above
JsonValue: TypeAlias = Union[  # noqa: UP007 - see above
    bool, str, Decimal, list["JsonValue"], dict[str, "JsonValue"], None
]
JsonObject: TypeAlias = dict[str, JsonValue]

DIGITS = 34

DECIMAL128 = Context(
    prec=DIGITS,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[DivisionByZero, InvalidOperation, Overflow],
)
"""Arithmetic of numbers; its methods are called directly, no thread's context is changed."""

EXACT_DECIMAL128 = Context(
    prec=DIGITS,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[DivisionByZero, Inexact, InvalidOperation, Overflow, Underflow],
)
"""Takes numbers over, and refuses those that would be rounded."""

_KIND_NAMES: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    str: "string",
    Decimal: "number",
    bytes: "bytes",
    list: "list",
    dict: "context",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    DaysTimeDuration: "days and time duration",
    YearsMonthsDuration: "years and months duration",
    FileReference: "file",
}


def name_kind(value: object) -> str:
    """Return what FEEL calls the kind of this value, such as ``date and time``."""
    # Kinds that only FEEL knows say their own name.
    return _KIND_NAMES.get(type(value)) or str(getattr(type(value), "kind_name", "value"))
