"""One run of one script, inside the worker."""

import decimal
from collections.abc import Mapping
from types import CodeType, TracebackType
from typing import NamedTuple

from bpm.core.scripting.conversion import Converter, UnfitValueError, find_changed
from bpm.core.scripting.guards import GUARDS
from bpm.core.scripting.library import FUNCTIONS, VARIABLES, Variables, is_plain_name
from bpm.core.scripting.protocol import (
    FILE_NAME,
    MAX_ANSWER_BYTES,
    MAX_LOG_CHARACTERS,
    MAX_MESSAGE_CHARACTERS,
    VALUE_NAME,
    Answer,
    Flag,
    pack_limits,
    unpack_limits,
)
from bpm.core.time import InvalidTemporalError
from bpm.core.values import (
    DECIMAL128,
    DEFAULT_LIMITS,
    TooManyVariablesError,
    Value,
    VariableLimits,
    VariableTooDeepError,
    VariableTooLargeError,
    check_limits,
    decode_variables,
    dump_json,
    encode_variables,
    parse_json,
)
from bpm.core.values.kinds import JsonValue

_BUILT_IN = {**FUNCTIONS, **GUARDS}
_LIMITS = (TooManyVariablesError, VariableTooDeepError, VariableTooLargeError)


class Program(NamedTuple):
    """A compiled script, as the parent sends it."""

    code: CodeType
    writes: tuple[str, ...]
    changes_items: bool


class Log:
    """What a script prints, up to a limit."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._room = MAX_LOG_CHARACTERS

    def print(self, *values: object, sep: str = " ", end: str = "\n") -> None:
        """Keep a line; beyond the limit it is dropped."""
        for place, value in enumerate(values):
            self._keep(str(sep) if place else "")
            self._keep(str(value))
        self._keep(str(end))

    def _keep(self, text: str) -> None:
        self._parts.append(text[: self._room])
        self._room = max(0, self._room - len(text))

    def read(self) -> str:
        """Return what was kept, fit for JSON."""
        return clean("".join(self._parts)) if self._parts else ""


def clean(text: str) -> str:
    """Return a text without what JSON text cannot hold here."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode(errors="replace").decode()


def run_program(program: Program, body: bytes, flags: int) -> tuple[Answer, bytes]:
    """Run a program with the variables of a request, and return the answer."""
    log = Log()
    try:
        results, limits = _run(program, body, log, with_value=bool(flags & Flag.WITH_VALUE))
        check_limits(results, limits=limits)
        variables, types = encode_variables(results)
        answer: JsonValue = [variables, dict(types), log.read()]
        data = dump_json(answer)
    except MemoryError:
        return Answer.OUT_OF_MEMORY, b"[]"
    except (UnfitValueError, *_LIMITS) as error:
        return _fail(str(error), None, log)
    except Exception as error:  # noqa: BLE001 - whatever a script raises is its answer
        return _fail(_describe(error), _line_of(error.__traceback__), log)
    if len(data) > MAX_ANSWER_BYTES:
        return _fail(f"The variables are larger than {MAX_ANSWER_BYTES} bytes.", None, log)
    return Answer.RESULT, data


def _run(
    program: Program, body: bytes, log: Log, *, with_value: bool
) -> tuple[dict[str, Value], VariableLimits]:
    # A context of its own for each run: no script can leave a precision behind.
    decimal.setcontext(DECIMAL128.copy())
    given, limits = _read(body)
    top: dict[str, object] = {}
    hidden: dict[str, object] = {}
    for name, value in given.items():
        (top if is_plain_name(name) else hidden)[name] = value
    # Functions live behind the globals, as Python's own do, so no variable replaces one that
    # another script sees, and no name of a variable is refused.
    top["__builtins__"] = {**_BUILT_IN, "print": log.print, VARIABLES: Variables(top, hidden)}
    exec(program.code, top)  # noqa: S102 - compiled by the policy, in a process made for it
    del top["__builtins__"]
    last_value = top.pop(VALUE_NAME, None)
    left = {**hidden, **top}  # a name that was assigned counts for more than one that was given
    converter = Converter()
    results: dict[str, Value] = {}
    if program.changes_items:
        results = find_changed(_read(body)[0], left, converter)
    for name in program.writes:
        if name in left:
            results[name] = converter.convert(name, left[name])
    if with_value:
        results[""] = converter.convert("", last_value)
    return results, limits


def _read(body: bytes) -> tuple[dict[str, Value], VariableLimits]:
    message = parse_json(body, max_depth=len(body))  # the parent sends what it has checked
    if not isinstance(message, list):
        raise TypeError
    variables, types, limits = message
    if not isinstance(variables, dict) or not isinstance(types, dict):
        raise TypeError
    given = decode_variables(variables, {name: str(kind) for name, kind in types.items()})
    return given, unpack_limits(limits)


def _fail(message: str, line: int | None, log: Log) -> tuple[Answer, bytes]:
    answer: list[JsonValue] = [
        clean(message[:MAX_MESSAGE_CHARACTERS]),
        None if line is None else decimal.Decimal(line),
        log.read(),
    ]
    return Answer.ERROR, dump_json(answer)


def _describe(error: Exception) -> str:
    if isinstance(error, NameError) and error.name is not None:
        return f"There is no variable {error.name!r}."
    if isinstance(error, InvalidTemporalError):
        return error.detail
    if isinstance(error, RecursionError):
        return "Functions call one another too deeply."
    if isinstance(error, decimal.DecimalException):
        by_zero = isinstance(error, ZeroDivisionError)
        return "Division by zero." if by_zero else "A calculation has no number as its result."
    try:
        text = str(error)
    except Exception:  # noqa: BLE001 - a text of lists that hold themselves, and the like
        text = ""
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _line_of(traceback: TracebackType | None) -> int | None:
    line: int | None = None
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == FILE_NAME:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


_SAMPLE: Mapping[str, str] = {"d": "date", "t": "date_time", "f": "duration"}


def warm_up() -> None:
    """Use once what is loaded on first use; afterwards no file can be opened any more."""
    variables: dict[str, JsonValue] = {"d": "2026-05-01", "t": "2026-05-01T00:00:00Z", "f": "P1D"}
    values = decode_variables(variables, _SAMPLE) | {"n": decimal.Decimal("1E+2"), "e": "\u00e9"}
    again, types = encode_variables(values)
    body = dump_json([again, dict(types), pack_limits(DEFAULT_LIMITS)])
    code = compile("n = f'{n:.2f}' + str(1.5)", FILE_NAME, "exec")
    run_program(Program(code, ("n",), True), body, Flag.WITH_VALUE)  # noqa: FBT003 - a tuple
