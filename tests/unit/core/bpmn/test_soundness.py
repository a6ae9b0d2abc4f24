"""Soundness: what is found, with the path that leads there, and what is left in peace."""

import pytest

from tests.unit.core.bpmn.reports import check
from tests.unit.core.models import (
    END,
    START,
    boundary,
    chain,
    element,
    flow,
    gateway,
    timer,
    user_task,
)

FOUND = {"deadlock", "lack_of_synchronisation", "dead_activity", "soundness_unknown"}


def found(*parts: str) -> list[tuple[str | None, str]]:
    report = check(*parts)
    assert report.errors == ()
    return [(one.element_id, one.code) for one in report.warnings if one.code in FOUND]


def net(text: str, *more: str) -> list[tuple[str | None, str]]:
    """Check flows such as ``s>x x>a?``; ids begin with x, p, o, e or t for what they are."""
    kinds = {"x": "exclusiveGateway", "p": "parallelGateway", "o": "inclusiveGateway"}
    kinds |= {"e": "endEvent", "t": "userTask", "s": "startEvent"}
    pairs = [part.partition(">") for part in text.split()]
    ids = dict.fromkeys(id_.rstrip("?") for source, _, target in pairs for id_ in (source, target))
    nodes = [element(kinds[id_[0]], id_) for id_ in ids]
    flows = [
        flow(f"f{n}", source, target.rstrip("?"), "a" if target.endswith("?") else None)
        for n, (source, _, target) in enumerate(pairs)
    ]
    return found(*nodes, *flows, *more)


SOUND = [
    "s>t1 t1>e",
    "s>x1 x1>t1? x1>t2? t1>x2 t2>x2 x2>e",
    "s>p1 p1>t1 p1>t2 t1>p2 t2>p2 p2>e",
    "s>o1 o1>t1? o1>t2? t1>o2 t2>o2 o2>e",
    "s>x1 x1>t1 t1>x2 x2>x1? x2>e?",
    "s>p1 p1>e1 p1>t1 t1>e2",
    "s>p1 p1>t1 p1>t2 t1>e t2>e",
    "s>p1 p1>t1 p1>p2 p2>t2 p2>t3 t2>p3 t3>p3 t1>p4 p3>p4 p4>e",
    "s>p1 p1>x1 p1>t3 x1>t1? x1>t2? t1>x2 t2>x2 x2>p2 t3>p2 p2>e",
    "s>p1 p1>x1 x1>t1 t1>x2 x2>x1? x2>p2? p1>t2 t2>p2 p2>e",
]


@pytest.mark.parametrize("text", SOUND)
def test_sound_nets_are_left_in_peace(text: str) -> None:
    assert net(text) == []


def test_a_join_of_alternatives_waits_for_ever() -> None:
    text = "s>x1 x1>t1? x1>t2? t1>p1 t2>p1 p1>t3 t3>e"

    assert net(text) == [("p1", "deadlock"), ("t3", "dead_activity")]


def test_parallel_paths_meet_unjoined() -> None:
    assert net("s>p1 p1>t1 p1>t2 t1>x1 t2>x1 x1>t3 t3>e") == [("x1", "lack_of_synchronisation")]
    assert net("s>p1 p1>t1 p1>t2 t1>t3 t2>t3 t3>e") == [("t3", "lack_of_synchronisation")]
    assert net("s>o1 o1>t1? o1>t2? t1>x1 t2>x1 x1>e") == [("x1", "lack_of_synchronisation")]


def test_a_loop_behind_a_split_is_no_excuse() -> None:
    text = "s>p1 p1>x1 x1>t1 t1>x2 x2>x1? x2>x3? p1>t2 t2>x3 x3>t3 t3>e"

    assert net(text) == [("x3", "lack_of_synchronisation")]


def test_a_loop_into_a_join_waits_for_ever() -> None:
    text = "s>p1 p1>t1 t1>x1 x1>p1? x1>e?"

    assert ("p1", "deadlock") in net(text)


def test_the_path_is_told() -> None:
    parts = (
        START,
        gateway("x"),
        element("userTask", "a", name="Ask"),
        user_task("b"),
        element("parallelGateway", "both"),
        END,
        flow("1", "start", "x"),
        flow("2", "x", "a", "c"),
        flow("3", "x", "b", "d"),
        flow("4", "a", "both"),
        flow("5", "b", "both"),
        flow("6", "both", "end"),
    )
    (told,) = [one for one in check(*parts).warnings if one.code == "deadlock"]

    assert told.detail.endswith("Path: start → x → Ask.")


