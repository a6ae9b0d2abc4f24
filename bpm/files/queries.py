"""Reading files of a tenant.

Whether a person may read one depends on variables and user tasks, which are known above this app.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Set
from io import BytesIO
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q

from bpm.files.contracts import FileDetails, FileLimits, FileRow, FileState, FileView
from bpm.files.errors import FileInfectedError, FileNotScannedError, StoredFileNotFoundError
from bpm.files.models import FileUse, StoredFile
from bpm.files.sniffing import PREVIEWED
from bpm.files.storage import get_storage
from bpm.identity.contracts import Actor

_COLUMNS = (
    "id, tenant_id, name, media_type, size, sha256, storage_key, state,"
    " uploaded_by, uploaded_by_id, uploaded_at, is_used"
)


def get_limits() -> FileLimits:
    """Return what can be uploaded."""
    return FileLimits(
        max_bytes=settings.BPM_UPLOAD_LIMIT_BYTES, media_types=settings.BPM_FILE_TYPES
    )


def find_files(file_ids: Iterable[UUID], *, actor: Actor, is_kept: bool) -> dict[UUID, FileRow]:
    """Return the files of the actor's tenant by their ids, infected and unscanned ones too.

    Args:
        file_ids: Which ones.
        actor: Whose tenant.
        is_kept: Whether none may go before the transaction ends.
    """
    statement = (
        f"SELECT {_COLUMNS} FROM stored_file"  # noqa: S608 constant columns
        " WHERE id = ANY(%s) AND tenant_id = %s AND state IN ('unscanned', 'ready', 'infected')"
        " ORDER BY id"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"{statement} FOR KEY SHARE" if is_kept else statement,
            [sorted(set(file_ids)), actor.tenant_id],
        )
        return {row[0]: _row_of(row) for row in cursor.fetchall()}


def get_file_row(file_id: UUID, *, actor: Actor) -> FileRow:
    """Return a file of the actor's tenant.

    Raises:
        StoredFileNotFoundError: There is none.
    """
    row = find_files([file_id], actor=actor, is_kept=False).get(file_id)
    if row is None:
        raise StoredFileNotFoundError(f"There is no file {file_id} for you.")
    return row


def _row_of(columns: tuple[Any, ...]) -> FileRow:
    return FileRow(
        id=columns[0],
        tenant_id=columns[1],
        name=columns[2],
        media_type=columns[3],
        size=columns[4],
        sha256=columns[5],
        storage_key=columns[6],
        state=FileState(columns[7]),
        uploaded_by=columns[8],
        uploaded_by_id=columns[9],
        uploaded_at=columns[10],
        is_used=columns[11],
    )


def row_of(file: StoredFile) -> FileRow:
    """Return a stored file as other apps may know it."""
    names = [name.strip() for name in _COLUMNS.split(",")]
    return _row_of(tuple(getattr(file, name) for name in names))


def list_holders(file_id: UUID) -> tuple[UUID, ...]:
    """Return the process instances that hold a file."""
    uses = FileUse.objects.filter(file_id=file_id).order_by("process_instance_id")
    return tuple(uses.values_list("process_instance_id", flat=True))


def list_held_files(process_instance_ids: Collection[UUID]) -> Mapping[UUID, Set[UUID]]:
    """Return the files that each of some process instances holds; nothing for those without."""
    held: dict[UUID, set[UUID]] = defaultdict(set)
    uses = FileUse.objects.filter(process_instance_id__in=list(process_instance_ids))
    for instance_id, file_id in uses.values_list("process_instance_id", "file_id"):
        held[instance_id].add(file_id)
    return held


def find_held_as_unused(process_instance_ids: Collection[UUID]) -> list[tuple[UUID, UUID]]:
    """Return files, each with an instance that holds it, which no sweep would spare."""
    uses = FileUse.objects.filter(process_instance_id__in=list(process_instance_ids))
    wrong = uses.filter(Q(file__is_used=False) | Q(file__state=FileState.REMOVED.value))
    return list(wrong.order_by("file_id").values_list("file_id", "process_instance_id"))


def is_uploader(file: FileRow, *, actor: Actor) -> bool:
    """Return whether the actor brought this file; the system's own have nobody's id."""
    return file.uploaded_by_id == actor.id


def require_readable(file: FileRow) -> None:
    """Refuse a file whose bytes nobody may have.

    Raises:
        FileNotScannedError: It is not known to be clean yet.
        FileInfectedError: It is known not to be.
    """
    if file.state is FileState.UNSCANNED:
        raise FileNotScannedError(f"{file.name} can be read once it was scanned.")
    if file.state is not FileState.READY:
        raise FileInfectedError(f"{file.name} was deleted because a virus was found in it.")


def read_content(file: FileRow) -> BytesIO:
    """Return all bytes of a file, whatever its state."""
    return BytesIO(b"".join(get_storage().read(file.storage_key)))


def view_of(file: FileRow) -> FileView:
    """Return the reference to a file that a variable holds."""
    return FileView(
        id=file.id,
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
    )


def details_of(file: FileRow) -> FileDetails:
    """Return a file as those read it who may."""
    return FileDetails(
        id=file.id,
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        state=file.state,
        uploaded_by=file.uploaded_by,
        uploaded_at=file.uploaded_at,
        can_preview=file.state is FileState.READY and file.media_type in PREVIEWED,
        is_used=file.is_used,
    )
