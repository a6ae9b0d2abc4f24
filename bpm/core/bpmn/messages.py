"""Messages that a model throws: what they carry, and for whom.

Source: BPMN 2.0.2 §9.3 (message flows), §10.3.3 (send tasks), §10.5.1 (message events).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from bpm.core.bpmn.behaviour import Mapping
from bpm.core.bpmn.correlation import compile_path, message_paths
from bpm.core.bpmn.document import Roots, is_executable
from bpm.core.bpmn.elements import FLOW_NODES
from bpm.core.bpmn.settings import NO_NAMES, compile_setting
from bpm.core.bpmn.xml import BPM, BPMN, children, extension, name_of, text_of
from bpm.core.feel import Expression
from bpm.core.time import DaysTimeDuration, InvalidTemporalError

DEFAULT_TIME_TO_LIVE: Final = "P1D"
"""How long a thrown message is kept for somebody to wait for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTarget:
    """Whom a message flow leads to.

    Args:
        key: Of the process.
        activity_id: What receives it there; None where the flow leads to the pool.
    """

    key: str
    activity_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThrownMessage:
    """A message that is thrown.

    Args:
        name: Its name, else its id.
        payload: The variables that it carries.
        correlation_key: For which conversation it is; None for any that asks for no key.
        properties: Where there is no such key: its parts, read from what it carries.
        business_key: Of the receiver, or of the instance that it begins.
        seconds_to_live: How long it is kept for somebody to wait for it.
        targets: Where its message flows lead to; nothing where there are none.
    """

    name: str
    payload: tuple[Mapping, ...] = ()
    correlation_key: Expression | None = None
    properties: tuple[Expression, ...] = ()
    business_key: Expression | None = None
    seconds_to_live: int
    targets: tuple[MessageTarget, ...] = ()


def read_thrown(
    node: etree._Element, reference: str | None, roots: Roots, names: frozenset[str] = NO_NAMES
) -> ThrownMessage | None:
    """Return the message that a node throws; None where there is no such message.

    Args:
        node: The event or send task.
        reference: Id of the message.
        roots: Messages and correlation properties of the model.
        names: Variables that exist, as far as the model names them.
    """
    message = roots.get(("message", reference or ""))
    if message is None or not reference:
        return None
    settings = extension(node, "publish")
    subscription = extension(message, "subscription")
    given = None if settings is None else settings.get("correlationKey")
    if given is None and subscription is not None:
        given = subscription.get("correlationKey")
    paths = message_paths(reference, roots)
    return ThrownMessage(
        name=message.get("name") or reference,
        payload=tuple(
            Mapping(name=part.get("name", ""), expression=compile_setting(text_of(part), names))
            for part in ([] if settings is None else children(settings, BPM, "parameter"))
        ),
        correlation_key=compile_setting(given, names),
        properties=tuple(compile_path(path, names) for path in paths),
        business_key=compile_setting(
            None if settings is None else settings.get("businessKey"), names
        ),
        seconds_to_live=read_time_to_live(None if settings is None else settings.get("timeToLive")),
        targets=tuple(_find_targets(node)),
    )


def read_thrown_by(
    event: etree._Element, roots: Roots, names: frozenset[str] = NO_NAMES
) -> tuple[ThrownMessage, ...]:
    """Return the messages that an event throws, in the order of the document."""
    found = (
        read_thrown(event, part.get("messageRef"), roots, names)
        for part in children(event, BPMN, "messageEventDefinition")
    )
    return tuple(message for message in found if message is not None)


def read_time_to_live(text: str | None) -> int:
    """Return for how many seconds a message is kept.

    Raises:
        InvalidTemporalError: It is no duration in days and time.
    """
    duration = DaysTimeDuration.parse((text or DEFAULT_TIME_TO_LIVE).strip())
    seconds = duration.to_timedelta().total_seconds()
    if seconds < 0:
        raise InvalidTemporalError("A message cannot be kept for less than no time.")
    return int(seconds)


def _find_targets(node: etree._Element) -> Iterator[MessageTarget]:
    root = node.getroottree().getroot()
    by_id = {found.get("id"): found for found in root.iter(f"{{{BPMN}}}*") if found.get("id")}
    for flow in root.iter(f"{{{BPMN}}}messageFlow"):
        target = by_id.get(flow.get("targetRef"))
        if flow.get("sourceRef") != node.get("id") or target is None:
            continue
        if name_of(target)[1] == "participant":
            process = by_id.get(target.get("processRef"))
            if process is not None and is_executable(process):
                yield MessageTarget(key=process.get("id", ""))
        elif name_of(target)[1] in FLOW_NODES:
            process = next(target.iterancestors(f"{{{BPMN}}}process"), None)
            if process is not None and is_executable(process):
                yield MessageTarget(key=process.get("id", ""), activity_id=target.get("id"))
