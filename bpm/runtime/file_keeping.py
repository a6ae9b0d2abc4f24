"""What the sweeper does about files: those of instances that are gone, and those nobody used."""

from collections.abc import Collection
from uuid import UUID

from bpm.base.transactions import command
from bpm.definitions import queries as definitions
from bpm.files import services as files
from bpm.files.services.holding import list_holding_instances
from bpm.runtime import start_drafts
from bpm.runtime.models import ProcessInstance
from bpm.user_tasks import files as task_files

_BATCH = 500


def sweep_files() -> int:
    """Let files go with their instances, and those that were uploaded for nothing.

    What a draft of a user task or of a start refers to stays for as long as the draft does; so does
    what came to a start event that waits for more.

    Returns:
        How many are gone.
    """
    after: UUID | None = None
    while batch := list_holding_instances(after=after, limit=_BATCH):
        after = batch[-1]
        _release(batch)
    return files.remove_unused_files(_find_drafted)


def _find_drafted(file_ids: Collection[UUID]) -> frozenset[UUID]:
    in_drafts = task_files.find_drafted_files(file_ids) | start_drafts.find_drafted_files(file_ids)
    return in_drafts | definitions.find_held_files(file_ids)


@command
def _release(process_instance_ids: Collection[UUID]) -> None:
    present = ProcessInstance.objects.filter(id__in=process_instance_ids)
    gone = set(process_instance_ids) - set(present.values_list("id", flat=True))
    if gone:
        files.release_files(gone)
