"""What other apps may know of evaluations of decisions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from bpm.base.wire import JsonObject, JsonValue
from bpm.core.dmn import Evaluation
from bpm.core.errors import Problem
from bpm.definitions.decision_types import BoundDecision


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """The step of a process that asked a decision."""

    process_instance_id: UUID
    root_instance_id: UUID
    definition_key: str
    activity_id: str
    visit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvaluation:
    """An evaluation that is to be kept.

    Args:
        evaluated_by: Username; None for what the suite does by itself.
        asked_by: None where a program asked by itself.
        secrets: Names of variables whose values are not kept.
        hides_result: Whether the result goes into one of these.
    """

    tenant_id: UUID
    decision: BoundDecision
    evaluation: Evaluation
    at: datetime
    evaluated_by: str | None
    asked_by: Asker | None = None
    secrets: frozenset[str] = frozenset()
    hides_result: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatedInputView:
    """What an input held.

    Args:
        is_secret: It came from a secret variable; null stands for the value.
    """

    id: str
    label: str
    value: JsonValue
    is_secret: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedRuleView:
    """A rule that fitted.

    Args:
        number: From 1, in order of the table.
        outputs: By name.
    """

    id: str
    number: int
    outputs: JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatedDecisionView:
    """One decision of an evaluation: the one that was asked, or one that it requires.

    Args:
        is_secret: What it gave came from a secret variable or went into one; null stands for
            the outputs of its rules and for its result.
    """

    decision_id: str
    name: str
    inputs: tuple[EvaluatedInputView, ...]
    rules: tuple[MatchedRuleView, ...]
    result: JsonValue
    is_secret: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionEvaluationView:
    """How a decision came about.

    Args:
        result: Null where ``is_secret`` of the last decision says that it is masked.
        result_types: Type by place (``result``, or a JSON Pointer) where JSON cannot say it.
        decisions: All that were evaluated, in this order; the one that was asked is the last.
        evaluated_by: Username; None where the suite did it.
        process_instance_id: The instance that asked; None where a program did.
    """

    id: UUID
    decision_definition_id: UUID
    decision_key: str
    decision_name: str
    version: int
    version_tag: str | None
    evaluated_at: datetime
    evaluated_by: str | None
    process_instance_id: UUID | None
    definition_key: str | None
    activity_id: str | None
    result: JsonValue
    result_types: Mapping[str, str]
    decisions: tuple[EvaluatedDecisionView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTrialView:
    """What a decision that is being written would decide.

    Args:
        result_types: Type by place (``result``, or a JSON Pointer) where JSON cannot say it.
        decisions: All that were evaluated, in this order; the one that was asked is the last.
    """

    result: JsonValue
    result_types: Mapping[str, str]
    decisions: tuple[EvaluatedDecisionView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchItemView:
    """What came of one set of variables: an evaluation, or the reasons why there is none."""

    evaluation: DecisionEvaluationView | None = None
    errors: tuple[Problem, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchView:
    """What came of many sets of variables, in their order."""

    items: tuple[BatchItemView, ...]
