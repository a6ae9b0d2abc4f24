"""Lists of user tasks: searches, the inbox's own lists, and their counts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from bpm.base.pages import Merge, Page, count_up_to, find_merged_page
from bpm.base.search import SearchRequest, Sort
from bpm.base.wire import JsonObject
from bpm.identity.contracts import Actor
from bpm.user_tasks import filters, queries
from bpm.user_tasks.contracts import InboxCounts, InboxView, UserTaskState, UserTaskView
from bpm.user_tasks.filter_types import TaskFilterCount
from bpm.user_tasks.inbox_views import OFFER, Part, open_parts, parts_of, visible_to
from bpm.user_tasks.models import TaskFilter, UserTask
from bpm.user_tasks.rows import annotated, row_of
from bpm.user_tasks.search_fields import fields_for
from bpm.user_tasks.variables import Asked, TaskVariables, columns_of_variables

MOST_COUNTED = 1_000
"""As many tasks of a view are counted; nobody reads more than that from a number."""

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
    saved = None if filter_id is None else filters.find_filter(filter_id, actor=actor)
    asked = Asked(actor=actor, now=now, variables=variables)
    criteria: JsonObject = {} if saved is None else saved.criteria
    if not search.is_text:
        search = replace(search, filter=filters.resolve(search.filter, actor=actor, now=now))
    states = (search.filter.get("state"), criteria.get("state"))
    is_open_only = inbox_view not in {None, InboxView.DONE} or UserTaskState.OPEN in states
    meant = filters.condition_of(criteria, asked, pointer="/filter_id", is_open_only=is_open_only)

    def parts() -> Sequence[tuple[QuerySet[UserTask], Mapping[str, str]]]:
        # The tasks of few instances are found by these; who may see them is asked of each.
        in_order = is_open_only and (inbox_view is not None or not variables.is_met_by_few)
        found = _parts(inbox_view, actor, now, is_open_only=in_order)
        return [(part.rows(actor).filter(meant), _paths(part)) for part in found]

    page = find_merged_page(
        Merge(parts=parts, complete=annotated),
        search,
        fields=fields_for(asked, is_open_only=is_open_only),
        default_sort=_sort(inbox_view, saved),
        view=lambda task: queries.view_of(row_of(task), actor=actor),
    )
    columns = () if saved is None else columns_of_variables(saved.columns)
    return _with_variables(page, columns, variables) if columns else page


def _sort(inbox_view: InboxView | None, saved: TaskFilter | None) -> tuple[Sort, ...]:
    own = () if saved is None else filters.sort_of(saved)
    if own:
        return own
    if inbox_view is InboxView.DONE:
        return (Sort(field="completed_at", is_descending=True),)
    return _DEFAULT_SORT


def _parts(
    inbox_view: InboxView | None, actor: Actor, now: datetime, *, is_open_only: bool
) -> Sequence[Part]:
    if inbox_view is not None:
        # Nobody is in no group; a list of nothing is still a list.
        return parts_of(inbox_view, actor=actor, now=now) or (Part(condition=Q(id__in=[])),)
    return open_parts(actor) if is_open_only else (Part(condition=visible_to(actor)),)


def _paths(part: Part) -> Mapping[str, str]:
    """Return the names of the sort columns that a part's own index holds."""
    names = () if part.candidate is None else ("due_at", "priority", "created_at")
    return {name: f"{OFFER}__{name}" for name in names}


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
    """Return how many user tasks each view of the actor's inbox holds, up to ``MOST_COUNTED``.

    Args:
        actor: Whose inbox.
        now: As for ``search_user_tasks``.
    """
    counts: dict[str, int] = {}
    more: list[InboxView] = []
    for view in InboxView:
        if view is not InboxView.DONE:
            parts = _parts(view, actor, now, is_open_only=True)
            counted, is_more = count_up_to([part.rows(actor) for part in parts], MOST_COUNTED)
            counts[view.value] = counted
            more += [view] if is_more else []
    return InboxCounts(**counts, more=tuple(more))


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