def test_a_boundary_event_that_does_not_interrupt_runs_beside() -> None:
    late = timer("timeDuration", "PT1H")
    beside = boundary("late", "t1", late, cancelActivity="false")
    flows = flow("b", "late", "x1")

    assert net("s>t1 t1>x1 x1>t2 t2>e", beside, flows) == [("x1", "lack_of_synchronisation")]
    instead = boundary("late", "t1", late)
    assert net("s>t1 t1>x1 x1>t2 t2>e", instead, flows) == []


def test_what_ends_all_leaves_nobody_waiting() -> None:
    stop = element("endEvent", "e2", "<bpmn:terminateEventDefinition/>")
    text = "s>p1 p1>x1 p1>t2 x1>t1? t1>p2 t2>p2 p2>e"

    assert net(text, stop, flow("z", "x1", "e2", "b")) == []


def test_many_parallel_paths_are_played_quickly() -> None:
    paths = " ".join(f"p1>t{n} t{n}>x{n} x{n}>p2" for n in range(2, 40))

    assert net(f"s>p1 {paths} p2>e") == []


def test_many_choices_side_by_side_are_played_quickly() -> None:
    choices = " ".join(
        f"p1>x{n} x{n}>ta{n}? x{n}>tb{n}? ta{n}>xx{n} tb{n}>xx{n} xx{n}>p2" for n in range(2, 40)
    )

    assert net(f"s>p1 {choices} p2>e") == []


def test_what_is_too_large_is_said() -> None:
    flows = " ".join(f"t{n}>t{n + 1}" for n in range(1, 420))

    assert net(f"s>t1 {flows} t420>e") == [("p", "soundness_unknown")]


def test_reminders_of_a_task_that_comes_again_are_no_fault() -> None:
    late = timer("timeDuration", "PT1H")
    beside = boundary("late", "t1", late, cancelActivity="false")
    more = (beside, flow("b", "late", "t2"), flow("c", "t2", "e2"), element("endEvent", "e2"))

    assert net("s>x1 x1>t1 t1>x2 x2>x1? x2>e?", *more, user_task("t2")) == []


def test_ways_from_several_starts_never_meet_in_a_join() -> None:
    """Each instance begins at one of them."""
    assert net("s1>p1 s2>p1 p1>t3 t3>e") == [("p1", "deadlock"), ("t3", "dead_activity")]
    assert net("s1>t1 s2>t2 t1>p1 t2>p1 p1>e")[0] == ("p1", "deadlock")
    assert net("s1>x1 s2>x1 x1>t3 t3>e") == []
    assert net("s1>o1 s2>o1 o1>t3 t3>e") == []


def wanting(number: str, *more: str, given: str = "1") -> list[tuple[str | None, str]]:
    """Check ``start > split > a, b > merge > want > end``."""
    return found(
        START,
        element("parallelGateway", "split"),
        element("task", "a", completionQuantity=given),
        element("task", "b"),
        element("task", "want", startQuantity=number),
        END,
        flow("f1", "start", "split"),
        flow("f2", "split", "a"),
        flow("f3", "split", "b"),
        flow("f4", "a", "want"),
        flow("f5", "b", "want"),
        flow("f6", "want", "end"),
        *more,
    )


@pytest.mark.parametrize(
    ("number", "given", "expected"),
    [("2", "1", []), ("3", "1", ["want"]), ("3", "2", []), ("5", "3", ["want"])],
)
def test_who_needs_more_tokens_than_can_come_waits_for_ever(
    number: str, given: str, expected: list[str]
) -> None:
    assert wanting(number, given=given) == [(id_, "deadlock") for id_ in expected]


def test_what_may_come_any_number_of_times_is_left_in_peace() -> None:
    gentle = boundary("tick", "a", timer("timeCycle", "R/PT1H"), cancelActivity="false")
    assert wanting("9", gentle, flow("f7", "tick", "want")) == []
    again = flow("f7", "want", "split", "again")
    assert wanting("9", again) == []
    once = boundary("late", "a", timer("timeDuration", "PT1H"))
    assert wanting("9", once, flow("f7", "late", "want")) == [("want", "deadlock")]


def test_a_long_line_is_no_matter() -> None:
    line = [element("task", f"t{n}") for n in range(2000)]
    nodes = [START, *line, element("task", "want", startQuantity="2"), END]
    assert found(chain(*nodes))[-1] == ("want", "deadlock")
