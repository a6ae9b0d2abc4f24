"""Process instances: who may see them, one by one and in pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import QuerySet

from bpm.base.pages import Merge, Page, find_merged_page
from bpm.base.search import SearchRequest, Sort
from bpm.core.values import Value
from bpm.definitions import queries as definitions
from bpm.identity import queries as identity
from bpm.identity.contracts import Actor, Permission
from bpm.runtime import reading
from bpm.runtime.contracts import InstanceState, ProcessInstanceView, VariablesView, WaitingAt
from bpm.runtime.errors import ProcessInstanceNotFoundError
from bpm.runtime.masking import secrets_of, show_variables
from bpm.runtime.models import ProcessInstance
from bpm.runtime.queries.search_fields import fields_for
from bpm.runtime.queries.waiting import waiting_places
from bpm.user_tasks import queries as user_tasks

_WITHOUT_STATE = ("engine_state", "variables", "variable_types", "large_variables")
# Ids grow with time, so the newest are found at the end of an index that every table has.
_MOST_PARTS = 20
_DEFAULT_SORT = (Sort(field="id", is_descending=True),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What decides who may see how much of an instance.

    Args:
        reads_all: Whether the actor has the permission on its process.
    """

    id: UUID
    definition_id: UUID
    definition_key: str
    started_by: str | None
    reads_all: bool


def get_header(process_instance_id: UUID, *, actor: Actor) -> Header:
    """Return the header of an instance that the actor may know of.

    Raises:
        ProcessInstanceNotFoundError: It does not exist, or is not the actor's to see.
    """
    row = (
        ProcessInstance.objects.filter(id=process_instance_id, tenant_id=actor.tenant_id)
        .values_list("definition_id", "definition_key", "started_by")
        .first()
    )
    if row is not None:
        definition_id, definition_key, started_by = row
        reads_all = identity.has_permission(actor, Permission.READ_INSTANCES, key=definition_key)
        if (
            reads_all
            or started_by == actor.username
            or user_tasks.is_involved(process_instance_id, actor=actor)
        ):
            return Header(
                id=process_instance_id,
                definition_id=definition_id,
                definition_key=definition_key,
                started_by=started_by,
                reads_all=reads_all,
            )
    raise ProcessInstanceNotFoundError(
        f"There is no process instance {process_instance_id} for you."
    )


def reads_variables(header: Header, *, actor: Actor) -> bool:
    """Return whether the actor may read all variables: by permission, as starter or assignee."""
    return (
        header.reads_all
        or header.started_by == actor.username
        or user_tasks.is_assignee(header.id, actor=actor)
    )


def get_process_instance(
    process_instance_id: UUID, *, actor: Actor, include_variables: bool = False
) -> ProcessInstanceView:
    """Return a process instance as the actor reads it.

    Args:
        process_instance_id: Which one.
        actor: Who reads.
        include_variables: Whether its variables are wanted; they are left out where they are not
            the actor's to read.

    Raises:
        ProcessInstanceNotFoundError: It does not exist, or is not the actor's to see.
    """
    header = get_header(process_instance_id, actor=actor)
    row = ProcessInstance.objects.defer(*_WITHOUT_STATE).get(id=process_instance_id)
    places = waiting_places([row])
    variables = None
    if include_variables and reads_variables(header, actor=actor):
        variables = read_variables(header)
    return _view_of(row, places, variables)


def search_process_instances(
    search: SearchRequest, *, actor: Actor, include_variables: bool = False
) -> Page[ProcessInstanceView]:
    """Return a page of the process instances that the actor may see, newest first.

    Raises:
        InvalidSearchError: The search cannot be carried out as asked.
        VariableNotSearchableError: No definition declares a variable searchable, and
            the filter names no single process beside it.
    """
    page = find_merged_page(
        Merge(
            parts=lambda: [(rows, {}) for rows in visible_parts(search, actor)],
            complete=lambda rows: rows.defer(*_WITHOUT_STATE),
        ),
        search,
        fields=fields_for(actor),
        default_sort=_DEFAULT_SORT,
        view=lambda row: row,
    )
    places = waiting_places(page.items)
    return Page(
        items=tuple(
            _view_of(row, places, _variables_for(row, actor) if include_variables else None)
            for row in page.items
        ),
        page=page.page,
    )


