"""How much an instance may keep in its variables."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bpm.core.errors import InvalidInputError, Problem
from bpm.core.values.json_faults import escape_pointer
from bpm.core.values.kinds import Value


class TooManyVariablesError(InvalidInputError):
    """There are too many variables."""

    code = "too_many_variables"


class VariableTooLargeError(InvalidInputError):
    """A variable is too large."""

    code = "variable_too_large"


class VariableTooDeepError(InvalidInputError):
    """A variable is nested too deeply."""

    code = "variable_too_deep"


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableLimits:
    """What one instance may keep.

    Args:
        size_bytes: Of one variable, as JSON with its numbers written out.
        count: Variables of one command or instance.
        depth: Nesting of lists and contexts.
    """

    size_bytes: int = 1_000_000
    count: int = 1_000
    depth: int = 100


DEFAULT_LIMITS = VariableLimits()


def check_limits(
    variables: Mapping[str, Value], *, limits: VariableLimits = DEFAULT_LIMITS
) -> None:
    """Refuse what is too much.

    Raises:
        TooManyVariablesError: More than ``limits.count``.
        VariableTooLargeError: One is larger than ``limits.size_bytes``.
        VariableTooDeepError: One is nested deeper than ``limits.depth``.
    """
    if len(variables) > limits.count:
        raise TooManyVariablesError(
            f"{len(variables)} variables were given; at most {limits.count} are allowed."
        )
    for name, value in variables.items():
        kind = type(value)
        if kind is str and len(value) * 6 <= limits.size_bytes:  # type: ignore[arg-type] # it is str
            continue
        if kind is not bool and value is not None:
            _check_variable(name, value, limits)


def _check_variable(name: str, value: Value, limits: VariableLimits) -> None:
    # Shared parts count as often as they are met, as they would be written; the walk stops at
    # the limit, so a small value that refers to itself many times over costs no more than that.
    size = 0
    pending: list[tuple[Value, int]] = [(value, 0)]
    while pending:
        item, depth = pending.pop()
        size += _own_size(item)
        if isinstance(item, list):
            pending.extend((child, depth + 1) for child in item)
        elif isinstance(item, dict):
            size += sum(_text_size(member) for member in item)
            pending.extend((child, depth + 1) for child in item.values())
        if depth > limits.depth or (depth == limits.depth and isinstance(item, list | dict)):
            detail = f"The variable {name[:80]!r} is nested deeper than {limits.depth} levels."
            raise VariableTooDeepError(
                detail, problems=[_problem("variable_too_deep", detail, name)]
            )
        if size > limits.size_bytes:
            detail = f"The variable {name[:80]!r} is larger than {limits.size_bytes} bytes."
            raise VariableTooLargeError(
                detail, problems=[_problem("variable_too_large", detail, name)]
            )


def _own_size(value: Value) -> int:
    match value:
        case str():
            return _text_size(value)
        case bytes():
            return len(value) * 4 // 3 + 6
        case list() | dict():
            return 2 + len(value)
        case Decimal():
            # The database writes 1E6000 with all its zeros, and so would every answer.
            return 2 + max(abs(value.adjusted()), 1) + len(value.as_tuple().digits)
    return 6


def _text_size(text: str) -> int:
    return 3 + (len(text) if text.isascii() else len(text.encode()))


def _problem(code: str, detail: str, name: str) -> Problem:
    return Problem(code=code, detail=detail, pointer=f"/variables/{escape_pointer(name)}")
