"""Reading a script: the check at deployment, and the program that the worker runs."""

import ast
import marshal
from collections import deque
from dataclasses import dataclass, field

from bpm.core.errors import Problem
from bpm.core.scripting.errors import ScriptSyntaxError
from bpm.core.scripting.names import ScriptNames, find_names
from bpm.core.scripting.policy import ScriptPolicy
from bpm.core.scripting.protocol import FILE_NAME, VALUE_NAME

MAX_SOURCE_CHARACTERS = 50_000
MAX_DEPTH = 100


@dataclass(frozen=True, slots=True)
class Script:
    """A script that may run.

    Args:
        reads: Variables that it may look at; only these are handed to it.
        writes: Variables that it assigns.
        program: What the worker loads: code, assigned names, whether items may be changed.
    """

    source: str
    reads: frozenset[str]
    writes: frozenset[str]
    program: bytes = field(repr=False)


def compile_script(source: str) -> Script:
    """Check and compile a script.

    Raises:
        ScriptSyntaxError: It is not Python, or says what scripts may not say. All faults that
            can be told apart are listed, each with its line.
    """
    tree = _parse(source)
    try:
        names = find_names(source, tree)
        policy = ScriptPolicy(source)
        has_value = bool(tree.body) and isinstance(tree.body[-1], ast.Expr)
        policy.visit(tree)
        _refuse(names, policy)
        if has_value:
            _keep_value(tree)
        code = compile(tree, FILE_NAME, "exec", dont_inherit=True)
    except SyntaxError as error:  # such as `return` outside a function: found while compiling
        raise _syntax_error(error.msg, error.lineno) from error
    except (RecursionError, MemoryError, ValueError) as error:
        raise _syntax_error("The script is nested too deeply.", 1) from error
    program = marshal.dumps((code, tuple(sorted(names.writes)), names.changes_items))
    return Script(source, frozenset(names.reads), frozenset(names.writes), program)


def _parse(source: str) -> ast.Module:
    if len(source) > MAX_SOURCE_CHARACTERS:
        raise _syntax_error(f"A script has at most {MAX_SOURCE_CHARACTERS} characters.", 1)
    try:
        tree = ast.parse(source, FILE_NAME)
    except SyntaxError as error:
        raise _syntax_error(error.msg, error.lineno) from error
    except ValueError as error:  # U+0000 and half surrogate pairs
        raise _syntax_error(f"This is not text: {error}.", 1) from error
    except (RecursionError, MemoryError) as error:
        raise _syntax_error("The script is nested too deeply.", 1) from error
    _check_depth(tree)
    return tree


def _check_depth(tree: ast.Module) -> None:
    # Before anything walks the tree by recursion, in a thread whose stack is not ours.
    pending: deque[tuple[ast.AST, int, int]] = deque([(tree, 0, 1)])
    while pending:
        node, depth, line = pending.pop()
        line = getattr(node, "lineno", line)
        if depth > MAX_DEPTH:
            raise _syntax_error("The script is nested too deeply; use more lines.", line)
        pending.extend((child, depth + 1, line) for child in ast.iter_child_nodes(node))


def _refuse(names: ScriptNames, policy: ScriptPolicy) -> None:
    # One fault is often noted by both, such as a call of a name with an underscore.
    found = {(p.line, p.detail): p for p in (*policy.problems, *names.problems)}
    if found:
        raise ScriptSyntaxError(sorted(found.values(), key=lambda problem: problem.line or 0))


def _keep_value(tree: ast.Module) -> None:
    last = tree.body[-1]
    if isinstance(last, ast.Expr):
        kept = ast.Assign(targets=[ast.Name(VALUE_NAME, ast.Store())], value=last.value)
        tree.body[-1] = ast.fix_missing_locations(ast.copy_location(kept, last))


def _syntax_error(detail: str, line: int | None) -> ScriptSyntaxError:
    return ScriptSyntaxError([Problem(code="script_syntax", detail=detail, line=line or 1)])
