"""A list of process instances as a file: read page by page while it is sent."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import StrEnum

import msgspec

from bpm.base.pages import count_up_to
from bpm.base.search import LARGEST_LIMIT, SearchRequest, filter_condition
from bpm.identity.contracts import Actor
from bpm.runtime.contracts import ProcessInstanceView
from bpm.runtime.errors import ExportTooLargeError
from bpm.runtime.queries.instances import search_process_instances, visible_parts
from bpm.runtime.queries.search_fields import fields_for

MOST_EXPORTED = 100_000
"""Instances in one file; a search that finds more is refused, so that no file is cut unseen."""

_COLUMNS = (
    "id",
    "definition_key",
    "definition_name",
    "version",
    "business_key",
    "state",
    "has_incidents",
    "waiting_at",
    "started_at",
    "started_by",
    "ended_at",
    "parent_id",
    "root_id",
)
# What a spreadsheet would take for a formula at the beginning of a cell.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
_BYTE_ORDER_MARK = "\ufeff"


class ExportFormat(StrEnum):
    """What kind of file is wanted."""

    CSV = "csv"
    JSON = "json"


def export_process_instances(
    search: SearchRequest, *, actor: Actor, kind: ExportFormat
) -> Iterator[bytes]:
    """Return the file of all instances that a search finds and the actor may see, in pieces.

    Rights and size are looked at before the first piece; what begins or ends while the file is
    sent is in it or not, but nothing is in it twice.

    Args:
        search: Filter and order; its page does not matter.
        actor: Who asks.
        kind: CSV begins with a byte order mark and the names of columns, in UTF-8.

    Raises:
        InvalidSearchError: The search cannot be carried out as asked.
        ExportTooLargeError: It finds more than ``MOST_EXPORTED``.
    """
    search = replace(search, limit=LARGEST_LIMIT, cursor=None, include_total=False)
    condition = filter_condition(search, fields_for(actor))
    parts = [rows.filter(condition) for rows in visible_parts(search, actor)]
    _, is_more = count_up_to(parts, MOST_EXPORTED)
    if is_more:
        raise ExportTooLargeError(
            f"More than {MOST_EXPORTED} instances match; narrow the search down, for instance by"
            " date."
        )
    first = search_process_instances(search, actor=actor)
    write = _csv_pieces if kind is ExportFormat.CSV else _json_pieces
    return write(lambda: _pages(first.items, first.page.next_cursor, search, actor))


_Pages = Callable[[], Iterator[tuple[ProcessInstanceView, ...]]]


def _pages(
    items: tuple[ProcessInstanceView, ...],
    cursor: str | None,
    search: SearchRequest,
    actor: Actor,
) -> Iterator[tuple[ProcessInstanceView, ...]]:
    yield items
    while cursor is not None:
        page = search_process_instances(replace(search, cursor=cursor), actor=actor)
        yield page.items
        cursor = page.page.next_cursor


def _csv_pieces(pages: _Pages) -> Iterator[bytes]:
    # Programs for tables take a file without the mark for one in their country's old encoding.
    yield _csv_rows([_COLUMNS], mark=_BYTE_ORDER_MARK)
    for items in pages():
        yield _csv_rows([tuple(_cell(view, column) for column in _COLUMNS) for view in items])


def _csv_rows(rows: list[tuple[str, ...]], mark: str = "") -> bytes:
    buffer = io.StringIO(mark)
    buffer.seek(0, io.SEEK_END)
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode()


def _cell(view: ProcessInstanceView, column: str) -> str:
    if column == "waiting_at":
        places = (place.activity_name or place.activity_id for place in view.waiting_at)
        return _harmless("; ".join(places))
    value = getattr(view, column)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _harmless(value) if isinstance(value, str) else _plain(value)


def _plain(value: object) -> str:
    written = msgspec.to_builtins(value)
    return str(written)


def _harmless(text: str) -> str:
    """Return a text that no program for tables takes for a formula (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text


def _json_pieces(pages: _Pages) -> Iterator[bytes]:
    encode = msgspec.json.Encoder().encode
    lead = b'{"items": [\n'
    for items in pages():
        for view in items:
            row = {column: getattr(view, column) for column in _COLUMNS}
            yield lead + encode(row)
            lead = b",\n"
    yield (lead if lead.startswith(b"{") else b"") + b"\n]}\n"
