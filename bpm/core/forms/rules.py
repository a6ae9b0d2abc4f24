"""Whether a value keeps to the rules of its field.

Source: form-js 1.23, ``Validator``; each rule means here what it means there.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Context, Decimal, DecimalException
from typing import Final

import regex  # type: ignore[import-untyped] # it ships no types

from bpm.core.forms.options import is_same, list_values
from bpm.core.forms.schema import Field, FieldKind, Limit, TextKind
from bpm.core.forms.scopes import Evaluator, Scope
from bpm.core.forms.taking import RefusedValueError, read_number
from bpm.core.time import Date, DateTime
from bpm.core.values import FileReference, JsonObject, JsonValue, Value, encode_variables

_BLANKS: Final = (
    "\t\n\x0b\f\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
"""What JavaScript trims."""

# The pattern of HTML for e-mail addresses, WHATWG HTML §4.10.5.1.5.
_EMAIL = regex.compile(
    r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*"
)
# ITU-T E.164: a country code, at most 15 digits in all.
_PHONE = regex.compile(r"(?:\+|00)[1-9][0-9]{6,14}")
_EXACT: Final = Context(prec=100)
_FURTHEST_WEST: Final = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A value under its rules.

    Args:
        value: As it is stored.
        known: The variables that are there, for options that one of them holds.
        is_sent: The person gave it, as against found it.
    """

    field: Field
    value: Value
    scope: Scope
    known: JsonObject
    is_sent: bool
    now: datetime


def break_rules(subject: Subject, evaluator: Evaluator) -> Iterator[RefusedValueError]:
    """Yield every rule that a value breaks."""
    for check in _CHECKS:
        yield from check(subject, evaluator)


def list_options(subject: Subject, evaluator: Evaluator) -> tuple[JsonValue, ...]:
    """Return the values that can be chosen."""
    source = subject.field.options
    if source is None:
        return ()
    if source.values is not None:
        return source.values
    if source.key is not None:
        return list_values(subject.known.get(source.key))
    if source.expression is None:
        return ()
    found = evaluator.value(source.expression, subject.scope)
    return list_values(encode_variables({"options": found})[0]["options"])


def is_chosen_well(value: JsonValue, options: tuple[JsonValue, ...]) -> bool:
    """Return whether a value, or each in a list of them, is one of the options."""
    return any(is_same(value, option) for option in options)


def _check_required(subject: Subject, _evaluator: Evaluator) -> Iterator[RefusedValueError]:
    value = subject.value
    is_unticked = subject.field.kind is FieldKind.CHECKBOX and value is False
    is_empty = value is None or value in ("", []) or is_unticked
    if subject.field.rules.is_required and is_empty:
        yield RefusedValueError("required", "is required.")


def _check_number(subject: Subject, evaluator: Evaluator) -> Iterator[RefusedValueError]:
    rules, value = subject.field.rules, subject.value
    number = read_number(value) if isinstance(value, str) and rules.stores_text else value
    if subject.field.kind is not FieldKind.NUMBER or not isinstance(number, Decimal):
        return
    if rules.decimals is not None and _count_decimals(number) > rules.decimals:
        detail = (
            f"must have at most {rules.decimals} digits behind the point."
            if rules.decimals
            else "must be a whole number."
        )
        yield RefusedValueError("too_many_decimals", detail)
    if rules.step is not None and not _is_multiple(number, rules.step):
        yield RefusedValueError("not_a_step", f"must be a multiple of {rules.step:f}.")
    smallest = _read_limit(rules.smallest, subject, evaluator)
    if isinstance(smallest, RefusedValueError):
        yield smallest
    elif smallest is not None and number < smallest:
        yield RefusedValueError("too_small", f"must be at least {smallest:f}.")
    largest = _read_limit(rules.largest, subject, evaluator)
    if isinstance(largest, RefusedValueError):
        yield largest
    elif largest is not None and number > largest:
        yield RefusedValueError("too_large", f"must be at most {largest:f}.")


def _count_decimals(number: Decimal) -> int:
    exponent = number.normalize(_EXACT).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _is_multiple(number: Decimal, step: Decimal) -> bool:
    try:
        return not _EXACT.remainder(number, step)
    except DecimalException:
        # More than a hundred digits lie between the two, so it is no step that people count in.
        return False


def _read_limit(
    limit: Limit | None, subject: Subject, evaluator: Evaluator
) -> Decimal | RefusedValueError | None:
    """Return a bound, None where there is none at present, or that it makes no sense."""
    if limit is None or isinstance(limit, Decimal):
        return limit
    found = evaluator.value(limit, subject.scope)
    if isinstance(found, str):
        found = read_number(found)
    if found is None or isinstance(found, Decimal):
        return found
    return RefusedValueError(
        "expression_failed", f"cannot be checked: its bound `={limit.source[:200]}` is no number."
    )


