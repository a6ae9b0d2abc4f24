"""What other apps may know of files."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO
from uuid import UUID

MAX_NAME_CHARACTERS = 255
MAX_TYPE_CHARACTERS = 255


class FileState(StrEnum):
    """How far a file is.

    ``uploading``: its bytes may not be whole. ``unscanned``: nobody has said yet that it is clean.
    ``ready``: it can be read. ``infected``: its bytes are gone. ``removed``: its bytes are going.
    """

    UPLOADING = "uploading"
    UNSCANNED = "unscanned"
    READY = "ready"
    INFECTED = "infected"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """A file as it comes in.

    Args:
        name: What its owner calls it; untrusted.
        media_type: What its sender says that it is; untrusted, may be empty.
        content: All its bytes, to be read from the start, more than once.
    """

    name: str
    media_type: str
    content: BinaryIO


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """The reference that a variable of the type ``file`` holds.

    Args:
        size: Bytes.
        sha256: Lower-case hexadecimal digest of the content.
    """

    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDetails:
    """A file, as those read it who may.

    Args:
        can_preview: Whether it can be looked at in the browser.
        is_used: Whether a process instance holds it; what is not used goes after a day.
    """

    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str
    state: FileState
    uploaded_by: str
    uploaded_at: datetime
    can_preview: bool
    is_used: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLimits:
    """What can be uploaded.

    Args:
        max_bytes: Largest upload.
        media_types: Types that are taken, ``image/*`` among them; empty where all are.
    """

    max_bytes: int
    media_types: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """A file as it is stored.

    Args:
        storage_key: Where the storage keeps its bytes; made by chance, never from a name.
    """

    id: UUID
    tenant_id: UUID
    name: str
    media_type: str
    size: int
    sha256: str
    storage_key: str
    state: FileState
    uploaded_by: str
    uploaded_by_id: UUID | None
    uploaded_at: datetime
    is_used: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FileContent:
    """A file with its bytes, piece by piece."""

    file: FileRow
    chunks: Iterator[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileUse:
    """Which process instance holds which files."""

    tenant_id: UUID
    root_instance_id: UUID
    process_instance_id: UUID
    file_ids: tuple[UUID, ...]
