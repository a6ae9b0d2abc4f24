"""Trying a form out while it is being built."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bpm.base import clock
from bpm.core.forms import read_form, submit_form
from bpm.core.values import JsonObject, Value, dump_json
from bpm.definitions.contracts import FormTrialView
from bpm.definitions.errors import InvalidDraftError
from bpm.identity import services as identity_services
from bpm.identity.contracts import Actor, Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTrial:
    """A form and what somebody might enter.

    Args:
        schema: In the words of form-js.
        known: Variables that would be there.
        submitted: What the person would change.
        outcome: What the button would mean that is pressed.
    """

    schema: JsonObject
    known: Mapping[str, Value]
    submitted: JsonObject
    outcome: str | None = None


def try_form(actor: Actor, trial: FormTrial) -> FormTrialView:
    """Return what the server would say to a form that is submitted; nothing is stored.

    Raises:
        PermissionMissingError: The actor may not edit drafts.
        InvalidDraftError: The form could not be deployed; every fault is listed.
        FormExpressionError: The form's expressions take too much work.
    """
    identity_services.require(actor, Permission.EDIT_DRAFTS)
    report = read_form(dump_json(trial.schema))
    if report.form is None:
        problems = [
            replace(problem, pointer=f"/schema{problem.pointer}") for problem in report.errors
        ]
        raise InvalidDraftError("The form could not be deployed.", problems=problems)
    submission = submit_form(
        report.form,
        known=trial.known,
        sent=trial.submitted,
        outcome=trial.outcome,
        now=clock.now(),
    )
    return FormTrialView(
        valid=not submission.problems,
        values=submission.values,
        errors=submission.problems,
        hidden=tuple(sorted(submission.hidden)),
    )
