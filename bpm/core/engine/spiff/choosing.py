"""What people do with an ad-hoc sub-process that is open: begin something in it, or end it.

Source: BPMN 2.0.2 §13.3.5: what is enabled is selected by a person; in sequence only where nothing
else is under way.
"""

from bpm.core.engine.contracts import BeginActivity, Choice, ChoiceCommand, Choices
from bpm.core.engine.errors import UnknownVisitError
from bpm.core.engine.spiff.run import Run
from bpm.core.engine.spiff.specs.containers import EngineAdHocSubProcess
from bpm.core.engine.spiff.task import EngineTask
from bpm.core.errors import Problem

CLOSED = "ad_hoc_closed"
UNDER_WAY = "ad_hoc_under_way"
CONDITION_DECIDES = "ad_hoc_condition_decides"
ENDS_BY_ITSELF = "ad_hoc_ends_by_itself"


def open_choices(run: Run) -> list[EngineTask]:
    """Return the visits to ad-hoc sub-processes that are open, oldest first."""
    owners = [tree.owner for tree in run.workflows.values() if tree.owner is not None]
    found = [task for task in owners if isinstance(task.task_spec, EngineAdHocSubProcess)]
    # What is completed and kept for compensation is open no more.
    return sorted((task for task in found if run.find(task.id) is task), key=lambda task: task.id)


def choices_of(task: EngineTask) -> Choices:
    """Return what people may do with a visit to an ad-hoc sub-process."""
    spec = _spec_of(task)
    problem = _beginning_problem(task, spec)
    return Choices(
        visit=task.id,
        activity_id=spec.activity_id,
        activities=tuple(Choice(activity_id=id_, problem=problem) for id_ in spec.choosable),
        ending=_ending_problem(task, spec),
    )


def apply_choice(run: Run, command: ChoiceCommand) -> None:
    """Begin an activity of an ad-hoc sub-process, or end that.

    Raises:
        UnknownVisitError: Nothing at that visit can be chosen like this.
    """
    task = next((task for task in open_choices(run) if task.id == command.visit), None)
    if task is None:
        raise UnknownVisitError(f"Visit {command.visit} is to no open ad-hoc sub-process.")
    spec = _spec_of(task)
    if isinstance(command, BeginActivity):
        if _beginning_problem(task, spec) is not None or command.activity_id not in spec.choosable:
            raise UnknownVisitError(f"{command.activity_id!r} cannot be begun there.")
        spec.begin_chosen(task, command.activity_id)
        return
    if _ending_problem(task, spec) is not None:
        raise UnknownVisitError(f"Visit {command.visit} cannot be ended.")
    spec.end(task)
    run.queue_last(task)


def _spec_of(task: EngineTask) -> EngineAdHocSubProcess:
    if not isinstance(task.task_spec, EngineAdHocSubProcess):
        raise TypeError(task.task_spec.activity_id)
    return task.task_spec


def _beginning_problem(task: EngineTask, spec: EngineAdHocSubProcess) -> Problem | None:
    if task.is_held or spec.is_over(task) or spec.has_enough(task):
        detail = f"{spec.activity_id!r} takes nothing more."
        remedy = "Retry its incident, or wait for what is under way."
        return _problem(CLOSED, spec, detail, remedy)
    if spec.inside.is_sequential and _is_busy(task):
        detail = f"Something in {spec.activity_id!r} is under way, and one thing follows the other."
        return _problem(UNDER_WAY, spec, detail, "Complete that first.")
    return None


def _ending_problem(task: EngineTask, spec: EngineAdHocSubProcess) -> Problem | None:
    if not spec.inside.is_chosen:
        detail = f"{spec.activity_id!r} ends when all in it is done."
        return _problem(ENDS_BY_ITSELF, spec, detail, "Complete what is under way.")
    if spec.settings.completion_condition is not None:
        detail = f"{spec.activity_id!r} ends when its completion condition holds."
        return _problem(CONDITION_DECIDES, spec, detail, "Bring the condition about.")
    if task.is_held or spec.is_over(task) or _is_busy(task):
        detail = f"Something in {spec.activity_id!r} is under way."
        return _problem(UNDER_WAY, spec, detail, "Complete that first.")
    return None


def _is_busy(task: EngineTask) -> bool:
    return task.workflow.run.workflows[task.id].active > 0


def _problem(code: str, spec: EngineAdHocSubProcess, detail: str, remedy: str) -> Problem:
    return Problem(code=code, detail=detail, element_id=spec.activity_id, remedy=remedy)
