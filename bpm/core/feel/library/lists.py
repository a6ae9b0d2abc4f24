"""List functions.

Source: DMN 1.5 §10.3.4.4.
"""

from decimal import Decimal
from functools import cmp_to_key
from itertools import chain

from bpm.core.feel.access import as_list
from bpm.core.feel.built_in import Chapter
from bpm.core.feel.comparison import equal, less
from bpm.core.feel.functions import Function
from bpm.core.feel.runtime import MAX_STRING_LENGTH, Runtime

chapter = Chapter()

_ONE = Decimal(1)


def place_of(runtime: Runtime, position: Decimal, length: int) -> int | None:
    """Return the Python index of a position from 1, or from -1 at the end; None if outside."""
    if position != position.to_integral_value() or not 1 <= abs(position) <= length:
        runtime.note(f"there is no position {position} in a list of {length}")
        return None
    place = int(position)
    return place - 1 if place > 0 else length + place


def holds(runtime: Runtime, items: list[object], element: object) -> bool:
    """Return whether one item equals the element."""
    runtime.visit(items)
    return any(equal(runtime, item, element) is True for item in items)


@chapter.function("list contains", "list: list", "element: any")
def list_contains(runtime: Runtime, items: list[object], element: object) -> bool:
    """Return whether a list has this element, null included."""
    return holds(runtime, items, element)


@chapter.function("count", "list: *any")
def count(_runtime: Runtime, items: list[object]) -> Decimal:
    """Return the number of items, nulls included."""
    return Decimal(len(items))


@chapter.function("append", "list: list or null", "items: *any")
def append(runtime: Runtime, items: list[object] | None, more: list[object]) -> list[object]:
    """Return a list with further items at its end."""
    return _keep(runtime, [*as_list(items), *more])


@chapter.function("concatenate", "list: *any")
def concatenate(runtime: Runtime, lists: list[object]) -> list[object]:
    """Return the items of all lists, one after the other."""
    return join_lists(runtime, lists)


def join_lists(runtime: Runtime, lists: list[object]) -> list[object]:
    """Return the items of all lists; a value that is no list counts as its own item."""
    runtime.visit(lists)
    runtime.check_length(sum(len(part) if isinstance(part, list) else 1 for part in lists))
    return list(chain.from_iterable(_parts(lists)))


def _parts(lists: list[object]) -> list[list[object]]:
    return [part if isinstance(part, list) else [part] for part in lists]


def _keep(runtime: Runtime, items: list[object]) -> list[object]:
    runtime.check_length(len(items))
    return items


@chapter.function("union", "list: *any")
def union(runtime: Runtime, lists: list[object]) -> list[object]:
    """Return the items of all lists, each once."""
    return distinct_values(runtime, join_lists(runtime, lists))


def distinct_values(runtime: Runtime, items: list[object]) -> list[object]:
    """Return each item once, in the order of first appearance."""
    kept: list[object] = []
    for item in items:
        if not holds(runtime, kept, item):
            kept.append(item)
    return kept


@chapter.function("distinct values", "list: list")
def distinct(runtime: Runtime, items: list[object]) -> list[object]:
    """Return each item once."""
    return distinct_values(runtime, items)


@chapter.function("duplicate values", "list: list")
def duplicates(runtime: Runtime, items: list[object]) -> list[object]:
    """Return each item that appears more than once."""
    seen: list[object] = []
    repeated: list[object] = []
    for item in items:
        if not holds(runtime, seen, item):
            seen.append(item)
        elif not holds(runtime, repeated, item):
            repeated.append(item)
    return repeated


@chapter.function("flatten", "list: list")
def flatten(runtime: Runtime, items: list[object]) -> list[object]:
    """Return all items of all nested lists."""
    flat: list[object] = []
    pending = list(reversed(items))
    while pending:
        runtime.spend(1)
        item = pending.pop()
        if isinstance(item, list):
            runtime.check_length(len(pending) + len(item))
            pending.extend(reversed(item))
        else:
            flat.append(item)
    return _keep(runtime, flat)


@chapter.function("reverse", "list: list")
def reverse(runtime: Runtime, items: list[object]) -> list[object]:
    """Return the items from last to first."""
    return _keep(runtime, items[::-1])


@chapter.function("index of", "list: list", "match: any")
def index_of(runtime: Runtime, items: list[object], match: object) -> list[object]:
    """Return the positions, from 1, of the items that equal a value."""
    runtime.visit(items)
    places = enumerate(items, start=1)
    return [Decimal(place) for place, item in places if equal(runtime, item, match) is True]


