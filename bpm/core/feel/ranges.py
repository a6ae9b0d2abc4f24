"""Ranges as values."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Everything between two ends, or on one side of one.

    Args:
        low: Lower end; None where there is none.
        high: Upper end; None where there is none.
        operator: How the range was written if by one comparison (``<``, ``!=``), else empty.
    """

    kind_name: ClassVar[str] = "range"

    low: object
    high: object
    low_included: bool
    high_included: bool
    operator: str = ""


def make_unary_range(operator: str, operand: object) -> Range:
    """Return the range that one comparison means; for ``!=`` both ends are the operand."""
    is_lower_end = operator in {">", ">=", "=", "!="}
    is_upper_end = operator in {"<", "<=", "=", "!="}
    return Range(
        low=operand if is_lower_end else None,
        high=operand if is_upper_end else None,
        low_included=operator in {">=", "="},
        high_included=operator in {"<=", "="},
        operator=operator,
    )
