"""What the gate accepts, told to the modeller, so that its menus offer that and nothing else."""

from collections.abc import Iterator
from typing import Final

import msgspec

from bpm.core.bpmn.check import check_model
from bpm.core.bpmn.checks.extensions import SUPPORTED
from bpm.core.bpmn.checks.triggers import ALLOWED, TRIGGER_NEEDED
from bpm.core.bpmn.elements import (
    AWAITED_TOGETHER,
    EVENTS,
    FLOW_NODES,
    REFUSED_NODES,
    RULES,
    STARTS_FROM_OUTSIDE,
    TOGETHER,
)
from bpm.core.bpmn.support import AHEAD
from bpm.core.bpmn.vocabulary import DESCRIPTOR_PATH

OFFER_PATH: Final = DESCRIPTOR_PATH.with_name("offer.json")
NO_TRIGGER: Final = "none"
SCRIPT_LANGUAGES: Final = ("feel", "python")
"""As the modeller offers them, the default first; the gate knows longer names as well."""
_DEFINITION: Final = "EventDefinition"
_PLACE_NAMES: Final = {"handler start": "handlerStart"}
_STARTED_BY_ALL: Final = b"""\
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:probe">
  <signal id="one" name="one"/><signal id="other" name="other"/>
  <process id="probe" isExecutable="true">
    <startEvent id="start" parallelMultiple="true">
      <signalEventDefinition signalRef="one"/><signalEventDefinition signalRef="other"/>
    </startEvent>
    <endEvent id="end"/><sequenceFlow id="flow" sourceRef="start" targetRef="end"/>
  </process>
</definitions>"""
"""A process that begins when all triggers of its start event have happened: the gate is asked."""
_PLACES: Final = {"startEvent": "top start", "boundaryEvent": "boundary"}


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """Names as they stand in a model.

    Args:
        nodes: Flow nodes.
        triggers: What events may be triggered by; ``none`` for an event without a trigger.
        together: Triggers of which an event may have several; ``handlerStart`` is the start event
            of an event sub-process.
        awaited_together: Triggers of which an event may wait for all.
        waits_for_all: Events that may do so.
        parts: Other elements inside a process, such as markers of activities.
        settings: Elements of the ``bpm:`` vocabulary.
        script_formats: Languages of script tasks.
    """

    nodes: tuple[str, ...]
    triggers: dict[str, tuple[str, ...]]
    together: dict[str, tuple[str, ...]]
    awaited_together: tuple[str, ...] = msgspec.field(name="awaitedTogether")
    waits_for_all: tuple[str, ...] = msgspec.field(name="waitsForAll")
    parts: tuple[str, ...]
    settings: tuple[str, ...]
    script_formats: tuple[str, ...] = msgspec.field(name="scriptFormats")


def make_offer() -> Offer:
    """Return what a model may hold and be deployed."""
    nodes = [name for name in FLOW_NODES if _runs(name)]
    return Offer(
        nodes=tuple(sorted(nodes)),
        triggers={name: _triggers_of(name) for name in sorted(EVENTS.intersection(nodes))},
        together={_PLACE_NAMES.get(at, at): _kinds(TOGETHER[at]) for at in sorted(TOGETHER)},
        awaited_together=_kinds(AWAITED_TOGETHER),
        waits_for_all=tuple(sorted(_waiting_for_all())),
        parts=tuple(sorted(name for name in RULES if name not in FLOW_NODES and _runs(name))),
        settings=tuple(sorted(SUPPORTED)),
        script_formats=SCRIPT_LANGUAGES,
    )


def write_offer() -> bytes:
    """Return the offer as the modeller reads it."""
    encoded = msgspec.json.encode(make_offer())
    return msgspec.json.format(encoded, indent=2) + b"\n"


def _kinds(definitions: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(name.removesuffix(_DEFINITION) for name in definitions - AHEAD))


def _waiting_for_all() -> Iterator[str]:
    yield from ("boundaryEvent", "handlerStart", "intermediateCatchEvent")
    codes = {problem.code for problem in check_model(_STARTED_BY_ALL).errors}
    if "unsupported_attribute_value" not in codes:
        yield "startEvent"


def _runs(name: str) -> bool:
    return name in RULES and name not in REFUSED_NODES and name not in AHEAD


def _triggers_of(event: str) -> tuple[str, ...]:
    place = _PLACES.get(event, event)
    known = STARTS_FROM_OUTSIDE if event == "startEvent" else RULES[event].children
    running = {name.removesuffix(_DEFINITION) for name in known - AHEAD}
    names = sorted(ALLOWED[place] & running)
    if place in TRIGGER_NEEDED or event == "intermediateCatchEvent":
        return tuple(names)
    return (NO_TRIGGER, *names)
