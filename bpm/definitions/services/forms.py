"""Rows of forms, written within the transaction of a runtime command."""

from collections.abc import Sequence
from uuid import UUID

from bpm.base.ids import new_id
from bpm.definitions.contracts import CheckedForm, FormState
from bpm.definitions.models import Deployment, FormDefinition, Resource
from bpm.definitions.services.keys import digest, lock_keys
from bpm.definitions.services.texts import keep_texts_of_version
from bpm.identity import services as identity_services
from bpm.identity.contracts import FORM


def find_unchanged_forms(
    tenant_id: UUID, forms: Sequence[CheckedForm]
) -> dict[str, FormDefinition]:
    """Return the newest version of those forms whose file is the same as before, by key."""
    digests = {checked.form.key: digest(checked.resource.content) for checked in forms}
    newest = (
        FormDefinition.objects.filter(
            tenant_id=tenant_id, key__in=digests, state=FormState.ACTIVE.value
        )
        .select_related("deployment", "resource")
        .order_by("key", "-version")
        .distinct("key")
    )
    return {row.key: row for row in newest if bytes(row.resource.sha256) == digests[row.key]}


def insert_form(deployment: Deployment, checked: CheckedForm) -> FormDefinition:
    """Store a new version of a form; its key is locked."""
    form = checked.form
    row = FormDefinition.objects.create(
        id=new_id(),
        tenant_id=deployment.tenant_id,
        key=form.key,
        version=identity_services.next_version(deployment.tenant_id, key=form.key, kind=FORM),
        version_tag=form.version_tag,
        name=form.name,
        deployment=deployment,
        resource=Resource.objects.get(deployment=deployment, name=checked.resource.name),
        deployed_at=deployment.deployed_at,
    )
    keep_texts_of_version(row)
    return row


def mark_forms_deleted(tenant_id: UUID, deployment_id: UUID) -> None:
    """Take the forms of a deployment out of every list; what is bound to them keeps them."""
    rows = FormDefinition.objects.filter(tenant_id=tenant_id, deployment_id=deployment_id)
    keys = set(rows.values_list("key", flat=True))
    lock_keys(tenant_id, keys, kind=FORM)
    rows.update(state=FormState.DELETED.value)
