"""Compiles calls, functions, contexts, lists and loops."""

import ast
from collections.abc import Callable, Mapping, Sequence

from bpm.core.feel import loops
from bpm.core.feel.access import MissingMemberError, require_member
from bpm.core.feel.built_in import BuiltIn, Signature
from bpm.core.feel.emitter import Emitter, Scope, bind, emits, load, make_lambda
from bpm.core.feel.functions import Function, Lambda
from bpm.core.feel.runtime import Runtime
from bpm.core.feel.tree import (
    Call,
    ContextNode,
    Domain,
    For,
    FunctionNode,
    ListNode,
    Name,
    Node,
    Path,
    Quantified,
)
from bpm.core.feel.types import make_check
from bpm.core.values import name_kind

_RESULTS = "partial"
# What these give may be nested more deeply than the expression is, or is no value to keep.
_NESTING_FUNCTIONS = frozenset({"range", "context put", "get or else"})


@emits(ListNode)
def _emit_list(emitter: Emitter, node: ListNode) -> ast.expr:
    return ast.List([emitter.emit(item) for item in node.items], ast.Load())


@emits(ContextNode)
def _emit_context(emitter: Emitter, node: ContextNode) -> ast.expr:
    keys: list[ast.expr | None] = []
    values: list[ast.expr] = []
    emitter.needs_check = True
    with emitter.scope(Scope()) as scope:
        for name, entry in node.entries:
            variable = emitter.new_name()
            if isinstance(entry, FunctionNode):  # a function may call itself
                scope.variables[name] = variable
            keys.append(ast.Constant(name))
            values.append(bind(variable, emitter.emit(entry)))
            scope.variables[name] = variable
    return ast.Dict(keys, values)


@emits(FunctionNode)
def _emit_function(emitter: Emitter, node: FunctionNode) -> ast.expr:
    emitter.needs_check = True
    variables = {name: emitter.new_name() for name, _ in node.parameters}
    with emitter.scope(Scope(variables=variables)):
        body, cost = emitter.emit_repeated(node.body)
    names = tuple(variables)
    accepts = tuple(None if kind is None else make_check(kind) for _, kind in node.parameters)
    run = make_lambda(list(variables.values()), body)
    constants = (emitter.constant(names), emitter.constant(accepts), cost)
    return emitter.call_plain(Lambda, *constants, run)


@emits(Call)
def _emit_call(emitter: Emitter, node: Call) -> ast.expr:
    if not isinstance(node.function, Name) or emitter.has_local(node.function.name):
        return _emit_dynamic_call(emitter, node)
    special = _SPECIAL_FORMS.get(node.function.name)
    if special is not None:
        return special(emitter, node)
    function = emitter.functions.get(node.function.name)
    if function is not None:
        return _emit_built_in_call(emitter, node, function)
    if node.function.name not in emitter.declared:
        emitter.fail(node, f"there is no function {node.function.name!r}.")
    return _emit_dynamic_call(emitter, node)


def _emit_built_in_call(emitter: Emitter, node: Call, function: BuiltIn) -> ast.expr:
    emitter.needs_check = emitter.needs_check or function.title in _NESTING_FUNCTIONS
    if node.names is None:
        call = function.find(len(node.arguments))
        arguments = [emitter.emit(argument) for argument in node.arguments]
    else:
        call = function.find_named(frozenset(node.names))
        arguments = [_emit_named_arguments(emitter, node.names, node.arguments)]
    if call is None:
        emitter.fail(node, f"{function.title}() takes {_describe(function.signatures)}.")
    return ast.Call(emitter.constant(call), [load("rt"), *arguments], [])


def _describe(signatures: Sequence[Signature]) -> str:
    return " or ".join(
        "(" + ", ".join(parameter.name for parameter in signature.parameters) + ")"
        for signature in signatures
    )


def _emit_named_arguments(
    emitter: Emitter, names: Sequence[str], arguments: Sequence[Node]
) -> ast.expr:
    return ast.Dict(
        [ast.Constant(name) for name in names], [emitter.emit(argument) for argument in arguments]
    )


def _emit_dynamic_call(emitter: Emitter, node: Call) -> ast.expr:
    function = emitter.emit(node.function)
    fallback: BuiltIn | None = None
    if isinstance(node.function, Name):
        fallback = emitter.functions.get(node.function.name)
    if node.names is None:
        arguments: ast.expr = ast.List(
            [emitter.emit(argument) for argument in node.arguments], ast.Load()
        )
        return emitter.call(invoke, function, arguments, emitter.constant(fallback))
    named = _emit_named_arguments(emitter, node.names, node.arguments)
    return emitter.call(invoke_named, function, named, emitter.constant(fallback))


