"""Which version of a form a user task or a start means."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from bpm.core.bpmn import FormReference
from bpm.core.engine.contracts import Binding, FormChoice
from bpm.definitions.compiled import load_bound_form
from bpm.definitions.contracts import BoundForm, Executable, OutcomeView, ShownForm
from bpm.definitions.errors import FormNotFoundError
from bpm.definitions.memory import Memory
from bpm.definitions.queries.binding import describe_missing, find_version, has_version

_by_deployment: Memory[tuple[UUID, str], UUID] = Memory()


def get_bound_form(choice: FormChoice, *, definition_id: UUID, tenant_id: UUID) -> BoundForm:
    """Return the form that a process means, found at this moment.

    What is bound to the deployment or to a version stays that form, also when it was deleted.

    Args:
        choice: Key and binding. What is bound to the deployment is the version that was newest
            when the process was deployed, those of the same deployment included.
        definition_id: The process that shows it.
        tenant_id: Forms of other tenants do not exist.

    Raises:
        FormNotFoundError: There is none.
    """
    if choice.binding is not Binding.DEPLOYMENT:
        return load_bound_form(_find(choice, definition_id=definition_id, tenant_id=tenant_id))
    remembered = _by_deployment.find((definition_id, choice.key))
    if remembered is None:
        remembered = _find(choice, definition_id=definition_id, tenant_id=tenant_id)
        _by_deployment.remember((definition_id, choice.key), remembered)
    return load_bound_form(remembered)


def get_form_by_id(form_id: UUID) -> BoundForm:
    """Return the form that a user task is bound to, from memory where possible.

    Raises:
        FormNotFoundError: There is none of this id.
    """
    return load_bound_form(form_id)


def list_field_labels(form_id: UUID | None) -> dict[str, str]:
    """Return what the fields of a form are called, by key; empty where there is no form."""
    try:
        return {} if form_id is None else get_form_by_id(form_id).form.labels()
    except FormNotFoundError:
        return {}


def find_start_form(executable: Executable, start_at: str | None = None) -> BoundForm | None:
    """Return the form to be filled in for a start, or None where the process has none.

    Args:
        executable: What is started.
        start_at: At which start event; None for the one of a start that names none.

    Raises:
        FormNotFoundError: The process names a form that is not there any more.
    """
    info = executable.process.info
    reference = info.start_form if start_at is None else info.start_form_at(start_at)
    if reference is None:
        return None
    return get_bound_form(
        choice_of(reference), definition_id=executable.id, tenant_id=executable.tenant_id
    )


def show_form(bound: BoundForm) -> ShownForm:
    """Return a form as it is shown to people."""
    form = bound.form
    return ShownForm(
        id=bound.id,
        key=bound.key,
        version=bound.version,
        version_tag=bound.version_tag,
        name=form.name,
        schema=form.schema,
        outcome_variable=form.outcome_variable,
        outcomes=tuple(
            OutcomeView(value=button.outcome, label=button.label)
            for button in form.outcomes
            if button.outcome is not None
        ),
        needs_outcome=form.needs_outcome,
    )


def choice_of(reference: FormReference) -> FormChoice:
    """Return what a model names as the engine says it."""
    return FormChoice(
        key=reference.key,
        binding=Binding(reference.binding),
        version=reference.version,
        version_tag=reference.version_tag,
    )


def list_missing_forms(
    tenant_id: UUID, references: Iterable[FormReference]
) -> Iterator[tuple[FormReference, str]]:
    """Yield the references that lead to no form of the tenant, with what was looked for."""
    for reference in references:
        choice = choice_of(reference)
        if not has_version("form_definition", choice, tenant_id=tenant_id):
            yield reference, _describe(choice)


def _find(choice: FormChoice, *, definition_id: UUID, tenant_id: UUID) -> UUID:
    found = find_version(
        "form_definition", choice, tenant_id=tenant_id, definition_id=definition_id
    )
    if found is None:
        raise FormNotFoundError(_describe(choice))
    return found


def _describe(choice: FormChoice) -> str:
    return describe_missing(choice, noun="form", named_by="shows")
