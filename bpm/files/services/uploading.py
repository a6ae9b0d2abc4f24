"""Taking a file in: checked, kept, scanned; only then can it be read.

The bytes go to the storage between two transactions, never within one.
"""

import hashlib
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO

from django.conf import settings
from django.db.models import Count, Min

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once, find_stored_answer
from bpm.base.ids import new_id
from bpm.base.transactions import command
from bpm.core.errors import Problem, RateLimit
from bpm.files import queries
from bpm.files.contracts import FileRow, FileState, FileView, NewFile
from bpm.files.errors import InvalidFileError, TooManyUnusedFilesError
from bpm.files.models import StoredFile
from bpm.files.names import find_fault_in_name, read_media_type, refused
from bpm.files.scanning import Verdict, scan
from bpm.files.sniffing import HEAD_BYTES, UNKNOWN_TYPE, agree_on_type, is_accepted
from bpm.files.storage import get_storage
from bpm.files.storage.contract import chunks_of, new_key
from bpm.identity.contracts import Actor

UNUSED_FOR = timedelta(days=1)
"""How long an uploaded file stays that nothing refers to."""

MOST_UNUSED = 200
"""Files of one person that nothing refers to."""

_CREATED = 201
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checked:
    name: str
    media_type: str
    size: int
    sha256: str


def upload_file(new: NewFile, *, actor: Actor, request_key: RequestKey | None = None) -> FileView:
    """Take a file in that nothing refers to yet; it goes after a day where that stays so.

    Args:
        new: The file.
        actor: Who brings it; the only one who may read it and refer to it at first.
        request_key: Marks a request that may be repeated; its first answer is given again.

    Raises:
        InvalidFileError: Its name, type or content cannot be taken, or a virus is in it; every
            fault is listed.
        TooManyUnusedFilesError: The actor has brought many that nothing refers to.
        StorageAwayError: Its bytes cannot be kept now.
    """
    checked = _check(new)
    begun = _begin(checked, actor, request_key)
    if isinstance(begun, FileView):
        return begun
    storage = get_storage()
    new.content.seek(0)
    storage.write(begun.storage_key, new.content)
    new.content.seek(0)
    verdict = scan(new.content)
    if verdict is Verdict.INFECTED:
        _LOG.warning("a virus was found in the file %s of %s", begun.id, actor.username)
        storage.delete(begun.storage_key)
        _forget(begun)
        problem = refused("file_infected", "A virus was found in the file.")
        raise InvalidFileError(problem.detail, problems=[problem])
    return _finish(begun, verdict, request_key)


def _check(new: NewFile) -> _Checked:
    problems: list[Problem] = []
    fault = find_fault_in_name(new.name)
    if fault is not None:
        problems.append(refused("invalid_file_name", fault, "Rename the file."))
    size, sha256, head = _measure(new.content)
    if size == 0:
        problems.append(refused("file_empty", "The file is empty."))
    declared = read_media_type(new.media_type or UNKNOWN_TYPE)
    media_type = None
    if declared is None:
        detail = "The file's Content-Type is no media type."
        problems.append(refused("invalid_media_type", detail))
    elif size:
        media_type = agree_on_type(declared=declared, name=new.name, head=head)
        problems += _find_faults_of_type(media_type)
    if problems or media_type is None:
        raise InvalidFileError(problems[0].detail, problems=problems)
    return _Checked(name=new.name, media_type=media_type, size=size, sha256=sha256)


def _find_faults_of_type(media_type: str | None) -> list[Problem]:
    accepted: tuple[str, ...] = settings.BPM_FILE_TYPES
    if media_type is None:
        detail = "The content of the file is of another type than its name or sender says."
        remedy = "Save it again in the format that its name promises."
        return [refused("file_type_mismatch", detail, remedy)]
    if not is_accepted(media_type, accepted):
        detail = f"Files of the type {media_type} are not taken."
        return [refused("file_type_refused", detail, f"Taken are: {', '.join(accepted)}.")]
    return []


def _measure(content: BinaryIO) -> tuple[int, str, bytes]:
    """Return how many bytes there are, their SHA-256, and the first of them."""
    digest, size, head = hashlib.sha256(), 0, b""
    content.seek(0)
    for chunk in chunks_of(content):
        head = head or chunk[:HEAD_BYTES]
        size += len(chunk)
        digest.update(chunk)
    return size, digest.hexdigest(), head


@command
def _begin(checked: _Checked, actor: Actor, request_key: RequestKey | None) -> FileRow | FileView:
    """Write the row before the bytes; or return what an equal request was answered."""
    if request_key is not None and (stored := find_stored_answer(request_key)) is not None:
        return stored.read(FileView)
    _require_room(actor)
    file = StoredFile(
        id=new_id(),
        tenant_id=actor.tenant_id,
        name=checked.name,
        media_type=checked.media_type,
        size=checked.size,
        sha256=checked.sha256,
        storage_key=new_key(),
        state=FileState.UPLOADING.value,
        uploaded_by=actor.username,
        uploaded_by_id=actor.id,
        uploaded_at=clock.now(),
    )
    file.save(force_insert=True)
    return queries.row_of(file)


def _require_room(actor: Actor) -> None:
    unused = StoredFile.objects.filter(is_used=False, uploaded_by_id=actor.id)
    found = unused.aggregate(count=Count("id"), oldest=Min("uploaded_at"))
    if found["count"] >= MOST_UNUSED:
        left = max(found["oldest"] + UNUSED_FOR - clock.now(), timedelta(seconds=1))
        raise TooManyUnusedFilesError(
            f"{MOST_UNUSED} of your files are in no use; remove some, or use them.",
            rate=RateLimit(limit=MOST_UNUSED, remaining=0, reset_seconds=int(left.total_seconds())),
        )


@command
def _finish(begun: FileRow, verdict: Verdict, request_key: RequestKey | None) -> FileView:
    state = FileState.READY if verdict is Verdict.CLEAN else FileState.UNSCANNED

    def finish() -> FileView:
        StoredFile.objects.filter(id=begun.id).update(state=state.value)
        return queries.view_of(begun)

    # Where an equal request was faster, its file is the answer; this one goes after a day.
    return answer_once(request_key, view=FileView, status=_CREATED, run=finish)


@command
def _forget(begun: FileRow) -> None:
    StoredFile.objects.filter(id=begun.id).delete()
