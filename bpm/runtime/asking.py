"""Answering business-rule tasks within the step that reaches them."""

from collections.abc import MutableSequence

from bpm.core.dmn import ResultMapping, map_result
from bpm.core.engine.contracts import Decide, DecisionRequest
from bpm.core.values import Value
from bpm.decisions.contracts import Asker, NewEvaluation
from bpm.definitions import queries as definitions
from bpm.runtime.masking import secrets_of
from bpm.runtime.rows import Instance
from bpm.runtime.step import Doing


def make_decide(
    instance: Instance, doing: Doing, evaluations: MutableSequence[NewEvaluation]
) -> Decide:
    """Return what answers the business-rule tasks of an instance.

    Args:
        instance: Whose tasks ask.
        doing: The command.
        evaluations: Where each evaluation is added that is to be kept.
    """

    def decide(request: DecisionRequest) -> Value:
        bound = definitions.get_bound_decision(
            request.choice, tenant_id=instance.tenant_id, definition_id=instance.definition_id
        )
        variables = request.read(bound.program.reads(bound.key))
        evaluation = bound.program.evaluate(bound.key, variables, now=doing.now)
        mapping = None if request.mapping is None else ResultMapping(request.mapping)
        value = map_result(bound.program, bound.key, evaluation.result, mapping)
        actor = doing.actor
        secrets = secrets_of(instance.definition_id)
        evaluations.append(
            NewEvaluation(
                tenant_id=instance.tenant_id,
                decision=bound,
                evaluation=evaluation,
                at=doing.now,
                evaluated_by=actor.username if actor is not None and actor.id else None,
                asked_by=Asker(
                    process_instance_id=instance.id,
                    root_instance_id=instance.root_instance_id,
                    definition_key=instance.definition_key,
                    activity_id=request.activity_id,
                    visit=request.visit,
                ),
                secrets=secrets,
                hides_result=request.result_variable in secrets,
            )
        )
        return value

    return decide
