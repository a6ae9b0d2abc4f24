"""What all chapters of the grammar share: scanner, names in scope, nesting; and types."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from bpm.core.feel.names import CompoundNames
from bpm.core.feel.scanner import Scanner
from bpm.core.feel.tree import (
    ContextType,
    FunctionType,
    ListType,
    NamedType,
    Node,
    RangeType,
    TypeNode,
)

MAX_NESTING = 100
"""Six Python frames a level stay far below the interpreter's own limit."""

TYPE_NAMES = (
    "number",
    "string",
    "boolean",
    "date",
    "time",
    "date and time",
    "days and time duration",
    "years and months duration",
    "list",
    "context",
    "range",
    "function",
    "Any",
    "Null",
)
_COMPOUND_TYPES = CompoundNames(TYPE_NAMES)
_MEMBERS = CompoundNames(("time offset", "start included", "end included"))
_declare = lru_cache(maxsize=64)(CompoundNames)
"""Declared names, which all expressions of a process share; nothing is added to them."""


class Grammar(ABC):
    """The state of one parse."""

    def __init__(self, source: str, names: frozenset[str], built_in_names: CompoundNames) -> None:
        self.scan = Scanner(source)
        self.built_in_names = built_in_names
        self.scopes = [_declare(names)]
        # Members of contexts that this expression writes out: they end paths and, inside a
        # filter, stand alone.
        self.members = _MEMBERS.copy()
        self.filters = 0
        self.nesting = 0

    @abstractmethod
    def parse_expression(self, power: int = 0) -> Node:
        """Read an expression whose operators bind more tightly than ``power``."""

    @contextmanager
    def scope(self) -> Iterator[CompoundNames]:
        """Open a scope in which further names may be declared."""
        names = CompoundNames()
        self.scopes.append(names)
        yield names
        self.scopes.pop()

    @contextmanager
    def nested(self) -> Iterator[None]:
        """Go one level deeper, or fail."""
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            self.scan.fail(f"nested deeper than {MAX_NESTING} levels.")
        yield
        self.nesting -= 1

    def parse_type(self) -> TypeNode:
        """Read a type such as ``list<number>``."""
        with self.nested():
            compound = _COMPOUND_TYPES.match(self.scan.source, self.scan.position)
            if compound is not None:
                self.scan.move_to(compound[1])
                return NamedType(name=compound[0])
            start = self.scan.position
            name = self.scan.accept_identifier()
            if name not in TYPE_NAMES:
                self.scan.position = start
                self.scan.fail_here("a type")
            return self._parse_type_arguments(name)

    def _parse_type_arguments(self, name: str) -> TypeNode:
        if not self.scan.accept("<"):
            return NamedType(name=name)
        match name:
            case "list":
                return ListType(item=self._parse_last_type())
            case "range":
                return RangeType(item=self._parse_last_type())
            case "context":
                return self._parse_context_type()
            case "function":
                return self._parse_function_type()
            case _:
                return self.scan.fail(f"the type {name!r} takes no arguments.")

    def _parse_last_type(self) -> TypeNode:
        item = self.parse_type()
        self.scan.expect(">")
        return item

    def _parse_context_type(self) -> TypeNode:
        entries: list[tuple[str, TypeNode]] = []
        while not self.scan.accept(">"):
            if entries:
                self.scan.expect(",")
            name = self.scan.accept_declaration(":")
            if name is None:
                self.scan.fail_here("the name of a member")
            self.scan.expect(":")
            entries.append((name, self.parse_type()))
        return ContextType(entries=tuple(entries))

    def _parse_function_type(self) -> TypeNode:
        parameters: list[TypeNode] = []
        while not self.scan.accept(">"):
            if parameters:
                self.scan.expect(",")
            parameters.append(self.parse_type())
        self.scan.expect("->")
        return FunctionType(parameters=tuple(parameters), result=self.parse_type())
