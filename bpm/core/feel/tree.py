"""The typed tree that the parser builds and the compiler reads."""

from dataclasses import dataclass
from enum import StrEnum

from bpm.core.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A part of an expression.

    Args:
        position: Where it begins in the source.
    """

    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal(Node):
    """A value written out: number, string, boolean, null or ``@"2026-05-01"``."""

    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Name(Node):
    """A variable, parameter, context entry or function, by its name."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Path(Node):
    """A member of a context, or a property of a temporal value or range."""

    source: Node
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter(Node):
    """Items of a list by index or condition."""

    source: Node
    condition: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Node):
    """An invocation.

    Args:
        names: One per argument where they are named, else None.
    """

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] | None


class Operator(StrEnum):
    """What stands between two operands, or before a unary test."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    POWER = "**"
    EQUAL = "="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    GREATER = ">"
    AT_LEAST = ">="


@dataclass(frozen=True, slots=True, kw_only=True)
class Negate(Node):
    """Arithmetic negation."""

    operand: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Binary(Node):
    """Arithmetic or comparison of two operands."""

    operator: Operator
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Logic(Node):
    """A conjunction or disjunction."""

    is_and: bool
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Between(Node):
    """``value between low and high``, both ends included."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class In(Node):
    """``value in tests``: true where one test holds."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnaryTests(Node):
    """A cell of a decision table: its tests of ``?``, of which one must hold, or none.

    Args:
        tests: Empty where everything passes (``-``).
        is_negated: Whether they stand in ``not(…)``.
    """

    tests: tuple[Node, ...]
    is_negated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceOf(Node):
    """``value instance of type``."""

    value: Node
    type: "TypeNode"


@dataclass(frozen=True, slots=True, kw_only=True)
class If(Node):
    """``if condition then consequence else alternative``."""

    condition: Node
    consequence: Node
    alternative: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """One ``name in list`` or ``name in low..high``; ``high`` is None for the former."""

    name: str
    values: Node
    high: Node | None


@dataclass(frozen=True, slots=True, kw_only=True)
class For(Node):
    """``for … return body``."""

    domains: tuple[Domain, ...]
    body: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantified(Node):
    """``some … satisfies condition`` or ``every …``."""

    is_every: bool
    domains: tuple[Domain, ...]
    condition: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeNode(Node):
    """A range with two ends, such as ``[1..5)``."""

    low: Node
    high: Node
    low_included: bool
    high_included: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnaryRange(Node):
    """A range by one comparison, such as ``(< 5)``, or a unary test."""

    operator: Operator
    operand: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class ListNode(Node):
    """A list written out."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextNode(Node):
    """A context written out; later entries see the earlier ones."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionNode(Node):
    """A function written out; a parameter's type is None where none is given."""

    parameters: tuple[tuple[str, "TypeNode | None"], ...]
    body: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedType:
    """A built-in type such as ``number``, or ``Any`` or ``Null``."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListType:
    """``list<item>``."""

    item: "TypeNode"


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeType:
    """``range<item>``."""

    item: "TypeNode"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextType:
    """``context<name: type, …>``."""

    entries: tuple[tuple[str, "TypeNode"], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionType:
    """``function<type, …> -> type``."""

    parameters: tuple["TypeNode", ...]
    result: "TypeNode"


TypeNode = NamedType | ListType | RangeType | ContextType | FunctionType
