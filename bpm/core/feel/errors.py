"""What is raised where an expression cannot be read or evaluated."""

from bpm.core.errors import BpmError, InvalidInputError, Problem

_MAX_SHOWN = 200


def shorten(text: str, limit: int = _MAX_SHOWN) -> str:
    """Return the text for a message, its middle left out where it is long."""
    if len(text) <= limit:
        return text
    half = limit // 2
    return f"{text[:half]} … {text[-half:]}"


class FeelSyntaxError(InvalidInputError):
    """This is not FEEL.

    Args:
        source: The whole expression.
        position: Characters before the place where it goes wrong.
        message: What is wrong there, one sentence.
    """

    code = "feel_syntax"

    def __init__(self, source: str, position: int, message: str) -> None:
        detail = f"`{shorten(source)}` at position {position + 1}: {message}"
        super().__init__(detail, problems=[Problem(code=self.code, detail=detail)])
        self.source = source
        self.position = position
        self.message = message


class FeelEvaluationError(BpmError):
    """An expression could not be evaluated.

    Args:
        source: The whole expression.
        message: What was met, one sentence.
    """

    code = "feel_evaluation"

    def __init__(self, source: str, message: str) -> None:
        super().__init__(f"`{shorten(source)}`: {message}")
        self.source = source
        self.message = message


class UnknownNameError(FeelEvaluationError):
    """An expression reads a variable that does not exist."""

    code = "feel_unknown_name"

    def __init__(self, source: str, name: str) -> None:
        super().__init__(source, f"there is no variable {name!r}.")
        self.name = name


class FeelLimitError(FeelEvaluationError):
    """An expression takes too long, or makes something too large."""

    code = "feel_limit"


class LimitReachedError(Exception):
    """Inside an evaluation: a bound was met; the expression turns it into ``FeelLimitError``."""
