"""Messages that a model throws: evaluated where they are thrown, sent after the command."""

from decimal import Decimal
from typing import TYPE_CHECKING

from bpm.core.bpmn import ThrownMessage
from bpm.core.engine.contracts import PublishMessage
from bpm.core.engine.spiff.evaluation import (
    evaluate,
    evaluate_optional,
    evaluate_text,
    evaluate_with,
    mismatch,
)
from bpm.core.feel import Expression
from bpm.core.values import Value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bpm.core.engine.spiff.task import EngineTask

_PARTS = "|"
"""Stands between the parts of a correlation key."""


def publish(task: "EngineTask", message: ThrownMessage) -> None:
    """Have a message sent.

    Raises:
        StepError: What it carries, or its key, cannot be evaluated.
    """
    place = task.task_spec.activity_id
    payload = {
        part.name: evaluate_optional(task, part.expression, f"parameter {part.name!r} of {place!r}")
        for part in message.payload
    }
    key = evaluate_key(task, message.correlation_key)
    if key is None:
        key = evaluate_properties(task, message.properties, payload)
    effect = PublishMessage(
        visit=task.id,
        activity_id=place,
        name=message.name,
        correlation_key=key,
        opens_conversation=bool(message.properties),
        business_key=evaluate_text(task, message.business_key, f"business key of {place!r}"),
        seconds_to_live=message.seconds_to_live,
        targets=tuple((target.key, target.activity_id) for target in message.targets),
        variables=payload,
    )
    task.workflow.run.effects.append(effect)


def evaluate_key(task: "EngineTask", expression: Expression | None) -> str | None:
    """Return a correlation key; None where the model gives none.

    Raises:
        StepError: It is neither text nor a number.
    """
    if expression is None:
        return None
    what = f"correlation key of {task.task_spec.activity_id!r}"
    key = _key_text(evaluate(task, expression, what))
    if key is None:
        raise mismatch(task, expression, what, "text or a number")
    return key


def evaluate_properties(
    task: "EngineTask", parts: "Sequence[Expression]", carried: "Mapping[str, Value]"
) -> str | None:
    """Return the key that the parts of BPMN's correlation key make; None while one is not known.

    Args:
        task: Who sends or waits.
        parts: Read from what is carried, else from the variables.
        carried: What the message carries.

    Raises:
        StepError: A part cannot be evaluated.
    """

    def lookup(name: str) -> Value:
        if name in carried:
            return carried[name]
        try:
            return task.scope.lookup(name)
        except KeyError:
            return None

    what = f"correlation key of {task.task_spec.activity_id!r}"
    found = [_key_text(evaluate_with(task, part, what, lookup)) for part in parts]
    known = [text for text in found if text is not None]
    return _PARTS.join(known) if known and len(known) == len(found) else None


def _key_text(value: Value) -> str | None:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value if isinstance(value, str) and value else None
