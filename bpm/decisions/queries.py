"""Reads of evaluations, limited to what the actor may see."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from bpm.base.pages import Page, find_page
from bpm.base.search import Field, FieldKind, Fields, SearchRequest, Sort
from bpm.decisions.contracts import (
    DecisionEvaluationView,
    EvaluatedDecisionView,
    EvaluatedInputView,
    MatchedRuleView,
)
from bpm.decisions.errors import DecisionEvaluationNotFoundError
from bpm.decisions.models import DecisionEvaluation
from bpm.identity import queries as identity
from bpm.identity.contracts import Actor, Permission

_FIELDS: Fields = {
    "id": Field(path="id", kind=FieldKind.ID, is_sortable=True),
    "decision_key": Field(path="decision_key", is_sortable=True),
    "decision_definition_id": Field(path="decision_definition_id", kind=FieldKind.ID),
    "version": Field(path="version", kind=FieldKind.INTEGER),
    "evaluated_at": Field(path="evaluated_at", kind=FieldKind.TIME, is_sortable=True),
    "evaluated_by": Field(path="evaluated_by", is_nullable=True),
    "process_instance_id": Field(path="process_instance_id", kind=FieldKind.ID, is_nullable=True),
    "definition_key": Field(path="definition_key", is_nullable=True),
    "activity_id": Field(path="activity_id", is_nullable=True),
}


def search_evaluations(actor: Actor, search: SearchRequest) -> Page[DecisionEvaluationView]:
    """Return evaluations that the actor may see, the latest first.

    These are their own, and those of processes whose instances they may read.

    Raises:
        InvalidSearchError: The search cannot be carried out as asked.
    """
    return find_page(
        _visible(actor),
        search,
        fields=_FIELDS,
        # Ids grow with time, and indexes hold them in order.
        default_sort=(Sort(field="id", is_descending=True),),
        view=evaluation_view,
    )


def get_evaluation(actor: Actor, evaluation_id: UUID) -> DecisionEvaluationView:
    """Return one evaluation.

    Raises:
        DecisionEvaluationNotFoundError: None that the actor may see.
    """
    found = _visible(actor).filter(pk=evaluation_id).first()
    if found is None:
        raise DecisionEvaluationNotFoundError
    return evaluation_view(found)


def _visible(actor: Actor) -> QuerySet[DecisionEvaluation]:
    rows: QuerySet[DecisionEvaluation] = DecisionEvaluation.objects.filter(
        tenant_id=actor.tenant_id
    )
    keys: Sequence[str] | frozenset[str] | None = identity.allowed_keys(
        actor, Permission.READ_INSTANCES
    )
    if keys is None:
        return rows
    return rows.filter(
        Q(definition_key__in=keys)
        | Q(process_instance_id__isnull=True, evaluated_by=actor.username)
    )


def evaluation_view(row: DecisionEvaluation) -> DecisionEvaluationView:
    """Return an evaluation as others read it."""
    return DecisionEvaluationView(
        id=row.id,
        decision_definition_id=row.decision_definition_id,
        decision_key=row.decision_key,
        decision_name=row.decision_name,
        version=row.version,
        version_tag=row.version_tag,
        evaluated_at=row.evaluated_at,
        evaluated_by=row.evaluated_by,
        process_instance_id=row.process_instance_id,
        definition_key=row.definition_key,
        activity_id=row.activity_id,
        result=row.result["value"],
        result_types=row.result["types"],
        decisions=tuple(trace_view(stored) for stored in row.decisions),
    )


def trace_view(stored: Mapping[str, Any]) -> EvaluatedDecisionView:
    """Return one decision of an evaluation as others read it."""
    return EvaluatedDecisionView(
        decision_id=stored["decision_id"],
        name=stored["name"],
        inputs=tuple(EvaluatedInputView(**each) for each in stored["inputs"]),
        # Stored numbers are decimals, all of them.
        rules=tuple(
            MatchedRuleView(**{**each, "number": int(each["number"])}) for each in stored["rules"]
        ),
        result=stored["result"],
        is_secret=stored.get("is_secret", False),
    )
