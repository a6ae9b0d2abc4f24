"""Numeric functions.

Source: DMN 1.5 §10.3.4.5.
"""

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)

from bpm.core.feel.built_in import Chapter
from bpm.core.feel.runtime import Runtime
from bpm.core.time import DaysTimeDuration, YearsMonthsDuration
from bpm.core.values import DECIMAL128

MIN_SCALE = -6111
MAX_SCALE = 6176

chapter = Chapter()

# Wide enough to write out any Decimal128 at any scale; results are brought back to 34 digits.
_WIDE = Context(prec=12_500, Emin=-20_000, Emax=20_000)
_ZERO = Decimal(0)


def _round(runtime: Runtime, number: Decimal, scale: Decimal, mode: str) -> Decimal | None:
    if not MIN_SCALE <= scale <= MAX_SCALE:
        runtime.note(f"a scale lies between {MIN_SCALE} and {MAX_SCALE}")
        return None
    places = -int(scale)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= places:
        return number
    rounded = number.quantize(Decimal((0, (1,), places)), rounding=mode, context=_WIDE)
    return DECIMAL128.plus(rounded) or _ZERO


def _declare_rounding(title: str, mode: str, *, needs_scale: bool) -> None:
    scale = "scale: number" if needs_scale else "scale: number?"

    @chapter.function(title, "n: number", scale)
    def _rounding(runtime: Runtime, n: Decimal, scale: Decimal = _ZERO) -> Decimal | None:
        return _round(runtime, n, scale, mode)


_declare_rounding("decimal", ROUND_HALF_EVEN, needs_scale=True)
_declare_rounding("floor", ROUND_FLOOR, needs_scale=False)
_declare_rounding("ceiling", ROUND_CEILING, needs_scale=False)
_declare_rounding("round up", ROUND_UP, needs_scale=True)
_declare_rounding("round down", ROUND_DOWN, needs_scale=True)
_declare_rounding("round half up", ROUND_HALF_UP, needs_scale=True)
_declare_rounding("round half down", ROUND_HALF_DOWN, needs_scale=True)


@chapter.function("abs", "n: number or duration")
def absolute(
    _runtime: Runtime, n: Decimal | DaysTimeDuration | YearsMonthsDuration
) -> Decimal | DaysTimeDuration | YearsMonthsDuration:
    """Return a number or duration without its sign."""
    if isinstance(n, DaysTimeDuration):
        return DaysTimeDuration(abs(n.nanoseconds))
    if isinstance(n, YearsMonthsDuration):
        return YearsMonthsDuration(abs(n.months))
    return DECIMAL128.abs(n)


@chapter.function("modulo", "dividend: number", "divisor: number")
def modulo(runtime: Runtime, dividend: Decimal, divisor: Decimal) -> Decimal | None:
    """Return the remainder, which has the sign of the divisor."""
    if divisor == 0:
        runtime.note("modulo(): the divisor is zero")
        return None
    # The remainder of decimal has the sign of the dividend, and is exact.
    remainder = _WIDE.remainder(dividend, divisor)
    if remainder and (remainder < 0) is not (divisor < 0):
        remainder += divisor
    return DECIMAL128.plus(remainder) or _ZERO


@chapter.function("sqrt", "number: number")
def square_root(runtime: Runtime, number: Decimal) -> Decimal | None:
    """Return the square root; null for a negative number."""
    runtime.spend(20)
    if number < 0:
        runtime.note("sqrt() of less than zero")
        return None
    return DECIMAL128.sqrt(number)


@chapter.function("log", "number: number")
def logarithm(runtime: Runtime, number: Decimal) -> Decimal | None:
    """Return the natural logarithm; null for zero and below."""
    runtime.spend(100)
    if number <= 0:
        runtime.note("log() of zero or less")
        return None
    return DECIMAL128.ln(number)


@chapter.function("exp", "number: number")
def exponential(runtime: Runtime, number: Decimal) -> Decimal | None:
    """Return e to the power of a number."""
    runtime.spend(100)
    return DECIMAL128.exp(number)


def is_whole(number: Decimal) -> bool:
    """Return whether a number has no fraction."""
    return number == number.to_integral_value()


@chapter.function("odd", "number: number")
def is_odd(_runtime: Runtime, number: Decimal) -> bool | None:
    """Return whether a whole number is odd; null for a fraction."""
    return _WIDE.remainder(number, Decimal(2)) != 0 if is_whole(number) else None


@chapter.function("even", "number: number")
def is_even(_runtime: Runtime, number: Decimal) -> bool | None:
    """Return whether a whole number is even; null for a fraction."""
    return _WIDE.remainder(number, Decimal(2)) == 0 if is_whole(number) else None
