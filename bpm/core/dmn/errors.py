"""What can go wrong with decisions: when a model is read, and when a decision is evaluated."""

from bpm.core.errors import InvalidInputError, Problem


class InvalidDecisionModelError(InvalidInputError):
    """The decisions of a file cannot be evaluated."""

    code = "invalid_decision_model"


class DecisionEvaluationError(InvalidInputError):
    """A decision has no answer to these inputs.

    Args:
        detail: What was met, one sentence that names decision, rule and column.
        element_id: Of the decision, rule or cell at fault.
        remedy: What to do about it.
        decision_id: Of the decision.
    """

    code = "decision_evaluation"

    def __init__(
        self, detail: str, *, decision_id: str, element_id: str = "", remedy: str = ""
    ) -> None:
        problem = Problem(
            code=self.code,
            detail=detail,
            element_id=element_id or decision_id,
            remedy=remedy or None,
        )
        super().__init__(detail, problems=[problem])
        self.decision_id = decision_id
        self.element_id = element_id or decision_id


class NoRuleMatchesError(DecisionEvaluationError):
    """No rule of a decision table fits the inputs."""

    code = "decision_no_rule"


class UniqueBrokenError(DecisionEvaluationError):
    """Several rules fit where the hit policy UNIQUE allows one."""

    code = "decision_not_unique"


class AnyBrokenError(DecisionEvaluationError):
    """Rules fit that give different outputs where the hit policy ANY wants equal ones."""

    code = "decision_outputs_differ"


class InputNotAllowedError(DecisionEvaluationError):
    """An input is none of the values that its column allows, or has another type."""

    code = "decision_input_not_allowed"


class OutputNotAllowedError(DecisionEvaluationError):
    """An output is none of the values that its column allows, or has another type."""

    code = "decision_output_not_allowed"


class ResultShapeError(DecisionEvaluationError):
    """The result of a decision does not have the shape that is asked for."""

    code = "decision_result_shape"


class CellBrokenError(DecisionEvaluationError):
    """An expression of a decision cannot be evaluated."""

    code = "decision_cell_failed"
