"""What an expression is made of, for places that take a part of FEEL only."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum

from bpm.core.feel.errors import FeelSyntaxError
from bpm.core.feel.library import FUNCTION_NAMES
from bpm.core.feel.names import IDENTIFIER
from bpm.core.feel.parser import parse
from bpm.core.feel.tree import (
    Binary,
    Call,
    Domain,
    FunctionNode,
    InstanceOf,
    Name,
    Operator,
    Path,
)


class Part(StrEnum):
    """Parts that not every place takes, as their authors write them."""

    POWER = "**"
    FUNCTION = "function(…)"
    INSTANCE_OF = "instance of"
    CALLED_VALUE = "a call of what is no function by name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What an expression is made of.

    Args:
        parts: Those of ``Part`` that appear.
        functions: Names of what it calls.
        long_names: Variables and members that it reads whose names are no plain words.
    """

    parts: frozenset[Part]
    functions: frozenset[str]
    long_names: frozenset[str]


def survey_expression(source: str, *, names: frozenset[str] = frozenset()) -> Survey:
    """Return what an expression is made of.

    Args:
        source: Without a leading ``=``.
        names: As for ``compile_expression``.

    Raises:
        FeelSyntaxError: It is not FEEL, too long, or nested too deeply.
    """
    try:
        tree = parse(source, names=names, built_in_names=FUNCTION_NAMES)
        nodes = list(_walk(tree))
    except RecursionError:
        raise FeelSyntaxError(source, 0, "nested too deeply.") from None
    called = [node.function for node in nodes if isinstance(node, Call)]
    functions = {function.name for function in called if isinstance(function, Name)}
    read = {node.name for node in nodes if isinstance(node, Name | Path | Domain)}
    return Survey(
        parts=frozenset(part for node in nodes for part in _parts_of(node)),
        functions=frozenset(functions),
        long_names=frozenset(
            name for name in read - functions if IDENTIFIER.fullmatch(name) is None
        ),
    )


def _parts_of(node: object) -> Iterator[Part]:
    match node:
        case Binary(operator=Operator.POWER):
            yield Part.POWER
        case FunctionNode():
            yield Part.FUNCTION
        case InstanceOf():
            yield Part.INSTANCE_OF
        case Call(function=function) if not isinstance(function, Name):
            yield Part.CALLED_VALUE


def _walk(root: object) -> Iterator[object]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            waiting.extend(node)
        elif is_dataclass(node):
            yield node
            waiting.extend(getattr(node, field.name) for field in fields(node))
