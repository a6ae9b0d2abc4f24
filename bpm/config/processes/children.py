"""How child processes are started so that none of them outlives the suite."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass

_PR_SET_PDEATHSIG = 1
_PR_SET_KEEPCAPS = 8
_PR_GET_SECUREBITS = 27
_PR_SET_SECUREBITS = 28
_SECBIT_NO_SETUID_FIXUP = 1 << 2
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_CAP_DAC_OVERRIDE = 1
_CAPABILITY_VERSION_3 = 0x20080522


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The system account that a process runs as."""

    name: str
    uid: int
    gid: int


class _CapabilityHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _CapabilityData(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


def child_setup(
    *, death_signal: signal.Signals = signal.SIGTERM, account: Account | None = None
) -> Callable[[], None]:
    """Return what a child does between fork and exec.

    It leads a session of its own, so that Ctrl-C reaches the supervisor only, and on Linux the
    kernel signals it when its parent dies, whatever killed that.

    Args:
        death_signal: What the kernel sends when the parent is gone.
        account: Whom to become; None to stay who one is.
    """
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
    parent = os.getpid()

    def prepare() -> None:
        os.setsid()
        if account is not None:
            _become(account, libc)
        if libc is not None:
            # After the change of account, which would clear it.
            libc.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
            if os.getppid() != parent:
                # It died before the line above, and nobody else would tell.
                os._exit(1)

    return prepare


def _become(account: Account, libc: ctypes.CDLL | None) -> None:
    if libc is not None:
        libc.prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0)
        # Without this the call access(2), by which initdb looks for its programs, forgets the
        # right that is kept below.
        bits = libc.prctl(_PR_GET_SECUREBITS, 0, 0, 0, 0)
        libc.prctl(_PR_SET_SECUREBITS, bits | _SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
    os.setgroups([])
    os.setresgid(account.gid, account.gid, account.gid)
    os.setresuid(account.uid, account.uid, account.uid)
    if libc is not None:
        _keep_path_search(libc)


def _keep_path_search(libc: ctypes.CDLL) -> None:
    """Keep the right to walk through private folders such as ``/root`` and ``var/`` itself.

    PostgreSQL refuses to run as root, yet its binaries and its data may lie below a folder that
    only root may enter. Where the kernel says no, folders that everyone may enter still work.
    """
    header = _CapabilityHeader(_CAPABILITY_VERSION_3, 0)
    data = (_CapabilityData * 2)()
    mask = 1 << _CAP_DAC_OVERRIDE
    data[0].effective = data[0].permitted = data[0].inheritable = mask
    if libc.capset(ctypes.byref(header), data) == 0:
        libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_OVERRIDE, 0, 0)
