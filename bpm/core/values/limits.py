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

_SHORT = 5  # null, true, false; dates and files are counted as little as that


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
        if isinstance(value, list | dict):
            _check_container(name, value, limits)
        elif _scalar_size(value) > limits.size_bytes:
            raise _too_large(name, limits)


def _check_container(
    name: str, value: list[Value] | dict[str, Value], limits: VariableLimits
) -> None:
    # Shared parts count as often as they are met, as they would be written; the walk stops at
    # the limit, so a small value that refers to itself many times over costs no more than that.
    size = 0
    pending = [(value, 1)]
    while pending:
        container, depth = pending.pop()
        if depth > limits.depth:
            detail = f"The variable {name[:80]!r} is nested deeper than {limits.depth} levels."
            raise VariableTooDeepError(
                detail, problems=[_problem("variable_too_deep", detail, name)]
            )
        size += 2 + len(container)
        children = container
        if isinstance(container, dict):
            size += sum(map(_text_size, container))
            children = list(container.values())
        for child in children:
            if isinstance(child, list | dict):
                pending.append((child, depth + 1))
            else:
                size += _scalar_size(child)
        if size > limits.size_bytes:
            raise _too_large(name, limits)


def _too_large(name: str, limits: VariableLimits) -> VariableTooLargeError:
    detail = f"The variable {name[:80]!r} is larger than {limits.size_bytes} bytes."
    problem = _problem("variable_too_large", detail, name)
    return VariableTooLargeError(detail, problems=[problem])


def _scalar_size(value: object) -> int:
    if type(value) is str:
        return _text_size(value)
    if isinstance(value, Decimal):
        text = str(value)
        # The database writes 1E6000 with all its zeros, and so would every answer.
        return 1 + len(text) + (abs(value.adjusted()) if "E" in text else 0)
    if isinstance(value, bytes):
        return len(value) * 4 // 3 + 6
    return _SHORT


def _text_size(text: str) -> int:
    return 3 + (len(text) if text.isascii() else len(text.encode()))


def _problem(code: str, detail: str, name: str) -> Problem:
    return Problem(code=code, detail=detail, pointer=f"/variables/{escape_pointer(name)}")
