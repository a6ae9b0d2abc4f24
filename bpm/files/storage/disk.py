"""Files in a folder of this machine that no web server serves."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from typing_extensions import override

from bpm.files.errors import StorageAwayError
from bpm.files.storage.contract import Storage, chunks_of


class DiskStorage(Storage):
    """Keeps each file under its key, in one of 256 folders; only its owner reads them.

    Args:
        folder: Made where it is missing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @override
    def write(self, key: str, content: BinaryIO) -> None:
        """Write beside, make sure that it is on the disk, and put it in its place."""
        path = self._path(key)
        part = path.with_name(f"{key}.part")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.parent.mkdir(mode=0o700, exist_ok=True)
            part.touch(mode=0o600)
            with part.open("wb") as file:
                file.writelines(chunks_of(content))
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
            _sync_folder(path.parent)
        except OSError as error:
            raise StorageAwayError("The file could not be kept.") from error

    @override
    def read(self, key: str) -> "Pieces":
        """Open the file and return its bytes piece by piece."""
        try:
            file = self._path(key).open("rb")
        except OSError as error:
            raise StorageAwayError("The file's bytes cannot be read.") from error
        return Pieces(file)

    @override
    def delete(self, key: str) -> None:
        """Delete the file, and what an interrupted write left of it."""
        path = self._path(key)
        try:
            path.with_name(f"{key}.part").unlink(missing_ok=True)
            path.unlink(missing_ok=True)
        except OSError as error:
            raise StorageAwayError("The file's bytes could not be deleted.") from error

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / key


class Pieces(Iterator[bytes]):
    """The bytes of an open file; closing it early closes the file, even before the first piece."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._pieces = chunks_of(file)

    @override
    def __next__(self) -> bytes:
        try:
            return next(self._pieces)
        except StopIteration:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def _sync_folder(folder: Path) -> None:
    """Make sure that the name of a new file is on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
