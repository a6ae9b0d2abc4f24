"""FEEL, the expression language of DMN 1.5: compiled, bounded, unable to reach Python."""

from bpm.core.feel.errors import (
    FeelEvaluationError,
    FeelLimitError,
    FeelSyntaxError,
    UnknownNameError,
)
from bpm.core.feel.expression import (
    Expression,
    compile_condition,
    compile_expression,
    compile_text_or_feel,
    compiling_once,
    explain,
    needs_declaration,
)
from bpm.core.feel.runtime import Budget

__all__ = [
    "Budget",
    "Expression",
    "FeelEvaluationError",
    "FeelLimitError",
    "FeelSyntaxError",
    "UnknownNameError",
    "compile_condition",
    "compile_expression",
    "compile_text_or_feel",
    "compiling_once",
    "explain",
    "needs_declaration",
]
