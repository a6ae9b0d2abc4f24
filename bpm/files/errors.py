"""What can go wrong with files."""

from bpm.core.errors import (
    ConflictError,
    InvalidInputError,
    NotFoundError,
    ThrottledError,
    UnavailableError,
)


class InvalidFileError(InvalidInputError):
    """The file cannot be taken."""

    code = "invalid_file"


class InvalidFileReferenceError(InvalidInputError):
    """A variable refers to a file that it cannot refer to."""

    code = "invalid_file_reference"


class StoredFileNotFoundError(NotFoundError):
    """There is no such file, or it is not yours to read."""

    code = "file_not_found"


class FileNotScannedError(ConflictError):
    """The file has not been scanned for viruses yet."""

    code = "file_not_scanned"
    retry_after_seconds = 30


class FileInfectedError(ConflictError):
    """A virus was found in the file."""

    code = "file_infected"


class FileInUseError(ConflictError):
    """A process instance holds the file, so it stays."""

    code = "file_in_use"


class NoPreviewError(ConflictError):
    """The file is of a type that is not shown, only downloaded."""

    code = "no_preview"


class TooManyUnusedFilesError(ThrottledError):
    """Too many uploaded files are in no use."""

    code = "too_many_unused_files"


class StorageAwayError(UnavailableError):
    """The storage of files does not answer; try again in a moment."""

    code = "storage_away"
