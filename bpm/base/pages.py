"""Pages of a list, by keyset: a page costs the same wherever in the list it lies."""

import base64
import binascii
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

import msgspec
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import OrderBy

from bpm.base.search import (
    LARGEST_LIMIT,
    MOST_SORT_KEYS,
    Field,
    Fields,
    InvalidSearchError,
    SearchRequest,
    Sort,
    convert_operand,
    filter_condition,
)
from bpm.base.sql import planned_by_value
from bpm.core.errors import Problem

COUNTED_EXACTLY = 10_000
_ID = "id"

_Item = TypeVar("_Item")
_Row = TypeVar("_Row", bound=Model)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageInfo:
    """Where a page lies; ``total`` only where it was asked for."""

    next_cursor: str | None = None
    previous_cursor: str | None = None
    total: int | None = None
    total_is_estimate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[_Item]):
    """One page of a list."""

    items: tuple[_Item, ...]
    page: PageInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """A place between two rows.

    Args:
        values: Of the sort fields of the row beside it, as texts; None where the row has none.
        id: Of that row.
        is_backward: Whether the page lies before the place.
    """

    values: tuple[str | None, ...]
    id: UUID
    is_backward: bool = False


def invalid_cursor() -> InvalidSearchError:
    """Return the error for a cursor that was not made by the same search."""
    detail = "The cursor does not belong to this search; begin again without it."
    return InvalidSearchError(
        problems=[Problem(code="invalid_cursor", pointer="/page/cursor", detail=detail)]
    )


def encode_cursor(cursor: Cursor) -> str:
    """Return a cursor as the opaque text that callers keep."""
    return base64.urlsafe_b64encode(msgspec.json.encode(cursor)).decode().rstrip("=")


def decode_cursor(text: str) -> Cursor:
    """Return the cursor that a text stands for.

    Raises:
        InvalidSearchError: It is none of ours.
    """
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return msgspec.json.decode(raw, type=Cursor)
    except (binascii.Error, ValueError, msgspec.DecodeError) as error:
        raise invalid_cursor() from error


@dataclass(frozen=True, slots=True, kw_only=True)
class SortKey:
    """A declared field and the direction to sort it in."""

    field: Field
    is_descending: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge(Generic[_Row]):
    """A list whose rows lie in several parts, each of which an index holds in order.

    Args:
        parts: With the names that sort columns have in them, where those are other ones; a row
            may be in several parts. Asked once the filter has been read.
        complete: Makes the rows to be shown of those that were found in the parts.
    """

    parts: Callable[[], Sequence[tuple[QuerySet[_Row], Mapping[str, str]]]]
    complete: Callable[[QuerySet[_Row]], QuerySet[_Row]]


def find_merged_page(
    merge: Merge[_Row],
    search: SearchRequest,
    *,
    fields: Fields,
    default_sort: Sequence[Sort],
    view: Callable[[_Row], _Item],
) -> Page[_Item]:
    """Return one page of rows from several parts: of each part no more than a page is read.

    Args:
        merge: The parts.
        search: What is asked for.
        fields: See ``find_page``.
        default_sort: See ``find_page``.
        view: Makes the answer's item of a row.

    Raises:
        InvalidSearchError: See ``find_page``.
    """
    with _planned_for(search):
        return _find_merged_page(merge, search, fields, default_sort, view)


def _find_merged_page(
    merge: Merge[_Row],
    search: SearchRequest,
    fields: Fields,
    default_sort: Sequence[Sort],
    view: Callable[[_Row], _Item],
) -> Page[_Item]:
    condition = filter_condition(search, fields)
    keys = sort_keys(search.sort or tuple(default_sort), fields)
    cursor = decode_cursor(search.cursor) if search.cursor else None
    parts = [(rows.filter(condition), paths) for rows, paths in merge.parts()]
    heads = [
        _ordered(rows, _renamed(keys, paths), cursor)[: search.limit + 1].values_list(_ID)
        for rows, paths in parts
    ]
    ids = [id_ for (id_,) in _all_of(heads)]
    model = parts[0][0].model
    rows = merge.complete(model._default_manager.filter(pk__in=ids))  # noqa: SLF001 Django documents it
    page = _page_of(rows, keys, cursor, limit=search.limit, view=view)
    return _counted(page, [rows for rows, _ in parts], keys) if search.include_total else page


