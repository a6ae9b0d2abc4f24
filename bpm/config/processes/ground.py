"""What must hold before anything is started: a folder, room on the disk, a free port."""

import errno
import os
import shutil
import socket
import time
from pathlib import Path

from bpm.config.processes.errors import StartError

_ROOM_BYTES = 100_000_000
_BACKLOG = 512
_NO_FOLDER = {errno.ENOENT, errno.ENOTDIR, errno.EEXIST, errno.ENAMETOOLONG, errno.ELOOP}
_CHECK_SECONDS = 0.05


def prepare_var_dir(var_dir: Path) -> None:
    """Make the folder for data and logs, readable by its owner only.

    Raises:
        StartError: It cannot be made or written, or the disk is full.
    """
    try:
        for folder in (var_dir, var_dir / "log", var_dir / "broker"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        var_dir.chmod(0o700)
        probe = var_dir / f"probe.{os.getpid()}"
        probe.write_bytes(b"\0" * 4096)
        probe.unlink()
        free = shutil.disk_usage(var_dir).free
    except OSError as error:
        if error.errno in _NO_FOLDER:
            raise StartError(
                f"The setting BPM_VAR_DIR is {str(var_dir)!r}, where no folder can be made "
                f"({error.strerror}): set it to a folder of your own."
            ) from error
        raise describe_os_error(error, var_dir) from error
    if free < _ROOM_BYTES:
        raise _disk_full(var_dir)


def describe_os_error(error: OSError, var_dir: Path) -> StartError:
    """Return the sentence for a person about something the operating system refused."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _disk_full(var_dir)
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return StartError(
            f"{error.filename or var_dir} cannot be written ({error.strerror}): start Kontor as "
            "the person who owns it, or set BPM_VAR_DIR to a folder of your own."
        )
    return StartError(
        f"The system refused something the start needs ({error}): mend that and start again."
    )


def _disk_full(var_dir: Path) -> StartError:
    existing = next(path for path in (var_dir, *var_dir.parents) if path.exists())
    free_mb = shutil.disk_usage(existing).free // 1_000_000
    return StartError(
        f"The disk that holds {var_dir} is full ({free_mb} MB free): make room, at least 300 MB, "
        "or set BPM_VAR_DIR to a folder on another disk, and start again."
    )


def listen(host: str, port: int, *, patience_seconds: float = 0) -> socket.socket:
    """Return the socket on which the web server will answer.

    The supervisor holds it, so callers wait instead of being refused while a killed web server
    comes back.

    Args:
        host: Name or address of this machine.
        port: Number of the port.
        patience_seconds: How long to wait for a port that is taken: a process that was killed
            frees its own some moments after it is gone.

    Raises:
        StartError: The port is taken or not allowed, or the host is not of this machine.
    """
    deadline = time.monotonic() + patience_seconds
    while True:
        try:
            return _listen(host.strip("[]"), port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() >= deadline:
                raise StartError(_why_not_listening(error, host, port)) from error
        time.sleep(_CHECK_SECONDS)


def _listen(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def _why_not_listening(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is in use by another program: stop that, or choose another port, for "
            f"example `BPM_PORT={port + 1 if port < 65535 else 8000} make run`."  # noqa: PLR2004 the highest port
        )
    if error.errno == errno.EACCES:
        return f"Port {port} needs an administrator: set BPM_PORT to a number above 1023."
    return (
        f"The setting BPM_HOST is {host!r}, which is no address of this machine ({error.strerror}):"
        " use 127.0.0.1, or 0.0.0.0 for all of its addresses."
    )
