"""The hook for a virus scanner: a command of the machine that reads a file's bytes.

It gets the bytes on its standard input and answers by its exit status, as ClamAV's
``clamdscan --no-summary -`` does: 0 is clean, 1 is infected, anything else is no answer.
"""

import logging
import subprocess
from enum import StrEnum
from typing import BinaryIO

from django.conf import settings

_CLEAN, _INFECTED = 0, 1
_LOG = logging.getLogger(__name__)


class Verdict(StrEnum):
    """What a scanner says; ``unknown`` where it did not answer."""

    CLEAN = "clean"
    INFECTED = "infected"
    UNKNOWN = "unknown"


def scan(content: BinaryIO) -> Verdict:
    """Return whether bytes are clean; they are where no scanner is set.

    Args:
        content: Read from where it stands.
    """
    command: tuple[str, ...] = settings.BPM_FILE_SCANNER
    if not command:
        return Verdict.CLEAN
    try:
        done = subprocess.run(  # noqa: S603 the operator's own command; nothing of a file is in it
            command,
            input=content.read(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=settings.BPM_FILE_SCAN_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        _LOG.exception("the scanner %s did not answer", command[0])
        return Verdict.UNKNOWN
    if done.returncode in {_CLEAN, _INFECTED}:
        return Verdict.CLEAN if done.returncode == _CLEAN else Verdict.INFECTED
    told = done.stderr[:500].decode(errors="replace")
    _LOG.error("the scanner %s ended with %d: %s", command[0], done.returncode, told)
    return Verdict.UNKNOWN
