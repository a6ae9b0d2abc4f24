"""What log lines say about the work at hand: request, process instance, business key."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

import msgspec
from typing_extensions import override

_CONTEXT: ContextVar[dict[str, str] | None] = ContextVar("log_context", default=None)
_LINES = json.JSONEncoder(default=str, ensure_ascii=False)
_QUICK_LINES = msgspec.json.Encoder(enc_hook=str)
# No line tells of them, and finding them out takes as long as the rest of a record.
logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
_RECORD_FIELDS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def log_context() -> dict[str, str]:
    """Return what the current request or job is known by; empty outside of both."""
    return dict(_CONTEXT.get() or {})


def add_to_log_context(**facts: object) -> None:
    """Let every later log line of this request or job carry these facts; None is left out.

    Outside of a request or job nothing is kept, because nothing would ever end it.

    Args:
        facts: Such as ``process_instance_id`` and ``business_key``.
    """
    known = _CONTEXT.get()
    if known is not None:
        told = {name: str(fact) for name, fact in facts.items() if fact is not None}
        _CONTEXT.set(known | told)


@contextmanager
def new_log_context(**facts: object) -> Iterator[None]:
    """Begin with these facts only, and go back to those before at the end."""
    token = _CONTEXT.set({})
    add_to_log_context(**facts)
    try:
        yield
    finally:
        _CONTEXT.reset(token)


class JsonFormatter(logging.Formatter):
    """Write a record as one line of JSON: time, level, logger, message, context, extras."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC)
        line: dict[str, object] = {
            "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **log_context(),
        }
        line |= {k: v for k, v in vars(record).items() if k not in _RECORD_FIELDS}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        try:
            return _QUICK_LINES.encode(line).decode()
        except (TypeError, ValueError):
            # Half a character, or a name that is no text.
            return _LINES.encode(line)
