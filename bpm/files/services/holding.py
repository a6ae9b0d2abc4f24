"""Which process instances hold which files; within the command that makes it so."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection

from bpm.files.contracts import FileUse as Use
from bpm.files.models import FileUse, StoredFile

# One statement: a file that is held is marked, so that what is not held is found by an index.
_HOLD = """
WITH known AS (
  UPDATE stored_file SET is_used = true
  WHERE (id, tenant_id) IN (SELECT * FROM unnest(%(files)s::uuid[], %(tenants)s::uuid[]))
    AND state <> 'removed'
  RETURNING id, tenant_id
)
INSERT INTO file_use (file_id, process_instance_id, root_instance_id, tenant_id)
SELECT known.id, held.instance, held.root, known.tenant_id
FROM unnest(%(files)s::uuid[], %(instances)s::uuid[], %(roots)s::uuid[], %(tenants)s::uuid[])
  AS held (file, instance, root, tenant)
JOIN known ON known.id = held.file AND known.tenant_id = held.tenant
ON CONFLICT DO NOTHING
"""


def hold_files(uses: Sequence[Use]) -> None:
    """Note that instances hold files; those that are not of their tenant are left alone."""
    pairs = sorted((file, index) for index, use in enumerate(uses) for file in use.file_ids)
    if not pairs:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _HOLD,
            {
                "files": [file for file, _ in pairs],
                "instances": [uses[index].process_instance_id for _, index in pairs],
                "roots": [uses[index].root_instance_id for _, index in pairs],
                "tenants": [uses[index].tenant_id for _, index in pairs],
            },
        )


def release_files(process_instance_ids: Iterable[UUID]) -> None:
    """Note that instances are gone; a file that nobody else holds goes with the next sweep."""
    uses = FileUse.objects.filter(process_instance_id__in=list(process_instance_ids))
    file_ids = sorted(set(uses.values_list("file_id", flat=True)))
    # Whoever holds one of them at this moment waits for this, or this for them.
    list(StoredFile.objects.select_for_update().filter(id__in=file_ids).order_by("id"))
    uses.delete()
    held = FileUse.objects.filter(file_id__in=file_ids).values("file_id")
    StoredFile.objects.filter(id__in=file_ids).exclude(id__in=held).update(is_used=False)


def list_holding_instances(*, after: UUID | None, limit: int) -> tuple[UUID, ...]:
    """Return instances that hold files, in order of their ids."""
    uses = FileUse.objects.order_by("process_instance_id")
    if after is not None:
        uses = uses.filter(process_instance_id__gt=after)
    found = uses.values_list("process_instance_id", flat=True).distinct()
    return tuple(found[:limit])
