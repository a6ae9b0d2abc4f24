"""Business-rule tasks: a decision is asked within the step."""

from SpiffWorkflow.bpmn.specs.defaults import NoneTask
from typing_extensions import override

from bpm.core.bpmn import DecisionSettings
from bpm.core.engine.contracts import Binding, DecisionChoice, DecisionRequest
from bpm.core.engine.errors import StepError
from bpm.core.engine.spiff.evaluation import evaluate_text
from bpm.core.engine.spiff.specs.base import EngineSpec
from bpm.core.engine.spiff.task import EngineTask
from bpm.core.errors import BpmError


class EngineRuleTask(EngineSpec, NoneTask):
    """Asks a decision and keeps its answer."""

    activity_type = "business_rule_task"

    def __init__(
        self, wf_spec: object, name: str, *, settings: DecisionSettings, **kwargs: object
    ) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.settings = settings

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Ask the decision; what it cannot answer is an incident that names rule and column."""
        run, settings = task.workflow.run, self.settings
        key = evaluate_text(task, settings.key, "decision id")
        decide = run.context.decide
        if key is None or decide is None:
            why = "it names none" if key is None else "no decision can be asked here"
            raise StepError(f"The decision of {self.activity_id!r} is not known: {why}.")
        request = DecisionRequest(
            visit=task.id,
            activity_id=self.activity_id,
            choice=DecisionChoice(
                key=key,
                binding=Binding(settings.binding),
                version=settings.version,
                version_tag=settings.version_tag,
            ),
            mapping=settings.mapping,
            read=task.scope.visible,
            result_variable=settings.result_variable,
        )
        try:
            value = decide(request)
        except BpmError as error:
            shape = f"decision {key} {error.code}"
            message = f"The decision {key!r} of {self.activity_id!r} has no answer: {error.detail}"
            raise StepError(message, shape=shape) from error
        if settings.result_variable is not None:
            run.scopes.write(task.scope, settings.result_variable, value)
        return True
