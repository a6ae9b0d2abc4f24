"""Ad-hoc sub-processes; each command loads what the last one saved."""

import pytest

from bpm.core.engine.contracts import RaiseIncident
from tests.unit.core.bpmn.reports import errors
from tests.unit.core.engine.walks import begin, path
from tests.unit.core.models import END, START, chain, element, flow, gateway, many, user_task


def ad_hoc(*parts: str, ordering: str = "Parallel", more: str = "") -> str:
    return element("adHocSubProcess", "free", more + "".join(parts), ordering=ordering)


THREE = (user_task("a"), user_task("b"), user_task("b2"), flow("i1", "b", "b2"))


@pytest.mark.parametrize("marker", ["", many(number="1")])
def test_in_parallel_all_that_no_flow_leads_to_begins_at_once(marker: str) -> None:
    walk = begin(chain(START, ad_hoc(*THREE, more=marker), user_task("next"), END))

    assert walk.waiting() == ["a", "b"]
    walk.finish("b")
    assert walk.waiting() == ["a", "b2"]
    walk.finish("b2")
    walk.finish("a")

    assert walk.waiting() == ["next"]


def test_in_sequence_one_follows_the_other() -> None:
    parts = (*THREE, user_task("c"))
    walk = begin(chain(START, ad_hoc(*parts, ordering="Sequential"), user_task("next"), END))

    for activity in ("a", "b", "b2", "c", "next"):
        assert walk.waiting() == [activity]
        walk.finish(activity)

    assert walk.outcome.is_completed


@pytest.mark.parametrize("ordering", ["Parallel", "Sequential"])
def test_what_passes_at_once_is_done_in_one_command(ordering: str) -> None:
    parts = (element("task", "x"), element("task", "y"))
    walk = begin(chain(START, ad_hoc(*parts, ordering=ordering), END))

    assert path(walk.outcome) == ["start", "free", "x", "y", "end"]
    assert walk.outcome.is_completed


def test_what_is_free_to_split_cannot_be_in_sequence() -> None:
    parts = (
        gateway("split", kind="parallelGateway"),
        user_task("a"),
        user_task("b"),
        flow("i1", "split", "a"),
        flow("i2", "split", "b"),
    )
    model = chain(START, ad_hoc(*parts, ordering="Sequential"), END)

    assert ("split", "split_in_sequence") in errors(model)


def test_what_people_would_choose_stops_there() -> None:
    condition = "<bpmn:completionCondition>done</bpmn:completionCondition>"
    model = chain(START, ad_hoc(*THREE, more=condition), END)

    assert errors(model) == set()
    assert "completionCondition" in begin(model).the(RaiseIncident).message
