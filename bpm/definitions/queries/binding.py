"""Which version of a form or a decision is meant by what a model names."""

from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from bpm.core.engine.contracts import Binding, DecisionChoice, FormChoice
from bpm.definitions.contracts import DefinitionState
from bpm.definitions.models import DecisionDefinition, FormDefinition, ProcessDefinition

Choice = FormChoice | DecisionChoice
_Row = TypeVar("_Row", FormDefinition, DecisionDefinition)


def find_version(
    rows: QuerySet[_Row], choice: Choice, *, tenant_id: UUID, definition_id: UUID | None
) -> UUID | None:
    """Return the id of the version that is meant, or None where there is none.

    Args:
        rows: All forms, or all decisions.
        choice: Key and binding.
        tenant_id: Those of other tenants do not exist.
        definition_id: The process whose deployment counts; None where nothing is bound to one.
    """
    found = _narrow(rows, choice, tenant_id)
    match choice.binding:
        case Binding.DEPLOYMENT:
            named_by = ProcessDefinition.objects.filter(pk__in=[definition_id])
            found = found.filter(deployed_at__lte=named_by.values("deployed_at")[:1])
        case Binding.LATEST | Binding.VERSION_TAG:
            found = found.filter(state=DefinitionState.ACTIVE.value)
        case Binding.VERSION:
            pass
    return found.order_by("-version").values_list("id", flat=True).first()


def has_version(rows: QuerySet[_Row], choice: Choice, *, tenant_id: UUID) -> bool:
    """Return whether a process that is deployed now would find what it names."""
    found = _narrow(rows, choice, tenant_id)
    return found.filter(state=DefinitionState.ACTIVE.value).exists()


def _narrow(rows: QuerySet[_Row], choice: Choice, tenant_id: UUID) -> QuerySet[_Row]:
    found = rows.filter(tenant_id=tenant_id, key=choice.key)
    match choice.binding:
        case Binding.VERSION:
            return found.filter(version=choice.version or 0)
        case Binding.VERSION_TAG:
            return found.filter(version_tag=choice.version_tag)
        case Binding.DEPLOYMENT | Binding.LATEST:
            return found


def describe_missing(choice: Choice, *, noun: str, named_by: str) -> str:
    """Return a sentence that says what is not there.

    Args:
        choice: What was looked for.
        noun: ``form`` or ``decision``.
        named_by: What the process does with it: ``shows`` or ``asks``.
    """
    missing = f"There is no {noun} {choice.key[:255]!r}"
    match choice.binding:
        case Binding.VERSION:
            return f"{missing} of version {choice.version}."
        case Binding.VERSION_TAG:
            return f"{missing} with the version tag {choice.version_tag!r}."
        case Binding.DEPLOYMENT:
            return f"{missing} that was deployed before or with the process that {named_by} it."
        case Binding.LATEST:
            return f"{missing}."
