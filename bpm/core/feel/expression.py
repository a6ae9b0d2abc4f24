"""Compiled expressions: the way in for everybody outside this package."""

import ast
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from types import CodeType, FunctionType

from bpm.core.feel import (  # noqa: F401 - two register themselves
    emit_functions,
    emit_operators,
    juel,
)
from bpm.core.feel.emitter import Emitter
from bpm.core.feel.errors import (
    FeelEvaluationError,
    FeelLimitError,
    FeelSyntaxError,
    LimitReachedError,
    UnknownNameError,
    shorten,
)
from bpm.core.feel.functions import Function
from bpm.core.feel.library import FUNCTION_NAMES, FUNCTIONS
from bpm.core.feel.library.conversions import write_value
from bpm.core.feel.names import IDENTIFIER
from bpm.core.feel.parser import parse
from bpm.core.feel.ranges import Range
from bpm.core.feel.runtime import Budget, Lookup, Runtime
from bpm.core.feel.tree import Node
from bpm.core.values import Value, name_kind

_GLOBALS: Mapping[str, object] = {"__builtins__": {}, "type": type, "dict": dict}
_SHOWN = 60
_SHOWN_MEMBERS = 5

MAX_DEPTH = 100

_remembered: ContextVar[dict[tuple[str, frozenset[str]], "Expression"] | None] = ContextVar(
    "remembered_expressions", default=None
)


class Expression:
    """FEEL that is ready to be evaluated, any number of times and by any thread.

    Args:
        source: As it was written, without a leading ``=``.
        names: Variables it may read.
    """

    __slots__ = ("_code", "_needs_check", "names", "source")

    def __init__(
        self,
        source: str,
        names: frozenset[str],
        code: Callable[[Lookup, Runtime], Value],
        *,
        needs_check: bool,
    ) -> None:
        self.source = source
        self.names = names
        self._code = code
        self._needs_check = needs_check

    def evaluate(self, lookup: Lookup, *, now: datetime, budget: Budget | None = None) -> Value:
        """Return the value of the expression; null where FEEL's own rules make it so.

        Args:
            lookup: Returns the value of a variable, raises ``KeyError`` for one that no scope
                holds.
            now: Aware UTC instant of ``now()`` and ``today()``.
            budget: Shared by several evaluations; one for this alone if None.

        Raises:
            UnknownNameError: A variable is read that does not exist.
            FeelLimitError: It takes too much work or makes something too large.
            FeelEvaluationError: The result is a function or range, which cannot be kept.
        """
        return self._run(Runtime(lookup, now, budget or Budget()))

    def _run(self, runtime: Runtime) -> Value:
        try:
            result = self._code(runtime.lookup, runtime)
            if self._needs_check:
                self._check_result(runtime, result)
        except KeyError as error:
            name = error.args[0] if error.args else None
            if name in self.names:
                raise UnknownNameError(self.source, name) from None
            raise
        except LimitReachedError as error:
            raise FeelLimitError(self.source, str(error)) from error
        except RecursionError:
            raise FeelLimitError(self.source, "it is nested too deeply.") from None
        return result

    def _check_result(self, runtime: Runtime, result: object) -> None:
        pending = [(result, 0)]
        while pending:
            value, depth = pending.pop()
            if isinstance(value, list | dict):
                runtime.spend(1)
                if depth >= MAX_DEPTH:
                    raise LimitReachedError(f"the result is nested deeper than {MAX_DEPTH} levels.")
                items = value.values() if isinstance(value, dict) else value
                pending.extend((item, depth + 1) for item in items)
            elif isinstance(value, Range | Function):
                message = f"the result is or holds a {value.kind_name}, which cannot be kept."
                raise FeelEvaluationError(self.source, message)

    def explain(self, lookup: Lookup, *, now: datetime) -> str:
        """Return why the expression gives what it gives: variables, and reasons of nulls.

        Args:
            lookup: As for ``evaluate``.
            now: As for ``evaluate``.

        Returns:
            One line such as ``amount is the string "much"; a string cannot be compared …``;
            empty where nothing is read and nothing went wrong.
        """
        runtime = Runtime(lookup, now, Budget())
        parts = [_describe_variable(name, runtime) for name in sorted(self.names)]
        try:
            self._run(runtime)
        except FeelEvaluationError as error:
            runtime.note(error.message)
        return "; ".join([part for part in parts if part] + list(dict.fromkeys(runtime.notes)))


def explain(expression: Expression, lookup: Lookup, *, now: datetime) -> str:
    """Return why an expression gives what it gives, on one line."""
    return expression.explain(lookup, now=now)


def _describe_variable(name: str, runtime: Runtime) -> str:
    try:
        value = runtime.lookup(name)
    except KeyError:
        return "" if name in FUNCTIONS else f"{name} does not exist"
    return f"{name} is {describe(value, runtime)}"