def _check_text(subject: Subject, evaluator: Evaluator) -> Iterator[RefusedValueError]:
    value, rules = subject.value, subject.field.rules
    if subject.field.kind not in {FieldKind.LINE, FieldKind.TEXT} or not isinstance(value, str):
        return
    if not value:
        return
    yield from _check_pattern(subject, value, evaluator)
    yield from _check_length(subject, value, evaluator)
    if rules.text_kind is TextKind.EMAIL and _EMAIL.fullmatch(value) is None:
        yield RefusedValueError("not_an_email", "must be an e-mail address.")
    if rules.text_kind is TextKind.PHONE and _PHONE.fullmatch(value) is None:
        yield RefusedValueError(
            "not_a_phone_number", "must be a phone number such as +4930664040900."
        )


def _check_length(
    subject: Subject, value: str, evaluator: Evaluator
) -> Iterator[RefusedValueError]:
    rules = subject.field.rules
    length = len(value.strip(_BLANKS).encode("utf-16-le")) // 2
    shortest = _read_limit(rules.shortest, subject, evaluator)
    if isinstance(shortest, RefusedValueError):
        yield shortest
    elif shortest is not None and length < shortest:
        yield RefusedValueError("too_short", f"must have at least {shortest:f} characters.")
    longest = _read_limit(rules.longest, subject, evaluator)
    if isinstance(longest, RefusedValueError):
        yield longest
    elif longest is not None and length > longest:
        yield RefusedValueError("too_long", f"must have at most {longest:f} characters.")


def _check_pattern(
    subject: Subject, value: str, evaluator: Evaluator
) -> Iterator[RefusedValueError]:
    rules = subject.field.rules
    if rules.pattern is None:
        return
    is_found = evaluator.search(rules.pattern, value)
    if is_found is None:
        detail = "cannot be checked in time against the pattern of the form."
        yield RefusedValueError("pattern_too_slow", detail)
    elif not is_found:
        message = rules.pattern_message or "check how it is written."
        yield RefusedValueError("pattern_mismatch", f"does not fit: {message}")


def _check_options(subject: Subject, evaluator: Evaluator) -> Iterator[RefusedValueError]:
    value = subject.value
    if subject.field.options is None or value is None or not subject.is_sent:
        return
    options = list_options(subject, evaluator)
    chosen = value if isinstance(value, list) else [value]
    if subject.field.kind is FieldKind.CHOICE:
        chosen = [value]
    if not all(is_chosen_well(_json(item), options) for item in chosen):
        yield RefusedValueError("not_an_option", "must be one of the options.")


def _json(value: Value) -> JsonValue:
    return encode_variables({"value": value})[0]["value"]


def _check_date(subject: Subject, _evaluator: Evaluator) -> Iterator[RefusedValueError]:
    if not subject.field.rules.not_past or not subject.is_sent:
        return
    # The person's zone is not known: what is today anywhere on Earth is not past.
    today = (subject.now - _FURTHEST_WEST).date()
    value = subject.value
    date = value.date if isinstance(value, DateTime) else value
    if isinstance(date, Date) and (date.year, date.month, date.day) < (
        today.year,
        today.month,
        today.day,
    ):
        yield RefusedValueError("date_in_the_past", "must not lie in the past.")


def _check_files(subject: Subject, _evaluator: Evaluator) -> Iterator[RefusedValueError]:
    if subject.field.kind not in {FieldKind.FILE, FieldKind.FILES}:
        return
    rules, value = subject.field.rules, subject.value
    files = value if isinstance(value, list) else [value]
    if rules.most_files is not None and len(files) > rules.most_files:
        detail = f"must have at most {rules.most_files} files."
        yield RefusedValueError("too_many_files", detail)
    for file in files:
        # What was there before is JSON still, and was checked when it came.
        if not isinstance(file, FileReference):
            continue
        if not is_accepted(file, rules.accepted):
            kinds = ", ".join(rules.accepted)
            yield RefusedValueError("file_not_accepted", f"takes {kinds}, but not {file.name}.")
        if rules.most_bytes is not None and file.size > rules.most_bytes:
            detail = f"takes files of at most {rules.most_bytes} bytes; {file.name} is larger."
            yield RefusedValueError("file_too_large", detail)


def is_accepted(file: FileReference, accepted: tuple[str, ...]) -> bool:
    """Return whether a file is of one of these kinds, as ``accept`` of HTML means them."""
    family = f"{file.media_type.partition('/')[0]}/*"
    name = file.name.lower()
    return not accepted or any(
        name.endswith(kind) if kind.startswith(".") else kind in {file.media_type, family, "*/*"}
        for kind in accepted
    )


_CHECKS: Final[tuple[Callable[[Subject, Evaluator], Iterator[RefusedValueError]], ...]] = (
    _check_required,
    _check_number,
    _check_text,
    _check_options,
    _check_date,
    _check_files,
)
