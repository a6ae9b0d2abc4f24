"""Writing jobs: adding, leasing, finishing; a job that is done leaves no row."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection

from bpm.base import clock
from bpm.base.fields import load_stored_object
from bpm.base.ids import new_id
from bpm.base.sql import SqlParameters, sql_array
from bpm.base.transactions import command
from bpm.core.values import JsonObject, dump_json
from bpm.jobs.contracts import DEFAULT_RETRY_DELAYS, MAX_DEATHS, LeasedJob, NewJob, WaitingJob
from bpm.jobs.rows import LEASED_COLUMNS, leased_job

_ADD = """
INSERT INTO job
  (id, tenant_id, root_instance_id, process_instance_id, definition_id, definition_key, visit,
   activity_id, kind, due_at, created_at, priority, retries_left, retry_delays, exclusive_key,
   state, suspended, payload, alone, deaths)
SELECT id, tenant_id, root_instance_id, process_instance_id, definition_id, definition_key, visit,
       activity_id, kind, due_at, created_at, priority, retries_left, retry_delays::int[],
       exclusive_key, CASE WHEN due_at <= created_at THEN 'ready' ELSE 'armed' END, false,
       payload::jsonb, false, 0
FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::int[],
            %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::int[], %s::int[],
            %s::text[], %s::uuid[], %s::text[])
  AS new (id, tenant_id, root_instance_id, process_instance_id, definition_id, definition_key,
          visit, activity_id, kind, due_at, created_at, priority, retries_left, retry_delays,
          exclusive_key, payload)
"""

# A job that runs alone is taken by itself; at most one job of each exclusive key is taken. Each
# kind is read in the order of its index, so that a long queue costs no sort.
_ACQUIRE = f"""
WITH solitary AS (
  SELECT id, exclusive_key, priority FROM job
  WHERE state = 'ready' AND NOT suspended AND kind = ANY(%(lone_kinds)s::text[])
    AND alone AND (deaths >= {MAX_DEATHS}) = %(is_doomed)s
    AND NOT EXISTS (SELECT 1 FROM job AS other
                    WHERE other.exclusive_key = job.exclusive_key AND other.state = 'leased')
  ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
), sociable AS (
  SELECT found.* FROM unnest(%(kinds)s::text[]) AS wanted (kind)
  CROSS JOIN LATERAL (
    SELECT id, exclusive_key, priority FROM job
    WHERE state = 'ready' AND NOT suspended AND kind = wanted.kind
      AND NOT alone AND NOT %(is_doomed)s AND NOT EXISTS (SELECT 1 FROM solitary)
      AND NOT EXISTS (SELECT 1 FROM job AS other
                      WHERE other.exclusive_key = job.exclusive_key AND other.state = 'leased')
    ORDER BY priority DESC, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
  ) AS found
  ORDER BY priority DESC, id LIMIT %(limit)s
), chosen AS (
  SELECT DISTINCT ON (coalesce(exclusive_key, id)) id, priority
  FROM (SELECT * FROM solitary UNION ALL SELECT * FROM sociable) AS candidate
  ORDER BY coalesce(exclusive_key, id), priority DESC, id
), leased AS (
  UPDATE job SET state = 'leased', lease_token = %(token)s, lease_until = %(until)s,
                 worker = %(worker)s
  WHERE job.id = ANY(ARRAY(SELECT id FROM chosen)) AND state = 'ready'
  RETURNING {", ".join(f"job.{name}" for name in LEASED_COLUMNS)}, job.priority AS rank
)
SELECT {", ".join(LEASED_COLUMNS)} FROM leased ORDER BY rank DESC, id
"""  # noqa: S608 only constants of this suite are pasted in

# A plan is kept for as long as its connection. Made while the queue was empty it would read all of
# it, once for each ready job, when thousands wait.
_BY_INDEX = """
SELECT set_config(name, 'off', true)
FROM unnest(ARRAY['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin']) AS name
"""

_REQUEUE = """
WITH expired AS (
  SELECT id FROM job WHERE state = 'leased' AND lease_until < %(now)s
  ORDER BY id LIMIT 500 FOR UPDATE SKIP LOCKED
)
UPDATE job SET state = 'ready', lease_token = NULL, lease_until = NULL, worker = NULL,
               deaths = deaths + alone::int, alone = true,
               last_error = 'The worker ' || coalesce(worker, '') || ' did not finish in time.'
