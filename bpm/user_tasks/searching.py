"""Lists of user tasks: searches, the inbox's own lists, and their counts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from bpm.base.pages import Page, find_page
from bpm.base.search import SearchRequest, Sort
from bpm.identity import queries as identity
from bpm.identity.contracts import Actor, Permission
from bpm.user_tasks import filters, queries
from bpm.user_tasks.contracts import InboxCounts, InboxView, UserTaskState, UserTaskView
from bpm.user_tasks.filter_types import TaskFilterCount
from bpm.user_tasks.inbox_views import in_view, meant_for
from bpm.user_tasks.models import UserTask
from bpm.user_tasks.rows import annotated, row_of
from bpm.user_tasks.search_fields import fields_for
from bpm.user_tasks.variables import TaskVariables, columns_of_variables

_DEFAULT_SORT = (
    Sort(field="due_at"),
    Sort(field="priority", is_descending=True),
    Sort(field="created_at"),
)


def search_user_tasks(
    search: SearchRequest,
    *,
    actor: Actor,
    now: datetime,
    variables: TaskVariables,
    inbox_view: InboxView | None = None,
    filter_id: UUID | None = None,
) -> Page[UserTaskView]:
    """Return a page of the user tasks that the actor may see.

    Args:
        search: Filter, order and page; without an order: due date, priority, age. The filter may
            use the functions that saved searches know.
        actor: Who reads.
        now: Decides what is overdue, due today or put off; today ends at midnight of its zone.
        variables: What the search may ask of variables.
        inbox_view: One of the inbox's own lists; None for all that is visible.
        filter_id: A saved search that tasks must match as well; its order is taken where the
            search asks for none, and its columns of variables are filled.

    Raises:
        InvalidSearchError: The search cannot be carried out as asked.
        TaskFilterNotFoundError: There is no such saved search for the actor.
    """
    rows = _visible(actor)
    sort: tuple[Sort, ...] = _DEFAULT_SORT
    columns: tuple[str, ...] = ()
    if inbox_view is not None:
        rows = rows.filter(in_view(inbox_view, actor=actor, now=now))
    if inbox_view is InboxView.DONE:
        sort = (Sort(field="completed_at", is_descending=True),)
    if filter_id is not None:
        saved = filters.find_filter(filter_id, actor=actor)
        asked = filters.Asked(actor=actor, now=now, variables=variables)
        rows = rows.filter(filters.condition_of(saved.criteria, asked, pointer="/filter_id"))
        sort = filters.sort_of(saved) or sort
        columns = columns_of_variables(saved.columns)
    if not search.is_text:
        search = replace(search, filter=filters.resolve(search.filter, actor=actor, now=now))
    page = find_page(
        annotated(rows),
        search,
        fields=fields_for(variables),
        default_sort=sort,
        view=lambda task: queries.view_of(row_of(task), actor=actor),
    )
    return _with_variables(page, columns, variables) if columns else page


def count_task_filter(
    filter_id: UUID, *, actor: Actor, now: datetime, variables: TaskVariables
) -> TaskFilterCount:
    """Return how many user tasks a saved search finds for the actor; exact up to 10,000.

    Raises:
        InvalidSearchError: The search cannot be carried out any more.
        TaskFilterNotFoundError: There is no such saved search for the actor.
    """
    search = SearchRequest(limit=1, include_total=True)
    page = search_user_tasks(
        search, actor=actor, now=now, variables=variables, filter_id=filter_id
    ).page
    return TaskFilterCount(count=page.total or 0, is_estimate=page.total_is_estimate)


def count_inbox(*, actor: Actor, now: datetime) -> InboxCounts:
    """Return how many user tasks each view of the actor's inbox holds.

    Args:
        actor: Whose inbox.
        now: As for ``search_user_tasks``.
    """
    counted = (
        _visible(actor)
        .filter(state=UserTaskState.OPEN)
        .aggregate(
            **{
                view.value: Count("id", filter=in_view(view, actor=actor, now=now))
                for view in InboxView
                if view is not InboxView.DONE
            }
        )
    )
    return InboxCounts(**counted)


def _with_variables(
    page: Page[UserTaskView], names: Sequence[str], variables: TaskVariables
) -> Page[UserTaskView]:
    shown = variables.shown([item.process_instance_id for item in page.items], names)
    items = tuple(
        replace(
            item,
            variables=shown[item.process_instance_id].variables,
            variable_types=dict(shown[item.process_instance_id].variable_types),
        )
        for item in page.items
    )
    return replace(page, items=items)


def _visible(actor: Actor) -> QuerySet[UserTask]:
    rows = UserTask.objects.filter(tenant_id=actor.tenant_id)
    keys = identity.allowed_keys(actor, Permission.READ_INSTANCES)
    if keys is None:
        return rows
    mine = Q(assignee=actor.username) | Q(started_by=actor.username) | meant_for(actor)
    return rows.filter(mine | Q(definition_key__in=sorted(keys)))
