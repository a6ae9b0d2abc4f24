"""Which larger piece of work a request belongs to, as its caller says in ``traceparent``."""

import re
import secrets
from dataclasses import dataclass

_TRACE_PARENT = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceParent:
    """One step of a trace.

    Args:
        trace_id: Of the whole, 32 hexadecimal digits.
        span_id: Of this step, 16 hexadecimal digits.
        flags: Two hexadecimal digits; whether the trace is recorded, for one.
    """

    trace_id: str
    span_id: str
    flags: str

    def header(self) -> str:
        """Return it as the header's value."""
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}"


def follow_trace(header: str) -> TraceParent | None:
    """Return a new step of the trace that a header names, or None where it names none.

    Source: W3C Trace Context §3.2 traceparent Header.
    """
    found = _TRACE_PARENT.fullmatch(header.strip())
    if found is None:
        return None
    version, trace_id, parent_id, flags, more = found.groups()
    is_known_form = version != "ff" and not (version == "00" and more)
    if not is_known_form or not int(trace_id, 16) or not int(parent_id, 16):
        return None
    # Of later versions only the first flag is known.
    own_flags = flags if version == "00" else f"{int(flags, 16) & 1:02x}"
    return TraceParent(trace_id=trace_id, span_id=secrets.token_hex(8), flags=own_flags)
