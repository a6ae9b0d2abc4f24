"""Letting files go that nothing refers to, and asking again about those nobody has scanned.

A file that goes is marked first, then its bytes are deleted, then its row: whoever is interrupted
in between finds the mark and goes on.
"""

import logging
from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

from bpm.base import clock
from bpm.base.transactions import command
from bpm.core.errors import UnavailableError
from bpm.files import queries
from bpm.files.contracts import FileRow, FileState
from bpm.files.errors import FileInUseError, StoredFileNotFoundError
from bpm.files.models import StoredFile
from bpm.files.scanning import Verdict, scan
from bpm.files.services.uploading import UNUSED_FOR
from bpm.files.storage import get_storage
from bpm.identity.contracts import Actor

_BATCH = 100
_LOG = logging.getLogger(__name__)

FindWanted = Callable[[Collection[UUID]], Collection[UUID]]


def delete_file(file_id: UUID, *, actor: Actor) -> None:
    """Delete a file that the actor has brought and nothing refers to.

    Raises:
        StoredFileNotFoundError: There is none, or it is not the actor's own.
        FileInUseError: A process instance holds it.
        StorageAwayError: Its bytes cannot be deleted now; they go with the next sweep.
    """
    file = queries.get_file_row(file_id, actor=actor)
    if not queries.is_uploader(file, actor=actor):
        raise StoredFileNotFoundError(f"There is no file {file_id} for you.")
    if not _mark([file_id], before=None):
        raise FileInUseError(f"A process instance holds {file.name}; it goes with the instance.")
    _destroy(file)


def remove_unused_files(find_wanted: FindWanted) -> int:
    """Remove the files of which nothing came within a day, and finish what was interrupted.

    Args:
        find_wanted: Returns which of some files somebody still means to use.

    Returns:
        How many are gone.
    """
    cutoff = clock.now() - UNUSED_FOR
    gone = 0
    after = UUID(int=0)
    while batch := _list_unused(cutoff, after):
        after = batch[-1].id
        wanted = set(find_wanted([file.id for file in batch]))
        ids = [file.id for file in batch if file.id not in wanted]
        marked = _mark(ids, before=cutoff)
        for file in batch:
            if file.id in marked:
                gone += _try_to_destroy(file)
    return gone


def _list_unused(cutoff: datetime, after: UUID) -> list[FileRow]:
    files = StoredFile.objects.filter(is_used=False, uploaded_at__lte=cutoff, id__gt=after)
    return [queries.row_of(file) for file in files.order_by("id")[:_BATCH]]


@command
def _mark(file_ids: Collection[UUID], *, before: datetime | None) -> set[UUID]:
    """Mark files as going, but for those that somebody refers to at this moment."""
    free = StoredFile.objects.select_for_update(skip_locked=True).filter(
        id__in=list(file_ids), is_used=False
    )
    if before is not None:
        free = free.filter(uploaded_at__lte=before)
    found = set(free.order_by("id").values_list("id", flat=True))
    StoredFile.objects.filter(id__in=found).update(state=FileState.REMOVED.value)
    return found


def _try_to_destroy(file: FileRow) -> bool:
    try:
        _destroy(file)
    except UnavailableError:
        _LOG.exception("the file %s stays until the next sweep", file.id)
        return False
    return True


def _destroy(file: FileRow) -> None:
    get_storage().delete(file.storage_key)
    StoredFile.objects.filter(id=file.id, state=FileState.REMOVED.value).delete()


def scan_waiting_files() -> int:
    """Scan the files about which the scanner did not answer when they came.

    Returns:
        How many are settled.
    """
    settled = 0
    after = UUID(int=0)
    while batch := _list_unscanned(after):
        after = batch[-1].id
        for file in batch:
            settled += _try_to_settle(file)
    return settled


def _list_unscanned(after: UUID) -> list[FileRow]:
    files = StoredFile.objects.filter(state=FileState.UNSCANNED.value, id__gt=after)
    return [queries.row_of(file) for file in files.order_by("id")[:_BATCH]]


def _try_to_settle(file: FileRow) -> bool:
    try:
        verdict = scan(queries.read_content(file))
        if verdict is Verdict.UNKNOWN:
            return False
        if verdict is Verdict.INFECTED:
            _LOG.warning("a virus was found in the file %s of %s", file.id, file.uploaded_by)
            get_storage().delete(file.storage_key)
    except UnavailableError:
        _LOG.exception("the file %s could not be scanned", file.id)
        return False
    state = FileState.READY if verdict is Verdict.CLEAN else FileState.INFECTED
    unscanned = StoredFile.objects.filter(id=file.id, state=FileState.UNSCANNED.value)
    return unscanned.update(state=state.value) == 1
