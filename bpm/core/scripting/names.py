"""Which variables a script reads and which it assigns, found without running it."""

import ast
import symtable
from collections.abc import Iterator
from dataclasses import dataclass, field

from bpm.core.errors import Problem
from bpm.core.scripting.library import CHANGING_METHODS, FUNCTION_NAMES, VARIABLES
from bpm.core.scripting.protocol import FILE_NAME

_SCOPES = (ast.FunctionDef, ast.Lambda)
_REACH = (
    f'{VARIABLES} is used as {VARIABLES}["name"], {VARIABLES}.get("name") or '
    f'"name" in {VARIABLES}, the name written out.'
)


@dataclass(slots=True)
class ScriptNames:
    """What was found.

    Args:
        reads: Variables that it may look at.
        writes: Variables that it assigns, outside functions or declared global inside them.
        bound: Names that mean something inside the script, in whatever scope.
        changes_items: Whether it may change a list or dictionary in place.
    """

    reads: set[str] = field(default_factory=set)
    writes: set[str] = field(default_factory=set)
    bound: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    changes_items: bool = False


def find_names(source: str, tree: ast.Module) -> ScriptNames:
    """Return the names of a script that was parsed, not yet transformed."""
    names = ScriptNames()
    table = symtable.symtable(source, FILE_NAME, "exec")
    _read_table(table, names, is_top=True)
    names.reads -= FUNCTION_NAMES | {VARIABLES}
    names.writes = set(_find_assigned(tree, None))
    # A helper function is no variable, whether the process has one of that name or not.
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    names.reads -= defined - names.writes
    if VARIABLES in names.bound:
        _note(names, tree.body[0], f"{VARIABLES!r} cannot be assigned.")
    _find_keyed(tree, names)
    for node in ast.walk(tree):
        _check_unknown(node, names)
        names.changes_items |= _changes_items(node)
    return names


def _read_table(table: symtable.SymbolTable, names: ScriptNames, *, is_top: bool) -> None:
    for symbol in table.get_symbols():
        name = symbol.get_name()
        if symbol.is_referenced() and (is_top or symbol.is_global()):
            names.reads.add(name)
        if symbol.is_assigned() or symbol.is_parameter():
            names.bound.add(name)
    for child in table.get_children():
        _read_table(child, names, is_top=False)


def _find_assigned(node: ast.AST, declared: set[str] | None) -> Iterator[str]:
    """Yield names that assignments bind at the top; loops, handlers and functions bind helpers.

    Args:
        node: Where to look.
        declared: Names that the enclosing function declares global; None outside functions.
    """
    if isinstance(node, _SCOPES):
        declared = {
            name
            for inner in ast.walk(node)
            if isinstance(inner, ast.Global)
            for name in inner.names
        }
    for target in _targets(node):
        for part in ast.walk(target):
            match part:
                case ast.Name(id=name, ctx=ast.Store()) if name != "_":
                    if declared is None or name in declared:
                        yield name
    for child in ast.iter_child_nodes(node):
        yield from _find_assigned(child, declared)


def _targets(node: ast.AST) -> list[ast.expr]:
    match node:
        case ast.Assign():
            return node.targets
        case ast.AugAssign() | ast.NamedExpr():
            return [node.target]
        case _:
            return []


def _find_keyed(tree: ast.Module, names: ScriptNames) -> None:
    """Find the uses of ``variables`` and refuse those whose name is not written out."""
    understood: set[int] = set()
    for node in ast.walk(tree):
        holder, key = _keyed_access(node)
        if _is_variables(holder) and isinstance(key, ast.Constant) and isinstance(key.value, str):
            understood.add(id(holder))
            is_write = isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)
            if is_write:
                names.writes.add(key.value)
            # Changing in place is a write that reads; that a plain write reads costs little.
            names.reads.add(key.value)
            if not key.value:
                _note(names, node, "A variable has a name.")
    for node in ast.walk(tree):
        if _is_variables(node) and id(node) not in understood:
            _note(names, node, _REACH)


def _keyed_access(node: ast.AST) -> tuple[ast.expr | None, ast.expr | None]:
    match node:
        case ast.Subscript(value=holder, slice=key) if not isinstance(node.ctx, ast.Del):
            return holder, key
        case ast.Call(func=ast.Attribute(value=holder, attr="get"), args=[key, *_]):
            return holder, key
        case ast.Compare(left=key, ops=[ast.In() | ast.NotIn()], comparators=[holder]):
            return holder, key
        case _:
            return None, None


def _is_variables(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Name) and node.id == VARIABLES


def _check_unknown(node: ast.AST, names: ScriptNames) -> None:
    """Refuse calls and exceptions that no run could find: values cannot be called."""
    raised = node.exc if isinstance(node, ast.Raise) else None
    called = node.func if isinstance(node, ast.Call) else raised
    if isinstance(called, ast.Name) and called.id not in FUNCTION_NAMES | names.bound:
        _note(names, called, f"There is no function {called.id!r} in scripts.")


def _changes_items(node: ast.AST) -> bool:
    match node:
        case ast.Subscript():
            return not isinstance(node.ctx, ast.Load)
        case ast.Attribute():
            return node.attr in CHANGING_METHODS
        case _:
            return isinstance(node, ast.AugAssign)


def _note(names: ScriptNames, node: ast.AST, detail: str) -> None:
    line = getattr(node, "lineno", None)
    names.problems.append(Problem(code="script_not_allowed", detail=detail, line=line))
