"""Compiled processes, forms and decisions, kept in memory by the id of their definition."""

from uuid import UUID

from bpm.core.dmn import DecisionProgram, load_decisions
from bpm.core.engine import load_process
from bpm.core.forms import load_form
from bpm.definitions.contracts import BoundForm, BusinessKeyPolicy, DefinitionState, Executable
from bpm.definitions.decision_types import BoundDecision
from bpm.definitions.errors import (
    DecisionNotFoundError,
    FormNotFoundError,
    ProcessDefinitionNotFoundError,
)
from bpm.definitions.memory import Memory
from bpm.definitions.models import DecisionDefinition, FormDefinition, ProcessDefinition

_executables: Memory[UUID, Executable] = Memory()
_forms: Memory[UUID, BoundForm] = Memory()
_decisions: Memory[UUID, BoundDecision] = Memory()
_programs: Memory[UUID, DecisionProgram] = Memory()


def load_executable(definition_id: UUID) -> Executable:
    """Return a compiled definition, from memory where it has been used before.

    Ids are never used twice and a stored model never changes, so what is remembered is right.

    Raises:
        ProcessDefinitionNotFoundError: There is none of this id.
    """
    found = _executables.find(definition_id)
    if found is None:
        found = _compile(definition_id)
        _executables.remember(definition_id, found)
    return found


def load_bound_form(form_id: UUID) -> BoundForm:
    """Return a form that can be submitted, from memory where it has been used before.

    Raises:
        FormNotFoundError: There is none of this id.
    """
    found = _forms.find(form_id)
    if found is None:
        found = _read_form(form_id)
        _forms.remember(form_id, found)
    return found


def load_bound_decision(decision_id: UUID) -> BoundDecision:
    """Return a decision that can be evaluated, from memory where it has been used before.

    Raises:
        DecisionNotFoundError: There is none of this id.
    """
    found = _decisions.find(decision_id)
    if found is None:
        found = _read_decision(decision_id)
        _decisions.remember(decision_id, found)
    return found


def _read_decision(decision_id: UUID) -> BoundDecision:
    row = DecisionDefinition.objects.select_related("resource").filter(pk=decision_id).first()
    if row is None:
        raise DecisionNotFoundError
    program = _programs.find(row.resource_id)
    if program is None:
        program = load_decisions(bytes(row.resource.content))
        _programs.remember(row.resource_id, program)
    return BoundDecision(
        id=row.pk,
        key=row.key,
        name=row.name,
        version=row.version,
        version_tag=row.version_tag,
        program=program,
    )


def _read_form(form_id: UUID) -> BoundForm:
    row = FormDefinition.objects.select_related("resource").filter(pk=form_id).first()
    if row is None:
        raise FormNotFoundError
    return BoundForm(
        id=row.pk,
        key=row.key,
        version=row.version,
        version_tag=row.version_tag,
        form=load_form(bytes(row.resource.content)),
    )


def _compile(definition_id: UUID) -> Executable:
    row = ProcessDefinition.objects.select_related("resource").filter(pk=definition_id).first()
    if row is None:
        raise ProcessDefinitionNotFoundError
    return Executable(
        id=row.pk,
        key=row.key,
        name=row.name,
        version=row.version,
        version_tag=row.version_tag,
        tenant_id=row.tenant_id,
        process=load_process(bytes(row.resource.content), row.key),
        is_suspended=row.state == DefinitionState.SUSPENDED,
        business_key_policy=BusinessKeyPolicy(row.business_key_policy),
        candidate_starter_groups=frozenset(row.candidate_starter_groups),
        candidate_starter_users=frozenset(row.candidate_starter_users),
        searchable_variables=row.searchable_variables,
        history_time_to_live=row.history_time_to_live,
    )