FROM expired WHERE job.id = expired.id AND state = 'leased' AND lease_until < %(now)s
"""

PROMOTED_AT_ONCE = 1000
_PROMOTE = f"""
WITH due AS (
  SELECT id FROM job WHERE state = 'armed' AND due_at <= %(now)s
  ORDER BY due_at LIMIT {PROMOTED_AT_ONCE} FOR UPDATE SKIP LOCKED
)
UPDATE job SET state = 'ready' FROM due WHERE job.id = due.id AND state = 'armed'
"""  # noqa: S608 a constant

_MINE = "id = %(id)s AND lease_token = %(token)s AND state = 'leased'"
_FINISH = f"DELETE FROM job WHERE {_MINE}"  # noqa: S608 a constant
_LOCK_BESIDE = """
SELECT id, visit, activity_id, payload FROM job
WHERE process_instance_id = %(instance)s AND kind = %(kind)s
  AND (state = 'ready' OR state = 'leased' AND lease_token = %(token)s)
  AND NOT suspended AND NOT alone AND last_error IS NULL AND visit IS NOT NULL
ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
"""
_FINISH_LOCKED = "DELETE FROM job WHERE id = ANY(%(jobs)s::uuid[])"
_RETRY = f"""
UPDATE job SET state = 'armed', lease_token = NULL, lease_until = NULL, worker = NULL,
               due_at = %(due_at)s, retries_left = retries_left - %(retries)s,
               last_error = %(error)s, payload = payload - 'kept'
WHERE {_MINE}
"""  # noqa: S608 a constant
_GIVE_UP = f"""
UPDATE job SET state = 'failed', lease_token = NULL, lease_until = NULL, worker = NULL,
               retries_left = 0, last_error = %(error)s, payload = payload - 'kept'
WHERE {_MINE}
"""  # noqa: S608 a constant
_RESTART = """
UPDATE job SET state = 'ready', due_at = %(now)s, deaths = 0, alone = false,
               retries_left = coalesce(cardinality(retry_delays), %(retries)s)
WHERE id = %(id)s AND (state = 'failed' OR state = 'armed' AND last_error IS NOT NULL)
"""
_EXTEND = """
UPDATE job SET lease_until = %(until)s
WHERE lease_token = %(token)s AND state = 'leased'
"""
_SUSPEND = """
UPDATE job SET suspended = true,
               lease_token = CASE WHEN kept THEN lease_token END,
               lease_until = CASE WHEN kept THEN lease_until END,
               worker = CASE WHEN kept THEN worker END,
               state = CASE WHEN state = 'leased' AND NOT kept THEN 'ready' ELSE state END
FROM (SELECT id AS job_id, state = 'leased' AND kind = ANY(%(kinds)s::text[]) AS kept
      FROM job WHERE process_instance_id = ANY(%(instances)s::uuid[]) AND NOT suspended
      ORDER BY id FOR UPDATE) AS found
WHERE id = job_id
"""
_RESUME = """
UPDATE job SET suspended = false
WHERE process_instance_id = ANY(%(instances)s::uuid[]) AND suspended
"""
_KEEP_OUTCOME = f"""
UPDATE job SET state = 'ready', lease_token = NULL, lease_until = NULL, worker = NULL,
               payload = payload || jsonb_build_object('kept', %(outcome)s::jsonb)
