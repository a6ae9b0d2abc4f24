"""Read one component that holds a value: its kind, its rules, its options."""

from decimal import Decimal
from typing import Final

import regex  # type: ignore[import-untyped] # it ships no types

from bpm.core.feel import Expression
from bpm.core.forms import components
from bpm.core.forms.expressions import Expressions
from bpm.core.forms.findings import Findings, Place
from bpm.core.forms.options import read_static_options
from bpm.core.forms.patterns import InvalidPatternError, compile_pattern
from bpm.core.forms.schema import Field, FieldKind, Limit, OptionSource, Rules, TextKind
from bpm.core.forms.taking import RefusedValueError, take_over
from bpm.core.values import JsonObject, JsonValue

_KINDS: Final = {
    "textfield": FieldKind.LINE,
    "textarea": FieldKind.TEXT,
    "number": FieldKind.NUMBER,
    "checkbox": FieldKind.CHECKBOX,
    "expression": FieldKind.COMPUTED,
    **dict.fromkeys(components.SINGLE_CHOICES, FieldKind.CHOICE),
    **dict.fromkeys(components.MULTIPLE_CHOICES, FieldKind.CHOICES),
}
_DATE_KINDS: Final = {
    "date": FieldKind.DATE,
    "time": FieldKind.TIME,
    "datetime": FieldKind.DATE_TIME,
}
_MOST_DECIMALS: Final = 34
_FILE_KINDS: Final = frozenset({FieldKind.FILE, FieldKind.FILES})
# As HTML writes them, HTML §4.10.5.1.17.
_ACCEPTED = regex.compile(r"\.[\w.+-]{1,50}|[\w.+-]{1,100}/(?:\*|[\w.+-]{1,100})|\*/\*")


def read_field(
    place: Place, path: tuple[str, ...], expressions: Expressions, findings: Findings
) -> Field:
    """Return a component with a value; what is wrong with it goes to the findings."""
    label = label_of(place, path)
    if label == ".".join(path) and place.type != "expression":
        detail = f"{place} has no label."
        findings.warn(place, "form_missing_label", detail, "Say what people are to enter.")
    reader = _FieldReader(place, expressions, findings)
    kind = reader.read_kind()
    field = Field(
        id=place.id,
        hide=read_hide(place, expressions, findings),
        path=path,
        kind=kind,
        label=label,
        default=place.content.get("defaultValue"),
        is_disabled=place.content.get("disabled") is True,
        read_only=reader.read_read_only(),
        rules=reader.read_rules(kind),
        options=reader.read_options() if kind in {FieldKind.CHOICE, FieldKind.CHOICES} else None,
        expression=reader.read_expression() if kind is FieldKind.COMPUTED else None,
    )
    try:
        take_over(field, field.default)
    except RefusedValueError as refused:
        refuse_property(place, "defaultValue", f"right: it {refused.detail}", findings)
    return field


def read_hide(place: Place, expressions: Expressions, findings: Findings) -> Expression | None:
    """Return the condition under which a component is hidden, or None."""
    conditional = place.content.get("conditional")
    hide = conditional.get("hide") if isinstance(conditional, dict) else None
    if conditional is not None and not isinstance(conditional, dict):
        refuse_property(place, "conditional", "an object with hide", findings)
    if hide is None or hide == "":
        return None
    if not isinstance(hide, str) or not hide.startswith("="):
        refuse_property(place, "conditional/hide", "FEEL behind a leading =", findings)
        return None
    return expressions.compile(place, hide, member="conditional/hide")


def label_of(place: Place, path: tuple[str, ...]) -> str:
    """Return what people call a component; its key where the label is none or computed."""
    for member in ("label", "dateLabel", "timeLabel"):
        label = place.content.get(member)
        if isinstance(label, str) and label.strip():
            return ".".join(path) if label.startswith("=") or "{{" in label else label.strip()
    return ".".join(path)


