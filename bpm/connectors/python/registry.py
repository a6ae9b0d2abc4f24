"""The functions that models may call, and the templates that their signatures make."""

import inspect
import re
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias, TypeVar

import msgspec

from bpm.connectors.contracts import (
    CallContext,
    Choice,
    ConnectorTemplate,
    PropertyType,
    TemplateProperty,
)
from bpm.connectors.python.annotations import Reader, make_reader

CONNECTOR: Final = "python"
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,63}(?:\.[a-z0-9_-]{1,63})*")

Function: TypeAlias = Callable[..., object]
_F = TypeVar("_F", bound=Function)


class RegistrationError(Exception):
    """A function cannot be called by models as it is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One parameter of a function, as models see it."""

    name: str
    reader: Reader
    is_required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A function that models may call.

    Args:
        context_name: The parameter that receives the ``CallContext``, or None.
    """

    name: str
    function: Function
    arguments: tuple[Argument, ...]
    context_name: str | None
    description: str


class _Registry:
    """Filled when Django starts, the same in every process."""

    def __init__(self) -> None:
        self.functions: dict[str, Registered] = {}


_registry = _Registry()


def connector_function(name: str) -> Callable[[_F], _F]:
    """Let models call a function as ``connector="python" operation="<name>"``.

    Put it into the module ``connector_functions`` of a Django app. Each parameter needs an
    annotation; one annotated ``CallContext`` receives the idempotency key and the like instead
    of a value of the model.

    Raises:
        RegistrationError: The name is none or is taken, or a parameter is not one of a kind that
            a model can hold.
    """

    def register(function: _F) -> _F:
        known = _registry.functions.get(name)
        if not _NAME.fullmatch(name) or (known is not None and known.function is not function):
            raise RegistrationError(f"{name!r} is no name for a function, or is taken.")
        _registry.functions[name] = _describe(name, function)
        return function

    return register


def find_function(name: str) -> Registered | None:
    """Return a registered function."""
    return _registry.functions.get(name)


def _describe(name: str, function: Function) -> Registered:
    hints = typing.get_type_hints(function)
    arguments: list[Argument] = []
    context_name: str | None = None
    for parameter in inspect.signature(function).parameters.values():
        if hints.get(parameter.name) is CallContext:
            context_name = parameter.name
        else:
            arguments.append(_describe_argument(name, parameter, hints))
    summary = (inspect.getdoc(function) or f"Calls {name}.").splitlines()[0]
    return Registered(
        name=name,
        function=function,
        arguments=tuple(arguments),
        context_name=context_name,
        description=summary,
    )


def _describe_argument(
    name: str, parameter: inspect.Parameter, hints: Mapping[str, object]
) -> Argument:
    is_named = parameter.kind in {parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY}
    reader = make_reader(hints[parameter.name]) if parameter.name in hints else None
    if not is_named or reader is None:
        raise RegistrationError(
            f"The parameter {parameter.name!r} of {name!r} needs a name and an annotation: text, "
            "bool, int, Decimal, list, dict, a date or time of bpm.core.time, bytes, a Literal of "
            "texts, Value, or one of these | None."
        )
    is_required = parameter.default is parameter.empty and not reader.takes_null
    return Argument(name=parameter.name, reader=reader, is_required=is_required)


def make_templates(base: ConnectorTemplate) -> Iterator[ConnectorTemplate]:
    """Return a template for each function, in the order of their names.

    Args:
        base: Icon, groups and the like, which all of them share.
    """
    for name, registered in sorted(_registry.functions.items()):
        yield msgspec.structs.replace(
            base,
            id=f"{CONNECTOR}/{name}",
            operation=name,
            name=name,
            description=registered.description,
            properties=tuple(_make_property(argument) for argument in registered.arguments),
        )


def _make_property(argument: Argument) -> TemplateProperty:
    reader = argument.reader
    is_text = reader.kind in {PropertyType.TEXT, PropertyType.CHOICE, PropertyType.ANY}
    return TemplateProperty(
        name=argument.name,
        label=argument.name.replace("_", " ").capitalize(),
        group="arguments",
        type=reader.kind,
        description=f"A value of the kind {reader.title}.",
        feel="optional" if is_text else "required",
        required=argument.is_required,
        choices=tuple(Choice(value=choice, label=choice) for choice in reader.choices),
    )
