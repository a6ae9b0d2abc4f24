"""FEEL in forms: where it stands, what it reads, and what is wrong with it."""

from collections.abc import Iterator
from typing import Final

import regex  # type: ignore[import-untyped] # it ships no types

from bpm.core.feel import Expression, FeelSyntaxError, compile_expression
from bpm.core.forms.dialect import find_foreign
from bpm.core.forms.findings import Findings, Place
from bpm.core.values import JsonValue

MAX_EXPRESSIONS: Final = 2_000

SPECIAL_NAMES: Final = frozenset({"this", "parent", "i", "_this_", "_parent_", "_i_"})
"""What form-js adds to the variables: the row, what it lies in, and its number."""

_TEMPLATE = regex.compile(r"\{\{(.*?)\}\}", regex.DOTALL)
_MARKS = regex.compile(r"^#(if|loop)\s+")
_CLOSINGS = ("/if", "/loop")
_NOT_SHOWN = frozenset(
    {
        *("conditional", "validate", "readonly", "expression", "valuesExpression", "components"),
        *("id", "key", "path", "values", "defaultValue", "properties", "action"),
    }
)
"""Members whose FEEL is compiled where they are read, and those that never hold any."""


class Expressions:
    """Compiles the FEEL of one form and remembers which variables it reads.

    Args:
        names: Keys of the form, which may be read whatever they are called.
    """

    def __init__(self, names: frozenset[str], findings: Findings) -> None:
        self._known = names | SPECIAL_NAMES
        self._findings = findings
        self._count = 0
        self.read: set[str] = set()

    def compile(self, place: Place, text: str, *, member: str) -> Expression | None:
        """Return FEEL compiled, its leading ``=`` left out; None where it is wrong."""
        self._count += 1
        if self._count > MAX_EXPRESSIONS:
            if self._count == MAX_EXPRESSIONS + 1:
                detail = f"A form has at most {MAX_EXPRESSIONS} expressions."
                self._findings.refuse(place, "form_too_large", detail, "Take several forms.")
            return None
        try:
            expression = compile_expression(text.removeprefix("=").strip(), names=self._known)
        except FeelSyntaxError as error:
            self._findings.refuse(
                place,
                "form_invalid_expression",
                f"{member.replace('/', '.')} of {place}: {error.detail}",
                "Write FEEL behind a leading =.",
                member=member,
            )
            return None
        self._refuse_foreign(place, expression.source, member)
        self.read |= expression.names - SPECIAL_NAMES
        return expression

    def _refuse_foreign(self, place: Place, source: str, member: str) -> None:
        foreign = find_foreign(source, names=self._known)
        if foreign is not None:
            part, remedy = foreign
            detail = f"{member.replace('/', '.')} of {place}: forms do not compute {part}."
            self._findings.refuse(place, "form_invalid_expression", detail, remedy, member=member)

    def read_texts(self, place: Place) -> None:
        """Take in the variables of the texts that a component shows."""
        for member, value in place.content.items():
            if member not in _NOT_SHOWN:
                for text in _texts_in(value):
                    self._read_text(place, text, member)

    def _read_text(self, place: Place, text: str, member: str) -> None:
        if text.startswith("="):
            self.compile(place, text, member=member)
            return
        open_blocks: list[str] = []
        for template in _TEMPLATE.findall(text):
            inner = template.strip()
            mark = _MARKS.match(inner)
            if inner in _CLOSINGS:
                if not open_blocks or open_blocks.pop() != inner.removeprefix("/"):
                    self._refuse_block(place, inner, member)
                continue
            if mark is not None:
                open_blocks.append(mark.group(1))
            self.compile(place, _MARKS.sub("", inner), member=member)
        for block in open_blocks:
            self._refuse_block(place, f"#{block}", member)

    def _refuse_block(self, place: Place, tag: str, member: str) -> None:
        self._findings.refuse(
            place,
            "form_invalid_expression",
            f"{member} of {place}: {{{{{tag}}}}} stands without its other end.",
            "Close every {{#if …}} with {{/if}}, every {{#loop …}} with {{/loop}}.",
            member=member,
        )


def _texts_in(value: JsonValue) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for item in value:
                yield from _texts_in(item)
        case dict():
            for item in value.values():
                yield from _texts_in(item)
