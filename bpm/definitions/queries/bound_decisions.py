"""Which version of a decision a business-rule task or a request means."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import QuerySet

from bpm.core.bpmn import DecisionReference
from bpm.core.engine.contracts import Binding, DecisionChoice
from bpm.definitions.compiled import load_bound_decision
from bpm.definitions.decision_types import BoundDecision, DecisionState
from bpm.definitions.errors import DecisionNotFoundError
from bpm.definitions.memory import Memory
from bpm.definitions.models import DecisionDefinition, ProcessDefinition

_by_deployment: Memory[tuple[UUID, str], UUID] = Memory()


def get_bound_decision(
    choice: DecisionChoice, *, tenant_id: UUID, definition_id: UUID | None = None
) -> BoundDecision:
    """Return the decision that is meant, found at this moment.

    What is bound to the deployment or to a version stays that decision, also when it was deleted.

    Args:
        choice: Key and binding. What is bound to the deployment is the version that was newest
            when the process was deployed, those of the same deployment included.
        tenant_id: Decisions of other tenants do not exist.
        definition_id: The process that asks; None where none does.

    Raises:
        DecisionNotFoundError: There is none.
    """
    if choice.binding is not Binding.DEPLOYMENT or definition_id is None:
        return load_bound_decision(_find(choice, tenant_id, definition_id))
    remembered = _by_deployment.find((definition_id, choice.key))
    if remembered is None:
        remembered = _find(choice, tenant_id, definition_id)
        _by_deployment.remember((definition_id, choice.key), remembered)
    return load_bound_decision(remembered)


def list_missing_decisions(
    tenant_id: UUID, references: Iterable[DecisionReference]
) -> Iterator[tuple[DecisionReference, str]]:
    """Yield the references that lead to no decision of the tenant, with what was looked for."""
    for reference in references:
        choice = DecisionChoice(
            key=reference.key,
            binding=Binding(reference.binding),
            version=reference.version,
            version_tag=reference.version_tag,
        )
        rows = _narrow(_rows(tenant_id, choice.key), choice)
        if not rows.filter(state=DecisionState.ACTIVE.value).exists():
            yield reference, _describe(choice)


def _find(choice: DecisionChoice, tenant_id: UUID, definition_id: UUID | None) -> UUID:
    rows = _narrow(_rows(tenant_id, choice.key), choice)
    match choice.binding:
        case Binding.DEPLOYMENT:
            asked_by = ProcessDefinition.objects.filter(pk__in=[definition_id])
            rows = rows.filter(deployed_at__lte=asked_by.values("deployed_at")[:1])
        case Binding.LATEST | Binding.VERSION_TAG:
            rows = rows.filter(state=DecisionState.ACTIVE.value)
        case Binding.VERSION:
            pass
    found = rows.order_by("-version").values_list("id", flat=True).first()
    if found is None:
        raise DecisionNotFoundError(_describe(choice))
    return found


def _rows(tenant_id: UUID, key: str) -> QuerySet[DecisionDefinition]:
    return DecisionDefinition.objects.filter(tenant_id=tenant_id, key=key)


def _narrow(
    rows: QuerySet[DecisionDefinition], choice: DecisionChoice
) -> QuerySet[DecisionDefinition]:
    match choice.binding:
        case Binding.VERSION:
            return rows.filter(version=choice.version or 0)
        case Binding.VERSION_TAG:
            return rows.filter(version_tag=choice.version_tag)
        case Binding.DEPLOYMENT | Binding.LATEST:
            return rows


def _describe(choice: DecisionChoice) -> str:
    decision = f"There is no decision {choice.key[:255]!r}"
    match choice.binding:
        case Binding.VERSION:
            return f"{decision} of version {choice.version}."
        case Binding.VERSION_TAG:
            return f"{decision} with the version tag {choice.version_tag!r}."
        case Binding.DEPLOYMENT:
            return f"{decision} that was deployed before or with the process that asks it."
        case Binding.LATEST:
            return f"{decision}."
