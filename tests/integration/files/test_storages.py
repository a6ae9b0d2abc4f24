"""Both storages keep, return and forget bytes; S3 is spoken with a real server."""

import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from bpm.config.file_storage import parse_s3_url
from bpm.files.errors import StorageAwayError
from bpm.files.storage import Storage
from bpm.files.storage.contract import new_key
from bpm.files.storage.disk import DiskStorage
from bpm.files.storage.s3 import S3Storage
from tests.waiting import wait_until

LARGE = secrets.token_bytes(12_000_000)


@pytest.fixture(scope="module")
def s3_url() -> Iterator[str]:
    """Start an S3 server of its own process, with one bucket."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    environ = {**os.environ, "PYTHONWARNINGS": "ignore"}
    with subprocess.Popen(  # noqa: S603 our own command
        command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            assert wait_until(lambda: is_answering(port), seconds=60)
            make_bucket(port, "papers")
            yield f"s3+http://key:secret@127.0.0.1:{port}/papers/kontor?region=eu-central-1"
        finally:
            server.terminate()


def is_answering(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def make_bucket(port: int, name: str) -> None:
    """Make a bucket by the protocol itself; the server asks for no signature."""
    import http.client  # noqa: PLC0415 beside its only use

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("PUT", f"/{name}")
    assert connection.getresponse().status == 200
    connection.close()


@pytest.fixture(params=["disk", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "disk":
        return DiskStorage(tmp_path / "files")
    place = parse_s3_url(request.getfixturevalue("s3_url"))
    assert place is not None
    return S3Storage(place)


@pytest.mark.parametrize("content", [b"x", LARGE], ids=["small", "large"])
def test_bytes_come_back_whole_and_in_pieces(storage: Storage, content: bytes) -> None:
    key = new_key()

    storage.write(key, BytesIO(content))

    assert b"".join(storage.read(key)) == content
    if content is LARGE:
        assert len(list(storage.read(key))) > 10


def test_bytes_that_nobody_takes_leave_no_file_open(tmp_path: Path) -> None:
    storage = DiskStorage(tmp_path)
    key = new_key()
    storage.write(key, BytesIO(b"Dear all"))
    pieces = storage.read(key)
    assert _is_open(key)
    pieces.close()
    assert not _is_open(key)


def _is_open(key: str) -> bool:
    """Return whether this process holds the file of that key open."""
    descriptors = Path("/proc/self/fd").iterdir()
    return any(key in str(one.readlink()) for one in descriptors if one.is_symlink())


def test_what_is_forgotten_is_gone_and_forgotten_twice_is_forgotten(storage: Storage) -> None:
    key = new_key()
    storage.write(key, BytesIO(b"text"))

    storage.delete(key)
    storage.delete(key)

    with pytest.raises(StorageAwayError):
        storage.read(key)


def test_what_was_never_there_cannot_be_read(storage: Storage) -> None:
    with pytest.raises(StorageAwayError):
        storage.read(new_key())


def test_a_service_that_is_away_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta  # noqa: PLC0415 beside its only use

    monkeypatch.setattr("bpm.files.storage.s3._ATTEMPTS_WITHIN", timedelta(seconds=0))
    place = parse_s3_url("s3+http://key:secret@127.0.0.1:9/papers")
    assert place is not None

    with pytest.raises(StorageAwayError):
        S3Storage(place).write(new_key(), BytesIO(b"text"))


def test_a_disk_that_cannot_be_written_to_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("no folder")

    with pytest.raises(StorageAwayError):
        DiskStorage(tmp_path / "files").write(new_key(), BytesIO(b"text"))
