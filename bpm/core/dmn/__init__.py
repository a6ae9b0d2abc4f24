"""Decisions of DMN 1.1 to 1.5: read, checked, compiled and evaluated, without Django."""

from bpm.core.dmn.errors import (
    AnyBrokenError,
    CellBrokenError,
    DecisionEvaluationError,
    InputNotAllowedError,
    InvalidDecisionModelError,
    NoRuleMatchesError,
    OutputNotAllowedError,
    UniqueBrokenError,
)
from bpm.core.dmn.graph import (
    DecisionProgram,
    DecisionTrace,
    Evaluation,
    InputValue,
    MatchedRule,
)
from bpm.core.dmn.model import Decision, HitPolicy
from bpm.core.dmn.program import DecisionReport, load_decisions, read_decisions

__all__ = [
    "AnyBrokenError",
    "CellBrokenError",
    "Decision",
    "DecisionEvaluationError",
    "DecisionProgram",
    "DecisionReport",
    "DecisionTrace",
    "Evaluation",
    "HitPolicy",
    "InputNotAllowedError",
    "InputValue",
    "InvalidDecisionModelError",
    "MatchedRule",
    "NoRuleMatchesError",
    "OutputNotAllowedError",
    "UniqueBrokenError",
    "load_decisions",
    "read_decisions",
]
