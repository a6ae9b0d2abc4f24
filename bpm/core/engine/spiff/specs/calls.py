"""Service and send tasks, call activities: what somebody else does, and what comes back."""

from collections.abc import Mapping
from typing import ClassVar

from SpiffWorkflow.bpmn.specs.defaults import SendTask, ServiceTask
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from SpiffWorkflow.bpmn.specs.mixins import BpmnSpecMixin
from typing_extensions import override

from bpm.core.bpmn import CalledElementSettings, ServiceSettings, ThrownMessage
from bpm.core.engine.contracts import (
    Binding,
    CreateJob,
    JobKind,
    ServiceCall,
    StartChild,
)
from bpm.core.engine.errors import StepError
from bpm.core.engine.spiff.data import bring
from bpm.core.engine.spiff.evaluation import (
    evaluate_optional,
    evaluate_priority,
    evaluate_text,
    holds_for_error,
)
from bpm.core.engine.spiff.publishing import publish
from bpm.core.engine.spiff.specs.base import EngineSpec
from bpm.core.engine.spiff.task import EngineTask, Wait
from bpm.core.values import Value


class EngineCallTask(EngineSpec):
    """Has a connector called by a job, and writes the result.

    The parameters are evaluated at each attempt, so that a variable can be mended in between.

    Args:
        settings: What is called.
    """

    spiff_arguments: ClassVar[Mapping[str, object]] = {}

    def __init__(
        self, wf_spec: object, name: str, *, settings: ServiceSettings, **kwargs: object
    ) -> None:
        super().__init__(wf_spec, name, **self.spiff_arguments, **kwargs)
        self.settings = settings

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Ask for the call."""
        job = CreateJob(
            visit=task.id,
            activity_id=self.activity_id,
            kind=JobKind.SERVICE_CALL,
            priority=evaluate_priority(task, self.jobs.continuation),
            exclusive=False,
            retry_delays=self.jobs.retry_delays,
        )
        task.workflow.run.effects.append(job)
        task.wait_for(Wait.CALL)
        return None

    def describe(self, task: EngineTask) -> ServiceCall:
        """Return the call with its parameters evaluated.

        Raises:
            StepError: A parameter cannot be evaluated.
        """
        settings = self.settings
        return ServiceCall(
            connector=settings.connector,
            operation=settings.operation,
            parameters={
                name: evaluate_optional(task, expression, f"parameter {name!r}")
                for name, expression in settings.parameters
            },
            timeout_seconds=settings.timeout_seconds,
            template_version=settings.template_version,
        )

    def write_result(self, task: EngineTask, result: Value) -> None:
        """Write what the call has given."""
        if self.settings.result_variable is not None:
            task.workflow.run.scopes.write(task.scope, self.settings.result_variable, result)

    def map_failure(self, task: EngineTask, error: Mapping[str, Value]) -> str | None:
        """Return the code of the BPMN error that a failure stands for, or None.

        Raises:
            StepError: A mapping is neither true nor false.
        """
        for mapping in self.settings.error_mappings:
            if mapping.when is None or holds_for_error(task, mapping.when, dict(error)):
                return mapping.error_code
        return None


class EngineServiceTask(EngineCallTask, ServiceTask):
    """Calls a service."""

    activity_type = "service_task"


class EngineSendTask(EngineCallTask, SendTask):
    """Sends by a connector."""

    activity_type = "send_task"
    spiff_arguments = {"event_definition": NoneEventDefinition()}


class EngineMessageTask(EngineSpec, SendTask):
    """Sends a message to whoever waits for it within the suite.

    Args:
        message: Which.
    """

    activity_type = "send_task"

    def __init__(
        self, wf_spec: object, name: str, *, message: ThrownMessage, **kwargs: object
    ) -> None:
        super().__init__(wf_spec, name, event_definition=NoneEventDefinition(), **kwargs)
        self.message = message

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Send it; nobody has to take it now."""
        publish(task, self.message)
        return True


class EngineCallActivity(EngineSpec, BpmnSpecMixin):
    """Has an instance of another definition started and waits for its end.

    SpiffWorkflow's own class runs the other definition inside; ours is an instance apart.

    Args:
        settings: Which definition, and what goes there and comes back.
    """

    activity_type = "call_activity"

    def __init__(
        self, wf_spec: object, name: str, *, settings: CalledElementSettings, **kwargs: object
    ) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.settings = settings

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Ask for the instance."""
        settings = self.settings
        key = evaluate_text(task, settings.key, "called element")
        if key is None:
            raise StepError(f"The call activity {self.activity_id!r} does not say what it calls.")
        effect = StartChild(
            visit=task.id,
            activity_id=self.activity_id,
            definition_key=key,
            binding=Binding(settings.binding),
            version=settings.version,
            version_tag=settings.version_tag,
            business_key=evaluate_text(task, settings.business_key, "business key"),
            variables=self._variables_for(task),
        )
        task.workflow.run.effects.append(effect)
        task.wait_for(Wait.CHILD)
        return None

    def _variables_for(self, task: EngineTask) -> dict[str, Value]:
        if self.settings.propagate_all:
            return task.scope.visible()
        inputs = [] if self.io is None else [mapping.name for mapping in self.io.inputs]
        inputs += () if self.data is None else self.data.parameters
        return {name: task.scope.values[name] for name in inputs}

    def take_over(self, task: EngineTask, variables: Mapping[str, Value]) -> None:
        """Take over what the instance has ended with, as far as the model asks for it.

        All of it where everything is propagated; for outputs, what their expressions read, as
        locals.
        """
        scopes = task.workflow.run.scopes
        if self.settings.propagate_all:
            isolates = self.loop is not None and self.loop.isolates
            scope = task.scope if isolates else task.outer_scope
            for name, value in variables.items():
                scopes.write(scope, name, value)
        outputs = () if self.io is None else self.io.outputs
        for mapping in outputs:
            for name in () if mapping.expression is None else mapping.expression.names:
                if name in variables:
                    scopes.declare(task.scope, name, variables[name])
        if self.data is not None:
            bring(task, self.data, variables)
