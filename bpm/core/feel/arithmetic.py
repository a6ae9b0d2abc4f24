"""Arithmetic on all pairs of kinds: a table for each operator, null for the pairs it lacks.

Source: DMN 1.5 §10.3.2.14 to §10.3.2.16 (numbers, strings, dates and durations).
"""

from collections.abc import Callable, Mapping
from decimal import Decimal, DecimalException, DivisionByZero, Overflow

from bpm.core.feel.errors import LimitReachedError
from bpm.core.feel.runtime import Runtime
from bpm.core.time import (
    NANOSECONDS_A_DAY,
    Date,
    DateTime,
    DaysTimeDuration,
    InvalidTemporalError,
    Time,
    YearsMonthsDuration,
)
from bpm.core.values import DECIMAL128, name_kind

MAX_EXPONENT = 999_999_999
_MAX_AMOUNT_EXPONENT = 40  # beyond any duration, and quick to turn into an int

_ZERO = Decimal(0)
_MIDNIGHT = Time(0, 0, 0, 0, 0)
_LOCAL_MIDNIGHT = Time(0, 0, 0)
_add = DECIMAL128.add
_subtract = DECIMAL128.subtract
_multiply = DECIMAL128.multiply
_divide = DECIMAL128.divide
_power = DECIMAL128.power

_Operation = Callable[[object, object], object]
_Table = Mapping[tuple[type, type], Callable[..., object]]


def add(runtime: Runtime, left: object, right: object) -> object:
    """Return ``left + right``."""
    if type(left) is Decimal and type(right) is Decimal:
        try:
            return _add(left, right)
        except DecimalException as error:
            note_failure(runtime, error)
            return None
    if type(left) is str and type(right) is str:
        return runtime.keep_string(left + right)
    return _apply(runtime, "+", left, right)


def subtract(runtime: Runtime, left: object, right: object) -> object:
    """Return ``left - right``."""
    if type(left) is Decimal and type(right) is Decimal:
        try:
            return _subtract(left, right)
        except DecimalException as error:
            note_failure(runtime, error)
            return None
    return _apply(runtime, "-", left, right)


def multiply(runtime: Runtime, left: object, right: object) -> object:
    """Return ``left * right``."""
    if type(left) is Decimal and type(right) is Decimal:
        try:
            return _multiply(left, right) or _ZERO  # there is no minus zero
        except DecimalException as error:
            note_failure(runtime, error)
            return None
    return _apply(runtime, "*", left, right)


def divide(runtime: Runtime, left: object, right: object) -> object:
    """Return ``left / right``, null for a division by zero."""
    if type(left) is Decimal and type(right) is Decimal:
        try:
            return _divide(left, right) or _ZERO
        except DecimalException as error:
            note_failure(runtime, error)
            return None
    return _apply(runtime, "/", left, right)


def power(runtime: Runtime, left: object, right: object) -> object:
    """Return ``left ** right``."""
    if type(left) is not Decimal or type(right) is not Decimal:
        return _apply(runtime, "**", left, right)
    if abs(right) > MAX_EXPONENT:
        raise LimitReachedError(f"an exponent lies between -{MAX_EXPONENT} and {MAX_EXPONENT}.")
    runtime.spend(50)
    if left == 0 and right == 0:
        return Decimal(1)
    try:
        return _power(left, right)
    except DecimalException as error:
        note_failure(runtime, error)
        return None


def negate(runtime: Runtime, operand: object) -> object:
    """Return ``-operand``."""
    if type(operand) is Decimal:
        return DECIMAL128.minus(operand) or _ZERO
    if isinstance(operand, DaysTimeDuration):
        return DaysTimeDuration(-operand.nanoseconds)
    if isinstance(operand, YearsMonthsDuration):
        return YearsMonthsDuration(-operand.months)
    runtime.note(f"a {name_kind(operand)} cannot be negated")
    return None


def note_failure(runtime: Runtime, error: DecimalException) -> None:
    """Note why a calculation has no result.

    Raises:
        LimitReachedError: The result is too large to be held.
    """
    if isinstance(error, Overflow):
        raise LimitReachedError("a number is beyond the range of Decimal128.") from error
    is_by_zero = isinstance(error, DivisionByZero)
    runtime.note("a number was divided by zero" if is_by_zero else "a calculation has no result")


def _apply(runtime: Runtime, symbol: str, left: object, right: object) -> object:
    operation = _TABLES[symbol].get((type(left), type(right)))
    if operation is None:
        kinds = f"{name_kind(left)} {symbol} {name_kind(right)}"
        runtime.note(f"there is no {kinds}")
        return None
    try:
        return operation(left, right)
    except InvalidTemporalError as error:
        runtime.note(error.detail)
        return None
    except DecimalException as error:
        note_failure(runtime, error)
        return None


