"""Evaluate the expressions of a step; what is not of the right kind becomes a ``StepError``."""

from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING

from bpm.core.bpmn import AsyncSettings
from bpm.core.bpmn.measures import LONGEST_NAME, LONGEST_TEXT
from bpm.core.engine.errors import StepError
from bpm.core.feel import Expression, FeelEvaluationError, explain
from bpm.core.time import InvalidTemporalError, find_zone, read_moment, to_instant
from bpm.core.values import Value

if TYPE_CHECKING:
    from bpm.core.engine.spiff.specs.base import Flow
    from bpm.core.engine.spiff.task import EngineTask

DEFAULT_PRIORITY = 50
MAX_PRIORITY = 2**31 - 1
MAX_DIGITS = 20
MAX_SHOWN = 5
"""Conditions that a message names."""


def evaluate(task: "EngineTask", expression: Expression, what: str) -> Value:
    """Return the value of an expression as seen from the task's scope.

    Args:
        task: Whose scope is read.
        expression: What to evaluate.
        what: Its part in the model, for the message of an incident.

    Raises:
        StepError: It cannot be evaluated; the message names it and what it met.
    """
    return evaluate_with(task, expression, what, task.scope.lookup)


def evaluate_with(
    task: "EngineTask", expression: Expression, what: str, lookup: Callable[[str], Value]
) -> Value:
    """Return the value of an expression over names that ``lookup`` finds.

    Raises:
        StepError: It cannot be evaluated; the message names it and what it met.
    """
    try:
        run = task.workflow.run
        return expression.evaluate(lookup, now=run.context.now, budget=run.budget)
    except FeelEvaluationError as error:
        shape = f"{what} {type(error).__name__} {expression.source}"
        message = f"The {what} cannot be evaluated: {error.detail}"
        raise StepError(message, shape=shape) from error


def evaluate_optional(task: "EngineTask", expression: Expression | None, what: str) -> Value:
    """Return the value of an expression, or null where there is none.

    Raises:
        StepError: It cannot be evaluated.
    """
    return None if expression is None else evaluate(task, expression, what)


def evaluate_condition(task: "EngineTask", expression: Expression, flow_id: str) -> bool:
    """Return whether the condition of a sequence flow holds.

    Raises:
        StepError: It is neither true nor false (null is not false), or names what no scope
            holds.
    """
    return evaluate_truth(task, expression, f"condition of sequence flow {flow_id!r}")


def evaluate_truth(task: "EngineTask", expression: Expression, what: str) -> bool:
    """Return whether something holds.

    Raises:
        StepError: It is neither true nor false (null is not false), or names what no scope
            holds.
    """
    value = evaluate(task, expression, what)
    if isinstance(value, bool):
        return value
    raise mismatch(task, expression, what, "true or false")


def holds_for_error(task: "EngineTask", expression: Expression, error: dict[str, Value]) -> bool:
    """Return whether a mapping of errors holds; ``error`` is what it reads beside variables.

    Raises:
        StepError: It is neither true nor false.
    """

    def lookup(name: str) -> Value:
        return error if name == "error" else task.scope.lookup(name)

    what = f"error mapping of {task.task_spec.activity_id!r}"
    run = task.workflow.run
    try:
        value = expression.evaluate(lookup, now=run.context.now, budget=run.budget)
    except FeelEvaluationError as failure:
        raise StepError(f"The {what} cannot be evaluated: {failure.detail}") from failure
    if isinstance(value, bool):
        return value
    met = explain(expression, lookup, now=run.context.now)
    raise StepError(f"The {what}, `{expression.source}`, is not true or false. {met}".strip())


def select_flows(task: "EngineTask", flows: "list[Flow]", default: "Flow | None") -> "list[Flow]":
    """Return the flows of a split by conditions: each that holds, else the default.

    Source: BPMN 2.0.2 §13.3.2 (activities) and §13.4.3 (inclusive gateway). A flow without a
    condition is always taken.

    Raises:
        StepError: None may be taken, or a condition is neither true nor false.
    """
    chosen = [
        flow
        for flow in flows
        if flow is not default
        and (flow.condition is None or evaluate_condition(task, flow.condition, flow.id))
    ]
    if chosen or not flows:
        return chosen
    if default is None:
        raise no_way_out(task, flows)
    return [default]


def no_way_out(task: "EngineTask", flows: "list[Flow]") -> StepError:
    """Return the error of a split none of whose conditions holds."""
    conditions = [flow.condition for flow in flows if flow.condition is not None]
    kind = task.task_spec.activity_type
    kind = "gateway" if kind.endswith("gateway") else kind.replace("_", " ")
    sources = ", ".join(f"`{condition.source}`" for condition in conditions[:MAX_SHOWN])
    shape = (
        f"No condition of the {kind} {task.task_spec.activity_id!r} is true and it has no default "
        f"flow: {sources}"
    )
    met = describe_variables(task, conditions[:MAX_SHOWN])
    return StepError(f"{shape}. {met}".strip(), shape=shape)


