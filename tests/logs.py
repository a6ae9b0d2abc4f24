"""Take down what one logger says, whatever other tests did to loggers."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from typing_extensions import override


class _Notes(logging.Handler):
    def __init__(self, formatter: logging.Formatter | None) -> None:
        super().__init__()
        self.setFormatter(formatter)
        self.lines: list[str] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        text = str(vars(record)) if self.formatter is None else self.format(record)
        self.lines.append(text)


@contextmanager
def noting(name: str, formatter: logging.Formatter | None = None) -> Iterator[list[str]]:
    """Collect a line for each record of a logger, formatted at the moment it is logged.

    Args:
        name: Of the logger.
        formatter: Makes the line; without one it shows everything the record holds.
    """
    notes, log = _Notes(formatter), logging.getLogger(name)
    level, is_disabled = log.level, log.disabled
    log.addHandler(notes)
    log.setLevel(logging.DEBUG)
    log.disabled = False
    try:
        yield notes.lines
    finally:
        log.setLevel(level)
        log.disabled = is_disabled
        log.removeHandler(notes)
