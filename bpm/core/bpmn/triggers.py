"""What an event throws or waits for, typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeAlias

from lxml import etree

from bpm.core.bpmn.correlation import compile_path, data_paths
from bpm.core.bpmn.document import Roots
from bpm.core.bpmn.languages import compile_formal
from bpm.core.bpmn.settings import NO_NAMES, compile_setting
from bpm.core.bpmn.xml import BPMN, child, extension, name_of, text_of
from bpm.core.feel import Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminateTrigger:
    """Ends all of a process or sub-process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelTrigger:
    """Cancels a transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensateTrigger:
    """Has completed activities undone.

    Args:
        activity_id: Which one; None for all that are visible, and for an event that catches.
        waits: Whether what throws it waits for the end of that.
    """

    activity_id: str | None = None
    waits: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorTrigger:
    """A BPMN error.

    Args:
        code: Its code, else the id of the error; None for an event that catches every error.
    """

    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationTrigger:
    """A BPMN escalation.

    Args:
        code: Its code, else the id of the escalation; None for an event that catches every one.
    """

    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTrigger:
    """One end of a link; which other end it has, ``link_targets`` tells."""


class TimerKind(StrEnum):
    """What a timer is given."""

    DATE = "timeDate"
    DURATION = "timeDuration"
    CYCLE = "timeCycle"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerTrigger:
    """A point in time, or several."""

    kind: TimerKind
    expression: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTrigger:
    """A message.

    Args:
        name: Its name, else its id.
        correlation_key: Text or FEEL; None where every message of the name will do.
        properties: Where there is no such key: the parts of the correlation key of BPMN.
    """

    name: str
    correlation_key: Expression | None = None
    properties: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalTrigger:
    """A signal, which everybody hears who waits for it.

    Args:
        name: Its name, else its id.
    """

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionTrigger:
    """Something that becomes true of the variables."""

    expression: Expression


WaitTrigger: TypeAlias = TimerTrigger | MessageTrigger | SignalTrigger | ConditionTrigger
"""What is waited for; it comes from outside, or from a variable that is written."""

Trigger: TypeAlias = (
    TerminateTrigger
    | CancelTrigger
    | CompensateTrigger
    | ErrorTrigger
    | EscalationTrigger
    | LinkTrigger
    | WaitTrigger
)


def triggers_of(event: etree._Element) -> list[etree._Element]:
    """Return the event definitions of an event."""
    return [part for part in event if name_of(part)[1].endswith("EventDefinition")]


def needs_all(event: etree._Element) -> bool:
    """Return whether all triggers of an event have to happen."""
    is_marked = event.get("parallelMultiple", "false").strip() in ("true", "1")
    return is_marked and len(triggers_of(event)) > 1


def trigger_of(event: etree._Element) -> etree._Element | None:
    """Return the first event definition of an event, or None."""
    return next(iter(triggers_of(event)), None)


def read_triggers(
    event: etree._Element, roots: Roots, names: frozenset[str] = NO_NAMES
) -> tuple[Trigger, ...]:
    """Return all that an event throws or waits for, in the order of the document.

    Args:
        event: The event.
        roots: Messages and errors of the model.
        names: Variables that exist, as far as the model names them.
    """
    read = (read_definition(definition, event, roots, names) for definition in triggers_of(event))
    return tuple(trigger for trigger in read if trigger is not None)


def read_definition(
    definition: etree._Element, event: etree._Element, roots: Roots, names: frozenset[str]
) -> Trigger | None:
    """Return what an event definition stands for; None where that is not known.

    Args:
        definition: It.
        event: What throws it or waits for it.
        roots: Messages and errors of the model.
        names: Variables that exist, as far as the model names them.
    """
    kind = name_of(definition)[1].removesuffix("EventDefinition")
    if kind == "message":
        return read_message(event, definition.get("messageRef"), roots, names)
    if kind == "timer":
        return _read_timer(definition, names)
    if kind == "conditional":
        return _read_condition(definition, names)
    read = _READERS.get(kind)
    return None if read is None else read(definition, roots)


def read_message(
    node: etree._Element,
    reference: str | None,
    roots: Roots,
    names: frozenset[str] = NO_NAMES,
) -> MessageTrigger | None:
    """Return the message that a node waits for; None where there is no such message.

    Args:
        node: The event or receive task.
        reference: Id of the message.
        roots: Messages of the model.
        names: Variables that exist, as far as the model names them.
    """
    message = roots.get(("message", reference or ""))
    if message is None or not reference:
        return None
    settings = extension(node, "subscription")
    if settings is None:
        settings = extension(message, "subscription")
    key = None if settings is None else settings.get("correlationKey")
    paths = () if key is not None else data_paths(node, reference, roots)
    return MessageTrigger(
        name=message.get("name") or reference,
        correlation_key=compile_setting(key, names),
        properties=tuple(compile_path(path, names) for path in paths),
    )


def _read_timer(definition: etree._Element, names: frozenset[str]) -> TimerTrigger | None:
    for kind in TimerKind:
        expression = compile_setting(text_of(child(definition, BPMN, kind.value)), names)
        if expression is not None:
            return TimerTrigger(kind=kind, expression=expression)
    return None


def _read_condition(definition: etree._Element, names: frozenset[str]) -> ConditionTrigger | None:
    part = child(definition, BPMN, "condition")
    if part is None or not text_of(part):
        return None
    return ConditionTrigger(expression=compile_formal(part, names))


def _read_signal(definition: etree._Element, roots: Roots) -> SignalTrigger | None:
    reference = definition.get("signalRef")
    signal = roots.get(("signal", reference or ""))
    if signal is None or not reference:
        return None
    return SignalTrigger(name=signal.get("name") or reference)


def _read_code(definition: etree._Element, roots: Roots, kind: str) -> str | None:
    reference = definition.get(f"{kind}Ref")
    if not reference:
        return None
    root = roots.get((kind, reference))
    return (None if root is None else root.get(f"{kind}Code")) or reference


def _read_compensation(definition: etree._Element, roots: Roots) -> CompensateTrigger:
    del roots
    waits = definition.get("waitForCompletion", "true").strip() in ("true", "1")
    return CompensateTrigger(activity_id=definition.get("activityRef") or None, waits=waits)


_READERS: Final[Mapping[str, Callable[[etree._Element, Roots], Trigger | None]]] = MappingProxyType(
    {
        "cancel": lambda _definition, _roots: CancelTrigger(),
        "terminate": lambda _definition, _roots: TerminateTrigger(),
        "link": lambda _definition, _roots: LinkTrigger(),
        "error": lambda definition, roots: ErrorTrigger(
            code=_read_code(definition, roots, "error")
        ),
        "escalation": lambda definition, roots: EscalationTrigger(
            code=_read_code(definition, roots, "escalation")
        ),
        "signal": _read_signal,
        "compensate": _read_compensation,
    }
)
"""How triggers are read that need no expressions."""
