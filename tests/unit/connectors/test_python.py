"""Functions that an app registers: signature, template, arguments, result."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Literal
from uuid import UUID

import pytest

from bpm.connectors import catalogue, services
from bpm.connectors.contracts import CallContext, PropertyType
from bpm.connectors.errors import ConnectorError
from bpm.connectors.python import connector_function, registry
from bpm.connectors.python.registry import RegistrationError
from bpm.core.time import Date
from bpm.core.values import Value

TENANT = UUID(int=1)


@dataclass(frozen=True, kw_only=True)
class Call:
    operation: str
    parameters: Mapping[str, Value] = field(default_factory=dict)
    connector: str = "python"
    timeout_seconds: float | None = None


@pytest.fixture(autouse=True)
def own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry._registry, "functions", {})


def call(operation: str, /, **parameters: Value) -> Value:
    return services.call(
        Call(operation=operation, parameters=parameters), idempotency_key="k", tenant_id=TENANT
    )


def register_score() -> None:
    @connector_function("score")
    def score(
        customer: str,
        amount: Decimal,
        count: int = 1,
        level: Literal["low", "high"] = "low",
        tags: list[str] | None = None,
    ) -> Value:
        """Rate a customer.

        More than anybody reads.
        """
        known: list[Value] = list(tags or ())
        return {"customer": customer, "total": amount * count, "level": level, "tags": known}


def test_a_signature_makes_a_template() -> None:
    register_score()

    template = catalogue.templates()["python/score"]

    assert (template.connector, template.operation) == ("python", "score")
    assert template.description == "Rate a customer."
    assert [(p.name, p.type, p.required, p.feel) for p in template.properties] == [
        ("customer", PropertyType.TEXT, True, "optional"),
        ("amount", PropertyType.NUMBER, True, "required"),
        ("count", PropertyType.NUMBER, False, "required"),
        ("level", PropertyType.CHOICE, False, "optional"),
        ("tags", PropertyType.LIST, False, "required"),
    ]
    assert [choice.value for choice in template.properties[3].choices] == ["low", "high"]


def test_arguments_are_what_the_annotations_say() -> None:
    register_score()

    result = call("score", customer="Ada", amount=Decimal("0.1"), count=Decimal(3), tags=["a"])

    assert result == {"customer": "Ada", "total": Decimal("0.3"), "level": "low", "tags": ["a"]}


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"customer": None}, "customer"),
        ({"customer": Decimal(1)}, "customer"),
        ({"amount": "1"}, "amount"),
        ({"amount": True}, "amount"),
        ({"count": Decimal("1.5")}, "count"),
        ({"level": "middle"}, "level"),
        ({"tags": [Decimal(1)]}, "tags"),
        ({"tags": "a"}, "tags"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_argument_is_named(wrong: dict[str, Value], name: str) -> None:
    register_score()
    good: dict[str, Value] = {"customer": "Ada", "amount": Decimal(1)}

    with pytest.raises(ConnectorError, match=f"The parameter {name} ") as caught:
        call("score", **(good | wrong))

    assert caught.value.permanent


def test_the_deploy_check_knows_the_function() -> None:
    register_score()

    problems = catalogue.check_parameters(
        "python", "score", {"amount": "12", "level": "middle", "x": ""}
    )

    assert [problem.code for problem in problems] == [
        "unknown_parameter",
        "parameter_missing",
        "feel_needed",
        "unknown_choice",
    ]
    assert [p.code for p in catalogue.check_parameters("python", "other", {})] == [
        "unknown_operation"
    ]
    assert [p.code for p in catalogue.check_parameters("python", None, {})] == ["operation_missing"]


def test_the_context_is_handed_over_and_is_no_parameter() -> None:
    @connector_function("who")
    def who(*, context: CallContext) -> str:
        return f"{context.idempotency_key} {context.tenant_id.int}"

    assert catalogue.templates()["python/who"].properties == ()
    assert call("who") == "k 1"


class Colour(str, Enum):  # noqa: UP042 what older code has
    RED = "red"


@pytest.mark.parametrize(
    ("returned", "expected"),
    [
        (None, None),
        (3, Decimal(3)),
        ((1, "a"), [Decimal(1), "a"]),
        ({"a": [True]}, {"a": [True]}),
        (Date.parse("2026-01-01"), Date.parse("2026-01-01")),
        (b"x", b"x"),
        (Colour.RED, "red"),
    ],
)
def test_results_become_values(returned: object, expected: Value) -> None:
    connector_function("give")(lambda: returned)

    result = call("give")

    assert (result, type(result)) == (expected, type(expected))


def _endless() -> list[object]:
    ring: list[object] = []
    ring.append(ring)
    return ring


@pytest.mark.parametrize(
    "returned",
    [0.1, {1: 2}, object(), {1}, Decimal("NaN"), 10**40 + 1, "a\x00", "\ud800", _endless()],
)
def test_results_that_no_variable_can_hold_are_refused(returned: object) -> None:
    connector_function("give")(lambda: returned)

    with pytest.raises(ConnectorError) as caught:
        call("give")

    assert (caught.value.permanent, caught.value.error["code"]) == (True, "invalid_result")


def test_what_a_function_raises_is_a_failed_attempt_or_what_it_says() -> None:
    @connector_function("fail")
    def fail(*, hard: bool) -> None:
        if hard:
            raise ConnectorError("No such customer.", permanent=True, kind="no_customer")
        raise LookupError("gone")

    with pytest.raises(ConnectorError, match="LookupError: gone") as soft:
        call("fail", hard=False)
    with pytest.raises(ConnectorError, match="No such customer") as hard:
        call("fail", hard=True)

    assert (soft.value.permanent, soft.value.error["code"]) == (False, "LookupError")
    assert (hard.value.permanent, hard.value.error["code"]) == (True, "no_customer")


def test_names_and_signatures_are_checked_when_registered() -> None:
    register_score()

    with pytest.raises(RegistrationError, match="taken"):
        register_score()
    with pytest.raises(RegistrationError, match="no name"):
        connector_function("Not A Name")(lambda: None)
    for bad in (lambda x: x, lambda *x: x, lambda **x: x):
        with pytest.raises(RegistrationError, match="annotation"):
            connector_function("bad")(bad)

    def with_float(x: float) -> None: ...

    def with_union(x: int | str) -> None: ...

    for function in (with_float, with_union):
        with pytest.raises(RegistrationError):
            connector_function("bad")(function)
    assert set(registry._registry.functions) == {"score"}


def test_what_a_function_says_fits_into_an_incident() -> None:
    @connector_function("shout")
    def shout() -> None:
        raise ValueError("\x00\ud800" + "x" * 10_000)

    with pytest.raises(ConnectorError) as caught:
        call("shout")

    assert "\x00" not in caught.value.detail
    assert len(caught.value.detail.encode()) < 3_000


def test_the_example_of_the_documentation_runs() -> None:
    readme = Path(registry.__file__).with_name("README.md").read_text()
    exec(readme.split("```python\n")[1].split("```")[0], {})  # noqa: S102 our own page

    result = call("credit-limit", customer="Ada", amount=Decimal(5))

    assert result == {"customer": "Ada", "reserved": Decimal(5), "key": "k"}
    with pytest.raises(ConnectorError) as caught:
        call("credit-limit", customer="Ada", amount=Decimal(0))
    assert caught.value.error["code"] == "no_amount"
