"""How a built-in function is declared: signatures, checks of arguments, registry."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, DecimalException

from typing_extensions import override

from bpm.core.feel.arithmetic import note_failure
from bpm.core.feel.functions import Function, Lambda
from bpm.core.feel.names import CompoundNames
from bpm.core.feel.ranges import Range
from bpm.core.feel.runtime import Runtime
from bpm.core.time import (
    Date,
    DateTime,
    DaysTimeDuration,
    InvalidTemporalError,
    Time,
    YearsMonthsDuration,
)
from bpm.core.values import name_kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of a built-in function.

    Args:
        kinds: Classes that are taken as they are; empty for any value.
        is_optional: May be left out.
        takes_null: Null is handed on; else a null argument makes the result null.
        is_rest: Takes all further arguments, or one list of them.
    """

    name: str
    kinds: frozenset[type] = frozenset()
    is_optional: bool = False
    takes_null: bool = False
    is_rest: bool = False


_KINDS: Mapping[str, frozenset[type]] = {
    "any": frozenset(),
    "number": frozenset({Decimal}),
    "string": frozenset({str}),
    "boolean": frozenset({bool}),
    "list": frozenset({list}),
    "context": frozenset({dict}),
    "date": frozenset({Date, DateTime}),
    "time": frozenset({Time, DateTime, Date}),
    "range": frozenset({Range}),
    "duration": frozenset({DaysTimeDuration, YearsMonthsDuration}),
    "days": frozenset({DaysTimeDuration}),
    "number or duration": frozenset({Decimal, DaysTimeDuration, YearsMonthsDuration}),
    "function": frozenset({Lambda}),
}


def _read_parameter(text: str) -> Parameter:
    name, _, kind = text.partition(": ")
    is_rest = kind.startswith("*")
    is_optional = kind.endswith("?")
    kind = kind.strip("*?")
    takes_null = kind.endswith(" or null") or is_rest or kind == "any"
    return Parameter(
        name=name,
        kinds=_KINDS[kind.removesuffix(" or null")],
        is_optional=is_optional,
        takes_null=takes_null,
        is_rest=is_rest,
    )


_CHARACTERS_A_STEP = 500


