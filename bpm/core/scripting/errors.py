"""What is raised where a script cannot be read or run."""

from collections.abc import Sequence

from bpm.core.errors import BpmError, InvalidInputError, Problem, UnavailableError


class ScriptSyntaxError(InvalidInputError):
    """This is not a script that may run.

    Args:
        problems: Every fault that was found, each with its line.
    """

    code = "script_syntax"

    def __init__(self, problems: Sequence[Problem]) -> None:
        first = problems[0]
        super().__init__(f"Line {first.line}: {first.detail}", problems=problems)
        self.line = first.line


class ScriptError(BpmError):
    """A script failed.

    Args:
        line: Where in the script, from 1; None where no line is at fault.
        log: What the script had printed until then.
    """

    code = "script_failed"

    def __init__(self, message: str, *, line: int | None = None, log: str = "") -> None:
        super().__init__(message if line is None else f"Line {line}: {message}")
        self.message = message
        self.line = line
        self.log = log


class ScriptTimeoutError(ScriptError):
    """A script takes too long."""

    code = "script_timeout"


class ScriptMemoryError(ScriptError):
    """A script needs too much memory."""

    code = "script_memory"


class ScriptWorkerError(UnavailableError):
    """The process that runs scripts cannot be started."""

    code = "script_worker_unavailable"
