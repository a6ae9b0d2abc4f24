"""What parent and worker say to one another over two pipes.

A request is a header, then the program unless the worker has it, then the variables. An answer is
a header and JSON. JSON and the reader of the REST API are used in both directions: a worker that
was taken over can send lies, not objects.
"""

import struct
from decimal import Decimal
from enum import IntEnum, IntFlag

from bpm.core.values import VariableLimits
from bpm.core.values.kinds import JsonValue

REQUEST = struct.Struct("!IBdII")
"""Number of the script, flags, seconds, bytes of program, bytes of variables."""

ANSWER = struct.Struct("!BI")
"""Kind, bytes that follow."""

MAX_ANSWER_BYTES = 4_000_000
MAX_LOG_CHARACTERS = 10_000
MAX_MESSAGE_CHARACTERS = 500
READY = b"ready"

FILE_NAME = "<script>"
"""What the code of a script says it was read from."""

VALUE_NAME = "_value_"
"""Where a program keeps the value of its last line; no script can write this name."""


class Flag(IntFlag):
    """What a request asks for beside the variables."""

    NONE = 0
    FORGET = 1
    """Drop the programs sent so far; numbers begin anew."""
    WITH_VALUE = 2
    """Answer the value of the last line as well, under the empty name."""


class Answer(IntEnum):
    """How a run ended."""

    RESULT = 0
    ERROR = 1
    OUT_OF_MEMORY = 2


def pack_limits(limits: VariableLimits) -> JsonValue:
    """Return limits as a request carries them."""
    return [Decimal(limits.size_bytes), Decimal(limits.count), Decimal(limits.depth)]


def unpack_limits(packed: JsonValue) -> VariableLimits:
    """Return the limits of a request.

    Raises:
        TypeError: These are none.
    """
    match packed:
        case [Decimal() as size_bytes, Decimal() as count, Decimal() as depth]:
            return VariableLimits(size_bytes=int(size_bytes), count=int(count), depth=int(depth))
        case _:
            raise TypeError
