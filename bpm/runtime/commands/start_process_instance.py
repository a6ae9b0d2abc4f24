"""Start a process instance and run it to its first rest."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError
from psycopg.errors import UniqueViolation

from bpm.base import clock
from bpm.base.idempotency import RequestKey, find_stored_answer, store_answer
from bpm.base.ids import new_id
from bpm.base.log_context import add_to_log_context
from bpm.base.transactions import command
from bpm.core.errors import InvalidInputError, Problem
from bpm.core.values import Value, check_limits
from bpm.definitions import queries as definitions
from bpm.definitions.contracts import Executable
from bpm.identity.contracts import Actor
from bpm.runtime import (
    calling,
    file_references,
    forms,
    rows,
    start_drafts,
    step,
    store,
    views,
)
from bpm.runtime.contracts import (
    MAX_BUSINESS_KEY_CHARACTERS,
    ProcessInstanceView,
    StartProcessInstance,
)
from bpm.runtime.errors import (
    BusinessKeyInUseError,
    DefinitionSuspendedError,
    InvalidStartError,
)
from bpm.runtime.limits import variable_limits

_CREATED = 201
_UNIQUE_KEYS = frozenset({"business_key_unique_active", "business_key_unique_forever"})


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
            process has no such start event.
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
    _check_start_event(request, executable)
    instance = _new_instance(request, executable, actor)
    add_to_log_context(process_instance_id=instance.id, business_key=instance.business_key)
    doing = step.Doing(actor=actor, command="start_process_instance", now=instance.started_at)
    variables = _variables_of(request, executable, now=instance.started_at)
    file_references.check_files(variables, actor=actor)
    plan = calling.start(instance, executable, variables, doing)
    if request.form:
        start_drafts.drafts_of(actor, executable.key).delete()
    view = views.started_instance(plan.main, executable, include_variables=include_variables)
    with _business_key_guarded(request), store.pipeline():
        calling.write(plan, business_key_policy=executable.business_key_policy.value)
        if request_key is not None:
            store_answer(request_key, view=view, status=_CREATED)
    return view


def _check(request: StartProcessInstance) -> None:
    if (request.definition_key is None) == (request.definition_id is None):
        raise _refusal("/definition_key", "Give either definition_key or definition_id.")
    if request.definition_id is not None and (
        request.version is not None or request.version_tag is not None
    ):
        raise _refusal("/version", "A definition_id names a version already.")
    key = request.business_key
    if key is not None and not 0 < len(key) <= MAX_BUSINESS_KEY_CHARACTERS:
        raise _refusal(
            "/business_key", f"Give 1 to {MAX_BUSINESS_KEY_CHARACTERS} characters, or leave it out."
        )
    check_limits(request.variables, limits=variable_limits())


def _refusal(pointer: str, detail: str) -> InvalidInputError:
    problem = Problem(code=InvalidStartError.code, detail=detail, pointer=pointer)
    return InvalidStartError(detail, problems=[problem])


def _find_executable(request: StartProcessInstance, actor: Actor) -> Executable:
    executable = definitions.get_executable(
        actor_tenant=actor.tenant_id,
        definition_key=request.definition_key,
        version=request.version,
        version_tag=request.version_tag,
        definition_id=request.definition_id,
    )
    definitions.require_may_start(actor, executable)
    if executable.is_suspended:
        raise DefinitionSuspendedError(f"Resume the definition {executable.key} first.")
    return executable


def _check_start_event(request: StartProcessInstance, executable: Executable) -> None:
    known = executable.process.info.start_event_id
    if request.start_at is None or request.start_at == known:
        return
    detail = (
        f"The process {executable.key!r} has no start event; leave this out."
        if known is None
        else f"The process {executable.key!r} starts at {known!r}; give that, or leave it out."
    )
    raise _refusal("/start_at", detail)


def _variables_of(
    request: StartProcessInstance, executable: Executable, *, now: datetime
) -> Mapping[str, Value]:
    if request.form:
        return forms.take_start_form(
            executable,
            sent=request.variables,
            outcome=request.outcome,
            form_id=request.form_id,
            now=now,
        )
    for member in ("outcome", "form_id"):
        if getattr(request, member) is not None:
            raise _refusal(f"/{member}", "Only a start with the form has one: add form: true.")
    return request.variables


def _new_instance(
    request: StartProcessInstance, executable: Executable, actor: Actor
) -> rows.Instance:
    instance_id = new_id()
    return rows.Instance(
        id=instance_id,
        tenant_id=actor.tenant_id,
        root_instance_id=instance_id,
        parent_id=None,
        definition_id=executable.id,
        definition_key=executable.key,
        business_key=request.business_key,
        started_at=clock.now(),
        started_by=actor.username,
    )


@contextmanager
def _business_key_guarded(request: StartProcessInstance) -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        cause = error.__cause__
        if isinstance(cause, UniqueViolation) and cause.diag.constraint_name in _UNIQUE_KEYS:
            raise BusinessKeyInUseError(
                f"Another process instance has the business key {request.business_key!r}."
            ) from error
        raise
