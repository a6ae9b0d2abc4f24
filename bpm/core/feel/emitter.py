"""What all chapters of the compiler share: names in scope, constants, pieces of Python's tree.

The compiler never writes Python text: it builds Python's own syntax tree, in which a string of
the expression is a string constant and nothing else, and whose global names are those that are
put there one by one.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NoReturn, TypeVar

from bpm.core.feel.built_in import BuiltIn
from bpm.core.feel.errors import FeelSyntaxError
from bpm.core.feel.runtime import Runtime
from bpm.core.feel.tree import Node

N = TypeVar("N", bound=Node)
Emit = Callable[["Emitter", N], ast.expr]

_NODES_A_STEP = 4

_EMITTERS: dict[type[Node], Callable[..., ast.expr]] = {}


def emits(kind: type[N]) -> Callable[[Emit[N]], Emit[N]]:
    """Register the function that turns nodes of this class into Python's tree."""

    def register(emit: Emit[N]) -> Emit[N]:
        _EMITTERS[kind] = emit
        return emit

    return register


@dataclass(slots=True)
class Scope:
    """Names that are bound in the generated code.

    Args:
        variables: Python name by FEEL name.
        item: Python name of a filter's item, whose members come before anything outside.
        members: Python name of the set of all items' member names; a name in it is never read
            from outside, also where one item lacks it.
        snapshots: As ``variables``, for lists that still grow and are therefore copied.
    """

    variables: dict[str, str] = field(default_factory=dict)
    item: str | None = None
    members: str = ""
    snapshots: dict[str, str] = field(default_factory=dict)


class Emitter:
    """The state of one compilation."""

    def __init__(
        self, source: str, functions: Mapping[str, BuiltIn], declared: frozenset[str]
    ) -> None:
        self.source = source
        self.declared = declared
        self.functions = functions
        self.scopes: list[Scope] = []
        self.names: set[str] = set()
        self.values: dict[str, object] = {}
        self.needs_check = False
        self._count = 0
        self._nodes = 0

    def emit(self, node: Node) -> ast.expr:
        """Return the Python expression that computes this node."""
        self._nodes += 1
        return _EMITTERS[type(node)](self, node)

    def emit_repeated(self, node: Node) -> tuple[ast.expr, ast.expr]:
        """Return a node that runs many times, and what each run costs in steps."""
        before = self._nodes
        emitted = self.emit(node)
        return emitted, ast.Constant(1 + (self._nodes - before) // _NODES_A_STEP)

    def fail(self, node: Node, message: str) -> NoReturn:
        """Refuse a part of the expression."""
        raise FeelSyntaxError(self.source, node.position, message)

    def new_name(self) -> str:
        """Return a Python name that no other part uses."""
        self._count += 1
        return f"v{self._count}"

    def constant(self, value: object) -> ast.expr:
        """Return an expression for a constant, which the code reads by name."""
        # By name even where Python could say it in place: Python warns of odd uses of literals,
        # such as a string for a condition.
        if value is None or isinstance(value, bool):
            return ast.Constant(value)
        name = f"c{len(self.values)}"
        self.values[name] = value
        return load(name)

    def call(self, function: Callable[..., object], *arguments: ast.expr) -> ast.expr:
        """Return a call of one of our own functions, with the runtime as first argument."""
        return self.call_plain(function, load("rt"), *arguments)

    def call_plain(self, function: Callable[..., object], *arguments: ast.expr) -> ast.expr:
        """Return a call of one of our own functions."""
        name = f"f_{function.__name__}"
        if self.values.setdefault(name, function) is not function:
            return ast.Call(self.constant(function), list(arguments), [])
        return ast.Call(load(name), list(arguments), [])

    @contextmanager
    def scope(self, scope: Scope) -> Iterator[Scope]:
        """Bind names while the inside is emitted."""
        self.scopes.append(scope)
        yield scope
        self.scopes.pop()

    def has_local(self, name: str) -> bool:
        """Return whether the expression itself binds this name."""
        return any(name in scope.variables for scope in self.scopes)

    def read(self, name: str) -> ast.expr:
        """Return an expression that reads a name, from the innermost scope outwards."""
        return self._read_from(name, len(self.scopes) - 1)

    def _read_from(self, name: str, level: int) -> ast.expr:
        for place in range(level, -1, -1):
            scope = self.scopes[place]
            if name in scope.variables:
                return load(scope.variables[name])
            if name in scope.snapshots:
                return self.call(copy_list, load(scope.snapshots[name]))
            if scope.item is not None:
                return _member_or(scope, name, self._read_from(name, place - 1))
        return self._read_variable(name)

    def _read_variable(self, name: str) -> ast.expr:
        self.names.add(name)
        if name in self.functions:
            self.needs_check = True
            function = self.constant(self.functions[name])
            return self.call(read_or_built_in, ast.Constant(name), function)
        return ast.Call(load("lookup"), [ast.Constant(name)], [])


def read_or_built_in(runtime: Runtime, name: str, function: BuiltIn) -> object:
    """Return the variable of this name, or the built-in function if there is none."""
    try:
        return runtime.lookup(name)
    except KeyError:
        return function


def copy_list(runtime: Runtime, items: list[object]) -> list[object]:
    """Return what a list holds now."""
    runtime.check_length(len(items))
    return list(items)


def load(name: str) -> ast.expr:
    """Return an expression that reads a Python name."""
    return ast.Name(name, ast.Load())


def bind(name: str, value: ast.expr) -> ast.expr:
    """Return an expression that computes a value and keeps it under a Python name."""
    return ast.NamedExpr(ast.Name(name, ast.Store()), value)


def is_same(left: ast.expr, right: ast.expr) -> ast.expr:
    """Return a test for identity, with true or false as a rule."""
    return ast.Compare(left, [ast.Is()], [right])


def make_lambda(parameters: list[str], body: ast.expr) -> ast.expr:
    """Return a Python lambda."""
    arguments = ast.arguments([], [ast.arg(name) for name in parameters], None, [], [], None, [])
    return ast.Lambda(arguments, body)


def _member_or(scope: Scope, name: str, otherwise: ast.expr) -> ast.expr:
    item = scope.item or ""
    is_context = is_same(ast.Call(load("type"), [load(item)], []), load("dict"))
    member = ast.Subscript(load(item), ast.Constant(name), ast.Load())
    has_member = ast.BoolOp(ast.And(), [is_context, _is_in(name, item)])
    outside = ast.IfExp(_is_in(name, scope.members), ast.Constant(None), otherwise)
    return ast.IfExp(has_member, member, outside)


def _is_in(name: str, container: str) -> ast.expr:
    return ast.Compare(ast.Constant(name), [ast.In()], [load(container)])
