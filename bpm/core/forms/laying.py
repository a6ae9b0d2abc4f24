"""Lay what was sent over what is known: the data of the form, and where each value came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from bpm.core.forms.options import is_same, list_values
from bpm.core.forms.reading import MAX_ROWS
from bpm.core.forms.schema import Button, Field, FieldKind, Form, Group, Node, RowList
from bpm.core.forms.scopes import Path, copy_json, find_at, get_at, is_absent, set_at
from bpm.core.forms.taking import RefusedValueError, empty_of, show, take_over
from bpm.core.values import JsonObject, JsonValue, Value, encode_variables

Shape: TypeAlias = dict[str, "Field | RowList | Shape"]
"""The fields and lists of a form, or of a row, by the steps of their paths."""


@dataclass(slots=True, kw_only=True)
class Entry:
    """One value of the form.

    Args:
        value: As it is stored.
        is_sent: The person changed it.
        is_known: There is a variable for it.
    """

    field: Field
    path: Path
    value: Value
    is_sent: bool
    is_known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Something in what was sent that cannot be.

    Args:
        detail: A whole sentence.
    """

    path: Path
    code: str
    detail: str
    component_id: str | None = None


@dataclass(slots=True)
class Layout:
    """A form with the data in it.

    Args:
        data: What the form shows, whole; FEEL reads it.
        entries: Every value by its path.
        sent_lists: Lists that were sent, by path; outer ones before those in their rows.
        default_lists: Lists of which nothing is known, likewise.
        known_lists: Lists that are as they were.
    """

    form: Form
    known: JsonObject
    sent: JsonObject
    data: JsonObject
    entries: dict[Path, Entry] = field(default_factory=dict)
    sent_lists: dict[Path, RowList] = field(default_factory=dict)
    default_lists: dict[Path, RowList] = field(default_factory=dict)
    known_lists: dict[Path, RowList] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def lists(self) -> Mapping[Path, RowList]:
        """All lists, by path."""
        return {**self.sent_lists, **self.default_lists, **self.known_lists}


def lay_over(form: Form, known: Mapping[str, Value], sent: JsonObject) -> Layout:
    """Return the data of a form: what was sent over what is known over its defaults.

    Args:
        form: Which form.
        known: The variables that are there.
        sent: What the person changed, nested as the keys of the form are.
    """
    present, _ = encode_variables({name: known[name] for name in form.names if name in known})
    data = copy_json(present)
    layout = Layout(form, present, sent, data if isinstance(data, dict) else {})
    _Layer(layout).lay(form.children, ())
    _find_unknown(layout, sent, shape_of(form.children), ())
    return layout


def field_names(form: Form) -> frozenset[str]:
    """Return the names of the variables that a form has fields for, not what it only reads."""
    return frozenset(shape_of(form.children))


def shape_of(nodes: tuple[Node, ...]) -> Shape:
    """Return where the fields and lists of a form, or of a row, have their values."""
    shape: Shape = {}
    _add_to_shape(shape, nodes, ())
    return shape


def _add_to_shape(shape: Shape, nodes: tuple[Node, ...], prefix: tuple[str, ...]) -> None:
    for node in nodes:
        if isinstance(node, Button):
            continue
        path = (*prefix, *node.path)
        if isinstance(node, Group):
            _add_to_shape(shape, node.children, path)
            continue
        inner = shape
        for step in path[:-1]:
            found = inner.setdefault(step, {})
            inner = found if isinstance(found, dict) else {}
        inner[path[-1]] = node


