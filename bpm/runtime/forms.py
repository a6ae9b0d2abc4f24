"""Taking in forms that people submit: all of it or nothing, within the command."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from bpm.core import engine
from bpm.core.errors import Problem
from bpm.core.forms import Submission, submit_form
from bpm.core.values import Value, encode_variables
from bpm.definitions import queries as definitions
from bpm.definitions.contracts import Executable
from bpm.runtime import step
from bpm.runtime.errors import FormInvalidError, NoStartFormError
from bpm.runtime.rows import LockedInstance
from bpm.user_tasks.contracts import UserTaskRow
from bpm.user_tasks.errors import FormChangedError

_NOTHING_KNOWN: Mapping[str, Value] = {}


def take_task_form(
    task: UserTaskRow,
    locked: LockedInstance,
    *,
    sent: Mapping[str, Value],
    outcome: str | None,
    now: datetime,
    is_decision: bool = True,
) -> Mapping[str, Value]:
    """Return what completing a user task writes: what its form lets pass.

    A task without a form writes what was sent, and has no outcomes.

    Args:
        task: Which user task.
        locked: Its process instance.
        sent: What the person changed.
        outcome: What the button means that was pressed.
        now: When.
        is_decision: Whether one of the form's outcomes has to be chosen, where it has any.

    Raises:
        FormInvalidError: Something is wrong with it; every fault is listed.
        FormExpressionError: The form's expressions take too much work.
    """
    if task.form_id is None:
        _refuse_outcome(outcome, "This user task has no form and so no outcomes.")
        return sent
    process = definitions.get_executable_by_id(task.definition_id).process
    found = engine.read_user_task(process, step.engine_state_of(locked), task.visit)
    form = definitions.get_form_by_id(task.form_id).form
    plain, _ = encode_variables(sent)
    return _accept(
        submit_form(
            form,
            known=found.visible,
            sent=plain,
            outcome=outcome,
            now=now,
            is_decision=is_decision,
        )
    )


def take_start_form(
    executable: Executable,
    *,
    sent: Mapping[str, Value],
    outcome: str | None,
    form_id: UUID | None,
    start_at: str | None,
    now: datetime,
) -> Mapping[str, Value]:
    """Return what a start writes that was made with the start form.

    Args:
        executable: What is started.
        sent: What the person entered.
        outcome: What the button means that was pressed.
        form_id: The form that the person was shown; None where that is not said.
        start_at: The start event that was chosen; None where none was.
        now: When.

    Raises:
        NoStartFormError: The process has no start form.
        FormNotFoundError: The form that it names is not there any more.
        FormChangedError: It has another form by now.
        FormInvalidError: Something is wrong with it; every fault is listed.
        FormExpressionError: The form's expressions take too much work.
    """
    bound = definitions.find_start_form(executable, start_at)
    if bound is None:
        detail = f"The process {executable.key!r} has no start form."
        problem = Problem(code=NoStartFormError.code, detail=detail, pointer="/form")
        raise NoStartFormError(detail, problems=[problem])
    if form_id not in {None, bound.id}:
        raise FormChangedError("Read the start form again; what was entered is not lost.")
    plain, _ = encode_variables(sent)
    return _accept(
        submit_form(bound.form, known=_NOTHING_KNOWN, sent=plain, outcome=outcome, now=now)
    )


def _accept(submission: Submission) -> Mapping[str, Value]:
    if submission.problems:
        count = len(submission.problems)
        found = "is one error" if count == 1 else f"are {count} errors"
        raise FormInvalidError(f"There {found}; nothing was written.", problems=submission.problems)
    return submission.written


def _refuse_outcome(outcome: str | None, detail: str) -> None:
    if outcome is not None:
        problem = Problem(code="unknown_outcome", detail=detail, pointer="/outcome")
        raise FormInvalidError(detail, problems=[problem])