class _UnfitError(Exception):
    """An argument does not fit its parameter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One way to call a built-in function; ``body`` is given the runtime and checked arguments."""

    title: str
    parameters: tuple[Parameter, ...]
    body: Callable[..., object]

    def takes(self, count: int) -> bool:
        """Return whether that many arguments can be given by position."""
        required = sum(not (part.is_optional or part.is_rest) for part in self.parameters)
        has_rest = any(part.is_rest for part in self.parameters)
        return required + has_rest <= count and (has_rest or count <= len(self.parameters))

    def takes_names(self, names: frozenset[str]) -> bool:
        """Return whether these named arguments can be given."""
        known = {part.name for part in self.parameters}
        required = {part.name for part in self.parameters if not part.is_optional}
        return required <= names <= known

    def call(self, runtime: Runtime, *arguments: object) -> object:
        """Call by position, with null where an argument does not fit."""
        try:
            return self.body(runtime, *self._fit_all(runtime, arguments))
        except _UnfitError as error:
            runtime.note(str(error))
        except DecimalException as error:
            note_failure(runtime, error)
        except InvalidTemporalError as error:
            runtime.note(f"{self.title}(): {error.detail}")
        return None

    def _fit_all(self, runtime: Runtime, arguments: Sequence[object]) -> list[object]:
        fitted: list[object] = []
        for place, parameter in enumerate(self.parameters):
            if parameter.is_rest:
                fitted.append(_gather(arguments[place:]))
                break
            if place >= len(arguments):
                break
            argument = arguments[place]
            if type(argument) is str and len(argument) > _CHARACTERS_A_STEP:
                runtime.spend(len(argument) // _CHARACTERS_A_STEP)
            if argument is None and not parameter.takes_null:
                raise _UnfitError(f"{self.title}(): {parameter.name!r} is null")
            if not _can_fit(parameter, argument):
                kind = name_kind(argument)
                raise _UnfitError(f"{self.title}(): {parameter.name!r} cannot be a {kind}")
            fitted.append(_fit(parameter, argument))
        return fitted

    def call_named(self, runtime: Runtime, arguments: Mapping[str, object]) -> object:
        """Call with named arguments that ``takes_names`` let pass."""
        last = max(
            (place for place, part in enumerate(self.parameters) if part.name in arguments),
            default=-1,
        )
        # What is left out before a given one is null.
        ordered = [arguments.get(part.name) for part in self.parameters[: last + 1]]
        return self.call(runtime, *ordered)

    def fits(self, arguments: Sequence[object]) -> bool:
        """Return whether arguments given by position are of the right number and kinds."""
        if not self.takes(len(arguments)):
            return False
        return all(
            parameter.is_rest or _can_fit(parameter, argument)
            for parameter, argument in zip(self.parameters, arguments, strict=False)
        )


def _gather(arguments: Sequence[object]) -> list[object]:
    if len(arguments) == 1 and isinstance(arguments[0], list):
        return arguments[0]
    return list(arguments)


def _can_fit(parameter: Parameter, argument: object) -> bool:
    kinds = parameter.kinds
    if not kinds or type(argument) in kinds or argument is None or list in kinds:
        return True
    if _is_single(argument, kinds):
        return True
    return Lambda in kinds and isinstance(argument, BuiltIn)


def _is_single(argument: object, kinds: frozenset[type]) -> bool:
    return isinstance(argument, list) and len(argument) == 1 and type(argument[0]) in kinds


def _fit(parameter: Parameter, argument: object) -> object:
    # FEEL turns a value into a list of one, and back, where the parameter asks for it.
    kinds = parameter.kinds
    if list in kinds and argument is not None and not isinstance(argument, list):
        return [argument]
    if isinstance(argument, list) and kinds and list not in kinds:
        return argument[0]
    return argument


@dataclass(frozen=True, slots=True, eq=False)
class BuiltIn(Function):
    """A built-in function as a value."""

    title: str
    signatures: tuple[Signature, ...]

    def find(self, count: int) -> Callable[..., object] | None:
        """Return what to call with the runtime and that many arguments; None for no such call."""
        found = [each for each in self.signatures if each.takes(count)]
        if len(found) > 1:
            return self.call_by_kind
        return found[0].call if found else None

    def find_named(self, names: frozenset[str]) -> Callable[..., object] | None:
        """Return what to call with the runtime and these named arguments; None for no such call."""
        found = [each for each in self.signatures if each.takes_names(names)]
        if len(found) > 1:
            return self.call_named_by_kind
        return found[0].call_named if found else None

    @override
    def call(self, runtime: Runtime, arguments: Sequence[object]) -> object:
        """Call by position; null where the arguments do not fit."""
        call = self.find(len(arguments))
        if call is None:
            runtime.note(f"{self.title}() was given {len(arguments)} arguments")
            return None
        return call(runtime, *arguments)

    def call_by_kind(self, runtime: Runtime, *arguments: object) -> object:
        """Call the first signature whose parameters are of the arguments' kinds."""
        fitting = (each for each in self.signatures if each.fits(arguments))
        signature = next(fitting, None)
        if signature is None:
            kinds = ", ".join(map(name_kind, arguments))
            runtime.note(f"{self.title}() does not take ({kinds})")
            return None
        return signature.call(runtime, *arguments)

    @override
    def call_named(self, runtime: Runtime, arguments: dict[str, object]) -> object:
        """Call by name; null where the names do not fit."""
        call = self.find_named(frozenset(arguments))
        if call is None:
            runtime.note(f"{self.title}() was given other parameters")
            return None
        return call(runtime, arguments)

    def call_named_by_kind(self, runtime: Runtime, arguments: dict[str, object]) -> object:
        """Call the first signature that takes these names and kinds."""
        names = frozenset(arguments)
        for signature in self.signatures:
            if signature.takes_names(names) and all(
                _can_fit(part, arguments[part.name])
                for part in signature.parameters
                if part.name in names
            ):
                return signature.call_named(runtime, arguments)
        runtime.note(f"{self.title}() does not take values of these kinds")
        return None


class Chapter:
    """Collects the functions of one module."""

    def __init__(self) -> None:
        self.signatures: dict[str, list[Signature]] = {}

    def function(
        self, title: str, *parameters: str
    ) -> Callable[[Callable[..., object]], Callable[..., object]]:
        """Declare a function, or one more signature of it.

        Args:
            title: Its name in FEEL.
            parameters: ``name: kind`` each; ``?`` behind the kind for one that may be left out,
                ``*`` before it for one that takes the rest, ``or null`` where null is handed on.
        """

        def declare(body: Callable[..., object]) -> Callable[..., object]:
            signature = Signature(
                title=title, parameters=tuple(map(_read_parameter, parameters)), body=body
            )
            self.signatures.setdefault(title, []).append(signature)
            return body

        return declare


def join_chapters(*chapters: Chapter) -> Mapping[str, BuiltIn]:
    """Return all functions of these chapters by name."""
    return {
        title: BuiltIn(title, tuple(signatures))
        for chapter in chapters
        for title, signatures in chapter.signatures.items()
    }


def compound_names(functions: Mapping[str, BuiltIn]) -> CompoundNames:
    """Return the names that consist of several words."""
    return CompoundNames(functions)
