"""Rows of decisions, written within the transaction of a runtime command."""

from collections.abc import Sequence
from uuid import UUID

from bpm.base.ids import new_id
from bpm.definitions.contracts import CheckedDecision
from bpm.definitions.decision_types import DecisionState
from bpm.definitions.models import DecisionDefinition, Deployment, Resource
from bpm.definitions.services.keys import digest, lock_keys
from bpm.definitions.services.texts import keep_texts_of_version
from bpm.identity import services as identity_services
from bpm.identity.contracts import DECISION


def find_unchanged_decisions(
    tenant_id: UUID, decisions: Sequence[CheckedDecision]
) -> dict[str, DecisionDefinition]:
    """Return the newest version of those decisions whose file is the same as before, by key."""
    digests = {checked.decision.id: digest(checked.resource.content) for checked in decisions}
    newest = (
        DecisionDefinition.objects.filter(
            tenant_id=tenant_id, key__in=digests, state=DecisionState.ACTIVE.value
        )
        .select_related("deployment", "resource")
        .order_by("key", "-version")
        .distinct("key")
    )
    return {row.key: row for row in newest if bytes(row.resource.sha256) == digests[row.key]}


def insert_decision(deployment: Deployment, checked: CheckedDecision) -> DecisionDefinition:
    """Store a new version of a decision; its key is locked."""
    decision = checked.decision
    row = DecisionDefinition.objects.create(
        id=new_id(),
        tenant_id=deployment.tenant_id,
        key=decision.id,
        version=identity_services.next_version(
            deployment.tenant_id, key=decision.id, kind=DECISION
        ),
        version_tag=decision.version_tag,
        name=decision.title,
        deployment=deployment,
        resource=Resource.objects.get(deployment=deployment, name=checked.resource.name),
        deployed_at=deployment.deployed_at,
    )
    keep_texts_of_version(row)
    return row


def mark_decisions_deleted(tenant_id: UUID, deployment_id: UUID) -> None:
    """Take the decisions of a deployment out of every list; what is bound to them keeps them."""
    rows = DecisionDefinition.objects.filter(tenant_id=tenant_id, deployment_id=deployment_id)
    keys = set(rows.values_list("key", flat=True))
    lock_keys(tenant_id, keys, kind=DECISION)
    rows.update(state=DecisionState.DELETED.value)
