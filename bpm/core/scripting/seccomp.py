"""The list of system calls that a worker may make once it runs scripts (Linux).

Source: seccomp(2), bpf(4); numbers from asm/unistd.h of each architecture.
"""

import ctypes
import errno
import os
import struct
from collections.abc import Mapping

_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2
_ALLOW = 0x7FFF_0000
_REFUSE = 0x0005_0000 | errno.EPERM
_KILL = 0x8000_0000
_LOAD = 0x20  # BPF_LD | BPF_W | BPF_ABS
_JUMP_IF_EQUAL = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
_RETURN = 0x06  # BPF_RET | BPF_K
_OFFSET_NUMBER = 0
_OFFSET_ARCHITECTURE = 4
_INSTRUCTION = struct.Struct("=HBBI")

# Memory, the two pipes, the clock, random bytes, signals of its own, its own limit, the end.
_X86_64 = """
    read 0 write 1 fstat 5 poll 7 lseek 8 mmap 9 mprotect 10 munmap 11 brk 12 rt_sigaction 13
    rt_sigprocmask 14 rt_sigreturn 15 sched_yield 24 mremap 25 madvise 28 getpid 39 exit 60
    getrlimit 97 getrusage 98 sigaltstack 131 setrlimit 160 futex 202 restart_syscall 219
    clock_gettime 228 exit_group 231 prlimit64 302 getrandom 318 rseq 334
"""
_AARCH64 = """
    read 63 write 64 fstat 80 ppoll 73 lseek 62 mmap 222 mprotect 226 munmap 215 brk 214
    rt_sigaction 134 rt_sigprocmask 135 rt_sigreturn 139 sched_yield 124 mremap 216 madvise 233
    getpid 172 exit 93 getrlimit 163 getrusage 165 sigaltstack 132 setrlimit 164 futex 98
    restart_syscall 128 clock_gettime 113 exit_group 94 prlimit64 261 getrandom 278 rseq 293
"""
_MACHINES: Mapping[str, tuple[int, str]] = {
    "x86_64": (0xC000_003E, _X86_64),
    "aarch64": (0xC000_00B7, _AARCH64),
}


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def forbid_system_calls() -> bool:
    """Let every system call fail that is not on the list; return whether that holds now."""
    machine = _MACHINES.get(os.uname().machine)
    if machine is None or ctypes.sizeof(ctypes.c_void_p) != struct.calcsize("=Q"):
        return False
    program = _write_filter(*machine)
    length = len(program) // _INSTRUCTION.size
    control = ctypes.CDLL(None, use_errno=True).prctl
    request = ctypes.byref(_Program(length, program))
    outcome: int = control(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, request, 0, 0)
    return outcome == 0


def _write_filter(architecture: int, calls: str) -> bytes:
    numbers = sorted(map(int, calls.split()[1::2]))
    instructions = [
        (_LOAD, 0, 0, _OFFSET_ARCHITECTURE),
        (_JUMP_IF_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _OFFSET_NUMBER),
        # Each jumps over its successors and the refusal; x32 calls have numbers of their own.
        *(
            (_JUMP_IF_EQUAL, len(numbers) - place, 0, number)
            for place, number in enumerate(numbers)
        ),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return b"".join(_INSTRUCTION.pack(*instruction) for instruction in instructions)
