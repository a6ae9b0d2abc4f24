"""What must hold before a start, and the sentences where it does not."""

import errno
import shutil
import socket
import stat
from pathlib import Path

import pytest

from bpm.config.embedded_postgres import socket_directory
from bpm.config.processes.errors import StartError
from bpm.config.processes.ground import describe_os_error, listen, prepare_var_dir


def test_the_folder_for_data_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    var_dir = tmp_path / "var"

    prepare_var_dir(var_dir)

    assert stat.S_IMODE(var_dir.stat().st_mode) == 0o700
    assert sorted(path.name for path in var_dir.iterdir()) == ["broker", "log"]


def test_a_full_disk_is_one_sentence_with_a_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=12_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)

    with pytest.raises(StartError, match=r"is full \(12 MB free\): make room, at least 300 MB"):
        prepare_var_dir(tmp_path / "var")


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "is full"),
        (errno.EDQUOT, "is full"),
        (errno.EROFS, "cannot be written"),
        (errno.EACCES, "cannot be written"),
        (errno.EMFILE, "The system refused something"),
    ],
)
def test_what_the_system_refuses_becomes_a_sentence(
    tmp_path: Path, number: int, sentence: str
) -> None:
    error = describe_os_error(OSError(number, "reason", str(tmp_path)), tmp_path)

    assert sentence in str(error)


def test_listening_on_a_busy_port_names_another(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(StartError, match=f"Port {port} is in use .*BPM_PORT={port + 1} make"):
            listen("127.0.0.1", port)


def test_a_deep_folder_gets_a_short_socket_directory() -> None:
    deep = Path("/srv") / ("x" * 90) / "var"

    assert socket_directory(Path("/srv/var")) == Path("/srv/var/run")
    assert len(str(socket_directory(deep))) < 86
    assert socket_directory(deep) != socket_directory(deep / "other")
