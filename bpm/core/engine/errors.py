"""Errors of the engine."""

from typing import ClassVar

from bpm.core.engine.contracts.effects import IncidentKind
from bpm.core.errors import BpmError, ConflictError


class UnknownVisitError(ConflictError):
    """Nothing waits there for this command."""

    code = "unknown_visit"


class UnreadableStateError(BpmError):
    """The saved engine state cannot be read by this release."""

    code = "unreadable_state"


class StepError(BpmError):
    """A step could not run.

    Args:
        message: One sentence that names the expression and the values it met.
        shape: The same without values, so that equal faults of many instances share a
            fingerprint; the message itself where it holds no values.
    """

    code = "step_failed"
    kind: ClassVar[IncidentKind] = IncidentKind.STEP_FAILED
    """Of the incident that it becomes."""

    def __init__(self, message: str, *, shape: str = "") -> None:
        super().__init__(message)
        self.shape = shape or message


class UncaughtError(StepError):
    """A BPMN error is caught nowhere."""

    code = "uncaught_error"
    kind = IncidentKind.UNCAUGHT_ERROR