def invoke(
    runtime: Runtime, value: object, arguments: list[object], fallback: Function | None
) -> object:
    """Call a value by position, or the built-in function of its name if it is no function."""
    function = _choose(value, fallback)
    if function is None:
        runtime.note(f"a {name_kind(value)} cannot be called")
        return None
    return function.call(runtime, arguments)


def invoke_named(
    runtime: Runtime, value: object, arguments: dict[str, object], fallback: Function | None
) -> object:
    """Call a value by name, or the built-in function of its name if it is no function."""
    function = _choose(value, fallback)
    if function is None:
        runtime.note(f"a {name_kind(value)} cannot be called")
        return None
    return function.call_named(runtime, arguments)


def _choose(value: object, fallback: Function | None) -> Function | None:
    return value if isinstance(value, Function) else fallback


def _only_arguments(emitter: Emitter, node: Call, *names: str) -> list[Node]:
    if node.names is None and len(node.arguments) == len(names):
        return list(node.arguments)
    if node.names is not None and set(node.names) == set(names):
        given = dict(zip(node.names, node.arguments, strict=True))
        return [given[name] for name in names]
    return emitter.fail(node, f"this function takes ({', '.join(names)}).")


def _emit_is_defined(emitter: Emitter, node: Call) -> ast.expr:
    (argument,) = _only_arguments(emitter, node, "value")
    return emitter.call_plain(is_defined, make_lambda([], _emit_strictly(emitter, argument)))


def _emit_strictly(emitter: Emitter, node: Node) -> ast.expr:
    if isinstance(node, Path):
        source = _emit_strictly(emitter, node.source)
        return emitter.call(require_member, source, ast.Constant(node.name))
    return emitter.emit(node)


def is_defined(read: Callable[[], object]) -> bool:
    """Return whether a variable or member exists, be it null."""
    try:
        read()
    except (KeyError, MissingMemberError):
        return False
    return True


def _emit_get_or_else(emitter: Emitter, node: Call) -> ast.expr:
    value, default = _only_arguments(emitter, node, "value", "default")
    reads = [make_lambda([], emitter.emit(part)) for part in (value, default)]
    return emitter.call_plain(get_or_else, *reads)


def get_or_else(read: Callable[[], object], read_default: Callable[[], object]) -> object:
    """Return a value, or the default where it is null or a variable does not exist."""
    try:
        value = read()
    except KeyError:
        value = None
    return read_default() if value is None else value


_SPECIAL_FORMS: Mapping[str, Callable[[Emitter, Call], ast.expr]] = {
    "is defined": _emit_is_defined,
    "get or else": _emit_get_or_else,
}
SPECIAL_NAMES = tuple(_SPECIAL_FORMS)


@emits(For)
def _emit_for(emitter: Emitter, node: For) -> ast.expr:
    emitter.needs_check = True
    results = emitter.new_name()

    def emit_body() -> ast.expr:
        body, cost = emitter.emit_repeated(node.body)
        return emitter.call(loops.append, load(results), cost, body)

    with emitter.scope(Scope(snapshots={_RESULTS: results})):
        run = _emit_domains(emitter, node.domains, emit_body)
    return emitter.call(loops.collect, make_lambda([results], run))


@emits(Quantified)
def _emit_quantified(emitter: Emitter, node: Quantified) -> ast.expr:
    weigh = emitter.new_name()

    def emit_body() -> ast.expr:
        condition, cost = emitter.emit_repeated(node.condition)
        return ast.Call(load(weigh), [cost, condition], [])

    run = make_lambda([weigh], _emit_domains(emitter, node.domains, emit_body))
    quantify = loops.every if node.is_every else loops.some
    return emitter.call(quantify, run)


def _emit_domains(
    emitter: Emitter, domains: Sequence[Domain], emit_body: Callable[[], ast.expr]
) -> ast.expr:
    if not domains:
        return emit_body()
    domain = domains[0]
    if domain.high is None:
        values = emitter.call(loops.iterate, emitter.emit(domain.values))
    else:
        ends = (emitter.emit(domain.values), emitter.emit(domain.high))
        values = emitter.call(loops.iterate_steps, *ends)
    variable = emitter.new_name()
    with emitter.scope(Scope(variables={domain.name: variable})):
        inner = make_lambda([variable], _emit_domains(emitter, domains[1:], emit_body))
    return emitter.call_plain(loops.repeat, values, inner)
