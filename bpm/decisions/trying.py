"""Trying a decision out while it is being written."""

from collections.abc import Mapping
from dataclasses import dataclass

from bpm.base import clock
from bpm.core.dmn import read_decisions
from bpm.core.errors import Problem
from bpm.core.values import Value, encode_variables
from bpm.decisions.contracts import DecisionTrialView
from bpm.decisions.errors import InvalidEvaluationError
from bpm.decisions.queries import trace_view
from bpm.decisions.services import tell_trace
from bpm.identity import services as identity_services
from bpm.identity.contracts import Actor, Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTrial:
    """A file of decisions and what one of them is asked.

    Args:
        content: The file, in DMN.
        decision_id: Which of its decisions is asked.
        variables: By name.
    """

    content: str
    decision_id: str
    variables: Mapping[str, Value]


def try_decision(actor: Actor, trial: DecisionTrial) -> DecisionTrialView:
    """Return what a decision would decide; nothing is stored.

    Raises:
        PermissionMissingError: The actor may not edit drafts.
        InvalidEvaluationError: The file could not be deployed, or has no such decision.
        DecisionEvaluationError: It has no answer; decision, rule and column are named.
    """
    identity_services.require(actor, Permission.EDIT_DRAFTS)
    report = read_decisions(trial.content.encode())
    if report.program is None:
        raise InvalidEvaluationError(
            "The decisions could not be deployed.", problems=list(report.errors)
        )
    if trial.decision_id not in {decision.id for decision in report.decisions}:
        missing = Problem(
            code="unknown_decision",
            pointer="/decision_id",
            detail=f"The file has no decision {trial.decision_id[:80]!r}.",
            remedy="Name one that it has.",
        )
        raise InvalidEvaluationError(missing.detail, problems=[missing])
    found = report.program.evaluate(trial.decision_id, trial.variables, now=clock.now())
    values, types = encode_variables({"result": found.result})
    return DecisionTrialView(
        result=values["result"],
        result_types=dict(types),
        decisions=tuple(trace_view(tell_trace(trace)) for trace in found.decisions),
    )