class _Layer:
    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def lay(self, nodes: tuple[Node, ...], base: Path) -> None:
        """Lay the values of these components, below ``base``."""
        for node in nodes:
            match node:
                case Field():
                    self._lay_field(node, (*base, *node.path))
                case Group():
                    self.lay(node.children, (*base, *node.path))
                case RowList():
                    self._lay_rows(node, (*base, *node.path))
                case Button():
                    continue

    def _lay_field(self, field_: Field, path: Path) -> None:
        layout = self._layout
        known = find_at(layout.known, path)
        sent = find_at(layout.sent, path)
        is_known = not is_absent(known) and not self._is_in_sent_list(path)
        shown = self._show(field_, get_at(layout.known, path)) if is_known else None
        value: Value = shown  # type: ignore[assignment] # JSON values are values
        if not is_known:
            value = self._default_of(field_)
        if not is_absent(sent):
            try:
                value = take_over(field_, get_at(layout.sent, path))
            except RefusedValueError as refused:
                self._refuse(field_, path, refused)
        layout.entries[path] = Entry(
            field=field_, path=path, value=value, is_sent=not is_absent(sent), is_known=is_known
        )
        set_at(layout.data, path, json_of(value))

    def _is_in_sent_list(self, path: Path) -> bool:
        """Return whether rows may have moved around a path, so that nothing is known of it."""
        return any(
            path[: len(above)] == above and len(path) > len(above) and not node.is_fixed
            for above, node in self._layout.sent_lists.items()
        )

    def _show(self, field_: Field, known: JsonValue) -> JsonValue:
        shown = show(field_, known)
        source = field_.options
        if source is None or source.expression is not None:
            return shown
        options = (
            source.values
            if source.values is not None
            else list_values(self._layout.known.get(source.key or ""))
        )
        if field_.kind is FieldKind.CHOICES and isinstance(shown, list):
            return [item for item in shown if any(is_same(item, option) for option in options)]
        return shown if any(is_same(shown, option) for option in options) else None

    @staticmethod
    def _default_of(field_: Field) -> Value:
        if field_.default is None:
            return empty_of(field_)
        return take_over(field_, field_.default)

    def _refuse(self, field_: Field, path: Path, refused: RefusedValueError) -> None:
        self._layout.refusals.append(
            Refusal(
                path=path,
                code=refused.code,
                detail=f"{name_of(field_, path)} {refused.detail}",
                component_id=field_.id,
            )
        )

    def _lay_rows(self, node: RowList, path: Path) -> None:
        layout = self._layout
        sent = find_at(layout.sent, path)
        rows: JsonValue
        if is_absent(sent):
            rows = self._rows_as_known(node, path)
        else:
            rows = self._take_rows(node, path)
            layout.sent_lists[path] = node
        # Members that the form does not know stay in the data, as in the browser.
        copied = [copy_json(row) if isinstance(row, dict) else {} for row in rows]
        set_at(layout.data, path, copied)
        for index in range(len(copied)):
            self.lay(node.children, (*path, index))

    def _rows_as_known(self, node: RowList, path: Path) -> list[JsonValue]:
        known = find_at(self._layout.known, path)
        if self._is_in_sent_list(path) or is_absent(known):
            self._layout.default_lists[path] = node
            return [{} for _ in range(node.default_rows)]
        self._layout.known_lists[path] = node
        rows = get_at(self._layout.known, path)
        return rows if isinstance(rows, list) else [{} for _ in range(node.default_rows)]

    def _take_rows(self, node: RowList, path: Path) -> list[JsonValue]:
        sent = get_at(self._layout.sent, path)
        complaint = None
        if not isinstance(sent, list) or not all(isinstance(row, dict) for row in sent):
            complaint = RefusedValueError("wrong_type", "must be a list of rows.")
        elif len(sent) > MAX_ROWS:
            complaint = RefusedValueError("too_many_rows", f"must have at most {MAX_ROWS} rows.")
        elif node.is_fixed and len(sent) != self._known_rows(node, path):
            rows = self._known_rows(node, path)
            complaint = RefusedValueError("wrong_row_count", f"must keep its {rows} rows.")
        if complaint is None and isinstance(sent, list):
            return sent
        if complaint is not None:
            detail = f"{node.label} {complaint.detail}"
            self._layout.refusals.append(
                Refusal(path=path, code=complaint.code, detail=detail, component_id=node.id)
            )
        return []

    def _known_rows(self, node: RowList, path: Path) -> int:
        known = get_at(self._layout.known, path)
        return len(known) if isinstance(known, list) else node.default_rows


def name_of(node: Field | RowList, path: Path) -> str:
    """Return what people call a value, with the number of its row."""
    numbers = [step + 1 for step in path if isinstance(step, int)]
    rows = f" in row {', '.join(map(str, numbers))}" if numbers else ""
    return f"{node.label}{rows}"


def json_of(value: Value) -> JsonValue:
    """Return a value as JSON says it."""
    return encode_variables({"value": value})[0]["value"]


def _find_unknown(layout: Layout, sent: JsonValue, shape: Shape, base: Path) -> None:
    """Refuse what was sent and is in no field of the form."""
    if not isinstance(sent, dict):
        detail = f"{'.'.join(map(str, base))!r} must be an object."
        layout.refusals.append(Refusal(path=base, code="wrong_type", detail=detail))
        return
    for name, value in sent.items():
        path = (*base, name)
        match shape.get(name):
            case None:
                detail = f"The form has no field {'.'.join(map(str, path))[:200]!r}."
                layout.refusals.append(Refusal(path=path, code="unknown_field", detail=detail))
            case RowList() as node:
                inner = shape_of(node.children)
                for index, row in enumerate(value if isinstance(value, list) else ()):
                    if isinstance(row, dict):
                        _find_unknown(layout, row, inner, (*path, index))
            case Field():
                continue
            case inner:
                _find_unknown(layout, value, inner, path)
