"""The part of Python that scripts are written in, and how it is made safe."""

import ast
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Final

from RestrictedPython.transformer import (
    IOPERATOR_TO_STR,
    RestrictingNodeTransformer,
    copy_locations,
)
from typing_extensions import override

from bpm.core.errors import Problem
from bpm.core.scripting.library import ATTRIBUTE_NAMES, EXCEPTIONS

_Visited = ast.AST | Iterable[ast.AST] | None

_REFUSALS: Final = {
    "AnnAssign": "Variables take no type; write `name = value`.",
    "AsyncFor": "Nothing in a script is asynchronous.",
    "AsyncFunctionDef": "Nothing in a script is asynchronous.",
    "AsyncWith": "Nothing in a script is asynchronous.",
    "Await": "Nothing in a script is asynchronous.",
    "ClassDef": "Classes cannot be defined; use functions and dictionaries.",
    "Import": "Nothing can be imported.",
    "ImportFrom": "Nothing can be imported.",
    "Match": "There is no match statement; use if and elif.",
    "With": "There is no with statement; a script opens nothing.",
    "Yield": "Functions cannot yield; return a list.",
    "YieldFrom": "Functions cannot yield; return a list.",
}


class ScriptPolicy(RestrictingNodeTransformer):
    """Refuses what a script may not say, and routes the rest through the guards.

    Args:
        source: Text of the script; literals keep the digits that stand there.
    """

    def __init__(self, source: str) -> None:
        super().__init__()
        self.problems: list[Problem] = []
        self._source = source

    @override
    def error(self, node: ast.AST, info: str) -> None:
        """Note one fault."""
        line = getattr(node, "lineno", None)
        self.problems.append(Problem(code="script_not_allowed", detail=info, line=line))

    @override
    def not_allowed(self, node: ast.AST) -> None:
        """Refuse a whole construct."""
        kind = type(node).__name__
        self.error(node, _REFUSALS.get(kind, f"{kind} is not part of the language of scripts."))

    @override
    def check_name(
        self,
        node: ast.AST,
        name: str | None,
        allow_magic_methods: bool = False,
    ) -> None:
        """Refuse names that begin with an underscore: those of Python and of the guards."""
        if name is not None and name.startswith("_") and name != "_":
            self.error(node, f"{name!r} begins with an underscore.")

    @override
    def visit_Name(self, node: ast.Name) -> _Visited:
        """Accept a name; ``print`` is a function as any other."""
        self.check_name(node, node.id)
        return node

    @override
    def visit_Global(self, node: ast.Global) -> _Visited:
        """Accept plain names."""
        for name in node.names:
            self.check_name(node, name)
        return node

    @override
    def visit_Constant(self, node: ast.Constant) -> _Visited:
        """Turn numbers with a fraction into exact decimal numbers."""
        if isinstance(node.value, complex) or node.value is ...:
            self.error(node, f"{node.value!r} is no value of a script.")
        if not isinstance(node.value, float):
            return node
        return self._call("_decimal_", [ast.Constant(self._digits(node, node.value))], node)

    def _digits(self, node: ast.Constant, value: float) -> str:
        text = (ast.get_source_segment(self._source, node) or "").replace("_", "")
        try:
            # Inside f-strings, positions are not to be trusted before Python 3.12.
            written = Decimal(text)
        except InvalidOperation:
            return repr(value)
        return text if float(written) == value else repr(value)

    @override
    def visit_BinOp(self, node: ast.BinOp) -> _Visited:
        """Let whole numbers divide exactly."""
        node = self.node_contents_visit(node)
        if isinstance(node.op, ast.Div):
            return self._call("_divide_", [node.left, node.right], node)
        return node

    @override
    def visit_AugAssign(self, node: ast.AugAssign) -> _Visited:
        """Allow items to be changed in place, beside names."""
        target = node.target
        if not isinstance(target, ast.Subscript):
            return super().visit_AugAssign(node)
        node = self.node_contents_visit(node)
        sign = ast.Constant(IOPERATOR_TO_STR[type(node.op)])
        # The target was turned into a write; what it writes to is the argument of that call.
        opened = target.value
        holder = opened.args[0] if isinstance(opened, ast.Call) else opened
        call = self._call("_change_item_", [sign, holder, target.slice, node.value], node)
        statement = ast.Expr(call)
        copy_locations(statement, node)
        return statement

    @override
    def visit_Attribute(self, node: ast.Attribute) -> _Visited:
        """Allow attributes to be read that some value has."""
        if not isinstance(node.ctx, ast.Load):
            self.error(node, "Attributes cannot be changed.")
        elif node.attr not in ATTRIBUTE_NAMES:
            detail = f"No value has {node.attr!r} in scripts."
            if node.attr in {"format", "format_map"}:
                detail = f"No value has {node.attr!r} in scripts; use an f-string."
            self.error(node, detail)
        else:
            return super().visit_Attribute(node)
        return node

    @override
    def visit_FunctionDef(self, node: ast.FunctionDef) -> _Visited:
        """Allow plain functions."""
        if node.decorator_list:
            self.error(node, "Functions take no decorators.")
        return super().visit_FunctionDef(node)

    @override
    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> _Visited:
        """Allow handlers of the listed exceptions."""
        kind = node.type
        kinds: list[ast.expr | None] = [*kind.elts] if isinstance(kind, ast.Tuple) else [kind]
        for kind in kinds:
            is_listed = isinstance(kind, ast.Name) and kind.id in EXCEPTIONS
            if kind is not None and not is_listed:
                self.error(node, f"Only these can be handled: {', '.join(sorted(EXCEPTIONS))}.")
        return super().visit_ExceptHandler(node)

    def _refuse(self, node: ast.AST) -> _Visited:
        self.not_allowed(node)
        return node

    visit_ClassDef = visit_Import = visit_ImportFrom = visit_With = _refuse  # noqa: N815 - ast's names
    visit_Yield = visit_YieldFrom = visit_TemplateStr = visit_Interpolation = _refuse  # noqa: N815

    def _call(self, name: str, arguments: list[ast.expr], node: ast.expr | ast.stmt) -> ast.Call:
        call = ast.Call(func=ast.Name(name, ast.Load()), args=arguments, keywords=[])
        copy_locations(call, node)
        return call