def describe(value: Value, runtime: Runtime) -> str:
    """Return a value with its kind, for a message."""
    match value:
        case None | bool():
            text = write_value(runtime, value)
        case str():
            text = f'the string "{shorten(value, _SHOWN)}"'
        case list():
            text = f"a list of {len(value)} items"
        case dict():
            members = ", ".join(list(value)[:_SHOWN_MEMBERS])
            text = f"a context of {shorten(members, _SHOWN)}" if value else "an empty context"
        case bytes():
            text = f"{len(value)} bytes"
        case _:
            text = f"the {name_kind(value)} {shorten(write_value(runtime, value), _SHOWN)}"
    return text


def compile_expression(source: str, *, names: frozenset[str] = frozenset()) -> Expression:
    """Compile FEEL.

    Args:
        source: Without a leading ``=``.
        names: Variables that exist. Only those with spaces or operators in their names must be
            given; other names are read as they stand.

    Raises:
        FeelSyntaxError: It is not FEEL, calls a function that does not exist, is too long, or
            nested too deeply.
    """
    remembered = _remembered.get()
    if remembered is None:
        return _compile(source, names)
    found = remembered.get((source, names))
    if found is None:
        found = remembered[source, names] = _compile(source, names)
    return found


@contextmanager
def compiling_once() -> Iterator[None]:
    """Compile equal expressions once while this is open: while a model is checked and built."""
    token = _remembered.set({})
    try:
        yield
    finally:
        _remembered.reset(token)


def compile_condition(text: str, *, names: frozenset[str] = frozenset()) -> Expression:
    """Compile what is always FEEL; a leading ``=`` is allowed, or one expression in ``${…}``.

    Raises:
        FeelSyntaxError: As for ``compile_expression``.
    """
    stripped = text.strip()
    if stripped.startswith(juel.OPENING):
        stripped = juel.translate_expression(stripped)
    return compile_expression(stripped.removeprefix("=").strip(), names=names)


def compile_text_or_feel(text: str, *, names: frozenset[str] = frozenset()) -> Expression:
    """Compile FEEL behind a leading ``=``, or a text with ``${…}``; any other is a constant.

    Raises:
        FeelSyntaxError: As for ``compile_expression``.
    """
    stripped = text.strip()
    if stripped.startswith("="):
        return compile_expression(stripped[1:].strip(), names=names)
    if juel.OPENING in text:
        return compile_expression(juel.translate_text(stripped), names=names)
    if "#{" in text:
        message = "expressions in #{…} are not supported; write FEEL behind a leading `=`."
        raise FeelSyntaxError(text, text.find("#{"), message)
    return Expression(text, frozenset(), lambda _lookup, _runtime: text, needs_check=False)


def refuse(source: str, message: str) -> Expression:
    """Return what stands for an expression that nobody can evaluate and says so when it is met.

    Args:
        source: As it is written.
        message: Why, as the end of a sentence about it.
    """

    def fail(_lookup: Lookup, _runtime: Runtime) -> Value:
        raise FeelEvaluationError(source, message)

    return Expression(source, frozenset(), fail, needs_check=False)


def needs_declaration(name: str) -> bool:
    """Return whether expressions read a variable's name as it is meant only if it is given.

    That is, whether it has spaces or operators in it, or is the name of a function.
    """
    return name in FUNCTIONS or IDENTIFIER.fullmatch(name) is None


def _compile(source: str, names: frozenset[str]) -> Expression:
    try:
        tree = parse(source, names=names, built_in_names=FUNCTION_NAMES)
        return compile_tree(source, tree, names)
    except RecursionError:
        raise FeelSyntaxError(source, 0, "nested too deeply.") from None


def compile_tree(source: str, tree: Node, names: frozenset[str]) -> Expression:
    """Compile what has been parsed; for the other ways into this package."""
    emitter = Emitter(source, FUNCTIONS, names)
    body = emitter.emit(tree)
    arguments = ast.arguments([], [ast.arg("lookup"), ast.arg("rt")], None, [], [], None, [])
    function = ast.FunctionDef("feel", arguments, [ast.Return(body)], [], None, None)
    module = ast.Module([function], [])
    _locate(module)
    code = compile(module, "<feel>", "exec", dont_inherit=True)
    inner = next(constant for constant in code.co_consts if isinstance(constant, CodeType))
    run = FunctionType(inner, {**_GLOBALS, **emitter.values}, "feel")
    return Expression(source, frozenset(emitter.names), run, needs_check=emitter.needs_check)


def _locate(tree: ast.AST) -> None:
    """Give every node the place that Python asks for; four times as fast as its own function."""
    waiting: list[object] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, ast.AST):
            parts = vars(node)
            waiting.extend(parts.values())
            parts["lineno"], parts["col_offset"] = 1, 0
