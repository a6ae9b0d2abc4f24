"""Decisions as they stand in a model: what is decided, from what, by which rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class HitPolicy(StrEnum):
    """Which of the rules that fit give the result (DMN 1.5 §8.2.10)."""

    UNIQUE = "UNIQUE"
    ANY = "ANY"
    FIRST = "FIRST"
    PRIORITY = "PRIORITY"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"
    COLLECT = "COLLECT"


LISTS: Final = frozenset({HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER, HitPolicy.COLLECT})
"""Policies whose result is a list, one item per rule that fits."""


class Aggregation(StrEnum):
    """What COLLECT makes of the outputs."""

    SUM = "SUM"
    MIN = "MIN"
    MAX = "MAX"
    COUNT = "COUNT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Something in a model that may be at fault.

    Args:
        id: Of the element; the nearest element above that has one, if it has none itself.
        line: On which it begins.
    """

    id: str
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Part):
    """An expression or a list of tests, as it is written."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InputColumn(Part):
    """An input of a table.

    Args:
        label: As people read it.
        expression: What is tested.
        type_name: Empty where none is given.
        allowed: Unary tests that every input passes; None where nothing is said.
    """

    label: str
    expression: Text
    type_name: str = ""
    allowed: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputColumn(Part):
    """An output of a table.

    Args:
        name: Of the entry in the result; may be empty where there is one output only.
        label: As people read it.
        type_name: Empty where none is given.
        allowed: Values in order of their priority; None where nothing is said.
        default: Given where no rule fits.
    """

    name: str
    label: str
    type_name: str = ""
    allowed: Text | None = None
    default: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Part):
    """A row of a table: one cell per column."""

    inputs: tuple[Text, ...]
    outputs: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Part):
    """A decision table."""

    hit_policy: HitPolicy
    aggregation: Aggregation | None
    inputs: tuple[InputColumn, ...]
    outputs: tuple[OutputColumn, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Part):
    """Something that is decided.

    Args:
        name: Under which other decisions read its result.
        title: How people call it.
        version_tag: None where none is given.
        type_name: Of the result; empty where none is given.
        logic: A table, or a literal expression.
        decisions: Ids of the decisions that it requires.
        inputs: Ids of the input data that it requires.
    """

    name: str
    title: str
    logic: Table | Text
    type_name: str = ""
    version_tag: str | None = None
    decisions: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InputData(Part):
    """Something that must be known before it can be decided."""

    name: str
    type_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemType(Part):
    """A type that the model defines.

    Args:
        name: Under which it is named; of the member, inside another type.
        base: Name of the type that it narrows; empty where it has members.
        members: Of a context.
        is_list: Whether its values are lists of that.
        allowed: Unary tests that each value, or each item, passes.
    """

    name: str
    base: str = ""
    members: tuple["ItemType", ...] = ()
    is_list: bool = False
    allowed: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionModel:
    """All that a file says about decisions."""

    name: str
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    inputs: Mapping[str, InputData] = field(default_factory=dict)
    types: Mapping[str, ItemType] = field(default_factory=dict)
