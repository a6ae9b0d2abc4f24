"""Signals and event-based gateways; each command loads what the last one saved."""

from decimal import Decimal

import pytest

from bpm.core.engine.contracts import (
    ArmTimer,
    BroadcastSignal,
    CancelJob,
    Subscribe,
    SubscriptionKind,
    Unsubscribe,
)
from tests.unit.core.engine.triggers import ALERT, OTHER, ROOTS, throw
from tests.unit.core.engine.walks import Walk, begin, path
from tests.unit.core.models import (
    END,
    START,
    boundary,
    catch,
    chain,
    element,
    flow,
    gateway,
    io,
    message,
    sub_process,
    timer,
    user_task,
)


def choosing(settings: str = "") -> Walk:
    return begin(
        START,
        gateway("wait", kind="eventBasedGateway"),
        catch("paid", message("m1"), settings),
        catch("late", timer("timeDuration", "PT1H")),
        catch("alarm", ALERT),
        END,
        user_task("thank"),
        flow("f1", "start", "wait"),
        flow("f2", "wait", "paid"),
        flow("f3", "wait", "late"),
        flow("f4", "wait", "alarm"),
        flow("f5", "paid", "thank"),
        flow("f6", "late", "end"),
        flow("f7", "alarm", "end"),
        flow("f8", "thank", "end"),
        roots=ROOTS,
    )


def test_a_gateway_waits_for_all_its_events() -> None:
    walk = choosing()

    assert path(walk.outcome) == ["start", "wait"]
    assert walk.waiting() == ["paid", "late", "alarm"]
    assert walk.the(ArmTimer).activity_id == "late"
    kinds = {effect.kind for effect in walk.all(Subscribe)}
    assert kinds == {SubscriptionKind.MESSAGE, SubscriptionKind.SIGNAL}


def test_the_first_event_takes_the_token_and_the_others_are_given_up() -> None:
    walk = choosing()
    late, alarm = walk.visit("late"), walk.visit("alarm")

    walk.receive(walk.visit("paid"), sum=Decimal(5))

    assert path(walk.outcome) == ["paid", "thank"]
    assert walk.waiting() == ["thank"]
    assert walk.the(CancelJob).visit == late
    assert walk.the(Unsubscribe).visit == alarm
    assert walk.variables == {"sum": Decimal(5)}


def test_a_timer_may_be_first() -> None:
    walk = choosing()
    walk.fire(walk.visit("late"))

    assert path(walk.outcome) == ["late", "end"]
    assert walk.outcome.is_completed
    assert len(walk.all(Unsubscribe)) == 2


def test_the_chosen_event_maps_what_came_with_it() -> None:
    walk = choosing(io(outputs="total==sum + 1"))
    walk.receive(walk.visit("paid"), sum=Decimal(5))

    assert walk.variables == {"total": Decimal(6)}


def test_a_signal_is_heard_in_the_instance_and_told_to_others() -> None:
    walk = begin(
        START,
        gateway("split", kind="parallelGateway"),
        catch("hear", ALERT),
        catch("deaf", OTHER),
        user_task("work"),
        throw("call", ALERT),
        END,
        flow("f1", "start", "split"),
        flow("f2", "split", "hear"),
        flow("f3", "split", "work"),
        flow("f4", "split", "deaf"),
        flow("f5", "work", "call"),
        flow("f6", "call", "end"),
        flow("f7", "hear", "end"),
        flow("f8", "deaf", "end"),
        roots=ROOTS,
    )
    hearing = walk.visit("hear")

    walk.finish("work")

    assert walk.the(BroadcastSignal).name == "alert"
    assert walk.the(Unsubscribe).visit == hearing
    assert walk.waiting() == ["deaf"]


@pytest.mark.parametrize(("cancels", "left"), [("true", []), ("false", ["inner"])])
def test_a_signal_reaches_the_border_of_its_own_sub_process(cancels: str, left: list[str]) -> None:
    inside = (
        chain(element("startEvent", "in"), gateway("two", kind="parallelGateway"), flows="i")
        + throw("call", ALERT)
        + user_task("inner")
        + flow("j1", "two", "call")
        + flow("j2", "two", "inner")
        + element("endEvent", "told")
        + flow("j3", "call", "told")
    )
    walk = begin(
        chain(START, sub_process("sub", inside), END),
        boundary("edge", "sub", ALERT, cancelActivity=cancels),
        element("endEvent", "caught"),
        flow("b1", "edge", "caught"),
        roots=ROOTS,
    )

    assert "caught" in path(walk.outcome)
    assert [x for x in walk.waiting() if x != "edge"] == left
    assert walk.outcome.is_completed is (cancels == "true")


def test_a_gentle_signal_is_heard_again_and_again() -> None:
    walk = begin(
        chain(START, user_task("work"), END),
        boundary("edge", "work", ALERT, cancelActivity="false"),
        element("endEvent", "caught"),
        flow("b1", "edge", "caught"),
        roots=ROOTS,
    )
    for _ in range(3):
        walk.receive(walk.visit("edge"))
        assert path(walk.outcome) == ["edge", "caught"]
    walk.finish("work")
    assert walk.outcome.is_completed
    assert len(walk.all(Unsubscribe)) == 1
