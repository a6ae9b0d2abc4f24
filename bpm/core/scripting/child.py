"""The process that runs scripts: reads requests, answers them, ends with its parent."""

import marshal
import os
import sys

from bpm.core.scripting.protocol import ANSWER, READY, REQUEST, Flag
from bpm.core.scripting.run import Program, run_program, warm_up
from bpm.core.scripting.sandbox import enter_sandbox, limit_processor_time

_CHUNK = 65_536


def serve() -> None:
    """Lock this process up, then answer requests until the parent closes the pipe."""
    warm_up()
    locks = enter_sandbox(int(sys.argv[2]))
    _write(READY + b" " + ",".join(locks).encode() + b"\n")
    programs: dict[int, Program] = {}
    received = b""
    granted = 0.0
    while True:
        received = _fill(received, REQUEST.size)
        number, flags, seconds, program_size, body_size = REQUEST.unpack_from(received)
        size = REQUEST.size + program_size + body_size
        received = _fill(received, size)
        body_start = REQUEST.size + program_size
        if flags & Flag.FORGET:
            programs.clear()
        if program_size:
            programs[number] = Program(*marshal.loads(received[REQUEST.size : body_start]))  # noqa: S302 - from the parent
        granted = limit_processor_time(seconds, granted)
        kind, answer = run_program(programs[number], received[body_start:size], flags)
        _write(ANSWER.pack(kind, len(answer)) + answer)
        received = received[size:]


def _fill(received: bytes, size: int) -> bytes:
    parts = [received]
    missing = size - len(received)
    while missing > 0:
        part = os.read(0, max(_CHUNK, missing))
        if not part:
            sys.exit(0)
        parts.append(part)
        missing -= len(part)
    return b"".join(parts) if len(parts) > 1 else received


def _write(data: bytes) -> None:
    while data:
        data = data[os.write(1, data) :]
