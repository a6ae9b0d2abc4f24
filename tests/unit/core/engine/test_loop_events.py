"""Events that multi-instance activities throw; each command loads what the last one saved."""

import pytest

from bpm.core.engine.contracts import BroadcastSignal
from tests.unit.core.bpmn.reports import errors
from tests.unit.core.engine.walks import Walk, begin
from tests.unit.core.models import END, START, boundary, chain, element, user_task

SIGNAL = '<bpmn:signalEventDefinition signalRef="done"/>'
ESCALATION = '<bpmn:escalationEventDefinition escalationRef="late"/>'
ROOTS = (
    '<bpmn:signal id="done" name="done"/><bpmn:escalation id="late" escalationCode="LATE"/>'
    '<bpmn:signalEventDefinition id="told" signalRef="done"/>'
    '<bpmn:escalationEventDefinition id="raised" escalationRef="late"/>'
)


def marker(behaviour: str, event: str = "told", inner: str = "") -> str:
    reference = {"None": "none", "One": "one"}.get(behaviour)
    named = f' {reference}BehaviorEventRef="{event}"' if reference else ""
    return (
        f'<bpmn:multiInstanceLoopCharacteristics behavior="{behaviour}"{named}>'
        f"<bpmn:loopCardinality>3</bpmn:loopCardinality>{inner}"
        "</bpmn:multiInstanceLoopCharacteristics>"
    )


def complex_marker(condition: str, trigger: str = SIGNAL) -> str:
    definition = (
        f"<bpmn:complexBehaviorDefinition><bpmn:condition>{condition}</bpmn:condition>"
        f'<bpmn:event id="thrown">{trigger}</bpmn:event></bpmn:complexBehaviorDefinition>'
    )
    return marker("Complex", inner=definition)


def vote(loop: str, trigger: str = SIGNAL, *, interrupts: bool = False) -> Walk:
    edge = boundary("edge", "vote", trigger, cancelActivity=str(interrupts).lower())
    return begin(
        chain(START, element("userTask", "vote", loop), user_task("next"), END),
        chain(edge, user_task("told_of"), flows="e"),
        roots=ROOTS,
    )


def done(walk: Walk) -> None:
    walk.complete(next(x.visit for x in walk.open() if x.activity_id == "vote"))


@pytest.mark.parametrize(
    ("loop", "trigger", "told"),
    [
        (marker("None"), SIGNAL, [1, 2, 3]),
        (marker("One"), SIGNAL, [1, 1, 1]),
        (marker("None", "raised"), ESCALATION, [1, 2, 3]),
        (marker("One", "raised"), ESCALATION, [1, 1, 1]),
        (marker("All"), SIGNAL, [0, 0, 0]),
        (complex_marker("nrOfCompletedInstances = 2"), SIGNAL, [0, 1, 1]),
        (complex_marker("nrOfCompletedInstances = 3", ESCALATION), ESCALATION, [0, 0, 1]),
    ],
)
def test_what_is_thrown_is_caught_at_the_border(loop: str, trigger: str, told: list[int]) -> None:
    walk = vote(loop, trigger)

    for number in told:
        done(walk)
        assert walk.waiting().count("told_of") == number

    assert walk.waiting().count("next") == 1


def test_an_interrupting_event_ends_what_is_left() -> None:
    walk = vote(marker("One"), interrupts=True)

    done(walk)

    assert walk.waiting() == ["told_of"]
    assert walk.the(BroadcastSignal).name == "done"


@pytest.mark.parametrize(
    "loop",
    [
        marker("None", "nothing"),
        marker("Complex"),
        complex_marker(""),
        complex_marker("true", ""),
    ],
)
def test_what_is_thrown_must_be_there(loop: str) -> None:
    parts = chain(START, element("userTask", "vote", loop), END)

    assert ("vote", "loop_event") in errors(parts)


@pytest.mark.parametrize("behaviour", ["None", "One"])
def test_what_is_thrown_without_a_name_is_heard_by_nobody(behaviour: str) -> None:
    """BPMN 2.0.2 §13.3.7: a default signal is thrown, which has no name to be caught by."""
    reference = f' {behaviour.lower()}BehaviorEventRef="told"'

    walk = vote(marker(behaviour).replace(reference, ""))
    for _ in range(3):
        done(walk)

    assert walk.waiting() == ["next"]