def list_called_instances(
    process_instance_id: UUID, search: SearchRequest, *, actor: Actor
) -> Page[ProcessInstanceView]:
    """Return a page of the instances that one has called and the actor may see, newest first.

    Raises:
        ProcessInstanceNotFoundError: It does not exist, or is not the actor's to see.
        InvalidSearchError: The search cannot be carried out as asked.
    """
    get_header(process_instance_id, actor=actor)
    wanted = {**search.filter, "parent_id": str(process_instance_id)}
    return search_process_instances(replace(search, filter=wanted), actor=actor)


def has_instances(tenant_id: UUID) -> bool:
    """Return whether a tenant has any process instance, over or not."""
    return ProcessInstance.objects.filter(tenant_id=tenant_id).exists()


def visible_parts(search: SearchRequest, actor: Actor) -> Sequence[QuerySet[ProcessInstance]]:
    """Return the instances that the actor may know of, in parts that indexes hold in order.

    An instance may be in several parts; where the search names one process, others are left out.
    """
    rows = ProcessInstance.objects.filter(tenant_id=actor.tenant_id)
    keys = identity.allowed_keys(actor, Permission.READ_INSTANCES)
    named = search.filter.get("definition_key")
    if keys is None or (isinstance(named, str) and named in keys):
        return [rows]
    mine = [
        # Those that nobody started by hand have an index of their own.
        rows.filter(started_by=actor.username, parent_id__isnull=True),
        rows.filter(started_by=actor.username, parent_id__isnull=False),
        *(rows.filter(shown) for shown in user_tasks.instances_shown_by_tasks(actor)),
    ]
    if isinstance(named, str) or not keys:
        return mine
    if len(keys) > _MOST_PARTS:
        return [*mine, rows.filter(definition_key__in=sorted(keys))]
    return [*mine, *(rows.filter(definition_key=key) for key in sorted(keys))]


def read_variables(header: Header) -> VariablesView:
    """Return the variables of an instance's own scope, large ones too, secret ones masked.

    Whether the actor may see them, the caller has decided.
    """
    return show_variables(read_own_values(header.id), secrets_of(header.definition_id))


def read_own_values(process_instance_id: UUID) -> Mapping[str, Value]:
    """Return the variables of an instance's own scope as they are: not for showing."""
    texts = reading.read_own_scope(process_instance_id)
    return reading.read_scope(process_instance_id, texts).values


def _variables_for(row: ProcessInstance, actor: Actor) -> VariablesView | None:
    header = Header(
        id=row.id,
        definition_id=row.definition_id,
        definition_key=row.definition_key,
        started_by=row.started_by,
        reads_all=identity.has_permission(actor, Permission.READ_INSTANCES, key=row.definition_key),
    )
    return read_variables(header) if reads_variables(header, actor=actor) else None


def _view_of(
    row: ProcessInstance,
    places: Mapping[UUID, Sequence[WaitingAt]],
    variables: VariablesView | None,
) -> ProcessInstanceView:
    executable = definitions.get_executable_by_id(row.definition_id)
    return ProcessInstanceView(
        id=row.id,
        definition_id=row.definition_id,
        definition_key=row.definition_key,
        definition_name=executable.name,
        version=executable.version,
        business_key=row.business_key,
        state=InstanceState(row.state),
        has_incidents=row.open_incidents > 0,
        started_at=row.started_at,
        ended_at=row.ended_at,
        started_by=row.started_by,
        parent_id=row.parent_id,
        root_id=row.root_instance_id,
        waiting_at=tuple(places.get(row.id, ())),
        variables=None if variables is None else variables.variables,
        variable_types=None if variables is None else variables.variable_types,
        secret_variables=None if variables is None else variables.secret_variables,
    )