@chapter.function("sublist", "list: list", "start position: number", "length: number?")
def sublist(
    runtime: Runtime, items: list[object], start: Decimal, length: Decimal | None = None
) -> list[object] | None:
    """Return a part of a list from a position; negative positions count from the end."""
    first = place_of(runtime, start, len(items))
    if first is None:
        return None
    if length is None:
        return _keep(runtime, items[first:])
    if not 1 <= length <= len(items) - first:
        runtime.note("sublist(): the length is outside the list")
        return None
    return _keep(runtime, items[first : first + int(length)])


@chapter.function("insert before", "list: list", "position: number", "newItem: any")
def insert_before(
    runtime: Runtime, items: list[object], position: Decimal, new_item: object
) -> list[object] | None:
    """Return a list with one more item before a position."""
    place = place_of(runtime, position, len(items))
    if place is None:
        return None
    return _keep(runtime, [*items[:place], new_item, *items[place:]])


@chapter.function("remove", "list: list", "position: number")
def remove(runtime: Runtime, items: list[object], position: Decimal) -> list[object] | None:
    """Return a list without the item at a position."""
    place = place_of(runtime, position, len(items))
    return None if place is None else _keep(runtime, [*items[:place], *items[place + 1 :]])


@chapter.function("list replace", "list: list", "position: number", "newItem: any")
def replace_at(
    runtime: Runtime, items: list[object], position: Decimal, new_item: object
) -> list[object] | None:
    """Return a list with another item at a position."""
    place = place_of(runtime, position, len(items))
    if place is None:
        return None
    return _keep(runtime, [*items[:place], new_item, *items[place + 1 :]])


@chapter.function("list replace", "list: list", "match: function", "newItem: any")
def replace_matching(
    runtime: Runtime, items: list[object], match: Function, new_item: object
) -> list[object] | None:
    """Return a list with another item wherever ``match(item, newItem)`` is true."""
    replaced: list[object] = []
    for item in items:
        answer = match.call(runtime, [item, new_item])
        if not isinstance(answer, bool):
            runtime.note("list replace(): match gave neither true nor false")
            return None
        replaced.append(new_item if answer else item)
    return _keep(runtime, replaced)


@chapter.function("sort", "list: list", "precedes: function?")
def sort(
    runtime: Runtime, items: list[object], precedes: Function | None = None
) -> list[object] | None:
    """Return the items in order; ``precedes(a, b)`` tells whether a comes before b."""

    def is_before(one: object, other: object) -> bool:
        runtime.spend(1)
        if precedes is None:
            return less(runtime, one, other) is True
        return precedes.call(runtime, [one, other]) is True

    def compare(one: object, other: object) -> int:
        return -1 if is_before(one, other) else int(is_before(other, one))

    return _keep(runtime, sorted(items, key=cmp_to_key(compare)))


@chapter.function("string join", "list: list", "delimiter: string or null?")
@chapter.function(
    "string join",
    "list: list",
    "delimiter: string or null",
    "prefix: string or null",
    "suffix: string or null",
)
def string_join(
    runtime: Runtime,
    items: list[object],
    delimiter: str | None = None,
    prefix: str | None = None,
    suffix: str | None = None,
) -> str | None:
    """Return the strings of a list joined, nulls left out."""
    runtime.visit(items)
    texts: list[str] = []
    for item in items:
        if isinstance(item, str):
            texts.append(item)
        elif item is not None:
            runtime.note("string join() takes strings only")
            return None
    total = sum(map(len, texts)) + len(delimiter or "") * len(texts)
    if total > MAX_STRING_LENGTH:
        runtime.refuse_string()
    return runtime.keep_string(f"{prefix or ''}{(delimiter or '').join(texts)}{suffix or ''}")


@chapter.function("partition", "list: list", "size: number")
def partition(runtime: Runtime, items: list[object], size: Decimal) -> list[object] | None:
    """Return the items in lists of a size, the last of which may be shorter."""
    if size < _ONE or size != size.to_integral_value():
        runtime.note("partition(): the size is a whole number from 1")
        return None
    runtime.visit(items)
    step = int(min(size, Decimal(max(len(items), 1))))
    return [items[place : place + step] for place in range(0, len(items), step)]


@chapter.function("is empty", "list: list")
def is_empty(_runtime: Runtime, items: list[object]) -> bool:
    """Return whether a list has no items."""
    return not items
