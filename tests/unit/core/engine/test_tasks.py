"""None, manual, script and user tasks between a none start and a none end."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bpm.core.engine import STATE_FORMAT
from bpm.core.engine.contracts import (
    ActivityEnded,
    ActivityOutcome,
    ActivityStarted,
    CreateUserTask,
    FlowTaken,
    RaiseIncident,
    VariableChange,
)
from bpm.core.engine.errors import UnknownVisitError
from bpm.core.time import Date
from bpm.core.values import Value
from tests.unit.core.engine.walks import begin, path
from tests.unit.core.models import END, START, chain, element, flow, script, setting, user_task


def test_every_visit_and_flow_is_told_in_order() -> None:
    walk = begin(chain(START, script("add", "amount + 0.2", "total"), END), amount=Decimal("0.1"))

    assert walk.outcome.effects == (
        ActivityStarted(visit=1, activity_id="start", activity_type="start_event"),
        ActivityEnded(visit=1),
        FlowTaken(flow_id="f1"),
        ActivityStarted(visit=2, activity_id="add", activity_type="script_task"),
        ActivityEnded(visit=2),
        FlowTaken(flow_id="f2"),
        ActivityStarted(visit=3, activity_id="end", activity_type="end_event"),
        ActivityEnded(visit=3, outcome=ActivityOutcome.COMPLETED),
    )
    assert walk.outcome.is_completed
    assert walk.variables == {"amount": Decimal("0.1"), "total": Decimal("0.3")}
    assert walk.outcome.state.state_format == STATE_FORMAT


def test_changes_say_what_is_new_and_what_was_there() -> None:
    walk = begin(chain(START, script("again", "n + 1", "n"), user_task("wait"), END), n=Decimal(1))

    assert walk.outcome.changes == (VariableChange(scope=0, name="n", new=Decimal(2), is_new=True),)
    walk.complete(n=Decimal(7), note=None)
    assert walk.outcome.changes == (
        VariableChange(scope=0, name="n", old=Decimal(2), new=Decimal(7)),
        VariableChange(scope=0, name="note", new=None, is_new=True),
    )


def test_plain_and_manual_tasks_are_passed_at_once() -> None:
    walk = begin(chain(START, element("task", "a"), element("manualTask", "b"), END))

    assert path(walk.outcome) == ["start", "a", "b", "end"]
    assert [x.activity_type for x in walk.all(ActivityStarted)][1:3] == ["task", "manual_task"]
    assert walk.outcome.is_completed


def test_a_script_without_result_variable_writes_nothing() -> None:
    walk = begin(chain(START, script("s", "1 + 1"), END))

    assert walk.variables == {}
    assert walk.outcome.changes == ()


def test_scripts_see_the_instant_of_the_command() -> None:
    walk = begin(chain(START, script("s", "today()", "day"), END))

    assert walk.variables["day"] == Date(2026, 5, 4)


def test_a_user_task_waits_and_writes_its_variables_before_it_goes_on() -> None:
    walk = begin(chain(START, user_task("ask"), script("s", "answer + 1", "next"), END))

    assert path(walk.outcome) == ["start", "ask"]
    assert walk.the(CreateUserTask) == CreateUserTask(visit=2, activity_id="ask", name="ask")

    walk.complete(answer=Decimal(4))

    assert walk.outcome.is_completed
    assert walk.variables == {"answer": Decimal(4), "next": Decimal(5)}
    assert walk.outcome.effects[0] == ActivityEnded(visit=2)


def test_assignment_is_text_or_feel() -> None:
    task = user_task(
        "ask",
        assignee="=boss",
        candidateUsers="alice, bob,, alice",
        candidateGroups='="team-" + region',
        priority="=80 + 1",
        dueDate="P3D",
        followUpDate="2026-05-05T08:00:00+02:00",
    )
    walk = begin(chain(START, task, END), boss="carol", region="north")

    created = walk.the(CreateUserTask)
    assert created.assignee == "carol"
    assert created.candidate_users == ("alice", "bob")
    assert created.candidate_groups == ("team-north",)
    assert created.priority == 81
    assert created.due_at == datetime(2026, 5, 7, 10, 30, tzinfo=UTC)
    assert created.follow_up_at == datetime(2026, 5, 5, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("2026-05-05", datetime(2026, 5, 4, 22, 0, tzinfo=UTC)),
        ("2026-05-05T08:00:00", datetime(2026, 5, 5, 6, 0, tzinfo=UTC)),
        ("P1M", datetime(2026, 6, 4, 10, 30, tzinfo=UTC)),
        ("PT90M", datetime(2026, 5, 4, 12, 0, tzinfo=UTC)),
        ('=date("2026-05-05")', datetime(2026, 5, 4, 22, 0, tzinfo=UTC)),
        ('=duration("PT1H")', datetime(2026, 5, 4, 11, 30, tzinfo=UTC)),
        ('=now() + duration("PT1H")', datetime(2026, 5, 4, 11, 30, tzinfo=UTC)),
        ('="2026-05-05T08:00:00Z"', datetime(2026, 5, 5, 8, 0, tzinfo=UTC)),
        ("=null", None),
    ],
)
def test_times_without_offset_are_read_in_the_zone_of_the_process(
    due: str, expected: datetime | None
) -> None:
    zone = setting("process", timeZone="Europe/Berlin")
    walk = begin(chain(START, user_task("ask", dueDate=due), END), settings=zone)

    assert walk.the(CreateUserTask).due_at == expected


@pytest.mark.parametrize(
    ("assignment", "given", "named"),
    [
        ("assignee", Decimal(5), "assignee"),
        ("candidateGroups", [Decimal(1)], "candidate groups"),
        ("candidateUsers", True, "candidate users"),
        ("priority", Decimal("1.5"), "priority"),
        ("priority", "high", "priority"),
        ("dueDate", Decimal(12), "due date"),
        ("dueDate", "soon", "due date"),
        ("followUpDate", "999999999-01-01T00:00:00Z", "follow-up date"),
        ("dueDate", "P99999999D", "due date"),
    ],
)
def test_an_assignment_of_the_wrong_kind_is_an_incident_before_the_task_exists(
    assignment: str, given: Value, named: str
) -> None:
    walk = begin(
        chain(START, user_task("ask", **{assignment: "=given"}), END),
        given=given,
    )

    incident = walk.the(RaiseIncident)
    assert (incident.activity_id, incident.kind, incident.visit) == ("ask", "step_failed", 2)
    assert named in incident.message
    assert not walk.all(CreateUserTask)


def test_an_assignment_that_reads_an_unknown_variable_is_an_incident() -> None:
    walk = begin(chain(START, user_task("ask", assignee="=nobody"), END))

    assert "nobody" in walk.the(RaiseIncident).message
    assert not walk.all(CreateUserTask)


def test_null_in_an_assignment_means_none() -> None:
    walk = begin(chain(START, user_task("ask", assignee="=null", candidateGroups="=null"), END))

    created = walk.the(CreateUserTask)
    assert (created.assignee, created.candidate_groups, created.priority) == (None, (), 50)


@pytest.mark.parametrize("visit", [0, 1, 3, 99])
def test_completing_what_does_not_wait_is_a_conflict(visit: int) -> None:
    walk = begin(chain(START, user_task("ask"), END))

    with pytest.raises(UnknownVisitError):
        walk.complete(visit)


def test_completing_twice_is_a_conflict() -> None:
    walk = begin(chain(START, user_task("a"), user_task("b"), END))
    walk.complete(2)

    with pytest.raises(UnknownVisitError):
        walk.complete(2)


def test_writing_variables_moves_nothing() -> None:
    walk = begin(chain(START, user_task("ask"), END))
    tokens = walk.outcome.state.tokens

    walk.write(a=Decimal(1))

    assert walk.outcome.effects == ()
    assert walk.outcome.state.tokens == tokens
    assert walk.variables == {"a": Decimal(1)}


def test_several_flows_into_an_activity_merge_without_waiting() -> None:
    parts = (
        START,
        element("task", "work"),
        END,
        element("exclusiveGateway", "split", default="right"),
        element("task", "left_task"),
        flow("begin", "start", "split"),
        flow("left", "split", "left_task", "is_left"),
        flow("right", "split", "work"),
        flow("over", "left_task", "work"),
        flow("done", "work", "end"),
    )

    left, right = begin(*parts, is_left=True), begin(*parts, is_left=False)

    assert path(left.outcome) == ["start", "split", "left_task", "work", "end"]
    assert path(right.outcome) == ["start", "split", "work", "end"]


def test_a_process_may_begin_and_end_without_events() -> None:
    walk = begin(element("task", "only"), flow("f", "only", "last"), element("task", "last"))

    assert path(walk.outcome) == ["only", "last"]
    assert walk.outcome.is_completed
    assert walk.process.info.start_event_id is None


def test_names_with_blanks_that_the_model_declares_are_read() -> None:
    first = script("a", "2 + 3", "net amount")
    second = script("b", "net amount * 2", "gross")
    walk = begin(
        chain(START, first, second, user_task("c", assignee='="u" + string(net amount)'), END)
    )

    assert walk.variables == {"net amount": Decimal(5), "gross": Decimal(10)}
    assert walk.the(CreateUserTask).assignee == "u5"
