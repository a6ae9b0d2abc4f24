"""What a table is compiled from and to, and the problems met on the way."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from bpm.core.dmn.model import DecisionModel, Part, Text
from bpm.core.dmn.types import Type, UnknownTypeError, find_type
from bpm.core.errors import Problem
from bpm.core.feel import (
    Cell,
    Expression,
    FeelSyntaxError,
    compile_cell,
    compile_expression,
    is_constant,
    read_constant,
)
from bpm.core.values import Value

MAX_SHOWN: Final = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A cell that gives a value: the value where it is constant, else an expression."""

    id: str
    value: Value = None
    expression: Expression | None = None


@dataclass(slots=True, kw_only=True)
class Workshop:
    """One model while it is compiled.

    Args:
        model: What is compiled.
        names: Variables that expressions may read.
        place: Where the work is, as a message begins.
        problems: What is wrong so far.
    """

    model: DecisionModel
    names: frozenset[str]
    place: str = ""
    problems: list[Problem] = field(default_factory=list)

    @contextmanager
    def at(self, place: str) -> Iterator[None]:
        """Say where the work is while the inside is done."""
        before, self.place = self.place, f"{self.place}{', ' if self.place else ''}{place}"
        yield
        self.place = before

    def report(self, part: Part, code: str, detail: str, remedy: str = "") -> None:
        """Keep something that is wrong."""
        self.problems.append(
            Problem(
                code=code,
                detail=f"{self.place}: {detail}" if self.place else detail,
                element_id=part.id or None,
                line=part.line,
                remedy=remedy or None,
            )
        )

    def find_type(self, name: str, part: Part) -> Type:
        """Return a type; any value fits where there is none of this name, which is reported."""
        try:
            return find_type(name, self.model.types, self.names)
        except UnknownTypeError as error:
            self.report(
                part,
                "unknown_type",
                f"there is no type {str(error)[:MAX_SHOWN]!r}.",
                "Use string, number, boolean, date, time, a duration, or define the type.",
            )
        except FeelSyntaxError as error:
            self.report(part, error.code, error.detail)
        return Type(name="Any")

    def compile_cell(self, text: Text) -> Cell:
        """Return the tests of a cell; those that cannot be read are reported."""
        try:
            return compile_cell(text.text, names=self.names)
        except FeelSyntaxError as error:
            self.report(text, error.code, error.detail, "Correct the cell, or write `-`.")
            return compile_cell("-")

    def compile_text(self, text: Text) -> Expression | None:
        """Return an expression; one that cannot be read is reported."""
        try:
            return compile_expression(text.text, names=self.names)
        except FeelSyntaxError as error:
            self.report(text, error.code, error.detail, "Write FEEL, strings in quotation marks.")
            return None

    def compile_output(self, text: Text) -> Output:
        """Return what gives an output; an empty cell gives null."""
        if text.text in {"", "-"}:
            return Output(id=text.id)
        try:
            if is_constant(text.text, names=self.names):
                value: Value = read_constant(text.text)  # type: ignore[assignment] # is a value
                return Output(id=text.id, value=value)
        except FeelSyntaxError as error:
            self.report(text, error.code, error.detail, "Write FEEL, strings in quotation marks.")
            return Output(id=text.id)
        return Output(id=text.id, expression=self.compile_text(text))