def evaluate_text(
    task: "EngineTask", expression: Expression | None, what: str, limit: int = LONGEST_TEXT
) -> str | None:
    """Return text, or None where there is no expression or it gives null or nothing.

    Raises:
        StepError: It gives something else, or more than ``limit`` characters.
    """
    value = None if expression is None else evaluate(task, expression, what)
    text = "" if value is None else value
    if isinstance(text, str) and len(text.strip()) <= limit:
        return text.strip() or None
    raise mismatch(task, expression, what, f"text of at most {limit} characters")


def evaluate_names(task: "EngineTask", expression: Expression | None, what: str) -> tuple[str, ...]:
    """Return names from a list of texts or from one text with commas, each once, in order.

    Raises:
        StepError: It gives something else.
    """
    value = None if expression is None else evaluate(task, expression, what)
    if value is None:
        return ()
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list):
        raise mismatch(task, expression, what, "a list of names")
    names: dict[str, None] = {}
    for part in parts:
        if not isinstance(part, str) or len(part.strip()) > LONGEST_NAME:
            expected = f"a list of names of at most {LONGEST_NAME} characters"
            raise mismatch(task, expression, what, expected)
        if part.strip():
            names[part.strip()] = None
    return tuple(names)


def evaluate_integer(
    task: "EngineTask", expression: Expression | None, what: str, default: int
) -> int:
    """Return a whole number within 32 bits, or ``default`` for no expression or null.

    Raises:
        StepError: It gives something else.
    """
    value = None if expression is None else evaluate(task, expression, what)
    if value is None:
        return default
    if (
        isinstance(value, str)
        and value.strip().lstrip("-").isdecimal()
        and len(value) <= MAX_DIGITS
    ):
        value = Decimal(value.strip())
    if (
        not isinstance(value, Decimal)
        or value.copy_abs() > MAX_PRIORITY
        or value != value.to_integral_value()
    ):
        raise mismatch(task, expression, what, "a whole number")
    return int(value)


def evaluate_count(task: "EngineTask", expression: Expression, what: str, limit: int) -> int:
    """Return a whole number from 0 to ``limit``.

    Raises:
        StepError: It gives something else.
    """
    value = evaluate(task, expression, what)
    is_count = isinstance(value, Decimal) and value == value.to_integral_value()
    if is_count and isinstance(value, Decimal) and 0 <= value <= limit:
        return int(value)
    raise mismatch(task, expression, what, f"a whole number from 0 to {limit}")


def evaluate_list(task: "EngineTask", expression: Expression, what: str, limit: int) -> list[Value]:
    """Return a list of at most ``limit`` items.

    Raises:
        StepError: It gives something else.
    """
    value = evaluate(task, expression, what)
    if isinstance(value, list) and len(value) <= limit:
        return value
    raise mismatch(task, expression, what, f"a list of at most {limit} items")


def evaluate_priority(task: "EngineTask", continuation: AsyncSettings) -> int:
    """Return the priority of a continuation's job; 0 where none is given.

    Raises:
        StepError: It is no whole number.
    """
    return evaluate_integer(task, continuation.priority, "job priority", 0)


def evaluate_instant(
    task: "EngineTask", expression: Expression | None, what: str
) -> datetime | None:
    """Return a due time: an instant, or a duration from now; None for null.

    A time without an offset, and a day without a time, are read in the process's zone.

    Raises:
        StepError: It is none of these, or too far away.
    """
    value = None if expression is None else evaluate(task, expression, what)
    if value is None:
        return None
    try:
        moment = read_moment(value.strip()) if isinstance(value, str) else value
        return to_instant(moment, task.workflow.run.context.now, zone_of(task))
    except InvalidTemporalError as error:
        expected = "a time within the years 1 to 9999, or a duration from now"
        raise mismatch(task, expression, what, expected) from error


def zone_of(task: "EngineTask") -> tzinfo:
    """Return the zone in which the process reads times without an offset."""
    return find_zone(task.workflow.spec.time_zone or "UTC")


def describe_variables(task: "EngineTask", expressions: Iterable[Expression]) -> str:
    """Return what the expressions read and met, on one line, for the message of an incident."""
    now = task.workflow.run.context.now
    parts = (explain(item, task.scope.lookup, now=now) for item in expressions)
    return "; ".join(dict.fromkeys(part for part in parts if part))


def mismatch(
    task: "EngineTask", expression: Expression | None, what: str, expected: str
) -> StepError:
    """Return the error of an expression that gives something of the wrong kind."""
    source = "" if expression is None else expression.source
    shape = f"The {what}, `{source}`, is not {expected}."
    met = "" if expression is None else describe_variables(task, [expression])
    return StepError(f"{shape} {met}".strip(), shape=shape)
