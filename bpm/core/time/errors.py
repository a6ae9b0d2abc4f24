"""What is raised where text or numbers are no date, time or duration."""

from bpm.core.errors import InvalidInputError


class InvalidTemporalError(InvalidInputError):
    """This is not a date, time or duration."""

    code = "invalid_temporal"