def count_up_to(parts: Sequence[QuerySet[_Row]], most: int) -> tuple[int, bool]:
    """Return how many rows are in any of these parts, and whether there are more than ``most``."""
    return _count_in_order([rows.order_by() for rows in parts], most)


def _counted(
    page: Page[_Item], parts: Sequence[QuerySet[_Row]], keys: tuple[SortKey, ...]
) -> Page[_Item]:
    """Return a page with the number of all rows that are in any of these parts."""
    if page.page.next_cursor is None and page.page.previous_cursor is None:
        return replace(page, page=replace(page.page, total=len(page.items)))
    # Newest first, counting ends where the list began; begun at the oldest, it may pass by a
    # million rows of other processes, because the planner takes them to be mixed evenly.
    is_by_age = bool(keys) and keys[0].field.path == _ID
    ordered = [_ordered(rows, keys, None) if is_by_age else rows.order_by() for rows in parts]
    total, is_estimate = _count_in_order(ordered, COUNTED_EXACTLY)
    return replace(page, page=replace(page.page, total=total, total_is_estimate=is_estimate))


def _count_in_order(parts: Sequence[QuerySet[_Row]], most: int) -> tuple[int, bool]:
    heads = [rows[: most + 1].values_list(_ID) for rows in parts]
    counted = heads[0].count() if len(heads) == 1 else heads[0].union(*heads[1:]).count()
    return min(counted, most), counted > most


def _all_of(heads: Sequence[QuerySet[_Row, tuple[UUID]]]) -> Iterable[tuple[UUID]]:
    return heads[0] if len(heads) == 1 else heads[0].union(*heads[1:])


def _renamed(keys: tuple[SortKey, ...], paths: Mapping[str, str]) -> tuple[SortKey, ...]:
    return tuple(
        replace(key, field=replace(key.field, path=paths.get(key.field.path, key.field.path)))
        for key in keys
    )


def find_page(
    rows: QuerySet[_Row],
    search: SearchRequest,
    *,
    fields: Fields,
    default_sort: Sequence[Sort],
    view: Callable[[_Row], _Item],
) -> Page[_Item]:
    """Return one page of the rows that match.

    Args:
        rows: Already limited to what the actor may see.
        search: What is asked for.
        fields: What may be filtered and sorted by.
        default_sort: The order where none is asked for; the id breaks ties.
        view: Makes the answer's item of a row.

    Raises:
        InvalidSearchError: The filter, the sort order or the cursor does not fit.
    """
    with _planned_for(search):
        matching = rows.filter(filter_condition(search, fields))
        keys = sort_keys(search.sort or tuple(default_sort), fields)
        cursor = decode_cursor(search.cursor) if search.cursor else None
        page = _page_of(matching, keys, cursor, limit=search.limit, view=view)
        return _counted(page, [matching], keys) if search.include_total else page


def _planned_for(search: SearchRequest) -> AbstractContextManager[None]:
    """Return within what to run a search: ranges and lists are planned for, values alone are not.

    For one value, a plan made once for all does, and calls of programs that ask for one key again
    and again save the planning.
    """
    is_plain = all(isinstance(value, str | int | None) for value in search.filter.values())
    return nullcontext() if is_plain else planned_by_value()


def _page_of(
    rows: QuerySet[_Row],
    keys: tuple[SortKey, ...],
    cursor: Cursor | None,
    *,
    limit: int,
    view: Callable[[_Row], _Item],
) -> Page[_Item]:
    found, has_more = _read_rows(rows, keys, cursor, limit=limit)
    is_backward = cursor is not None and cursor.is_backward
    has_next = is_backward or has_more
    has_previous = has_more if is_backward else cursor is not None
    return Page(
        items=tuple(view(row) for row in found),
        page=PageInfo(
            next_cursor=_cursor_at(found[-1], keys) if found and has_next else None,
            previous_cursor=(
                _cursor_at(found[0], keys, is_backward=True) if found and has_previous else None
            ),
        ),
    )


