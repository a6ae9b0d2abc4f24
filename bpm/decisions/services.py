"""Evaluating decisions, and keeping how they came about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Final

from django.conf import settings

from bpm.base import clock
from bpm.base.ids import first_id_at, new_id
from bpm.base.transactions import command
from bpm.base.wire import JsonObject, JsonValue
from bpm.core.dmn import DecisionEvaluationError, DecisionTrace, InputValue
from bpm.core.engine.contracts import Binding, DecisionChoice
from bpm.core.errors import Problem
from bpm.core.values import Value, encode_variables
from bpm.decisions.contracts import (
    BatchItemView,
    BatchView,
    DecisionEvaluationView,
    NewEvaluation,
)
from bpm.decisions.errors import InvalidEvaluationError
from bpm.decisions.models import DecisionEvaluation
from bpm.decisions.queries import evaluation_view
from bpm.definitions import queries as definitions
from bpm.definitions.decision_types import BoundDecision
from bpm.identity import services as identity_services
from bpm.identity.contracts import Actor, Permission

MAX_BATCH = 1_000
_DELETED_AT_ONCE: Final = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichDecision:
    """A decision, in its newest version unless a number or a tag says otherwise."""

    key: str
    version: int | None = None
    version_tag: str | None = None


@command
def evaluate_decision(
    actor: Actor, *, which: WhichDecision, variables: Mapping[str, Value]
) -> DecisionEvaluationView:
    """Evaluate a decision, and keep how it came about.

    Args:
        actor: Who may start instances of every process.
        which: The decision.
        variables: By name.

    Raises:
        PermissionMissingError: The actor may not.
        InvalidEvaluationError: Both a version and a tag are named.
        DecisionNotFoundError: There is no such decision.
        DecisionEvaluationError: It has no answer; decision, rule and column are named.
    """
    decision = _find(actor, which)
    row = _row_of(_evaluate(actor, decision, variables))
    DecisionEvaluation.objects.bulk_create([row])
    return evaluation_view(row)


@command
def evaluate_batch(
    actor: Actor, *, which: WhichDecision, batch: Sequence[Mapping[str, Value]]
) -> BatchView:
    """Evaluate a decision for many sets of variables; one without an answer stops no other.

    Args:
        actor: Who may start instances of every process.
        which: The decision.
        batch: Variables by name, 1,000 sets at most.

    Raises:
        PermissionMissingError: The actor may not.
        InvalidEvaluationError: Both a version and a tag are named, or there are too many sets.
        DecisionNotFoundError: There is no such decision.
    """
    if len(batch) > MAX_BATCH:
        problem = Problem(
            code="too_many", pointer="/items", detail=f"Send {MAX_BATCH} sets of variables at most."
        )
        raise InvalidEvaluationError(problem.detail, problems=[problem])
    decision = _find(actor, which)
    rows: list[DecisionEvaluation] = []
    items: list[BatchItemView] = []
    for variables in batch:
        try:
            row = _row_of(_evaluate(actor, decision, variables))
        except DecisionEvaluationError as error:
            items.append(BatchItemView(errors=error.problems))
            continue
        rows.append(row)
        items.append(BatchItemView(evaluation=evaluation_view(row)))
    DecisionEvaluation.objects.bulk_create(rows)
    return BatchView(items=tuple(items))


def record(evaluations: Sequence[NewEvaluation]) -> None:
    """Keep what the steps of processes have decided, in the transaction of their command."""
    if evaluations:
        DecisionEvaluation.objects.bulk_create([_row_of(one) for one in evaluations])


def delete_old_evaluations() -> tuple[int, bool]:
    """Delete evaluations that no process asked for and that have had their time.

    Those of a process are part of its instance's history and stay with it.

    Returns:
        How many were deleted, 5,000 at most, and whether there may be more.
    """
    if not settings.BPM_EVALUATION_DAYS:
        return 0, False
    cutoff = clock.now() - timedelta(days=settings.BPM_EVALUATION_DAYS)
    # By id, which grows with time: the index by instance then leads straight to the oldest.
    old = DecisionEvaluation.objects.filter(
        process_instance_id__isnull=True, id__lt=first_id_at(cutoff)
    ).order_by("id")
    ids = old.values("id")[:_DELETED_AT_ONCE]
    deleted, _ = DecisionEvaluation.objects.filter(id__in=ids).delete()
    return deleted, deleted == _DELETED_AT_ONCE


def _find(actor: Actor, which: WhichDecision) -> BoundDecision:
    identity_services.require(actor, Permission.START_INSTANCES)
    if which.version is not None and which.version_tag is not None:
        raise InvalidEvaluationError("Name a version or a version tag, not both.")
    binding = Binding.LATEST
    if which.version is not None:
        binding = Binding.VERSION
    elif which.version_tag is not None:
        binding = Binding.VERSION_TAG
    choice = DecisionChoice(
        key=which.key, binding=binding, version=which.version, version_tag=which.version_tag
    )
    return definitions.get_bound_decision(choice, tenant_id=actor.tenant_id)


def _evaluate(
    actor: Actor, decision: BoundDecision, variables: Mapping[str, Value]
) -> NewEvaluation:
    now = clock.now()
    return NewEvaluation(
        tenant_id=actor.tenant_id,
        decision=decision,
        evaluation=decision.program.evaluate(decision.key, variables, now=now),
        at=now,
        evaluated_by=actor.username if actor.id else None,
    )


def _row_of(new: NewEvaluation) -> DecisionEvaluation:
    decision, asker = new.decision, new.asked_by
    traces = _tell_traces(new)
    # The last decision is the one that was asked.
    result = None if traces[-1]["is_secret"] else new.evaluation.result
    values, types = encode_variables({"result": result})
    return DecisionEvaluation(
        id=new_id(),
        tenant_id=new.tenant_id,
        decision_definition_id=decision.id,
        decision_key=decision.key,
        decision_name=decision.name,
        version=decision.version,
        version_tag=decision.version_tag,
        evaluated_at=new.at,
        evaluated_by=new.evaluated_by,
        process_instance_id=None if asker is None else asker.process_instance_id,
        root_instance_id=None if asker is None else asker.root_instance_id,
        definition_key=None if asker is None else asker.definition_key,
        activity_id=None if asker is None else asker.activity_id,
        visit=None if asker is None else asker.visit,
        result={"value": values["result"], "types": dict(types)},
        decisions=traces,
    )


def _tell_traces(new: NewEvaluation) -> list[JsonObject]:
    secrets = new.secrets
    told: list[JsonObject] = []
    for trace in new.evaluation.decisions:
        hides = new.hides_result or not secrets.isdisjoint(trace.output_reads)
        told.append(tell_trace(trace, secrets=secrets, hides_result=hides))
        if hides:
            # Other decisions read the result by this name.
            secrets |= {trace.variable}
    return told


def tell_trace(
    trace: DecisionTrace, *, secrets: frozenset[str] = frozenset(), hides_result: bool = False
) -> JsonObject:
    """Return how one decision came about, as it is kept.

    Args:
        trace: As it was evaluated.
        secrets: Names whose values are not kept; an input that reads one of them is null.
        hides_result: Whether the outputs and the result are not kept either.
    """
    return {
        "decision_id": trace.decision_id,
        "name": trace.name,
        "inputs": [_tell_input(one, secrets) for one in trace.inputs],
        "rules": [
            {
                "id": rule.id,
                "number": Decimal(rule.number),
                "outputs": {
                    name: None if hides_result else _as_json(value)
                    for name, value in rule.outputs.items()
                },
            }
            for rule in trace.rules
        ],
        "result": None if hides_result else _as_json(trace.result),
        "is_secret": hides_result,
    }


def _tell_input(held: InputValue, secrets: frozenset[str]) -> JsonObject:
    is_secret = not secrets.isdisjoint(held.reads)
    return {
        "id": held.id,
        "label": held.label,
        "value": None if is_secret else _as_json(held.value),
        "is_secret": is_secret,
    }


def _as_json(value: Value) -> JsonValue:
    return encode_variables({"": value})[0][""]
