"""Tasks: none, manual, script, user."""

from SpiffWorkflow.bpmn.specs.defaults import ManualTask, NoneTask, ScriptTask, UserTask
from typing_extensions import override

from bpm.core.bpmn import AssignmentSettings, FormSettings, ScriptSettings
from bpm.core.bpmn.measures import LONGEST_NAME
from bpm.core.engine.contracts import Binding, CreateUserTask, FormChoice
from bpm.core.engine.errors import StepError
from bpm.core.engine.spiff.evaluation import (
    DEFAULT_PRIORITY,
    evaluate_instant,
    evaluate_integer,
    evaluate_names,
    evaluate_optional,
    evaluate_text,
)
from bpm.core.engine.spiff.specs.base import EngineSpec
from bpm.core.engine.spiff.task import EngineTask, Wait
from bpm.core.scripting import Script, ScriptError, compile_script, evaluate_script
from bpm.core.values import Value


class EngineNoneTask(EngineSpec, NoneTask):
    """A task of no kind: it is passed at once."""

    activity_type = "task"


class EngineManualTask(EngineSpec, ManualTask):
    """Work that the engine knows nothing of: it is passed at once."""

    activity_type = "manual_task"


class EngineScriptTask(EngineSpec, ScriptTask):
    """Runs its script; the value goes to the result variable.

    What a script in Python assigns goes to variables as well. It runs in a process of its own.
    """

    activity_type = "script_task"

    def __init__(
        self, wf_spec: object, name: str, *, settings: ScriptSettings, **kwargs: object
    ) -> None:
        super().__init__(wf_spec, name, script=settings.source, **kwargs)
        self.settings = settings
        self.program = None if settings.body is not None else compile_script(settings.source)

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Run the script."""
        value = self._run_python(task, self.program) if self.program else self._run_feel(task)
        if self.settings.result_variable is not None:
            task.workflow.run.scopes.write(task.scope, self.settings.result_variable, value)
        return True

    def _run_feel(self, task: EngineTask) -> Value:
        what = f"script of {self.activity_id!r}"
        return evaluate_optional(task, self.settings.body, what)

    def _run_python(self, task: EngineTask, program: Script) -> Value:
        given = task.scope.visible(program.reads)
        try:
            context = task.workflow.run.context
            outcome = evaluate_script(
                program, given, budget=context.script_time, limits=context.limits
            )
        except ScriptError as error:
            where = "" if error.line is None else f" in line {error.line}"
            what = f"The script of {self.activity_id!r} failed{where}"
            shape = f"{what} {type(error).__name__}"
            raise StepError(f"{what}: {error.message}", shape=shape) from error
        for name, value in outcome.variables.items():
            task.workflow.run.scopes.write(task.scope, name, value)
        return outcome.value


class EngineUserTask(EngineSpec, UserTask):
    """Work for a person: assignment and form are evaluated once, then it waits."""

    activity_type = "user_task"

    def __init__(
        self,
        wf_spec: object,
        name: str,
        *,
        settings: AssignmentSettings,
        form: FormSettings | None = None,
        **kwargs: object,
    ) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.settings = settings
        self.form = form

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Ask the outside for a user task."""
        settings = self.settings
        effect = CreateUserTask(
            visit=task.id,
            activity_id=self.activity_id,
            name=self.bpmn_name or self.activity_id,
            assignee=self._find_assignee(task),
            candidate_users=evaluate_names(task, settings.candidate_users, "candidate users"),
            candidate_groups=evaluate_names(task, settings.candidate_groups, "candidate groups"),
            priority=evaluate_integer(task, settings.priority, "priority", DEFAULT_PRIORITY),
            due_at=evaluate_instant(task, settings.due_date, "due date"),
            follow_up_at=evaluate_instant(task, settings.follow_up_date, "follow-up date"),
            form=self._choose_form(task),
            exclude_completers_of=settings.exclude_completers_of,
        )
        task.workflow.run.effects.append(effect)
        task.wait_for(Wait.USER_TASK)
        return None

    def _find_assignee(self, task: EngineTask) -> str | None:
        named = evaluate_text(task, self.settings.assignee, "assignee", LONGEST_NAME)
        return task.meant_for or named or task.last_holder

    def _choose_form(self, task: EngineTask) -> FormChoice | None:
        if self.form is None:
            return None
        key = evaluate_text(task, self.form.key, "form key", LONGEST_NAME)
        if key is None:
            raise StepError(f"The user task {self.activity_id!r} does not say which form it shows.")
        return FormChoice(
            key=key,
            binding=Binding(self.form.binding),
            version=self.form.version,
            version_tag=self.form.version_tag,
        )
