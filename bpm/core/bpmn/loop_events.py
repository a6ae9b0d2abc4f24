"""Events that a multi-instance activity throws when its instances are done.

Source: BPMN 2.0.2 §10.3.8.3 (attribute ``behavior``) and §13.3.7.
"""

from dataclasses import dataclass
from typing import Final

from lxml import etree

from bpm.core.bpmn.document import Roots
from bpm.core.bpmn.elements import MULTI_INSTANCE
from bpm.core.bpmn.settings import NO_NAMES
from bpm.core.bpmn.triggers import (
    EscalationTrigger,
    SignalTrigger,
    read_definition,
    read_triggers,
)
from bpm.core.bpmn.xml import BPMN, child, children, name_of, text_of
from bpm.core.feel import Expression, compile_condition

COMPLEX: Final = "Complex"
REFERENCES: Final = {"None": "noneBehaviorEventRef", "One": "oneBehaviorEventRef"}
"""Attributes that name what is thrown, by the behaviour."""

THROWN: Final = ("signalEventDefinition", "escalationEventDefinition")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopEvent:
    """What is thrown when an instance is done.

    Args:
        trigger: What.
        condition: When; None for always.
    """

    trigger: SignalTrigger | EscalationTrigger
    condition: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopEvents:
    """All that a multi-instance activity throws.

    Args:
        events: In the order of the document.
        is_once: Whether only the first instance that is done counts.
    """

    events: tuple[LoopEvent, ...]
    is_once: bool = False


def read_loop_events(
    node: etree._Element, roots: Roots, names: frozenset[str] = NO_NAMES
) -> LoopEvents | None:
    """Return what an activity throws by its multi-instance marker; None for nothing."""
    loop = child(node, BPMN, MULTI_INSTANCE)
    behaviour = "All" if loop is None else loop.get("behavior", "All").strip()
    if loop is None or behaviour == "All":
        return None
    if behaviour == COMPLEX:
        parts = children(loop, BPMN, "complexBehaviorDefinition")
        found = tuple(event for part in parts for event in _read_complex(part, roots, names))
        return LoopEvents(events=found)
    definition = find_definition(loop, roots)
    trigger = None if definition is None else read_definition(definition, node, roots, names)
    if not isinstance(trigger, SignalTrigger | EscalationTrigger):
        return None
    return LoopEvents(events=(LoopEvent(trigger=trigger),), is_once=behaviour == "One")


def find_definition(loop: etree._Element, roots: Roots) -> etree._Element | None:
    """Return the event definition that a marker refers to, if it is one that can be thrown."""
    reference = loop.get(REFERENCES.get(loop.get("behavior", "").strip(), ""), "")
    found = (roots.get((name, reference)) for name in THROWN)
    return next((definition for definition in found if definition is not None), None)


def _read_complex(
    part: etree._Element, roots: Roots, names: frozenset[str]
) -> tuple[LoopEvent, ...]:
    event = child(part, BPMN, "event")
    text = text_of(child(part, BPMN, "condition"))
    if event is None or not text:
        return ()
    condition = compile_condition(text, names=names)
    return tuple(
        LoopEvent(trigger=trigger, condition=condition)
        for trigger in read_triggers(event, roots, names)
        if isinstance(trigger, SignalTrigger | EscalationTrigger)
    )


def is_thrown_by_loop(event: etree._Element) -> bool:
    """Return whether an event stands in the marker of an activity."""
    around = event.getparent()
    return around is not None and name_of(around)[1] == "complexBehaviorDefinition"
