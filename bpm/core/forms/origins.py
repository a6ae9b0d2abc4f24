"""Where the rows of a list come from that a person may sort, shorten and lengthen."""

from collections.abc import Hashable, Iterator, Mapping
from typing import Final

from bpm.core.forms.laying import Layout, Refusal
from bpm.core.forms.scopes import Path, find_at, get_at, is_absent
from bpm.core.values import JsonValue

_MAY_BE_KEPT: Final = frozenset(
    {"unknown_field", "field_read_only", "field_hidden", "field_disabled", "field_computed"}
)


class Origins:
    """Which known row each row comes from that holds more than a person may write.

    What a person may not write in a row is no change where one known row holds all of it: then
    the row has only moved.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._parts: dict[Path, list[Path]] = {}
        self._rows: dict[Path, int] = {}
        self._indexes: dict[tuple[Path, Path], dict[Hashable, set[int]]] = {}

    def excuse(self, refusal: Refusal) -> bool:
        """Return whether what is refused is only what a known row holds."""
        row = _outermost_row(refusal.path)
        if refusal.code not in _MAY_BE_KEPT or row is None:
            return False
        parts = [*self._parts.get(row, []), refusal.path]
        origin = self._find(row, parts)
        if origin is None:
            return False
        self._parts[row] = parts
        self._rows[row] = origin
        return True

    def excused(self) -> Iterator[tuple[Path, Path]]:
        """Yield the path of each value that is kept, and the path where it is known."""
        for row, parts in self._parts.items():
            for part in parts:
                yield part, (*row[:-1], self._rows[row], *part[len(row) :])

    def _find(self, row: Path, parts: list[Path]) -> int | None:
        node = self._layout.sent_lists.get(row[:-1])
        found: set[int] | None = None
        for part in parts:
            sent = get_at(self._layout.sent, part)
            holding = self._rows_with(row[:-1], part[len(row) :]).get(_tagged(sent), set())
            found = holding if found is None else found & holding
        if not found:
            return None
        place = row[-1]
        if isinstance(place, int) and place in found:
            return place
        return None if node is not None and node.is_fixed else min(found)

    def _rows_with(self, list_path: Path, inner: Path) -> Mapping[Hashable, set[int]]:
        """Return which known rows hold which value at a place within."""
        index = self._indexes.get((list_path, inner))
        if index is None:
            index = self._indexes[list_path, inner] = {}
            known = get_at(self._layout.known, list_path)
            for number, row in enumerate(known if isinstance(known, list) else ()):
                if not is_absent(find_at(row, inner)):
                    index.setdefault(_tagged(get_at(row, inner)), set()).add(number)
        return index


def _tagged(value: JsonValue) -> Hashable:
    """Return a value that can be looked up, equal only to what is equal and of one kind."""
    match value:
        case bool():
            return ("boolean", value)
        case list():
            return ("list", *(_tagged(item) for item in value))
        case dict():
            return ("object", frozenset((name, _tagged(item)) for name, item in value.items()))
        case _:
            return value


def _outermost_row(path: Path) -> Path | None:
    for place, step in enumerate(path):
        if isinstance(step, int):
            return path[: place + 1]
    return None
