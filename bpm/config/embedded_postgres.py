"""Where the embedded PostgreSQL listens; what the settings need to know of it."""

import hashlib
import os
import tempfile
from pathlib import Path

ROLE = "kontor"
DATABASE = "kontor"
PORT = "5432"
# A Unix socket's path has at most 107 bytes; ``/.s.PGSQL.5432.lock`` comes on top.
_LONGEST_DIRECTORY = 85


def socket_directory(var_dir: Path) -> Path:
    """Return the folder of the server's socket: in ``var/``, or short where that is too deep."""
    inside = var_dir / "run"
    if len(os.fsencode(inside)) <= _LONGEST_DIRECTORY:
        return inside
    digest = hashlib.sha256(os.fsencode(var_dir)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"kontor-{os.geteuid()}-{digest}"
