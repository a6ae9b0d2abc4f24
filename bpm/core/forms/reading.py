"""Read form-js schemas: a form that can be validated, or everything that is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import regex  # type: ignore[import-untyped] # it ships no types

from bpm.core.errors import Problem
from bpm.core.forms import components, fields
from bpm.core.forms.expressions import Expressions
from bpm.core.forms.findings import Findings, Place
from bpm.core.forms.schema import (
    DEFAULT_OUTCOME_VARIABLE,
    Button,
    Field,
    Form,
    Group,
    Node,
    RowList,
)
from bpm.core.values import JsonObject, JsonValue, MalformedJsonError, parse_json

KNOWN_SCHEMA_VERSION: Final = 19
"""The newest version of form-js's schema of which all members are known."""

MAX_BYTES: Final = 1_000_000
MAX_COMPONENTS: Final = 1_000
MAX_DEPTH: Final = 20
MAX_ROWS: Final = 1_000
LONGEST_NAME: Final = 255

_SEGMENT = regex.compile(r"[^\W\d]\w*")
_DANGEROUS = frozenset({"__proto__", "constructor", "prototype"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FormReport:
    """The outcome of reading a form.

    Args:
        errors: What forbids deployment.
        warnings: What may surprise.
        form: None where there are errors.
    """

    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    form: Form | None = None


def read_form(content: bytes) -> FormReport:
    """Return the form in a file, or all that is wrong with it.

    Source: form-js 1.23, schema version 19.
    """
    if len(content) > MAX_BYTES:
        return FormReport(errors=(_malformed(f"A form has at most {MAX_BYTES} bytes."),))
    try:
        schema = parse_json(content)
    except MalformedJsonError as error:
        return FormReport(errors=error.problems or (_malformed(error.detail),))
    if not isinstance(schema, dict) or not isinstance(schema.get("components", []), list):
        return FormReport(
            errors=(_malformed("A form is a JSON object with a list of components."),)
        )
    findings = Findings()
    reader = _Reader(schema, findings)
    form = reader.read()
    return FormReport(
        errors=tuple(findings.errors),
        warnings=tuple(findings.warnings),
        form=None if findings.errors else form,
    )


def read_form_key(content: bytes) -> str | None:
    """Return the id of a form that may not be finished, or None where it says none."""
    try:
        schema = parse_json(content)
    except MalformedJsonError:
        return None
    key = schema.get("id") if isinstance(schema, dict) else None
    return key if isinstance(key, str) else None


def load_form(content: bytes) -> Form:
    """Return a form that passed the check when it was deployed.

    It is not checked again, so that user tasks go on whatever later releases refuse.

    Raises:
        MalformedJsonError: It is no JSON.
    """
    schema = parse_json(content)
    return _Reader(schema if isinstance(schema, dict) else {}, Findings()).read()


def _malformed(detail: str) -> Problem:
    return Problem(code="form_malformed", detail=detail, remedy="Save it with the form editor.")


class _Reader:
    """One schema while it is read."""

    def __init__(self, schema: JsonObject, findings: Findings) -> None:
        self._schema = schema
        self._findings = findings
        self._root = Place(content=schema)
        names = frozenset(_key_segments(schema))
        self._expressions = Expressions(names, findings)
        self._count = 0
        self._ids: set[str] = set()
        self._outcomes: set[str] = set()
        self._taken: set[tuple[str, ...]] = set()
        self._open: set[tuple[str, ...]] = set()

    def read(self) -> Form:
        """Return the form; only to be used where nothing was refused."""
        children = self._read_children(self._root, depth=0, prefix=())
        self._check_root()
        outcome_variable = self._text_of("outcomeVariable") or DEFAULT_OUTCOME_VARIABLE
        if self._outcomes:
            self._claim(self._root, (outcome_variable,), "outcomeVariable")
        key = self._text_of("id") or ""
        used = {path[0] for path in self._taken if path} - {outcome_variable}
        return Form(
            key=key,
            name=self._text_of("name") or key,
            version_tag=self._text_of("versionTag"),
            schema=self._schema,
            children=children,
            names=frozenset(used | self._expressions.read),
            outcome_variable=outcome_variable,
        )

    def _check_root(self) -> None:
        if self._schema.get("type", "default") != "default":
            self._refuse_property(self._root, "type", "default")
        if not self._text_of("id"):
            self._findings.refuse(
                self._root,
                "form_missing_key",
                "The form has no id.",
                "Give it an id; models refer to the form by it.",
                member="id",
            )
        version = self._schema.get("schemaVersion")
        if isinstance(version, Decimal) and version > KNOWN_SCHEMA_VERSION:
            self._findings.warn(
                self._root,
                "form_newer_version",
                f"The form has schema version {version}; known is {KNOWN_SCHEMA_VERSION}.",
                "Try it before people use it.",
                member="schemaVersion",
            )

    def _text_of(self, member: str) -> str | None:
        value = self._schema.get(member)
        if value is None or value == "":
            return None
        if not isinstance(value, str) or not value.isprintable() or len(value) > LONGEST_NAME:
            self._refuse_property(
                self._root, member, f"a text of at most {LONGEST_NAME} characters"
            )
            return None
        return value

    def _read_children(
        self, parent: Place, *, depth: int, prefix: tuple[str, ...]
    ) -> tuple[Node, ...]:
        listed = parent.content.get("components", [])
        if not isinstance(listed, list):
            self._refuse_property(parent, "components", "a list")
            return ()
        nodes: list[Node] = []
        for index, content in enumerate(listed):
            pointer = f"{parent.pointer}/components/{index}"
            node = self._read_component(content, pointer, depth=depth, prefix=prefix)
            if node is not None:
                nodes.append(node)
        return tuple(nodes)

    def _read_component(
        self, content: JsonValue, pointer: str, *, depth: int, prefix: tuple[str, ...]
    ) -> Node | None:
        place = Place(content=content if isinstance(content, dict) else {}, pointer=pointer)
        self._count += 1
        if self._count > MAX_COMPONENTS or depth >= MAX_DEPTH:
            if self._count == MAX_COMPONENTS + 1 or depth == MAX_DEPTH:
                detail = f"A form has at most {MAX_COMPONENTS} components, {MAX_DEPTH} levels deep."
                self._findings.refuse(place, "form_too_large", detail, "Take several forms.")
            return None
        self._check_id(place)
        if self._is_refused(place):
            return None
        self._expressions.read_texts(place)
        if place.type in components.VALUED:
            return self._read_field(place, prefix)
        if place.type == "group":
            return self._read_group(place, depth=depth, prefix=prefix)
        if place.type == "dynamiclist":
            return self._read_rows(place, depth=depth, prefix=prefix)
        return self._read_shown(place)

    def _is_refused(self, place: Place) -> bool:
        known = components.VALUED | components.CONTAINERS | components.SHOWN
        type_ = place.type if isinstance(place.type, str) else ""
        if type_ in known:
            return False
        self._findings.refuse(
            place,
            "form_unsupported_component",
            f"A component of type {type_[:80]!r} cannot be used." if type_ else "No type is given.",
            components.REFUSED.get(type_, f"Use one of: {', '.join(sorted(known))}."),
            member="type",
        )
        return True

    def _check_id(self, place: Place) -> None:
        id_ = place.content.get("id")
        if id_ is None:
            return
        if not isinstance(id_, str) or id_ in self._ids:
            self._refuse_property(place, "id", "a text that no other component has")
            return
        self._ids.add(id_)

    def _read_field(self, place: Place, prefix: tuple[str, ...]) -> Field | None:
        path = self._read_path(place, "key")
        if path is None:
            return None
        self._claim(place, (*prefix, *path), "key")
        return fields.read_field(place, path, self._expressions, self._findings)

    def _read_group(self, place: Place, *, depth: int, prefix: tuple[str, ...]) -> Group:
        path: tuple[str, ...] = ()
        if place.content.get("path"):
            path = self._read_path(place, "path") or ()
        children = self._read_children(place, depth=depth + 1, prefix=(*prefix, *path))
        hide = fields.read_hide(place, self._expressions, self._findings)
        return Group(id=place.id, hide=hide, path=path, children=children)

    def _read_rows(self, place: Place, *, depth: int, prefix: tuple[str, ...]) -> RowList | None:
        path = self._read_path(place, "path")
        if path is None:
            return None
        self._claim(place, (*prefix, *path), "path")
        if place.content.get("isRepeating", True) is not True:
            self._refuse_property(place, "isRepeating", "true; a group holds what is not repeated")
        return RowList(
            id=place.id,
            hide=fields.read_hide(place, self._expressions, self._findings),
            path=path,
            label=fields.label_of(place, path),
            children=self._read_children(place, depth=depth + 1, prefix=(*prefix, *path, "*")),
            is_fixed=place.content.get("allowAddRemove", True) is False,
            default_rows=self._read_default_rows(place),
        )

    def _read_default_rows(self, place: Place) -> int:
        rows = place.content.get("defaultRepetitions", Decimal(1))
        if isinstance(rows, Decimal) and rows in range(MAX_ROWS + 1):
            return int(rows)
        self._refuse_property(place, "defaultRepetitions", f"a number from 0 to {MAX_ROWS}")
        return 0

    def _read_shown(self, place: Place) -> Button | None:
        if place.type != "button":
            fields.read_hide(place, self._expressions, self._findings)
            return None
        action = place.content.get("action", "submit")
        if action not in {"submit", "reset"}:
            self._refuse_property(place, "action", "submit or reset")
        hide = fields.read_hide(place, self._expressions, self._findings)
        if action != "submit":
            return None
        return Button(
            id=place.id,
            hide=hide,
            label=str(place.content.get("label") or "Submit"),
            outcome=self._read_outcome(place),
            is_disabled=place.content.get("disabled") is True,
        )

    def _read_outcome(self, place: Place) -> str | None:
        properties = place.content.get("properties", {})
        outcome = properties.get("outcome") if isinstance(properties, dict) else None
        if outcome is None:
            return None
        if not isinstance(outcome, str) or not outcome or len(outcome) > LONGEST_NAME:
            self._refuse_property(place, "properties", "a text as outcome")
            return None
        if outcome in self._outcomes:
            self._findings.refuse(
                place,
                "form_duplicate_outcome",
                f"Two buttons mean the outcome {outcome[:80]!r}.",
                "Give each button an outcome of its own.",
                member="properties/outcome",
            )
        self._outcomes.add(outcome)
        return outcome

    def _read_path(self, place: Place, member: str) -> tuple[str, ...] | None:
        text = place.content.get(member)
        if not isinstance(text, str) or not text:
            self._findings.refuse(
                place,
                "form_missing_key",
                f"The {member} of {place} is missing.",
                f"Give it a {member}: the name of the variable that it fills.",
                member=member,
            )
            return None
        steps = tuple(text.split("."))
        if len(text) > LONGEST_NAME or not all(_is_segment(step) for step in steps):
            self._findings.refuse(
                place,
                "form_invalid_key",
                f"{text[:80]!r} of {place} is no name of a variable.",
                "Use letters, digits and _, with dots between the names of nested values.",
                member=member,
            )
            return None
        return steps

    def _claim(self, place: Place, path: tuple[str, ...], member: str) -> None:
        """Let no two components write to one place, nor one into the value of another."""
        above = [path[:length] for length in range(1, len(path))]
        # Only its own components, marked by a star, may stand inside a list.
        is_inside = any(found in self._taken and path[len(found)] != "*" for found in above)
        if path in self._taken or path in self._open or is_inside:
            self._findings.refuse(
                place,
                "form_duplicate_key",
                f"{'.'.join(step for step in path if step != '*')!r} of {place} is in use already.",
                "Give each component a key of its own, none inside the value of another.",
                member=member,
            )
        self._taken.add(path)
        self._open.update(above)

    def _refuse_property(self, place: Place, member: str, expected: str) -> None:
        fields.refuse_property(place, member, expected, self._findings)


def _is_segment(step: str) -> bool:
    return _SEGMENT.fullmatch(step) is not None and step not in _DANGEROUS


def _key_segments(content: JsonValue) -> Iterator[str]:
    if not isinstance(content, dict):
        return
    for member in ("key", "path"):
        text = content.get(member)
        if isinstance(text, str):
            yield from (step for step in text.split(".") if step)
    listed = content.get("components")
    for child in listed if isinstance(listed, list) else ():
        yield from _key_segments(child)
