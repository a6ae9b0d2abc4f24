"""What is too many, too large or too deep is refused, each with its own code."""

from decimal import Decimal

import pytest

from bpm.core.errors import InvalidInputError
from bpm.core.values import (
    TooManyVariablesError,
    Value,
    VariableLimits,
    VariableTooDeepError,
    VariableTooLargeError,
    check_limits,
)


def _nest(depth: int) -> Value:
    value: Value = "end"
    for _ in range(depth):
        value = [value]
    return value


def is_kept(variables: dict[str, Value]) -> bool:
    """Return whether variables are within the limits."""
    try:
        check_limits(variables)
    except InvalidInputError:
        return False
    return True


def test_ordinary_variables_pass() -> None:
    assert is_kept({"a": "x" * 1000, "b": [{"c": Decimal("1.5")}], "d": None, "e": True})


@pytest.mark.parametrize("item", [True, None, Decimal(7), "x"])
def test_long_lists_of_small_things_pass(item: Value) -> None:
    assert is_kept({"v": [item] * 150_000})


def test_too_many_variables_are_refused() -> None:
    variables: dict[str, Value] = {f"v{place}": None for place in range(1001)}

    with pytest.raises(TooManyVariablesError, match="1001 variables") as caught:
        check_limits(variables)

    assert caught.value.code == "too_many_variables"


@pytest.mark.parametrize(
    "value",
    [
        "x" * 1_000_001,
        "ä" * 500_001,
        b"x" * 750_001,
        ["x" * 1000] * 1001,
        {"x" * 1000 + str(place): None for place in range(1000)},
        [Decimal("1E+6144")] * 200,
    ],
)
def test_a_variable_that_is_written_too_large_is_refused(value: Value) -> None:
    with pytest.raises(VariableTooLargeError, match="'big/one'") as caught:
        check_limits({"big/one": value})

    assert caught.value.problems[0].pointer == "/variables/big~1one"
    assert caught.value.problems[0].code == "variable_too_large"


def test_a_small_value_that_repeats_itself_is_measured_as_it_is_written() -> None:
    value: Value = "x"
    for _ in range(60):
        value = [value, value]

    with pytest.raises(VariableTooLargeError):
        check_limits({"v": value})


def test_depth_is_bounded() -> None:
    check_limits({"v": _nest(100)})
    with pytest.raises(VariableTooDeepError, match="deeper than 100 levels"):
        check_limits({"v": _nest(101)})


def test_limits_can_be_set() -> None:
    limits = VariableLimits(size_bytes=10, count=1, depth=1)

    check_limits({"v": "x"}, limits=limits)
    with pytest.raises(VariableTooLargeError):
        check_limits({"v": "x" * 10}, limits=limits)
    with pytest.raises(VariableTooDeepError):
        check_limits({"v": [[]]}, limits=limits)
