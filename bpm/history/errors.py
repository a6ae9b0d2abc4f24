"""How telling history can fail."""

from bpm.core.errors import InvalidInputError


class InvalidReasonError(InvalidInputError):
    """The reason cannot be kept."""

    code = "invalid_reason"


class ReasonRequiredError(InvalidInputError):
    """A reason is required."""

    code = "reason_required"
