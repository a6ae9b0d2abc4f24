"""The variables that a submitted form writes."""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from bpm.core.forms.laying import Entry, Layout, json_of
from bpm.core.forms.origins import Origins
from bpm.core.forms.schema import FieldKind
from bpm.core.forms.scopes import Path, get_at, set_at
from bpm.core.values import JsonObject, Value


def build_values(
    layout: Layout, counting: Iterable[Entry], protected: Iterable[Path], outcome: str | None
) -> JsonObject:
    """Return what all fields hold that count, as form-js would submit it, and the outcome."""
    values: JsonObject = {}
    # Outer lists before those in their rows.
    for path in sorted(layout.lists.keys() - set(protected), key=len):
        rows = get_at(layout.data, path)
        set_at(values, path, [{} for _ in rows] if isinstance(rows, list) else [])
    for entry in counting:
        set_at(values, entry.path, json_of(entry.value))
    if outcome is not None:
        values[layout.form.outcome_variable] = outcome
    return values


class Writing:
    """Gathers the variables to write, whole: members that the form does not know are kept.

    Args:
        layout: What was sent over what is known.
        known: The variables that are there; never changed.
    """

    def __init__(self, layout: Layout, known: Mapping[str, Value]) -> None:
        self._layout = layout
        self._known = known
        self.written: dict[str, Value] = {}

    def write_lists(self, protected: Iterable[Path], origins: Origins) -> None:
        """Write the rows of lists, with what is in them that no person may change."""
        closed = set(protected)
        lists = {**self._layout.default_lists, **self._layout.sent_lists}
        for path in sorted(lists.keys() - closed, key=len):
            # The rows of a fixed list are what they were; their values are set one by one.
            if not lists[path].is_fixed or path in self._layout.default_lists:
                rows = get_at(self._layout.data, path)
                count = len(rows) if isinstance(rows, list) else 0
                self._set(path, [{} for _ in range(count)])
        for path, origin in origins.excused():
            self._set(path, _copy(_find(self._known, origin)))

    def write_entry(self, entry: Entry) -> None:
        """Write a value that was sent, that nobody had filled in before, or that was computed."""
        is_computed = entry.field.kind is FieldKind.COMPUTED
        is_changed = is_computed and _find(self._known, entry.path) != entry.value
        if entry.is_sent or is_changed or not entry.is_known:
            self._set(entry.path, entry.value)

    def _set(self, path: Path, value: Value) -> None:
        name = path[0]
        if isinstance(name, str) and name not in self.written:
            self.written[name] = _copy(self._known.get(name)) if len(path) > 1 else None
        holder: Value = self.written
        for step, following in pairwise(path):
            inner = _member(holder, step)
            if not isinstance(inner, dict | list):
                inner = [] if isinstance(following, int) else {}
                _put(holder, step, inner)
            holder = inner
        _put(holder, path[-1], value)


def _member(holder: Value, step: str | int) -> Value:
    if isinstance(holder, dict) and isinstance(step, str):
        return holder.get(step)
    if isinstance(holder, list) and isinstance(step, int) and step < len(holder):
        return holder[step]
    return None


def _put(holder: Value, step: str | int, value: Value) -> None:
    if isinstance(holder, dict):
        holder[str(step)] = value
    elif isinstance(holder, list) and isinstance(step, int) and step < len(holder):
        holder[step] = value


def _copy(value: Value) -> Value:
    if isinstance(value, dict):
        return {name: _copy(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_copy(item) for item in value]
    return value


def _find(data: Mapping[str, Value], path: Path) -> Value:
    found: Value = dict(data)
    for step in path:
        found = _member(found, step)
    return found
