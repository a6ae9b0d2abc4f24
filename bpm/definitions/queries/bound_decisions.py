"""Which version of a decision a business-rule task or a request means."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from bpm.core.bpmn import DecisionReference
from bpm.core.engine.contracts import Binding, DecisionChoice
from bpm.definitions.compiled import load_bound_decision
from bpm.definitions.decision_types import BoundDecision
from bpm.definitions.errors import DecisionNotFoundError
from bpm.definitions.memory import Memory
from bpm.definitions.queries.binding import describe_missing, find_version, has_version

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
        if not has_version("decision_definition", choice, tenant_id=tenant_id):
            yield reference, _describe(choice)


def _find(choice: DecisionChoice, tenant_id: UUID, definition_id: UUID | None) -> UUID:
    found = find_version(
        "decision_definition", choice, tenant_id=tenant_id, definition_id=definition_id
    )
    if found is None:
        raise DecisionNotFoundError(_describe(choice))
    return found


def _describe(choice: DecisionChoice) -> str:
    return describe_missing(choice, noun="decision", named_by="asks")
