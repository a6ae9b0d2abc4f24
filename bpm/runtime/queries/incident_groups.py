"""Incidents by fingerprint: one item for all that tell of one and the same fault."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, TypedDict, cast
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import TruncHour

from bpm.base import clock
from bpm.base.pages import (
    Cursor,
    Page,
    PageInfo,
    decode_cursor,
    encode_cursor,
    invalid_cursor,
)
from bpm.base.search import (
    FieldKind,
    InvalidSearchError,
    SearchRequest,
    convert_operand,
    filter_condition,
)
from bpm.core.errors import Problem
from bpm.identity.contracts import Actor
from bpm.runtime.contracts import IncidentGroupView, IncidentView
from bpm.runtime.errors import IncidentNotFoundError
from bpm.runtime.models import Incident
from bpm.runtime.queries.incidents import FIELDS, view_of, visible_incidents

GroupState = Literal["open", "resolved"]

MOST_RESOLVED = 10_000
"""Resolved incidents that are counted, the newest; they grow for ever, unlike open ones."""

_HOURS = 16
_HOUR = timedelta(hours=1)


class _Figures(TypedDict):
    """What the database counts for a group."""

    fingerprint: str
    count: int
    first_at: datetime
    last_at: datetime
    owners: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Details:
    """What is read beside the figures, by fingerprint, for the groups of a page."""

    samples: Mapping[str, IncidentView]
    notes: Mapping[str, str | None]
    hours: Mapping[str, tuple[int, ...]]


def list_incident_groups(
    search: SearchRequest, *, actor: Actor, state: GroupState = "open"
) -> Page[IncidentGroupView]:
    """Return incidents that the actor may see by fingerprint, largest group first.

    A group that grows or shrinks between two pages may be met twice or be missed, as its place
    is its size.

    Args:
        search: Any field of incidents as a filter; the order is fixed.
        actor: Who asks.
        state: Which incidents go into the groups; of those that match and are resolved the newest
            ``MOST_RESOLVED``.

    Raises:
        InvalidSearchError: The filter names a field that incidents do not have, another order is
            asked for, or the cursor does not fit.
    """
    if search.sort:
        detail = "Groups come largest first; leave the order out."
        raise InvalidSearchError(
            problems=[Problem(code="unknown_field", pointer="/sort", detail=detail)]
        )
    matching = visible_incidents(actor).filter(filter_condition(search, FIELDS))
    rows = _of_state(matching, state)
    groups = _group(rows)
    cursor = decode_cursor(search.cursor) if search.cursor else None
    found, has_more = _read(groups, cursor, limit=search.limit)
    items = _complete(rows, found)
    is_backward = cursor is not None and cursor.is_backward
    has_next = is_backward or has_more
    has_previous = has_more if is_backward else cursor is not None
    return Page(
        items=items,
        page=PageInfo(
            next_cursor=_cursor_at(items[-1]) if items and has_next else None,
            previous_cursor=(
                _cursor_at(items[0], is_backward=True) if items and has_previous else None
            ),
            total=groups.count() if search.include_total else None,
        ),
    )


def get_incident_group(
    fingerprint: str, *, actor: Actor, state: GroupState = "open"
) -> IncidentGroupView:
    """Return one group.

    Raises:
        IncidentNotFoundError: It holds no such incident that the actor may see.
    """
    rows = _of_state(visible_incidents(actor).filter(fingerprint=fingerprint), state)
    items = _complete(rows, list(_group(rows)))
    if not items:
        raise IncidentNotFoundError(f"There is no {state} incident of this group for you.")
    return items[0]


def open_incidents(
    fingerprint: str, *, actor: Actor, after: UUID | None = None, up_to: UUID | None = None
) -> QuerySet[Incident]:
    """Return the open incidents of a group, oldest first, for this app only.

    Args:
        fingerprint: Of the group.
        actor: Who asks.
        after: Only those opened after this one.
        up_to: Only those opened no later than this one.
    """
    rows = _of_state(visible_incidents(actor), "open").filter(fingerprint=fingerprint)
    if after is not None:
        rows = rows.filter(id__gt=after)
    if up_to is not None:
        rows = rows.filter(id__lte=up_to)
    return rows.order_by("id")


def _of_state(rows: QuerySet[Incident], state: GroupState) -> QuerySet[Incident]:
    rows = rows.filter(resolved_at__isnull=state == "open")
    if state == "open":
        return rows
    newest_first = rows.order_by("-id").values_list("id", flat=True)
    beyond = list(newest_first[MOST_RESOLVED : MOST_RESOLVED + 1])
    return rows.filter(id__gt=beyond[0]) if beyond else rows


def _group(rows: QuerySet[Incident]) -> QuerySet[Incident, _Figures]:
    figures = (
        rows.order_by()
        .values("fingerprint")
        .annotate(
            count=Count("id"),
            first_at=Min("created_at"),
            last_at=Max("created_at"),
            owners=ArrayAgg("owner", distinct=True, filter=Q(owner__isnull=False), default=[]),
        )
        .order_by("-count", "fingerprint")
    )
    # The stubs know no names of annotations.
    return cast("QuerySet[Incident, _Figures]", figures)


def _read(
    groups: QuerySet[Incident, _Figures], cursor: Cursor | None, *, limit: int
) -> tuple[list[_Figures], bool]:
    is_backward = cursor is not None and cursor.is_backward
    if cursor is not None:
        groups = groups.filter(_beyond(cursor))
    if is_backward:
        groups = groups.order_by("count", "-fingerprint")
    found = list(groups[: limit + 1])
    has_more = len(found) > limit
    found = found[:limit]
    return (found[::-1] if is_backward else found), has_more


def _beyond(cursor: Cursor) -> Q:
    """Return the condition for groups on the far side of a cursor."""
    match cursor.values:
        case (str(size), str(name)):
            count = convert_operand(size, FieldKind.INTEGER, is_text=True)
            fingerprint = convert_operand(name, FieldKind.TEXT)
        case _:
            raise invalid_cursor()
    if count is None or fingerprint is None:
        raise invalid_cursor()
    of_size, of_name = ("count__gt", "lt") if cursor.is_backward else ("count__lt", "gt")
    beyond = Q(**{"count": count, f"fingerprint__{of_name}": fingerprint})
    return Q(**{of_size: count}) | beyond


def _cursor_at(group: IncidentGroupView, *, is_backward: bool = False) -> str:
    place = (str(group.count), group.fingerprint)
    return encode_cursor(Cursor(values=place, id=group.sample.id, is_backward=is_backward))


def _complete(rows: QuerySet[Incident], found: Sequence[_Figures]) -> tuple[IncidentGroupView, ...]:
    names = [figures["fingerprint"] for figures in found]
    details = _read_details(rows.filter(fingerprint__in=names), names)
    # A group whose last incident was resolved between two statements has no sample.
    return tuple(
        _view_of(figures, details) for figures in found if figures["fingerprint"] in details.samples
    )


def _read_details(rows: QuerySet[Incident], names: Iterable[str]) -> _Details:
    newest = rows.order_by("fingerprint", "-id").distinct("fingerprint")
    noted = newest.filter(note__isnull=False).values_list("fingerprint", "note")
    return _Details(
        samples={row.fingerprint: view_of(row) for row in newest},
        notes=dict(noted),
        hours=_count_by_hour(rows, names),
    )


def _count_by_hour(rows: QuerySet[Incident], names: Iterable[str]) -> dict[str, tuple[int, ...]]:
    this_hour = clock.now().replace(minute=0, second=0, microsecond=0)
    first = this_hour - (_HOURS - 1) * _HOUR
    counted = (
        rows.filter(created_at__gte=first)
        .order_by()
        .values("fingerprint", hour=TruncHour("created_at", tzinfo=UTC))
        .annotate(count=Count("id"))
    )
    slots: defaultdict[tuple[str, int], int] = defaultdict(int)
    for row in counted:
        # An incident of the hour that has just begun counts as one of the last.
        slot = min((row["hour"] - first) // _HOUR, _HOURS - 1)
        slots[row["fingerprint"], slot] += row["count"]
    return {name: tuple(slots[name, slot] for slot in range(_HOURS)) for name in names}


def _view_of(figures: _Figures, details: _Details) -> IncidentGroupView:
    sample = details.samples[figures["fingerprint"]]
    return IncidentGroupView(
        fingerprint=sample.fingerprint,
        count=figures["count"],
        first_at=figures["first_at"],
        last_at=figures["last_at"],
        kind=sample.kind,
        definition_key=sample.definition_key,
        definition_name=sample.definition_name,
        activity_id=sample.activity_id,
        activity_name=sample.activity_name,
        owners=tuple(figures["owners"]),
        note=details.notes.get(sample.fingerprint),
        by_hour=details.hours[sample.fingerprint],
        sample=sample,
    )
