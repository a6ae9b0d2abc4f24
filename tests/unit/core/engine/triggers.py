"""Triggers of events in models for tests, and the roots that they name."""

from tests.unit.core.models import element

ROOTS = (
    '<bpmn:signal id="s1" name="alert"/><bpmn:signal id="s2" name="other"/>'
    '<bpmn:message id="m1" name="paid"/>'
    '<bpmn:escalation id="e1" escalationCode="late"/>'
    '<bpmn:escalation id="e2" escalationCode="lost"/>'
)
ALERT = '<bpmn:signalEventDefinition signalRef="s1"/>'
OTHER = '<bpmn:signalEventDefinition signalRef="s2"/>'
LATE = '<bpmn:escalationEventDefinition escalationRef="e1"/>'
LOST = '<bpmn:escalationEventDefinition escalationRef="e2"/>'
ANY_ESCALATION = "<bpmn:escalationEventDefinition/>"


def throw(id_: str, trigger: str) -> str:
    """Return an event that throws."""
    return element("intermediateThrowEvent", id_, trigger)


def link(name: str) -> str:
    """Return one end of a link."""
    return f'<bpmn:linkEventDefinition name="{name}"/>'
