"""Asynchronous continuations: from the job's row to the next rest, and what goes wrong."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection

from bpm.base import clock
from bpm.base.search import SearchRequest
from bpm.identity.contracts import Actor
from bpm.jobs import queries as job_queries, running, services as jobs
from bpm.jobs.contracts import FailedAttempt, JobView, LeasedJob
from bpm.jobs.errors import JobLostError
from bpm.runtime import queries
from bpm.runtime.commands.cancel_process_instance import cancel_process_instance
from bpm.runtime.commands.continue_async import continue_async
from bpm.runtime.commands.fail_job import fail_job
from bpm.runtime.commands.resume_process_instance import resume_process_instance
from bpm.runtime.commands.retry_incident import retry_incident
from bpm.runtime.commands.suspend_process_instance import suspend_process_instance
from bpm.runtime.contracts import IncidentView, ProcessInstanceView
from bpm.runtime.job_handlers import HANDLERS
from tests import builders
from tests.builders import END, START, chain, script

pytestmark = pytest.mark.django_db(transaction=True)

KINDS = tuple(HANDLERS)
LEASE = timedelta(seconds=60)


@pytest.fixture
def wakes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note each wake-up instead of sending it."""
    heard: list[str] = []
    monkeypatch.setattr(running._registry, "waker", lambda: heard.append("wake"))
    monkeypatch.setattr(running._registry, "gathered", lambda: heard.append("wake"))
    return heard


def waiting(extra: str = "") -> str:
    """Deploy a process whose script runs behind a job."""
    asynchronous = f'<bpm:async before="true"/>{extra}'
    return builders.deploy(chain(START, script("add", "n + 1", "m", extensions=asynchronous), END))


def acquire(limit: int = 10, *, is_doomed: bool = False) -> Sequence[LeasedJob]:
    return jobs.acquire_jobs(
        kinds=KINDS, worker="test", limit=limit, lease=LEASE, is_doomed=is_doomed
    )


def only_job(system: Actor) -> JobView:
    (job,) = job_queries.search_jobs(SearchRequest(), actor=system).items
    return job


def state_of(instance: ProcessInstanceView, system: Actor) -> str:
    return queries.get_process_instance(instance.id, actor=system).state.value


def incidents(system: Actor) -> Sequence[IncidentView]:
    return queries.search_incidents(SearchRequest(), actor=system).items


