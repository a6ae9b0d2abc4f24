"""Tasks: none, manual, script, user."""

from SpiffWorkflow.bpmn.specs.defaults import ManualTask, NoneTask, ScriptTask, UserTask
from typing_extensions import override

from bpm.core.bpmn import AssignmentSettings, ScriptSettings
from bpm.core.engine.contracts import CreateUserTask
from bpm.core.engine.spiff.evaluation import (
    DEFAULT_PRIORITY,
    evaluate,
    evaluate_instant,
    evaluate_integer,
    evaluate_names,
    evaluate_text,
)
from bpm.core.engine.spiff.specs.base import EngineSpec
from bpm.core.engine.spiff.task import EngineTask, Wait


class EngineNoneTask(EngineSpec, NoneTask):
    """A task of no kind: it is passed at once."""

    activity_type = "task"


class EngineManualTask(EngineSpec, ManualTask):
    """Work that the engine knows nothing of: it is passed at once."""

    activity_type = "manual_task"


class EngineScriptTask(EngineSpec, ScriptTask):
    """Evaluates its script and writes the value to the result variable."""

    activity_type = "script_task"

    def __init__(
        self, wf_spec: object, name: str, *, settings: ScriptSettings, **kwargs: object
    ) -> None:
        super().__init__(wf_spec, name, script=settings.body.source, **kwargs)
        self.settings = settings

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Evaluate the script."""
        value = evaluate(task, self.settings.body, f"script of {self.activity_id!r}")
        if self.settings.result_variable is not None:
            task.workflow.run.scopes.write(task.scope, self.settings.result_variable, value)
        return True


class EngineUserTask(EngineSpec, UserTask):
    """Work for a person: the assignment is evaluated once, then it waits."""

    activity_type = "user_task"

    def __init__(
        self, wf_spec: object, name: str, *, settings: AssignmentSettings, **kwargs: object
    ) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.settings = settings

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Ask the outside for a user task."""
        settings = self.settings
        effect = CreateUserTask(
            visit=task.id,
            activity_id=self.activity_id,
            name=self.bpmn_name or self.activity_id,
            assignee=evaluate_text(task, settings.assignee, "assignee"),
            candidate_users=evaluate_names(task, settings.candidate_users, "candidate users"),
            candidate_groups=evaluate_names(task, settings.candidate_groups, "candidate groups"),
            priority=evaluate_integer(task, settings.priority, "priority", DEFAULT_PRIORITY),
            due_at=evaluate_instant(task, settings.due_date, "due date"),
            follow_up_at=evaluate_instant(task, settings.follow_up_date, "follow-up date"),
        )
        task.workflow.run.effects.append(effect)
        task.wait_for(Wait.USER_TASK)
        return None
