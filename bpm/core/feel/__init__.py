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
    refuse,
)
from bpm.core.feel.ranges import Range
from bpm.core.feel.runtime import Budget, Lookup
from bpm.core.feel.survey import Part, Survey, survey_expression
from bpm.core.feel.unary import UNARY_VALUE, Cell, compile_cell, is_constant, read_constant

__all__ = [
    "UNARY_VALUE",
    "Budget",
    "Cell",
    "Expression",
    "FeelEvaluationError",
    "FeelLimitError",
    "FeelSyntaxError",
    "Lookup",
    "Part",
    "Range",
    "Survey",
    "UnknownNameError",
    "compile_cell",
    "compile_condition",
    "compile_expression",
    "compile_text_or_feel",
    "compiling_once",
    "explain",
    "is_constant",
    "needs_declaration",
    "read_constant",
    "refuse",
    "survey_expression",
]
