"""The file of a backup: an ordinary tar with a manifest, a dump of the database, and files."""

import hashlib
import io
import os
import re
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from bpm.config.backups.errors import BackupError

FORMAT: Final = 1
_MANIFEST: Final = "manifest.json"
_DUMP: Final = "database.dump"
_FILES: Final = "files"
_MOST_MANIFEST_BYTES: Final = 1_000_000
# The folder and name of a file, as the storage on disk makes them; nothing that leaves its folder.
_KEY: Final = re.compile(r"[\w-]{2}/[\w-]+")


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup says of itself.

    Args:
        format: Of the archive.
        made_at: RFC 3339, UTC.
        release: Version of the suite that made it.
        migrations: All that the database had, as ``app.name``.
        key_fingerprint: Tells whether another installation has the same key; the key cannot be
            found out from it.
        dump_digest: SHA-256 of the database's dump, in hexadecimal digits.
        files: How many files of people are in the archive; None where they lie in a bucket.
    """

    format: int
    made_at: str
    release: str
    migrations: tuple[str, ...]
    key_fingerprint: str
    dump_digest: str
    files: int | None


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def list_files(folder: Path) -> list[Path]:
    """Return the files that people brought, without what is being written just now."""
    found = folder.glob("*/*") if folder.is_dir() else ()
    return sorted(path for path in found if path.is_file() and path.suffix != ".part")


def write_archive(
    target: Path, manifest: Manifest, dump: Path, folder: Path, files: list[Path]
) -> None:
    """Write an archive aside and give it its name when it is complete and on the disk.

    Args:
        target: What it is called in the end.
        manifest: What it says of itself.
        dump: The database.
        folder: Where the files of people lie.
        files: Those of them that belong to it.

    Raises:
        FileExistsError: There is such a file already.
        OSError: The disk is full, or the folder cannot be written.
    """
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    try:
        with part.open("wb") as out, tarfile.open(fileobj=out, mode="w") as archive:
            _add_bytes(archive, _MANIFEST, msgspec.json.encode(manifest))
            archive.add(dump, _DUMP)
            for path in files:
                archive.add(path, f"{_FILES}/{path.relative_to(folder)}")
            archive.close()
            out.flush()
            os.fsync(out.fileno())
        os.link(part, target)
    finally:
        part.unlink(missing_ok=True)


def _add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    facts = tarfile.TarInfo(name)
    facts.size = len(content)
    archive.addfile(facts, io.BytesIO(content))


@contextmanager
def open_archive(path: Path) -> Iterator["Archive"]:
    """Open a backup and read what it says of itself.

    Raises:
        BackupError: It is none, or one of another format.
    """
    try:
        with tarfile.open(path, mode="r:") as archive:
            yield Archive(path, archive, _read_manifest(path, archive))
    except tarfile.TarError as error:
        raise _broken(path) from error
    except FileNotFoundError as error:
        raise BackupError(f"There is no file {path}: name the one that `backup` made.") from error


class Archive:
    """A backup that is being read."""

    def __init__(self, path: Path, archive: tarfile.TarFile, manifest: Manifest) -> None:
        self._path = path
        self._archive = archive
        self.manifest = manifest

    def extract_dump(self, folder: Path) -> Path:
        """Put the database's dump into a folder and return where.

        Raises:
            BackupError: It is not the one that was put in.
        """
        dump = folder / _DUMP
        self._copy(_DUMP, dump)
        if digest_of(dump) != self.manifest.dump_digest:
            raise _broken(self._path)
        return dump

    def extract_files(self, folder: Path) -> int:
        """Put the files of people into their folder; return how many there are.

        What is there under the same key already stays: a key is given once.

        Raises:
            BackupError: Something else is among them.
        """
        names = [name for name in self._archive.getnames() if name.startswith(f"{_FILES}/")]
        for name in names:
            key = name.removeprefix(f"{_FILES}/")
            if not _KEY.fullmatch(key):
                raise _broken(self._path)
            target = folder / key
            if not target.exists():
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._copy(name, target)
        return len(names)

    def _copy(self, name: str, target: Path) -> None:
        try:
            content = self._archive.extractfile(name)
        except KeyError as error:
            raise _broken(self._path) from error
        if content is None:
            raise _broken(self._path)
        part = target.with_name(f"{target.name}.part")
        with part.open("wb") as file:
            shutil.copyfileobj(content, file)
        part.chmod(0o600)
        part.replace(target)


def _read_manifest(path: Path, archive: tarfile.TarFile) -> Manifest:
    first = archive.next()
    content = archive.extractfile(first) if first and first.name == _MANIFEST else None
    if content is None:
        raise _broken(path)
    try:
        manifest = msgspec.json.decode(content.read(_MOST_MANIFEST_BYTES), type=Manifest)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise _broken(path) from error
    if manifest.format != FORMAT:
        raise BackupError(
            f"{path} is of format {manifest.format}, this release reads {FORMAT}: restore it with "
            f"the release that made it ({manifest.release})."
        )
    return manifest


def _broken(path: Path) -> BackupError:
    return BackupError(f"{path} is no complete backup of Kontor: take another one.")
