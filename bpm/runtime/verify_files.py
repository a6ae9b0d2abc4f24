"""Holds who keeps which file against the variables and attachments that refer to files."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from django.db.models import TextField
from django.db.models.functions import Cast

from bpm.files import queries as files
from bpm.runtime import file_references, reading
from bpm.runtime.contracts import Finding
from bpm.runtime.models import ProcessInstance, ScopeVariables
from bpm.user_tasks import files as task_files

# The word stands among the types wherever a variable of an instance is, or holds, a file.
_SOME_FILE = '"file"'


def find_unkept_files(ids: Sequence[UUID]) -> Iterator[Finding]:
    """Find files that these instances refer to without keeping them, which a sweep would take.

    Args:
        ids: Instances, ended ones too. What they keep beyond that is what they once held.
    """
    kept = files.list_held_files(ids)
    wanted = _read_referred(ids)
    for instance_id in sorted(wanted):
        for file_id in sorted(wanted[instance_id] - kept.get(instance_id, frozenset())):
            yield Finding(
                process_instance_id=instance_id,
                kind="missing_file_use",
                detail=f"It refers to the file {file_id} and does not keep it.",
            )
    for file_id, instance_id in files.find_held_as_unused(ids):
        yield Finding(
            process_instance_id=instance_id,
            kind="wrong_file_use",
            detail=f"It keeps the file {file_id}, which counts as used by nobody.",
        )


def _read_referred(ids: Sequence[UUID]) -> Mapping[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for instance_id, file_id in task_files.list_attached_files(ids):
        found[instance_id].add(file_id)
    types = Cast("variable_types", TextField())
    own = ProcessInstance.objects.filter(id__in=ids).annotate(types=types)
    for instance_id in own.filter(types__contains=_SOME_FILE).values_list("id", flat=True):
        scope = reading.read_scope(instance_id, reading.read_own_scope(instance_id))
        found[instance_id] |= file_references.file_ids_in(scope.values.values())
    scopes = ScopeVariables.objects.filter(process_instance_id__in=ids).annotate(types=types)
    local = scopes.filter(types__contains=_SOME_FILE)
    for instance_id in set(local.values_list("process_instance_id", flat=True)):
        texts = reading.read_local_scopes(instance_id)
        for loaded in reading.decode_scopes(instance_id, texts).values():
            found[instance_id] |= file_references.file_ids_in(loaded.values.values())
    return found