def execute_sql(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_continuation_waits_as_a_ready_job_and_wakes_a_worker(
    system: Actor, wakes: list[str]
) -> None:
    instance = builders.start(waiting(), {"n": Decimal(1)})

    assert instance.state == "active"
    (place,) = instance.waiting_at
    job = only_job(system)
    assert (place.activity_id, place.job_id) == ("add", job.id)
    assert (job.state, job.kind, job.retries_left) == ("ready", "async_before", 3)
    assert wakes == ["wake"]

    assert running.run_ready_jobs() == 1

    assert state_of(instance, system) == "completed"
    assert job_queries.search_jobs(SearchRequest(), actor=system).items == ()
    done = queries.get_variables(instance.id, actor=system)
    assert done.variables == {"n": 1, "m": 2}


def test_a_lost_wake_up_is_found_by_the_poller(system: Actor, wakes: list[str]) -> None:
    builders.start(waiting(), {"n": Decimal(1)})
    wakes.clear()

    running.poll()
    assert wakes == ["wake"]
    running.run_ready_jobs()
    wakes.clear()
    running.poll()
    assert wakes == []


def test_a_step_that_cannot_run_is_an_incident_and_ends_the_job(system: Actor) -> None:
    instance = builders.start(waiting(), {"x": Decimal(1)})

    running.run_ready_jobs()

    (incident,) = incidents(system)
    assert (incident.activity_id, incident.kind) == ("add", "step_failed")
    assert state_of(instance, system) == "active"
    assert job_queries.search_jobs(SearchRequest(), actor=system).items == ()


def explode(job: LeasedJob) -> None:
    raise ValueError("The printer burns.")


def test_a_job_that_fails_comes_back_later(system: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    builders.start(waiting(), {"n": Decimal(1)})
    monkeypatch.setattr(HANDLERS["async_before"], "execute", explode)
    now = clock.now()
    for seconds in (10, 60, 600):
        with clock.frozen(now):
            assert running.run_ready_jobs() == 1
            job = only_job(system)
            assert job.state == "armed"
            assert timedelta(seconds=seconds) <= job.due_at - now
            assert job.due_at - now <= timedelta(seconds=seconds * 1.1)
            running.poll()
            assert running.run_ready_jobs() == 0
            now = job.due_at
        with clock.frozen(now):
            running.poll()

    assert (only_job(system).state, only_job(system).retries_left) == ("ready", 0)


def test_a_job_out_of_retries_needs_a_person(
    system: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    instance = builders.start(waiting('<bpm:retry cycle="R1/PT1S"/>'), {"n": Decimal(1)})
    monkeypatch.setattr(HANDLERS["async_before"], "execute", explode)
    running.run_ready_jobs()

    (incident,) = incidents(system)
    job = only_job(system)
    assert (incident.kind, incident.message) == ("job_failed", "The printer burns.")
    assert (incident.job_id, job.state) == (job.id, "failed")
    seen = queries.get_process_instance(instance.id, actor=system)
    assert seen.has_incidents is True
    assert (seen.waiting_at[0].job_id, seen.waiting_at[0].incident_id) == (job.id, incident.id)

    monkeypatch.undo()
    retry_incident(incident.id, actor=system)
    running.run_ready_jobs()

    assert state_of(instance, system) == "completed"
    assert [found.resolved_at is not None for found in incidents(system)] == [True]


def test_the_model_says_how_often_to_try(system: Actor) -> None:
    builders.start(waiting('<bpm:retry cycle="R2/PT1S"/>'), {"n": Decimal(1)})

    assert only_job(system).retries_left == 1


def test_a_permanent_failure_needs_a_person_at_once(system: Actor) -> None:
    builders.start(waiting(), {"n": Decimal(1)})
    (job,) = acquire()

    fail_job(job, FailedAttempt(message="Never.", permanent=True))

    assert [found.message for found in incidents(system)] == ["Never."]


def test_a_busy_database_uses_up_no_retry(system: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    builders.start(waiting(), {"n": Decimal(1)})

    def be_away(job: LeasedJob) -> None:
        raise OperationalError("gone fishing")

    monkeypatch.setattr(HANDLERS["async_before"], "execute", be_away)
    running.run_ready_jobs()

    job = only_job(system)
    assert (job.state, job.retries_left) == ("armed", 3)


def test_a_worker_that_lost_its_lease_changes_nothing(system: Actor) -> None:
    instance = builders.start(waiting(), {"n": Decimal(1)})
    (late,) = acquire()
    with clock.frozen(clock.now() + LEASE + timedelta(seconds=1)):
        running.poll()
    (winner,) = acquire()

    with pytest.raises(JobLostError):
        continue_async(late)
    with pytest.raises(JobLostError):
        fail_job(late, FailedAttempt(message="Late."))

    continue_async(winner)
    assert state_of(instance, system) == "completed"
    with pytest.raises(JobLostError):
        continue_async(winner)


def test_a_heartbeat_keeps_the_lease(system: Actor) -> None:
    builders.start(waiting(), {"n": Decimal(1)})
    (job,) = acquire()
    later = clock.now() + LEASE - timedelta(seconds=1)

    with clock.frozen(later):
        assert jobs.extend_leases(job.lease_token, lease=LEASE)
    with clock.frozen(later + timedelta(seconds=30)):
        assert jobs.requeue_expired(now=clock.now()) == 0
    continue_async(job)
    assert not jobs.extend_leases(job.lease_token, lease=LEASE)


def test_a_job_that_kills_its_workers_alone_is_put_aside(system: Actor) -> None:
    key = waiting()
    for _ in range(3):
        builders.start(key, {"n": Decimal(1)})
    now = clock.now()

    def die_with(expected: int) -> None:
        nonlocal now
        with clock.frozen(now):
            assert len(acquire()) == expected
        now += LEASE + timedelta(seconds=1)
        with clock.frozen(now):
            running.poll()

    die_with(3)
    first: UUID | None = None
    for _ in range(3):
        with clock.frozen(now):
            (alone,) = acquire()
            first = first or alone.id
            assert alone.id == first
        now += LEASE + timedelta(seconds=1)
        with clock.frozen(now):
            running.poll()

    (incident,) = incidents(system)
    assert incident.job_id == first
    assert "alone" in incident.message
    with clock.frozen(now):
        assert running.run_ready_jobs() == 2


def test_jobs_of_one_instance_run_one_at_a_time(system: Actor) -> None:
    first = builders.start(waiting(), {"n": Decimal(1)})
    execute_sql(
        "INSERT INTO job SELECT gen_random_uuid(), tenant_id, root_instance_id,"
        " process_instance_id, definition_id, definition_key, visit, activity_id, kind, state,"
        " suspended, due_at, priority, retries_left, retry_delays, lease_until, lease_token,"
        " worker, exclusive_key, topic, payload, alone, deaths, last_error, created_at FROM job"
    )

    assert len(acquire()) == 1
    assert len(acquire()) == 0
    cancel_process_instance(first.id, reason=None, actor=system)


def test_the_most_urgent_job_runs_first(system: Actor) -> None:
    low = builders.deploy(
        chain(START, script("a", "1", "m", extensions='<bpm:async before="true"/>'), END)
    )
    high = builders.deploy(
        chain(
            START,
            script("b", "1", "m", extensions='<bpm:async before="true" priority="9"/>'),
            END,
        )
    )
    for key in (low, high, low):
        builders.start(key)

    assert [job.activity_id for job in acquire()] == ["b", "a", "a"]
    execute_sql("UPDATE job SET state = 'ready', lease_token = NULL, lease_until = NULL")


def test_cancelling_takes_the_job_away_from_its_worker(system: Actor) -> None:
    instance = builders.start(waiting(), {"n": Decimal(1)})
    (job,) = acquire()

    cancel_process_instance(instance.id, reason=None, actor=system)

    with pytest.raises(JobLostError):
        continue_async(job)
    assert state_of(instance, system) == "cancelled"


def test_a_suspended_instance_runs_no_job(system: Actor, wakes: list[str]) -> None:
    instance = builders.start(waiting(), {"n": Decimal(1)})
    (job,) = acquire()
    suspend_process_instance(instance.id, actor=system)

    with pytest.raises(JobLostError):
        continue_async(job)
    assert acquire() == []
    wakes.clear()
    resume_process_instance(instance.id, actor=system)

    assert wakes == ["wake"]
    running.run_ready_jobs()
    assert state_of(instance, system) == "completed"


def test_what_is_due_later_becomes_ready_when_it_is_due(system: Actor) -> None:
    builders.start(waiting(), {"n": Decimal(1)})
    (job,) = acquire()
    due: datetime = clock.now() + timedelta(minutes=5)
    jobs.release_job(job.id, lease_token=job.lease_token, due_at=due, reason="later")

    assert jobs.promote_due(now=due - timedelta(seconds=1)) == 0
    assert acquire() == []
    assert jobs.promote_due(now=due) == 1
    assert len(acquire()) == 1
    execute_sql("UPDATE job SET state = 'ready', lease_token = NULL, lease_until = NULL")


def test_verifying_names_what_is_wrong(system: Actor, capsys: Any) -> None:
    instance = builders.start(waiting(), {"n": Decimal(1)})
    call_command("verify_instances", "--all")
    assert "0 findings." in capsys.readouterr().out

    execute_sql("DELETE FROM job")

    with pytest.raises(Exception, match="findings"):
        call_command("verify_instances", "--id", str(instance.id))
    assert "missing_job" in capsys.readouterr().out
    cancel_process_instance(instance.id, reason=None, actor=system)