WHERE {_MINE}
"""  # noqa: S608 a constant
_CANCEL = "DELETE FROM job WHERE process_instance_id = ANY(%(instances)s::uuid[])"
_CANCEL_AT = """
DELETE FROM job WHERE process_instance_id = %(instance)s AND visit = ANY(%(visits)s::int[])
"""


def add_jobs(jobs: Sequence[NewJob]) -> None:
    """Write new jobs in one statement; what is due already is born ready."""
    if not jobs:
        return
    delays = [DEFAULT_RETRY_DELAYS if j.retry_delays is None else j.retry_delays for j in jobs]
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD,
            [
                sql_array(job.id for job in jobs),
                sql_array(job.tenant_id for job in jobs),
                sql_array(job.root_instance_id for job in jobs),
                sql_array(job.process_instance_id for job in jobs),
                sql_array(job.definition_id for job in jobs),
                sql_array(job.definition_key for job in jobs),
                sql_array(job.visit for job in jobs),
                sql_array(job.activity_id for job in jobs),
                sql_array(job.kind for job in jobs),
                sql_array(job.due_at for job in jobs),
                sql_array(job.created_at for job in jobs),
                sql_array(job.priority for job in jobs),
                sql_array(len(seconds) for seconds in delays),
                # Arrays of arrays must be rectangular in PostgreSQL; texts are not bound to that.
                sql_array(sql_array(seconds) for seconds in delays),
                sql_array(job.exclusive_key for job in jobs),
                sql_array(dump_json(job.payload).decode() if job.payload else "{}" for job in jobs),
            ],
        )


@command
def acquire_jobs(
    *,
    kinds: Sequence[str],
    worker: str,
    limit: int,
    lease: timedelta,
    is_doomed: bool = False,
    lone_kinds: Sequence[str] | None = None,
) -> Sequence[LeasedJob]:
    """Lease ready jobs to one worker, all under one token.

    Args:
        kinds: What the worker can do.
        worker: Its name, for people who look for it.
        limit: Jobs at most; a job whose lease ran out before comes alone.
        lease: For how long; a heartbeat makes it longer.
        is_doomed: Instead of work, fetch one job that has taken too many workers with it.
        lone_kinds: What the worker can do of jobs that run alone; none while it has others under
            way; None for the same as ``kinds``.

    Returns:
        By priority, then age; empty where nothing is ready.
    """
    parameters: SqlParameters = {
        "kinds": list(kinds),
        "lone_kinds": list(kinds if lone_kinds is None else lone_kinds),
        "token": new_id(),
        "until": clock.now() + lease,
        "worker": worker,
        "limit": limit,
        "is_doomed": is_doomed,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BY_INDEX)
        cursor.execute(_ACQUIRE, parameters)
        return [leased_job(row) for row in cursor.fetchall()]


def acquire_or_none(
    *,
    kinds: Sequence[str],
    worker: str,
    limit: int,
    lease: timedelta,
    is_doomed: bool = False,
    lone_kinds: Sequence[str] | None = None,
) -> Sequence[LeasedJob]:
    """Lease ready jobs; nothing where another worker took one with the same exclusive key."""
    try:
        return acquire_jobs(
            kinds=kinds,
            worker=worker,
            limit=limit,
            lease=lease,
            is_doomed=is_doomed,
            lone_kinds=lone_kinds,
        )
    except IntegrityError:
        # The unique index on leased exclusive keys decided; the other worker goes on.
        return []


@command
def extend_leases(lease_token: UUID, *, lease: timedelta) -> bool:
    """Make the leases under a token last longer; return whether any is left."""
    return _write(_EXTEND, {"token": lease_token, "until": clock.now() + lease}) > 0


@command
def requeue_expired(*, now: datetime) -> int:
    """Make jobs ready again whose lease ran out, marked to run alone; return how many."""
    return _write(_REQUEUE, {"now": now})


@command
def promote_due(*, now: datetime) -> int:
    """Make armed jobs ready that are due, ``PROMOTED_AT_ONCE`` at most; return how many."""
    return _write(_PROMOTE, {"now": now})


def finish_job(job_id: UUID, *, lease_token: UUID) -> bool:
    """Delete a job whose work is done; return False where the lease was lost."""
    return _write(_FINISH, {"id": job_id, "token": lease_token}) > 0


def lock_jobs_beside(job: LeasedJob, *, limit: int) -> Sequence[WaitingJob]:
    """Lock jobs of the same kind and instance, oldest first, to be done with this one.

    They are ready, or wait in the hands of the same worker, who finds them gone afterwards. Those
    that have failed before, or may have killed a worker, stay for themselves. The instance must
    be locked.
    """
    with connection.cursor() as cursor:
        parameters: SqlParameters = {
            "instance": job.process_instance_id,
            "kind": job.kind,
            "token": job.lease_token,
            "limit": limit,
        }
        cursor.execute(_LOCK_BESIDE, parameters)
        return [
            WaitingJob(
                id=id_, visit=visit, activity_id=activity_id, payload=load_stored_object(payload)
            )
            for id_, visit, activity_id, payload in cursor.fetchall()
        ]


def finish_locked_jobs(job_ids: Sequence[UUID]) -> None:
    """Delete jobs whose work is done and that this transaction has locked."""
    _write(_FINISH_LOCKED, {"jobs": sql_array(job_ids)})


def retry_job(job_id: UUID, *, lease_token: UUID, due_at: datetime, error: str) -> bool:
    """Use up one retry and come again later; return False where the lease was lost."""
    return _put_back(job_id, lease_token=lease_token, due_at=due_at, error=error, retries=1)


@command
def release_job(job_id: UUID, *, lease_token: UUID, due_at: datetime, reason: str) -> bool:
    """Come again later without using up a retry; return False where the lease was lost."""
    return _put_back(job_id, lease_token=lease_token, due_at=due_at, error=reason, retries=0)


def give_up_job(job_id: UUID, *, lease_token: UUID, error: str) -> bool:
    """Stop trying until a person intervenes; return False where the lease was lost."""
    return _write(_GIVE_UP, {"id": job_id, "token": lease_token, "error": error}) > 0


def restart_job(job_id: UUID, *, now: datetime) -> bool:
    """Make a job that has failed ready again with all its retries.

    Returns:
        False where no attempt at it has failed, or one is under way.
    """
    retries = len(DEFAULT_RETRY_DELAYS)
    return _write(_RESTART, {"id": job_id, "now": now, "retries": retries}) > 0


def keep_outcome(job_id: UUID, *, lease_token: UUID, outcome: JsonObject) -> bool:
    """Keep what an attempt at a suspended job led to, for when the job is resumed.

    Returns:
        False where the lease was lost.
    """
    parameters: SqlParameters = {
        "id": job_id,
        "token": lease_token,
        "outcome": dump_json(outcome).decode(),
    }
    return _write(_KEEP_OUTCOME, parameters) > 0


def suspend_jobs(
    process_instance_ids: Sequence[UUID], *, unbroken_kinds: Collection[str] = ()
) -> None:
    """Keep the jobs of instances from being acquired; leases are taken back.

    Args:
        process_instance_ids: Whose jobs.
        unbroken_kinds: Jobs of these kinds keep their lease, because what their attempt leads to
            must not be lost; see ``keep_outcome``.
    """
    instances = sql_array(process_instance_ids)
    _write(_SUSPEND, {"instances": instances, "kinds": sql_array(unbroken_kinds)})


def resume_jobs(process_instance_ids: Sequence[UUID]) -> None:
    """Let the jobs of instances be acquired again."""
    _write(_RESUME, {"instances": sql_array(process_instance_ids)})


def cancel_jobs(process_instance_ids: Sequence[UUID]) -> None:
    """Delete the jobs of instances; a worker that holds one finds its lease lost."""
    _write(_CANCEL, {"instances": sql_array(process_instance_ids)})


def cancel_jobs_at(process_instance_id: UUID, visits: Sequence[int]) -> None:
    """Delete the jobs at some visits of an instance; a worker finds its lease lost."""
    _write(_CANCEL_AT, {"instance": process_instance_id, "visits": sql_array(visits)})


def _put_back(
    job_id: UUID, *, lease_token: UUID, due_at: datetime, error: str, retries: int
) -> bool:
    parameters: SqlParameters = {
        "id": job_id,
        "token": lease_token,
        "due_at": due_at,
        "error": error,
        "retries": retries,
    }
    return _write(_RETRY, parameters) > 0


def _write(sql: str, parameters: SqlParameters) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)