def _shift_date(date: Date, duration: DaysTimeDuration, sign: int) -> Date:
    # A date is midnight; the time of day that remains is dropped, also before it.
    return date.plus_days(sign * duration.nanoseconds // NANOSECONDS_A_DAY)


def to_date_time(date: Date) -> DateTime:
    """Return midnight of a day, in UTC."""
    return DateTime(date, _MIDNIGHT)


def _subtract_instants(left: DateTime, right: DateTime) -> DaysTimeDuration:
    if left.time.is_local is not right.time.is_local:
        raise InvalidTemporalError("a time without offset cannot be subtracted from one with it")
    return DaysTimeDuration(left.nanoseconds - right.nanoseconds)


def _subtract_mixed(left: Date | DateTime, right: Date | DateTime) -> DaysTimeDuration:
    one = left if isinstance(left, DateTime) else to_date_time(left)
    other = right if isinstance(right, DateTime) else to_date_time(right)
    return _subtract_instants(one, other)


def _subtract_times(left: Time, right: Time) -> DaysTimeDuration:
    epoch = Date(1970, 1, 1)
    return _subtract_instants(DateTime(epoch, left), DateTime(epoch, right))


def scale(amount: int, factor: Decimal) -> int:
    """Return a whole amount times a factor, cut off towards zero."""
    return _to_amount(DECIMAL128.multiply(Decimal(amount), factor))


def _divide_amount(amount: int, divisor: Decimal) -> int:
    return _to_amount(DECIMAL128.divide(Decimal(amount), divisor))


def _to_amount(number: Decimal) -> int:
    if number.adjusted() > _MAX_AMOUNT_EXPONENT:
        raise InvalidTemporalError("A duration is too long.")
    return int(number)


def _ratio(left: int, right: int) -> Decimal:
    return DECIMAL128.divide(Decimal(left), Decimal(right))


def _swap(operation: Callable[..., object]) -> Callable[..., object]:
    return lambda left, right: operation(right, left)


_DT, _YM = DaysTimeDuration, YearsMonthsDuration


def _shift_months(value: Date | DateTime, duration: YearsMonthsDuration) -> object:
    return value.plus_months(duration.months)


def _unshift_months(value: Date | DateTime, duration: YearsMonthsDuration) -> object:
    return value.plus_months(-duration.months)


def _shift_clock(value: Time | DateTime, duration: DaysTimeDuration) -> object:
    return value.plus_nanoseconds(duration.nanoseconds)


def _unshift_clock(value: Time | DateTime, duration: DaysTimeDuration) -> object:
    return value.plus_nanoseconds(-duration.nanoseconds)


_ADD: _Table = {
    (Date, _YM): _shift_months,
    (_YM, Date): _swap(_shift_months),
    (DateTime, _YM): _shift_months,
    (_YM, DateTime): _swap(_shift_months),
    (Date, _DT): lambda date, duration: _shift_date(date, duration, 1),
    (_DT, Date): lambda duration, date: _shift_date(date, duration, 1),
    (DateTime, _DT): _shift_clock,
    (_DT, DateTime): _swap(_shift_clock),
    (Time, _DT): _shift_clock,
    (_DT, Time): _swap(_shift_clock),
    (_DT, _DT): lambda left, right: _DT(left.nanoseconds + right.nanoseconds),
    (_YM, _YM): lambda left, right: _YM(left.months + right.months),
}
_SUBTRACT: _Table = {
    (Date, _YM): _unshift_months,
    (DateTime, _YM): _unshift_months,
    (Date, _DT): lambda date, duration: _shift_date(date, duration, -1),
    (DateTime, _DT): _unshift_clock,
    (Time, _DT): _unshift_clock,
    (_DT, _DT): lambda left, right: _DT(left.nanoseconds - right.nanoseconds),
    (_YM, _YM): lambda left, right: _YM(left.months - right.months),
    (Date, Date): _subtract_mixed,
    (Date, DateTime): _subtract_mixed,
    (DateTime, Date): _subtract_mixed,
    (DateTime, DateTime): _subtract_instants,
    (Time, Time): _subtract_times,
}
_MULTIPLY: _Table = {
    (_DT, Decimal): lambda duration, number: _DT(scale(duration.nanoseconds, number)),
    (Decimal, _DT): lambda number, duration: _DT(scale(duration.nanoseconds, number)),
    (_YM, Decimal): lambda duration, number: _YM(scale(duration.months, number)),
    (Decimal, _YM): lambda number, duration: _YM(scale(duration.months, number)),
}
_DIVIDE: _Table = {
    (_DT, Decimal): lambda duration, number: _DT(_divide_amount(duration.nanoseconds, number)),
    (_YM, Decimal): lambda duration, number: _YM(_divide_amount(duration.months, number)),
    (_DT, _DT): lambda left, right: _ratio(left.nanoseconds, right.nanoseconds),
    (_YM, _YM): lambda left, right: _ratio(left.months, right.months),
}
_TABLES: Mapping[str, _Table] = {
    "+": _ADD,
    "-": _SUBTRACT,
    "*": _MULTIPLY,
    "/": _DIVIDE,
    "**": {},
}
