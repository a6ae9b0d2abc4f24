"""A form as the server understands it: what it asks for, under which rules."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias, Union

import regex  # type: ignore[import-untyped] # it ships no types

from bpm.core.feel import Expression
from bpm.core.values import JsonObject, JsonValue

DEFAULT_OUTCOME_VARIABLE = "outcome"


class FieldKind(StrEnum):
    """What kind of value a field takes."""

    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    DATE_TIME = "date_time"
    CHECKBOX = "checkbox"
    CHOICE = "choice"
    CHOICES = "choices"
    FILE = "file"
    FILES = "files"
    COMPUTED = "computed"


class TextKind(StrEnum):
    """What a text field may be checked to be."""

    EMAIL = "email"
    PHONE = "phone"


Limit: TypeAlias = Decimal | Expression
"""A bound as it is written: a number, or FEEL that gives one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the value of a field must keep to.

    Args:
        smallest: Least number.
        largest: Greatest number.
        shortest: Least length of a text, blanks around it not counted, in UTF-16 code units.
        longest: Greatest length, counted alike.
        pattern: Must be found somewhere in the text.
        pattern_message: What the form's author says where it is not.
        decimals: Most digits behind the decimal point.
        step: The number is a multiple of this.
        stores_text: A number is kept as text.
        not_past: A date must not lie before today.
        accepted: Extensions (``.pdf``), media types and families (``image/*``), in lower case; any
            of them will do, and everything where there are none.
        most_bytes: Largest file.
        most_files: How many files there may be.
    """

    is_required: bool = False
    smallest: Limit | None = None
    largest: Limit | None = None
    shortest: Limit | None = None
    longest: Limit | None = None
    pattern: "regex.Pattern[str] | None" = None
    pattern_message: str | None = None
    text_kind: TextKind | None = None
    decimals: int | None = None
    step: Decimal | None = None
    stores_text: bool = False
    not_past: bool = False
    accepted: tuple[str, ...] = ()
    most_bytes: int | None = None
    most_files: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionSource:
    """Where the options of a choice come from; exactly one is given.

    Args:
        values: As written in the form.
        key: The variable that holds them.
        expression: FEEL that gives them.
    """

    values: tuple[JsonValue, ...] | None = None
    key: str | None = None
    expression: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """Anything in a form that can be hidden.

    Args:
        id: Its id in the schema, else its place there.
        hide: FEEL; true hides it with all that it holds.
    """

    id: str
    hide: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field(Component):
    """One value that is asked for, or computed.

    Args:
        path: Steps to the value, from the root or from the row that it is in.
        label: What people call it.
        default: Value where nothing is known yet; None where the schema gives none.
        read_only: Always, never, or when FEEL gives true.
        expression: Of a computed field.
    """

    path: tuple[str, ...]
    kind: FieldKind
    label: str
    default: JsonValue = None
    is_disabled: bool = False
    read_only: bool | Expression = False
    rules: Rules = field(default_factory=Rules)
    options: OptionSource | None = None
    expression: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Component):
    """Components that are shown together; its path stands before theirs."""

    path: tuple[str, ...] = ()
    children: "tuple[Node, ...]" = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RowList(Component):
    """Components that are repeated for each row of a list.

    Args:
        path: Steps to the list.
        is_fixed: Nobody may add or remove rows.
        default_rows: How many empty rows there are where nothing is known yet.
    """

    path: tuple[str, ...]
    label: str
    children: "tuple[Node, ...]" = ()
    is_fixed: bool = False
    default_rows: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Button(Component):
    """A button that submits the form.

    Args:
        outcome: What submitting with it means; None for a plain one.
    """

    label: str
    outcome: str | None = None
    is_disabled: bool = False


Node: TypeAlias = Union[Field, Group, RowList, Button]  # noqa: UP007 - as the other unions here


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form that can be shown and submitted.

    Args:
        key: Its id, stable across versions.
        schema: As it is shown.
        names: Variables that its fields and expressions use.
        outcome_variable: Where the outcome goes.
    """

    key: str
    name: str
    version_tag: str | None
    schema: JsonObject
    children: tuple[Node, ...]
    names: frozenset[str]
    outcome_variable: str = DEFAULT_OUTCOME_VARIABLE

    @property
    def outcomes(self) -> tuple[Button, ...]:
        """The buttons that mean an outcome, in order of the schema."""
        return tuple(button for button in self.buttons() if button.outcome is not None)

    @property
    def needs_outcome(self) -> bool:
        """Whether it can be submitted with an outcome only."""
        buttons = tuple(self.buttons())
        return bool(self.outcomes) and all(button.outcome is not None for button in buttons)

    def labels(self) -> dict[str, str]:
        """Return what people call each value, by its key in the whole: ``items[].name``."""
        return dict(_labels_in(self.children, ""))

    def buttons(self) -> Iterator[Button]:
        """Yield the buttons that submit, wherever they stand."""
        yield from _buttons_in(self.children)


def _buttons_in(nodes: tuple[Node, ...]) -> Iterator[Button]:
    for node in nodes:
        match node:
            case Button():
                yield node
            case Group() | RowList():
                yield from _buttons_in(node.children)
            case Field():
                continue


def _labels_in(nodes: tuple[Node, ...], prefix: str) -> Iterator[tuple[str, str]]:
    for node in nodes:
        if isinstance(node, Button):
            continue
        key = prefix + ".".join(node.path)
        match node:
            case Group():
                yield from _labels_in(node.children, f"{key}." if node.path else prefix)
            case RowList():
                yield key, node.label
                yield from _labels_in(node.children, f"{key}[].")
            case Field():
                yield key, node.label
