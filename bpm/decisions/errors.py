"""What can be wrong with evaluations."""

from bpm.core.errors import InvalidInputError, NotFoundError


class DecisionEvaluationNotFoundError(NotFoundError):
    """There is no such evaluation."""

    code = "decision_evaluation_not_found"


class InvalidEvaluationError(InvalidInputError):
    """The decision cannot be evaluated like this."""

    code = "invalid_evaluation"
