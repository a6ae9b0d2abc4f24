"""How lists are asked for: ``POST …/search`` with all of it, ``GET`` for simple equality."""

from collections.abc import Collection
from typing import Literal

import msgspec
from django.http import HttpRequest

from bpm.api.views import read_body
from bpm.base.search import (
    DEFAULT_LIMIT,
    LARGEST_LIMIT,
    InvalidSearchError,
    SearchRequest,
    Sort,
)
from bpm.base.wire import JsonObject
from bpm.core.errors import Problem
from bpm.core.values import JsonValue

_PAGE_PARAMETERS = ("limit", "cursor", "include_total")


class SortBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One field to sort by."""

    field: str
    order: Literal["asc", "desc"] = "asc"


class PageBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Which page, and how long."""

    limit: int = DEFAULT_LIMIT
    cursor: str | None = None


class SearchBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A search: fields with values or operators, an order, a page."""

    filter: JsonObject = msgspec.field(default_factory=dict)
    sort: list[SortBody] = msgspec.field(default_factory=list)
    page: PageBody = msgspec.field(default_factory=PageBody)
    include_total: bool = False


def read_search(request: HttpRequest) -> SearchRequest:
    """Return the search that a body asks for.

    Raises:
        InvalidBodyError: The body has other members or types.
        InvalidSearchError: The limit is out of bounds.
    """
    return search_of(read_body(request, SearchBody, may_be_empty=True))


def search_of(body: SearchBody) -> SearchRequest:
    """Return the search that a body which was read asks for.

    Raises:
        InvalidSearchError: The limit is out of bounds.
    """
    _check_limit(body.page.limit, "/page/limit")
    return SearchRequest(
        filter=body.filter,
        sort=tuple(Sort(field=key.field, is_descending=key.order == "desc") for key in body.sort),
        limit=body.page.limit,
        cursor=body.page.cursor,
        include_total=body.include_total,
    )


def read_list_query(request: HttpRequest, *, other: Collection[str] = ()) -> SearchRequest:
    """Return the search that a query string asks for: each parameter equals, repeated ones are in.

    Args:
        request: With parameters such as ``?state=active&limit=20``.
        other: Parameters that the endpoint reads itself.

    Raises:
        InvalidSearchError: The limit is no number or out of bounds, the total is neither wanted
            nor not, or something that is said once was said twice.
    """
    for name in (*_PAGE_PARAMETERS, *other):
        if len(request.GET.getlist(name)) > 1:
            problem = Problem(code="invalid_value", pointer=f"/{name}", detail="Give this once.")
            raise InvalidSearchError(problems=[problem])
    limit = request.GET.get("limit", str(DEFAULT_LIMIT))
    if not (limit.isascii() and limit.isdigit() and len(limit) < len(str(LARGEST_LIMIT)) + 1):
        raise _limit_error("/limit")
    _check_limit(int(limit), "/limit")
    filters: JsonObject = {}
    for name in request.GET:
        if name not in _PAGE_PARAMETERS and name not in other:
            values: list[JsonValue] = list(request.GET.getlist(name))
            filters[name] = values[0] if len(values) == 1 else {"$in": values}
    return SearchRequest(
        filter=filters,
        limit=int(limit),
        cursor=request.GET.get("cursor") or None,
        include_total=read_flag(request, "include_total"),
        is_text=True,
    )


def read_flag(request: HttpRequest, name: str) -> bool:
    """Return whether a query parameter says true.

    Raises:
        InvalidSearchError: It says neither true nor false.
    """
    value = request.GET.get(name, "false")
    if value not in {"true", "false"}:
        problem = Problem(code="invalid_value", pointer=f"/{name}", detail="Give true or false.")
        raise InvalidSearchError(problems=[problem])
    return value == "true"


def _check_limit(limit: int, pointer: str) -> None:
    if not 1 <= limit <= LARGEST_LIMIT:
        raise _limit_error(pointer)


def _limit_error(pointer: str) -> InvalidSearchError:
    detail = f"Give a whole number from 1 to {LARGEST_LIMIT}."
    return InvalidSearchError(
        problems=[Problem(code="invalid_limit", pointer=pointer, detail=detail)]
    )
