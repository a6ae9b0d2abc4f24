"""Running a script: variables out to the worker, what it assigned back."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bpm.core.errors import InvalidInputError, MalformedInputError
from bpm.core.scripting.errors import ScriptError, ScriptMemoryError, ScriptTimeoutError
from bpm.core.scripting.pool import get_pool
from bpm.core.scripting.protocol import Answer, Flag, pack_limits
from bpm.core.scripting.sandbox import MEMORY_BYTES
from bpm.core.scripting.script import Script
from bpm.core.scripting.worker_process import (
    Request,
    TimeBudget,
    WorkerEndedError,
    WorkerTimeoutError,
)
from bpm.core.values import (
    DEFAULT_LIMITS,
    FileReference,
    Value,
    VariableLimits,
    check_limits,
    decode_variables,
    dump_json,
    encode_variables,
    parse_json,
)
from bpm.core.values.kinds import JsonValue

DEFAULT_TIMEOUT_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptOutcome:
    """What a script left behind.

    Args:
        variables: Those that it assigned, and lists and dictionaries that it changed.
        value: Of the last line, where that is an expression; else None.
        log: What it printed, at most 10,000 characters.
    """

    variables: dict[str, Value]
    value: Value
    log: str


def run_script(
    script: Script,
    variables: Mapping[str, Value],
    *,
    timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS,
) -> dict[str, Value]:
    """Run a script for the variables that it assigns.

    Args:
        script: What ``compile_script`` returned.
        variables: Everything in scope; only what the script reads is handed to it. Never changed.
        timeout_seconds: After that long the process that runs it is killed.

    Returns:
        The variables to write, by name.

    Raises:
        ScriptTimeoutError: It takes longer.
        ScriptMemoryError: It needs more memory than a script may use.
        ScriptError: It raised, or leaves what no variable can hold. The message names the line or
            the variable.
        ScriptWorkerError: No process can be started to run it.
    """
    return _execute(script, variables, Flag.NONE, TimeBudget(timeout_seconds)).variables


def evaluate_script(
    script: Script,
    variables: Mapping[str, Value],
    *,
    timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS,
    budget: TimeBudget | None = None,
    limits: VariableLimits = DEFAULT_LIMITS,
) -> ScriptOutcome:
    """Run a script for its value as well; errors are those of ``run_script``.

    Args:
        script: As for ``run_script``.
        variables: As for ``run_script``.
        timeout_seconds: As for ``run_script``.
        budget: What this run shares with others; when it is used up, no script runs any more.
        limits: Of what the script may leave.
    """
    budget = budget or TimeBudget(timeout_seconds)
    return _execute(script, variables, Flag.WITH_VALUE, budget, timeout_seconds, limits)


def _execute(
    script: Script,
    variables: Mapping[str, Value],
    flag: Flag,
    budget: TimeBudget,
    timeout_seconds: float | None = None,
    limits: VariableLimits = DEFAULT_LIMITS,
) -> ScriptOutcome:
    if budget.remaining <= 0:
        raise ScriptTimeoutError(
            f"The scripts before it took the {budget.granted:g} s that they may take together."
        )
    seconds = min(timeout_seconds or budget.granted, budget.remaining)
    given = {name: variables[name] for name in script.reads if name in variables}
    encoded, types = encode_variables(given)
    message: JsonValue = [encoded, {**types}, pack_limits(limits)]
    request = Request(script.program, dump_json(message), flag, seconds, budget)
    try:
        outcome = get_pool().run(
            request, lambda kind, data: _read_answer(kind, data, given, limits)
        )
    except WorkerTimeoutError:
        detail = f"The script took longer than {seconds:.2g} s and was stopped."
        raise ScriptTimeoutError(detail) from None
    except WorkerEndedError:
        raise ScriptError("The script brought down the process that ran it.") from None
    if isinstance(outcome, ScriptError):
        raise outcome
    return outcome


def _read_answer(
    kind: int, answer: bytes, given: Mapping[str, Value], limits: VariableLimits
) -> ScriptOutcome | ScriptError:
    """Read what a worker says; a failed script is an answer, nonsense is the worker's end."""
    if kind == Answer.OUT_OF_MEMORY:
        # Raised, not returned: the worker is as large as it may be, so it is replaced.
        limit = f"{MEMORY_BYTES // 1024**2} MiB"
        raise ScriptMemoryError(f"The script needs more than {limit} of memory.")
    try:
        # Depth is looked at below, faster than the reader could.
        match parse_json(answer, max_depth=len(answer)):
            case [str(message), line, str(log)] if kind == Answer.ERROR:
                number = int(line) if isinstance(line, Decimal) else None
                return ScriptError(message, line=number, log=log)
            case [dict(encoded), dict(types), str(log)] if kind == Answer.RESULT:
                values = decode_variables(encoded, {k: str(v) for k, v in types.items()})
                check_limits(values, limits=limits)
            case _:
                raise WorkerEndedError
    except (MalformedInputError, InvalidInputError, RecursionError) as error:
        raise WorkerEndedError from error
    if "file" in types.values():
        _refuse_new_files(values, given)
    value = values.pop("", None)
    return ScriptOutcome(variables=values, value=value, log=log)


def _refuse_new_files(values: Mapping[str, Value], given: Mapping[str, Value]) -> None:
    # A script passes files on; one that it was not given could belong to somebody else.
    if not _files_of(list(values.values())) <= _files_of(list(given.values())):
        raise ScriptError("The script names a file that it was not given.")


def _files_of(value: Value) -> set[FileReference]:
    if isinstance(value, FileReference):
        return {value}
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return {file for item in value for file in _files_of(item)}
    return set()