def refuse_property(place: Place, member: str, expected: str, findings: Findings) -> None:
    """Report a member of a component that is not what it can be."""
    name = member.replace("/", ".")
    detail = f"In {place}, {name} is not {expected}."
    findings.refuse(place, "form_invalid_property", detail, f"It takes {expected}.", member=member)


class _FieldReader:
    def __init__(self, place: Place, expressions: Expressions, findings: Findings) -> None:
        self._place = place
        self._content = place.content
        self._expressions = expressions
        self._findings = findings

    def read_kind(self) -> FieldKind:
        """Return the kind of value."""
        type_ = str(self._place.type)
        if type_ == "filepicker":
            return self._read_file_kind()
        if type_ != "datetime":
            return _KINDS[type_]
        subtype = self._content.get("subtype", "date")
        kind = _DATE_KINDS.get(subtype) if isinstance(subtype, str) else None
        if kind is None:
            self._refuse("subtype", "date, time or datetime")
        return kind or FieldKind.DATE

    def _read_file_kind(self) -> FieldKind:
        multiple = self._content.get("multiple", False)
        if not isinstance(multiple, bool):
            self._refuse("multiple", "true or false")
        return FieldKind.FILES if multiple is True else FieldKind.FILE

    def read_read_only(self) -> bool | Expression:
        """Return whether people only read it."""
        value = self._content.get("readonly", False)
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.startswith("="):
            return self._expressions.compile(self._place, value, member="readonly") or True
        self._refuse("readonly", "true, false, or FEEL behind a leading =")
        return True

    def read_expression(self) -> Expression | None:
        """Return what a computed field is computed by."""
        text = self._content.get("expression")
        if self._content.get("computeOn", "change") not in {"change", "presubmit"}:
            self._refuse("computeOn", "change or presubmit")
        if not isinstance(text, str) or not text.startswith("="):
            self._refuse("expression", "FEEL behind a leading =")
            return None
        return self._expressions.compile(self._place, text, member="expression")

    def read_rules(self, kind: FieldKind) -> Rules:
        """Return what the value must keep to."""
        validate = self._content.get("validate") or {}
        if not isinstance(validate, dict):
            self._refuse("validate", "an object of rules")
            validate = {}
        allowed = components.RULES_OF.get(str(self._place.type), frozenset({"required"}))
        for name in validate:
            if name not in allowed:
                self._findings.refuse(
                    self._place,
                    "form_invalid_property",
                    f"{self._place} knows no rule {name[:80]!r}.",
                    f"Remove it. Known are: {', '.join(sorted(allowed)) or 'none'}.",
                    member=f"validate/{name}",
                )
        required = validate.get("required", False)
        if not isinstance(required, bool):
            self._refuse("validate/required", "true or false")
        message = validate.get("patternErrorMessage")
        return Rules(
            is_required=required is True,
            smallest=self._read_limit(validate, "min"),
            largest=self._read_limit(validate, "max"),
            shortest=self._read_limit(validate, "minLength"),
            longest=self._read_limit(validate, "maxLength"),
            pattern=self._read_pattern(validate),
            pattern_message=message if isinstance(message, str) and message else None,
            text_kind=self._read_text_kind(validate),
            decimals=self._read_decimals() if kind is FieldKind.NUMBER else None,
            step=self._read_step() if kind is FieldKind.NUMBER else None,
            stores_text=self._content.get("serializeToString") is True,
            not_past=self._content.get("disallowPassedDates") is True,
            accepted=self._read_accepted() if kind in _FILE_KINDS else (),
            most_bytes=self._read_count(validate, "maxSize"),
            most_files=self._read_count(validate, "maxFiles"),
        )

    def _read_limit(self, validate: JsonObject, name: str) -> Limit | None:
        value = validate.get(name)
        member = f"validate/{name}"
        if isinstance(value, str) and value.startswith("="):
            return self._expressions.compile(self._place, value, member=member)
        number = _number_in(value)
        if value is None or value == "":
            return None
        is_length = name.endswith("Length")
        if number is None or (is_length and (number < 0 or number != number.to_integral_value())):
            kind = "a whole number" if is_length else "a number"
            self._refuse(member, f"{kind}, or FEEL behind a leading =")
        return number

    # The pattern is the package regex's, which ships no types.
    def _read_pattern(self, validate: JsonObject):  # type: ignore[no-untyped-def]
        text = validate.get("pattern")
        if text is None or text == "":
            return None
        if not isinstance(text, str):
            self._refuse("validate/pattern", "a text")
            return None
        try:
            return compile_pattern(text)
        except InvalidPatternError as error:
            self._findings.refuse(
                self._place,
                error.code,
                f"The pattern of {self._place} cannot be used: {error.detail}",
                "Write a simpler pattern; it is found anywhere in the text unless it has ^ and $.",
                member="validate/pattern",
            )
            return None

    def _read_text_kind(self, validate: JsonObject) -> TextKind | None:
        value = validate.get("validationType")
        if value in {None, "", "custom"}:
            return None
        if value in {"email", "phone"}:
            return TextKind(str(value))
        self._refuse("validate/validationType", "custom, email or phone")
        return None

    def _read_accepted(self) -> tuple[str, ...]:
        value = self._content.get("accept") or ""
        kinds = value.lower().split(",") if isinstance(value, str) else [""]
        found = tuple(kind.strip() for kind in kinds if kind.strip())
        if not isinstance(value, str) or not all(_ACCEPTED.fullmatch(kind) for kind in found):
            self._refuse("accept", "a list such as .pdf, image/*, text/csv")
        return found

    def _read_count(self, validate: JsonObject, name: str) -> int | None:
        value = validate.get(name)
        if value is None or value == "":
            return None
        number = _number_in(value)
        if number is None or number < 1 or number != number.to_integral_value():
            self._refuse(f"validate/{name}", "a whole number from 1")
            return None
        return int(number)

    def _read_decimals(self) -> int | None:
        value = self._content.get("decimalDigits")
        if value is None or value == "":
            return None
        number = _number_in(value)
        is_count = number is not None and number == number.to_integral_value()
        if number is None or not is_count or not 0 <= number <= _MOST_DECIMALS:
            self._refuse("decimalDigits", f"a whole number from 0 to {_MOST_DECIMALS}")
            return None
        return int(number)

    def _read_step(self) -> Decimal | None:
        value = self._content.get("increment")
        if value is None or value == "":
            return None
        number = _number_in(value)
        if number is None or number < 0:
            self._refuse("increment", "a number")
        return number or None

    def read_options(self) -> OptionSource:
        """Return where the options come from, in the order in which form-js looks."""
        expression, key = self._content.get("valuesExpression"), self._content.get("valuesKey")
        if expression:
            if isinstance(expression, str) and expression.startswith("="):
                compiled = self._expressions.compile(
                    self._place, expression, member="valuesExpression"
                )
                return OptionSource(expression=compiled)
            self._refuse("valuesExpression", "FEEL behind a leading =")
            return OptionSource(values=())
        if key:
            if isinstance(key, str):
                self._expressions.read.add(key)
                return OptionSource(key=key)
            self._refuse("valuesKey", "the name of a variable")
            return OptionSource(values=())
        values = read_static_options(self._content.get("values"))
        if values is None:
            self._findings.refuse(
                self._place,
                "form_invalid_options",
                f"The options of {self._place} are no list of labels and different values.",
                "Give values with label and value, no value twice, or valuesKey, or"
                " valuesExpression.",
                member="values",
            )
        return OptionSource(values=values or ())

    def _refuse(self, member: str, expected: str) -> None:
        refuse_property(self._place, member, expected, self._findings)


def _number_in(value: JsonValue) -> Decimal | None:
    """Return a number, also one that an editor wrote as text."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, str) and value.isascii():
        digits = value.removeprefix("-")
        if digits.replace(".", "", 1).isdecimal() and digits[:1].isdecimal():
            return Decimal(value)
    return None
