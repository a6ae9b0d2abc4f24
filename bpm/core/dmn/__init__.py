"""Decisions of DMN 1.1 to 1.5: read, checked, compiled and evaluated, without Django."""

from bpm.core.dmn.errors import (
    AnyBrokenError,
    CellBrokenError,
    DecisionEvaluationError,
    InputNotAllowedError,
    InvalidDecisionModelError,
    NoRuleMatchesError,
    OutputNotAllowedError,
    ResultShapeError,
    UniqueBrokenError,
)
from bpm.core.dmn.graph import (
    DecisionProgram,
    DecisionTrace,
    Evaluation,
    InputValue,
    MatchedRule,
)
from bpm.core.dmn.mapping import ResultMapping, map_result
from bpm.core.dmn.model import Decision, HitPolicy
from bpm.core.dmn.program import (
    DecisionReport,
    load_decisions,
    read_decision_key,
    read_decisions,
)
from bpm.core.dmn.texts import read_texts

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
    "ResultMapping",
    "ResultShapeError",
    "UniqueBrokenError",
    "load_decisions",
    "map_result",
    "read_decision_key",
    "read_decisions",
    "read_texts",
]
