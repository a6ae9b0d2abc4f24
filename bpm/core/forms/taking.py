"""Take over what a person sent for a field, and show what a variable holds, as form-js does."""

from collections.abc import Callable, Mapping
from decimal import Decimal, DecimalException
from typing import Final

import regex  # type: ignore[import-untyped] # it ships no types

from bpm.core.forms.schema import Field, FieldKind
from bpm.core.time import Date, DateTime, InvalidTemporalError, Time
from bpm.core.values import (
    DECIMAL128,
    FileReference,
    InvalidValueError,
    JsonValue,
    Value,
    decode_variables,
)

_BREAKS = regex.compile(r"[\r\n\t]")
_NUMBER = regex.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,5})?")
_NO_SECONDS = regex.compile(r"^[0-9]{2}:[0-9]{2}(?=$|Z|[+-])")
_MOST_DIGITS: Final = 34

_EMPTY: Final[Mapping[FieldKind, str | bool]] = {
    FieldKind.LINE: "",
    FieldKind.TEXT: "",
    FieldKind.CHECKBOX: False,
}
"""What a field holds that nobody has filled in; an empty list for lists, else null."""

_LISTS: Final = frozenset({FieldKind.CHOICES, FieldKind.FILES})


class RefusedValueError(Exception):
    """A value cannot be what the field asks for.

    Args:
        code: Stable; see ``docs/reference/errors.md``.
        detail: What it must be: the end of a sentence that begins with the field's label.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


def take_over(field: Field, sent: JsonValue) -> Value:
    """Return what a field stores for what was sent; nothing is cut or rounded.

    Raises:
        RefusedValueError: It is of another kind.
    """
    if sent is None or sent == "":
        return empty_of(field)
    return _TAKERS[field.kind](field, sent)


def empty_of(field: Field) -> Value:
    """Return what a field holds that nobody has filled in."""
    return [] if field.kind in _LISTS else _EMPTY.get(field.kind)


def show(field: Field, known: JsonValue) -> JsonValue:
    """Return what form-js shows for a variable that is there; options are not looked at here.

    Source: form-js 1.23, ``sanitizeValue`` of each component.
    """
    if field.kind in {FieldKind.FILE, FieldKind.FILES}:
        return _show_files(field, known)
    match field.kind:
        case FieldKind.LINE | FieldKind.TEXT:
            text = _text_of(known)
            return _BREAKS.sub(" ", text) if field.kind is FieldKind.LINE else text
        case FieldKind.CHECKBOX:
            return known is True
        case FieldKind.CHOICES | FieldKind.CHOICE | FieldKind.COMPUTED:
            is_choices = field.kind is FieldKind.CHOICES
            return [] if is_choices and not isinstance(known, list) else known
        case _:
            try:
                value = take_over(field, known)
            except RefusedValueError:
                return None
            return value if isinstance(value, str | Decimal) or value is None else str(value)


def _text_of(known: JsonValue) -> str:
    match known:
        case None | list() | dict():
            return ""
        case bool():
            return "true" if known else "false"
        case _:
            return str(known)


def read_number(text: str) -> Decimal | None:
    """Return the number that a text is, with all its digits; None where it is none."""
    if _NUMBER.fullmatch(text) is None:
        return None
    try:
        number = Decimal(text)
        exact = DECIMAL128.create_decimal(text)
    except DecimalException:
        return None
    return number if exact == number and len(number.as_tuple().digits) <= _MOST_DIGITS else None


def _take_text(_field: Field, sent: JsonValue) -> Value:
    if not isinstance(sent, str):
        raise RefusedValueError("wrong_type", "must be a text.")
    return sent


def _take_line(field: Field, sent: JsonValue) -> Value:
    text = _take_text(field, sent)
    if _BREAKS.search(str(text)):
        raise RefusedValueError("line_break", "must be one line, without tabs.")
    return text


def _take_number(field: Field, sent: JsonValue) -> Value:
    number = read_number(sent.strip()) if isinstance(sent, str) else sent
    if isinstance(number, bool) or not isinstance(number, Decimal):
        raise RefusedValueError(
            "not_a_number", f"must be a number of at most {_MOST_DIGITS} digits."
        )
    if field.rules.stores_text:
        return sent.strip() if isinstance(sent, str) else str(number)
    return number


def _take_truth(_field: Field, sent: JsonValue) -> Value:
    if not isinstance(sent, bool):
        raise RefusedValueError("wrong_type", "must be ticked or not: true or false.")
    return sent


def _take_choice(_field: Field, sent: JsonValue) -> Value:
    return sent  # type: ignore[return-value] # JSON values are values


def _take_choices(_field: Field, sent: JsonValue) -> Value:
    if not isinstance(sent, list):
        raise RefusedValueError("wrong_type", "must be a list of options.")
    return sent  # type: ignore[return-value] # JSON values are values


def _take_file(_field: Field, sent: JsonValue) -> Value:
    return _read_file(sent)


def _take_files(_field: Field, sent: JsonValue) -> Value:
    if not isinstance(sent, list):
        raise RefusedValueError("wrong_type", "must be a list of files.")
    return [_read_file(item) for item in sent]


def _read_file(sent: JsonValue) -> FileReference:
    try:
        file = decode_variables({"file": sent}, {"file": "file"})["file"]
    except InvalidValueError:
        file = None
    if not isinstance(file, FileReference):
        raise RefusedValueError("not_a_file", "must be a file that was uploaded.")
    return file


def _show_files(field: Field, known: JsonValue) -> JsonValue:
    if field.kind is FieldKind.FILE:
        return known if _is_file(known) else None
    return [item for item in known if _is_file(item)] if isinstance(known, list) else []


def _is_file(known: JsonValue) -> bool:
    try:
        _read_file(known)
    except RefusedValueError:
        return False
    return True


def _temporal(
    code: str, example: str, parse: Callable[[str], Value]
) -> Callable[[Field, JsonValue], Value]:
    def take(_field: Field, sent: JsonValue) -> Value:
        try:
            if isinstance(sent, str):
                return parse(sent)
        except InvalidTemporalError:
            pass
        raise RefusedValueError(code, f"must be written like {example}.")

    return take


def _parse_time(text: str) -> Time:
    return Time.parse(_NO_SECONDS.sub(lambda found: f"{found.group()}:00", text, count=1))


def _parse_date_time(text: str) -> DateTime:
    date, separator, time = text.partition("T")
    whole = _NO_SECONDS.sub(lambda found: f"{found.group()}:00", time, count=1)
    return DateTime.parse(f"{date}{separator}{whole}")


_TAKERS: Final[Mapping[FieldKind, Callable[[Field, JsonValue], Value]]] = {
    FieldKind.LINE: _take_line,
    FieldKind.TEXT: _take_text,
    FieldKind.NUMBER: _take_number,
    FieldKind.DATE: _temporal("not_a_date", "2030-05-01", Date.parse),
    FieldKind.TIME: _temporal("not_a_time", "08:30", _parse_time),
    FieldKind.DATE_TIME: _temporal("not_a_date_time", "2030-05-01T08:30Z", _parse_date_time),
    FieldKind.CHECKBOX: _take_truth,
    FieldKind.CHOICE: _take_choice,
    FieldKind.CHOICES: _take_choices,
    FieldKind.COMPUTED: _take_choice,
    FieldKind.FILE: _take_file,
    FieldKind.FILES: _take_files,
}
