"""The key that signs sessions: given, or made once and kept in ``var/``."""

import hashlib
import os
import secrets

from bpm.config.configuration import Configuration


def secret_key(configuration: Configuration) -> str:
    """Return the signing key of this installation.

    Where none is given, one is made at the first start and kept readable by its owner only.
    """
    if configuration.secret_key:
        return configuration.secret_key
    path = configuration.var_dir / "secret_key"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        staging = path.with_suffix(f".{os.getpid()}")
        staging.touch(mode=0o600)
        staging.write_text(secrets.token_urlsafe(50))
        try:
            # Two first starts at once: whoever links first decides, both read the same key.
            os.link(staging, path)
        except FileExistsError:
            pass
        finally:
            staging.unlink()
    return path.read_text().strip()


def fingerprint(key: str) -> str:
    """Return what tells two keys apart and gives away nothing of either; 16 hexadecimal digits."""
    return hashlib.pbkdf2_hmac("sha256", key.encode(), b"kontor key", 600_000)[:8].hex()
