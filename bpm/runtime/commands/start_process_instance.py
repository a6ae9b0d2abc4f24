"""Start a process instance and run it to its first rest."""

from collections.abc import Mapping
from datetime import datetime

from bpm.base import clock
from bpm.base.idempotency import RequestKey, find_stored_answer, store_answer
from bpm.base.log_context import add_to_log_context
from bpm.base.pipelining import pipelined
from bpm.base.transactions import command
from bpm.core.values import Value, check_limits
from bpm.definitions import queries as definitions
from bpm.definitions.contracts import Executable
from bpm.identity.contracts import Actor
from bpm.runtime import (
    beginning,
    calling,
    file_references,
    forms,
    start_drafts,
    step,
    views,
)
from bpm.runtime.contracts import (
    MAX_BUSINESS_KEY_CHARACTERS,
    ProcessInstanceView,
    StartProcessInstance,
)
from bpm.runtime.errors import (
    DefinitionSuspendedError,
)
from bpm.runtime.limits import variable_limits

_CREATED = 201


@command
def start_process_instance(
    request: StartProcessInstance,
    *,
    actor: Actor,
    request_key: RequestKey | None = None,
    include_variables: bool = False,
) -> ProcessInstanceView:
    """Start an instance of the newest version, or of the one that is asked for.

    Args:
        request: Which process, with what.
        actor: Who starts it.
        request_key: Marks a request that may be repeated; its first answer is given again.
        include_variables: Whether the answer carries the instance's variables.

    Raises:
        InvalidStartError: Neither key nor id, or both; or the business key is no good; or the
            process has no such start event, or does not say which it means.
        ProcessDefinitionNotFoundError: There is no such definition for the actor.
        PermissionMissingError: The actor may see the definition, not start it.
        DefinitionSuspendedError: Nobody may start it now.
        NoStartFormError: The start form is named, and the process has none.
        FormNotFoundError: The start form is not there any more.
        FormChangedError: The process has another start form by now.
        FormInvalidError: The start form cannot be accepted; every fault is listed.
        InvalidFileReferenceError: A variable refers to a file that the actor may not read.
        BusinessKeyInUseError: The process wants business keys to be unique.
        InvalidInputError: The variables are too many or too large.
    """
    if request_key is not None and (stored := find_stored_answer(request_key)) is not None:
        return stored.read(ProcessInstanceView)
    _check(request)
    executable = _find_executable(request, actor)
    beginning.check_start_event(executable, request.start_at)
    instance = beginning.new_instance(
        executable, actor, business_key=request.business_key, now=clock.now()
    )
    add_to_log_context(process_instance_id=instance.id, business_key=instance.business_key)
    doing = step.Doing(actor=actor, command="start_process_instance", now=instance.started_at)
    variables = _variables_of(request, executable, now=instance.started_at)
    file_references.check_files(variables, actor=actor, form_id=request.form_id)
    plan = calling.start(instance, executable, variables, doing, start_at=request.start_at)
    # A draft is kept of the form of the usual start only.
    if request.form and request.start_at in (None, executable.process.info.start_event_id):
        start_drafts.drafts_of(actor, executable.key).delete()
    view = views.started_instance(plan.main, executable, include_variables=include_variables)
    with (
        beginning.business_key_guarded(request.business_key),
        # A key that is taken has to be heard of within.
        pipelined(until_commit=request.business_key is None),
    ):
        calling.write(plan, business_key_policy=executable.business_key_policy.value)
        if request_key is not None:
            store_answer(request_key, view=view, status=_CREATED)
    return view


def _check(request: StartProcessInstance) -> None:
    if (request.definition_key is None) == (request.definition_id is None):
        raise beginning.refuse("/definition_key", "Give either definition_key or definition_id.")
    if request.definition_id is not None and (
        request.version is not None or request.version_tag is not None
    ):
        raise beginning.refuse("/version", "A definition_id names a version already.")
    key = request.business_key
    if key is not None and not 0 < len(key) <= MAX_BUSINESS_KEY_CHARACTERS:
        raise beginning.refuse(
            "/business_key", f"Give 1 to {MAX_BUSINESS_KEY_CHARACTERS} characters, or leave it out."
        )
    check_limits(request.variables, limits=variable_limits())


def _find_executable(request: StartProcessInstance, actor: Actor) -> Executable:
    executable = definitions.get_executable(
        actor,
        definition_key=request.definition_key,
        version=request.version,
        version_tag=request.version_tag,
        definition_id=request.definition_id,
    )
    definitions.require_may_start(actor, executable)
    if executable.is_suspended:
        raise DefinitionSuspendedError(f"Resume the definition {executable.key} first.")
    return executable


def _variables_of(
    request: StartProcessInstance, executable: Executable, *, now: datetime
) -> Mapping[str, Value]:
    if request.form:
        return forms.take_start_form(
            executable,
            sent=request.variables,
            outcome=request.outcome,
            form_id=request.form_id,
            start_at=request.start_at,
            now=now,
        )
    for member in ("outcome", "form_id"):
        if getattr(request, member) is not None:
            raise beginning.refuse(
                f"/{member}", "Only a start with the form has one: add form: true."
            )
    return request.variables