def sort_keys(sort: Sequence[Sort], fields: Fields) -> tuple[SortKey, ...]:
    """Return the fields that a sort order names.

    Raises:
        InvalidSearchError: One of them cannot be sorted by, or they are too many.
    """
    if len(sort) > MOST_SORT_KEYS:
        detail = f"Sort by at most {MOST_SORT_KEYS} fields."
        raise InvalidSearchError(
            problems=[Problem(code="too_many_fields", pointer="/sort", detail=detail)]
        )
    keys, problems = [], []
    for index, wanted in enumerate(sort):
        declared = fields.get(wanted.field)
        if declared is None or not declared.is_sortable:
            known = ", ".join(sorted(name for name, found in fields.items() if found.is_sortable))
            problems.append(
                Problem(
                    code="unknown_field",
                    pointer=f"/sort/{index}/field",
                    detail=f"Sort by one of: {known}.",
                )
            )
        else:
            keys.append(SortKey(field=declared, is_descending=wanted.is_descending))
    if problems:
        raise InvalidSearchError(problems=problems)
    return tuple(keys)


def _read_rows(
    rows: QuerySet[_Row], keys: tuple[SortKey, ...], cursor: Cursor | None, *, limit: int
) -> tuple[list[_Row], bool]:
    is_backward = cursor is not None and cursor.is_backward
    limit = min(limit, LARGEST_LIMIT)
    found = list(_ordered(rows, keys, cursor)[: limit + 1])
    has_more = len(found) > limit
    found = found[:limit]
    return (found[::-1] if is_backward else found), has_more


def _ordered(
    rows: QuerySet[_Row], keys: tuple[SortKey, ...], cursor: Cursor | None
) -> QuerySet[_Row]:
    is_backward = cursor is not None and cursor.is_backward
    if cursor is not None:
        rows = rows.filter(_beyond(cursor, keys))
    order = [_ordering(key, is_reversed=is_backward) for key in keys]
    if not any(key.field.path == _ID for key in keys):
        order.append(_id_ordering(keys, is_reversed=is_backward))
    return rows.order_by(*order)


def _ordering(key: SortKey, *, is_reversed: bool) -> OrderBy:
    column = F(key.field.path)
    is_descending = key.is_descending != is_reversed
    if not key.field.is_nullable:
        return column.desc() if is_descending else column.asc()
    # Rows without a value come last, so first when the page is read backwards.
    placed = {"nulls_first": True} if is_reversed else {"nulls_last": True}
    return column.desc(**placed) if is_descending else column.asc(**placed)


def _id_ordering(keys: tuple[SortKey, ...], *, is_reversed: bool) -> OrderBy:
    # The id follows the last key's direction, so that one index serves both.
    is_descending = bool(keys) and keys[-1].is_descending
    return F("id").desc() if is_descending != is_reversed else F("id").asc()


def _beyond(cursor: Cursor, keys: tuple[SortKey, ...]) -> Q:
    """Return the condition for rows on the far side of a cursor."""
    if len(cursor.values) != len(keys):
        raise invalid_cursor()
    is_descending = bool(keys) and keys[-1].is_descending
    past_id = "id__lt" if is_descending != cursor.is_backward else "id__gt"
    condition = Q(**{past_id: cursor.id})
    for key, text in zip(reversed(keys), reversed(cursor.values), strict=True):
        condition = _beyond_key(key, text, condition, is_backward=cursor.is_backward)
    return condition


def _beyond_key(key: SortKey, text: str | None, rest: Q, *, is_backward: bool) -> Q:
    path = key.field.path
    absent = Q(**{f"{path}__isnull": True})
    if text is None:
        return ~absent | (absent & rest) if is_backward else absent & rest
    value = convert_operand(text, key.field.kind, is_text=True)
    if value is None:
        raise invalid_cursor()
    direction = "lt" if key.is_descending != is_backward else "gt"
    past = Q(**{f"{path}__{direction}": value})
    if path == _ID:
        return past
    # An index is entered at a bound that all rows beyond keep to, not at alternatives.
    beyond = Q(**{f"{path}__{direction}e": value}) & (past | rest)
    return beyond | absent if key.field.is_nullable and not is_backward else beyond


def _cursor_at(row: Model, keys: tuple[SortKey, ...], *, is_backward: bool = False) -> str:
    values = tuple(_as_text(_read_path(row, key.field.path)) for key in keys)
    return encode_cursor(Cursor(values=values, id=row.pk, is_backward=is_backward))


def _read_path(row: object, path: str) -> object:
    for name in path.split("__"):
        row = getattr(row, name, None)
    return row


def _as_text(value: object) -> str | None:
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.isoformat()
        case _:
            return str(value)
