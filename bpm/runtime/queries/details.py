"""The inside of one process instance: visits, variables, history, path."""

from dataclasses import replace
from uuid import UUID

from bpm.base.pages import Cursor, Page, PageInfo, decode_cursor, encode_cursor, find_page
from bpm.base.search import Field, FieldKind, Fields, SearchRequest, Sort
from bpm.definitions import queries as definitions
from bpm.history import queries as history
from bpm.history.contracts import HistoryEventView, PathView
from bpm.identity.contracts import Actor
from bpm.runtime.contracts import ActivityInstanceView, VariablesView
from bpm.runtime.errors import DetailsHiddenError
from bpm.runtime.masking import mask_events, secrets_of
from bpm.runtime.models import ActivityInstance
from bpm.runtime.queries.instances import Header, get_header, read_variables, reads_variables

_VISIT_FIELDS: Fields = {
    "visit": Field(path="visit", kind=FieldKind.INTEGER, is_sortable=True),
    "activity_id": Field(path="activity_id"),
    "activity_type": Field(path="activity_type"),
}


def list_activity_instances(
    process_instance_id: UUID, search: SearchRequest, *, actor: Actor
) -> Page[ActivityInstanceView]:
    """Return a page of the visits of an instance, in the order in which they began.

    Raises:
        InvalidSearchError: The search cannot be carried out as asked.
        ProcessInstanceNotFoundError: It does not exist, or is not the actor's to see.
        DetailsHiddenError: The actor may see its header only.
    """
    header = require_history(process_instance_id, actor)
    names = definitions.get_executable_by_id(header.definition_id).process.activity_names
    rows = ActivityInstance.objects.filter(process_instance_id=process_instance_id)

    def view_of(row: ActivityInstance) -> ActivityInstanceView:
        return ActivityInstanceView(
            id=row.id,
            visit=row.visit,
            scope=row.scope,
            activity_id=row.activity_id,
            activity_name=names.get(row.activity_id),
            activity_type=row.activity_type,
            started_at=row.started_at,
            ended_at=row.ended_at,
            outcome=row.outcome,
            loop_index=row.loop_index,
            called_instance_id=row.called_instance_id,
        )

    return find_page(
        rows, search, fields=_VISIT_FIELDS, default_sort=(Sort(field="visit"),), view=view_of
    )


def get_variables(process_instance_id: UUID, *, actor: Actor) -> VariablesView:
    """Return the variables of an instance's own scope.

    Raises:
        ProcessInstanceNotFoundError: It does not exist, or is not the actor's to see.
        DetailsHiddenError: The actor may see its header only.
    """
    header = get_header(process_instance_id, actor=actor)
    if not reads_variables(header, actor=actor):
        raise DetailsHiddenError("Claim a user task of it, or ask an administrator.")
    return read_variables(header)


def list_history(
    process_instance_id: UUID, search: SearchRequest, *, newest_first: bool = False, actor: Actor
) -> Page[HistoryEventView]:
    """Return a page of what happened to an instance, oldest first unless said otherwise.

    What secret variables held is masked.

    Raises:
        ProcessInstanceNotFoundError: It does not exist, or is not the actor's to see.
        DetailsHiddenError: The actor may not read its history.
        InvalidSearchError: The cursor is none.
    """
    header = require_history(process_instance_id, actor)
    secrets = secrets_of(header.definition_id)
    after = decode_cursor(search.cursor).id if search.cursor else None
    items, has_more = history.list_history(
        process_instance_id, after=after, limit=search.limit, newest_first=newest_first
    )
    more = encode_cursor(Cursor(values=(), id=items[-1].id)) if has_more else None
    shown = (replace(item, events=mask_events(item.events, secrets)) for item in items)
    return Page(items=tuple(shown), page=PageInfo(next_cursor=more))


def get_path(process_instance_id: UUID, *, actor: Actor) -> PathView:
    """Return the way an instance took through its model, to those who read its history.

    Raises:
        ProcessInstanceNotFoundError: It does not exist, or is not the actor's to see.
        DetailsHiddenError: The actor may see the instance, not its history.
    """
    require_history(process_instance_id, actor)
    return history.get_path(process_instance_id)


def require_history(process_instance_id: UUID, actor: Actor) -> Header:
    """Return the header of an instance to those who read its history.

    Raises:
        ProcessInstanceNotFoundError: It does not exist, or is not the actor's to see.
        DetailsHiddenError: The actor may see the instance, not its history.
    """
    header = get_header(process_instance_id, actor=actor)
    if not header.reads_all and header.started_by != actor.username:
        raise DetailsHiddenError("Only its starter and operators read its history.")
    return header
