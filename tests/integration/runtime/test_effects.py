"""What a step cancels, and what it asks for and takes back in one go."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from bpm.base.ids import new_id
from bpm.core.engine import STATE_FORMAT
from bpm.core.engine.contracts import (
    ActivityEnded,
    ActivityOutcome,
    ActivityStarted,
    CancelJob,
    CancelUserTask,
    CreateJob,
    CreateUserTask,
    Effect,
    EngineState,
    IncidentKind,
    JobKind,
    Outcome,
    RaiseIncident,
    ResolveIncident,
)
from bpm.runtime.effects import Rows, rows_of
from bpm.runtime.rows import Instance

NOW = datetime(2026, 5, 1, 8, tzinfo=UTC)
TASK = CreateUserTask(visit=3, activity_id="approve", name="Approve")
JOB = CreateJob(visit=4, activity_id="book", kind=JobKind.ASYNC_BEFORE)
INCIDENT = RaiseIncident(
    visit=5, activity_id="gate", kind=IncidentKind.STEP_FAILED, message="It is null."
)


def rows(*effects: Effect) -> Rows:
    """Return what these effects write."""
    id_ = new_id()
    instance = Instance(
        id=id_,
        tenant_id=id_,
        root_instance_id=id_,
        parent_id=None,
        definition_id=id_,
        definition_key="key",
        business_key=None,
        started_at=NOW,
        started_by=None,
    )
    state = EngineState(tokens=b"", state_format=STATE_FORMAT, scopes={0: {}})
    known: Mapping[int, UUID] = {3: id_}

    def find(visits: Sequence[int]) -> Mapping[int, UUID]:
        return {visit: known[visit] for visit in visits}

    outcome = Outcome(state=state, effects=effects, changes=())
    return rows_of(outcome, instance=instance, now=NOW, find_activity_instances=find)


def types(found: Rows) -> list[object]:
    """Return what the history tells, in order."""
    return [event["type"] for event in found.events]


def test_what_earlier_commands_created_is_cancelled_by_its_visit() -> None:
    found = rows(CancelUserTask(visit=3), CancelJob(visit=4), ResolveIncident(visit=5))

    assert found.cancelled_tasks == [3]
    assert found.cancelled_jobs == [4]
    assert found.resolved_visits == [5]
    assert types(found) == ["user_task_cancelled", "job_cancelled", "incident_resolved"]


def test_what_is_taken_back_at_once_is_never_written() -> None:
    found = rows(
        TASK,
        JOB,
        INCIDENT,
        CancelUserTask(visit=3),
        CancelJob(visit=4),
        ResolveIncident(visit=5),
    )

    assert (found.user_tasks, found.jobs, found.incidents) == ({}, {}, {})
    assert (found.cancelled_tasks, found.cancelled_jobs, found.resolved_visits) == ([], [], [])
    assert len(found.events) == 6


def test_what_fails_again_is_resolved_and_opened_anew() -> None:
    found = rows(ResolveIncident(visit=5), INCIDENT)

    assert found.resolved_visits == [5]
    assert list(found.incidents) == [5]


def test_a_visit_that_begins_and_is_cancelled_is_written_once() -> None:
    found = rows(
        ActivityStarted(visit=3, activity_id="approve", activity_type="user_task", loop_index=1),
        ActivityEnded(visit=3, outcome=ActivityOutcome.CANCELLED),
        ActivityEnded(visit=2, outcome=ActivityOutcome.CANCELLED),
    )

    (began,) = found.began
    assert (began.visit, began.outcome, began.loop_index) == (3, "cancelled", 1)
    assert found.ended == {2: "cancelled"}
