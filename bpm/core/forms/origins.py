"""Where the rows of a list come from that a person may sort, shorten and lengthen."""

from collections.abc import Iterator
from typing import Final

from bpm.core.forms.laying import Layout, Refusal
from bpm.core.forms.options import is_same
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
        known = get_at(self._layout.known, row[:-1])
        node = self._layout.sent_lists.get(row[:-1])
        for index, candidate in enumerate(known if isinstance(known, list) else ()):
            if node is not None and node.is_fixed and index != row[-1]:
                continue
            if all(self._is_there(candidate, part[len(row) :], part) for part in parts):
                return index
        return None

    def _is_there(self, candidate: JsonValue, inner: Path, part: Path) -> bool:
        sent = get_at(self._layout.sent, part)
        return not is_absent(find_at(candidate, inner)) and is_same(get_at(candidate, inner), sent)


def _outermost_row(path: Path) -> Path | None:
    for place, step in enumerate(path):
        if isinstance(step, int):
            return path[: place + 1]
    return None
