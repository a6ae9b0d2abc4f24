"""Which version of a form a user task or a start means."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import QuerySet

from bpm.core.bpmn import FormReference
from bpm.core.engine.contracts import Binding, FormChoice
from bpm.definitions.compiled import load_bound_form
from bpm.definitions.contracts import (
    BoundForm,
    Executable,
    FormState,
    OutcomeView,
    ShownForm,
)
from bpm.definitions.errors import FormNotFoundError
from bpm.definitions.memory import Memory
from bpm.definitions.models import FormDefinition, ProcessDefinition

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


def find_start_form(executable: Executable) -> BoundForm | None:
    """Return the form to be filled in for a start, or None where the process has none.

    Raises:
        FormNotFoundError: The process names a form that is not there any more.
    """
    reference = executable.process.info.start_form
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
        rows = _narrow(_rows(tenant_id, choice.key), choice)
        if not rows.filter(state=FormState.ACTIVE.value).exists():
            yield reference, describe_choice(choice)


def _find(choice: FormChoice, *, definition_id: UUID, tenant_id: UUID) -> UUID:
    rows = _narrow(_rows(tenant_id, choice.key), choice)
    match choice.binding:
        case Binding.DEPLOYMENT:
            shown_by = ProcessDefinition.objects.filter(id=definition_id)
            rows = rows.filter(deployed_at__lte=shown_by.values("deployed_at")[:1])
        case Binding.LATEST | Binding.VERSION_TAG:
            rows = rows.filter(state=FormState.ACTIVE.value)
        case Binding.VERSION:
            pass
    found = rows.order_by("-version").values_list("id", flat=True).first()
    if found is None:
        raise FormNotFoundError(describe_choice(choice))
    return found


def _rows(tenant_id: UUID, key: str) -> QuerySet[FormDefinition]:
    return FormDefinition.objects.filter(tenant_id=tenant_id, key=key)


def _narrow(rows: QuerySet[FormDefinition], choice: FormChoice) -> QuerySet[FormDefinition]:
    match choice.binding:
        case Binding.VERSION:
            return rows.filter(version=choice.version or 0)
        case Binding.VERSION_TAG:
            return rows.filter(version_tag=choice.version_tag)
        case Binding.DEPLOYMENT | Binding.LATEST:
            return rows


def describe_choice(choice: FormChoice) -> str:
    """Return a sentence that says which form is not there."""
    form = f"There is no form {choice.key[:255]!r}"
    match choice.binding:
        case Binding.VERSION:
            return f"{form} of version {choice.version}."
        case Binding.VERSION_TAG:
            return f"{form} with the version tag {choice.version_tag!r}."
        case Binding.DEPLOYMENT:
            return f"{form} that was deployed before or with the process that shows it."
        case Binding.LATEST:
            return f"{form}."
