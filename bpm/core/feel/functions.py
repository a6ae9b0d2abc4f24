"""Functions as values: those that an expression writes out, and those that are built in."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from bpm.core.feel.errors import LimitReachedError
from bpm.core.feel.runtime import MAX_CALL_DEPTH, Runtime


class Function(ABC):
    """What can be called from FEEL."""

    __slots__ = ()
    kind_name: ClassVar[str] = "function"

    @abstractmethod
    def call(self, runtime: Runtime, arguments: Sequence[object]) -> object:
        """Call by position; null where the arguments do not fit."""

    @abstractmethod
    def call_named(self, runtime: Runtime, arguments: dict[str, object]) -> object:
        """Call by name; null where the arguments do not fit."""


@dataclass(frozen=True, slots=True, eq=False)
class Lambda(Function):
    """A function that an expression wrote out.

    Args:
        accepts: One check per parameter, None where the parameter has no type.
        cost: Steps that one call takes.
    """

    parameters: tuple[str, ...]
    accepts: tuple[Callable[[Runtime, object], bool] | None, ...]
    cost: int
    body: Callable[..., object]

    @property
    def title(self) -> str:
        """Name for messages."""
        return f"function({', '.join(self.parameters)})"

    @override
    def call(self, runtime: Runtime, arguments: Sequence[object]) -> object:
        """Call by position; null where number or type of the arguments do not fit."""
        if len(arguments) != len(self.parameters):
            runtime.note(f"{self.title} was given {len(arguments)} arguments")
            return None
        for accept, argument in zip(self.accepts, arguments, strict=True):
            if accept is not None and argument is not None and not accept(runtime, argument):
                runtime.note(f"{self.title} was given an argument of another type")
                return None
        runtime.spend(self.cost)
        if runtime.depth >= MAX_CALL_DEPTH:
            raise LimitReachedError(f"functions call one another more than {MAX_CALL_DEPTH} deep.")
        runtime.depth += 1
        result = self.body(*arguments)
        runtime.depth -= 1
        return result

    @override
    def call_named(self, runtime: Runtime, arguments: dict[str, object]) -> object:
        """Call by name; null where the names are not those of the parameters."""
        if set(arguments) != set(self.parameters):
            runtime.note(f"{self.title} was given other parameters")
            return None
        return self.call(runtime, [arguments[name] for name in self.parameters])
