"""The locks that the worker puts on itself before it runs anything.

Each stands for itself. Where a system does not know one (macOS, an old kernel, a container that
forbids it), the others hold; the worker tells its parent which ones do.
"""

import ctypes
import os
import resource
import signal
import sys
import time
from zoneinfo import available_timezones

from bpm.core.scripting.seccomp import forbid_system_calls
from bpm.core.time import find_zone

MEMORY_BYTES = 512 * 1024 * 1024
_OPEN_FILES = 3  # request, answer and nothing; no further one can be opened, sockets included
_NOBODY = 65_534
_PROCESSOR_SECONDS = 30  # granted at a time: asking before each run costs more than many runs
_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38


def enter_sandbox(parent: int) -> list[str]:
    """Give up what running scripts does not need.

    Args:
        parent: Process id of the parent; the worker ends with it.

    Returns:
        The locks that hold.
    """
    for name in available_timezones():
        find_zone(name)  # read now: afterwards no file can be opened
    _close_standard_error()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    locks = [*_limit_resources(), *_drop_root()]
    if sys.platform == "linux":
        locks += _tie_to_parent(parent)
        locks += ["seccomp"] if forbid_system_calls() else []
    return locks


def _close_standard_error() -> None:
    # Until here a traceback may go there; no script shall write into the log of the suite.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _limit_resources() -> list[str]:
    limits = {
        "core": (resource.RLIMIT_CORE, 0),
        "memory": (resource.RLIMIT_AS, MEMORY_BYTES),
        "file_size": (resource.RLIMIT_FSIZE, 0),
        "processes": (resource.RLIMIT_NPROC, 0),
        "open_files": (resource.RLIMIT_NOFILE, _OPEN_FILES),
    }
    return [name for name, (kind, value) in limits.items() if _limit(kind, value)]


def _limit(kind: int, value: int) -> bool:
    _, hard = resource.getrlimit(kind)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    try:
        resource.setrlimit(kind, (value, value))
    except (OSError, ValueError):
        return False
    return True


def limit_processor_time(seconds: float, granted: float) -> float:
    """Let the system end this process should its parent be unable to.

    Args:
        seconds: What the next run may take.
        granted: What this function returned before; 0 at first.

    Returns:
        Processor time at which the process ends.
    """
    needed = time.process_time() + seconds
    if needed < granted:
        return granted
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    end = int(needed) + _PROCESSOR_SECONDS
    end = end if hard == resource.RLIM_INFINITY else min(end, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (end, hard))
    return end


def _drop_root() -> list[str]:
    # Limits on processes do not bind root.
    if os.geteuid() != 0:
        return ["not_root"]
    try:
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    except (OSError, AttributeError):
        return []
    return ["not_root"]


def _tie_to_parent(parent: int) -> list[str]:
    # After the change of user, which would undo it.
    control = ctypes.CDLL(None, use_errno=True).prctl
    held = {
        "no_new_privileges": control(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
        "ends_with_parent": control(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0),
        "not_traceable": control(_PR_SET_DUMPABLE, 0, 0, 0, 0),
    }
    if os.getppid() != parent:  # it ended before the signal was asked for
        os._exit(0)
    return [name for name, outcome in held.items() if outcome == 0]
