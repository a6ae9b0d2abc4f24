"""Writes that commands of the runtime make: one statement each, whatever the number of rows."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from bpm.base.sql import SqlParameters, sql_array
from bpm.user_tasks.contracts import NewUserTask

_ADD = """
WITH added AS (
  INSERT INTO user_task
    (id, tenant_id, root_instance_id, process_instance_id, definition_id, definition_key,
     business_key, started_by, activity_instance_id, visit, activity_id, name, assignee, priority,
     due_at, follow_up_at, form_key, form_id, form_version, created_at, exclude_completers_of,
     state, suspended, revision)
  SELECT id, tenant_id, root_instance_id, process_instance_id, definition_id, definition_key,
     business_key, started_by, activity_instance_id, visit, activity_id, name, assignee, priority,
     due_at, follow_up_at, form_key, form_id, form_version, created_at,
     string_to_array(excluded, ','), 'open', false, 1
  FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::text[],
              %s::text[], %s::text[], %s::uuid[], %s::int[], %s::text[], %s::text[], %s::text[],
              %s::int[], %s::timestamptz[], %s::timestamptz[], %s::text[], %s::uuid[], %s::int[],
              %s::timestamptz[], %s::text[])
    AS new (id, tenant_id, root_instance_id, process_instance_id, definition_id, definition_key,
     business_key, started_by, activity_instance_id, visit, activity_id, name, assignee, priority,
     due_at, follow_up_at, form_key, form_id, form_version, created_at, excluded)
  RETURNING id, tenant_id, root_instance_id, process_instance_id, assignee, due_at, priority,
            created_at
)
INSERT INTO user_task_candidate
  (user_task_id, candidate, tenant_id, root_instance_id, process_instance_id, offered, due_at,
   priority, created_at)
SELECT id, candidate, tenant_id, root_instance_id, process_instance_id, assignee IS NULL, due_at,
       priority, created_at
FROM added JOIN unnest(%s::uuid[], %s::text[]) AS named (user_task_id, candidate)
  ON named.user_task_id = added.id
"""

# The person must hold the task, or be a candidate of a task that nobody holds; it must not wait
# for being resolved, nor exclude him.
_CLOSE = """
WITH closed AS (
  UPDATE user_task
  SET state = 'completed', completed_at = %(now)s, completed_by = %(username)s,
      revision = revision + 1
  WHERE id = %(id)s AND state = 'open' AND NOT suspended
    AND (assignee = %(username)s
         OR assignee IS NULL AND EXISTS (
           SELECT 1 FROM user_task_candidate
           WHERE user_task_id = %(id)s AND candidate = ANY(%(candidates)s::text[])))
    AND delegation_state IS DISTINCT FROM 'pending'
    AND (exclude_completers_of = '{}' OR NOT EXISTS (
           SELECT 1 FROM user_task done
           WHERE done.process_instance_id = user_task.process_instance_id
             AND done.activity_id = ANY(user_task.exclude_completers_of)
             AND done.completed_by = %(username)s))
    AND (%(revision)s::int IS NULL OR revision = %(revision)s::int)
  RETURNING id, revision
), withdrawn AS (
  UPDATE user_task_candidate SET offered = false, is_open = false
  FROM closed WHERE user_task_id = closed.id
), dropped AS (
  DELETE FROM task_draft USING closed WHERE user_task_id = closed.id
)
SELECT revision FROM closed
"""

_CANCEL = """
WITH cancelled AS (
  UPDATE user_task SET state = 'cancelled', completed_at = %(now)s, revision = revision + 1
  WHERE process_instance_id = ANY(%(instances)s::uuid[]) AND state = 'open'
    AND (%(visits)s::int[] IS NULL OR visit = ANY(%(visits)s::int[]))
  RETURNING id
), withdrawn AS (
  UPDATE user_task_candidate SET offered = false, is_open = false
  FROM cancelled WHERE user_task_id = cancelled.id
), dropped AS (
  DELETE FROM task_draft USING cancelled WHERE user_task_id = cancelled.id
)
SELECT count(*) FROM cancelled
"""

_SUSPEND = """
WITH changed AS (
  UPDATE user_task SET suspended = %(suspended)s, revision = revision + 1
  WHERE process_instance_id = ANY(%(instances)s::uuid[]) AND state = 'open'
    AND suspended <> %(suspended)s
  RETURNING id, assignee
)
UPDATE user_task_candidate SET offered = NOT %(suspended)s AND changed.assignee IS NULL
FROM changed WHERE user_task_id = changed.id
"""


def add_user_tasks(tasks: Sequence[NewUserTask]) -> None:
    """Write new user tasks with their candidates, in one statement."""
    if not tasks:
        return
    offers = [(task.id, candidate) for task in tasks for candidate in task.candidates]
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD,
            [
                sql_array(task.id for task in tasks),
                sql_array(task.tenant_id for task in tasks),
                sql_array(task.root_instance_id for task in tasks),
                sql_array(task.process_instance_id for task in tasks),
                sql_array(task.definition_id for task in tasks),
                sql_array(task.definition_key for task in tasks),
                sql_array(task.business_key for task in tasks),
                sql_array(task.started_by for task in tasks),
                sql_array(task.activity_instance_id for task in tasks),
                sql_array(task.visit for task in tasks),
                sql_array(task.activity_id for task in tasks),
                sql_array(task.name for task in tasks),
                sql_array(task.assignee for task in tasks),
                sql_array(task.priority for task in tasks),
                sql_array(task.due_at for task in tasks),
                sql_array(task.follow_up_at for task in tasks),
                sql_array(task.form_key for task in tasks),
                sql_array(task.form_id for task in tasks),
                sql_array(task.form_version for task in tasks),
                sql_array(task.created_at for task in tasks),
                # Activity ids hold no comma.
                sql_array(",".join(task.exclude_completers_of) for task in tasks),
                sql_array(task_id for task_id, _ in offers),
                sql_array(candidate for _, candidate in offers),
            ],
        )


def close_user_task(
    user_task_id: UUID,
    *,
    username: str,
    candidates: Sequence[str],
    expected_revision: int | None,
    now: datetime,
) -> int | None:
    """Complete a user task where it is open and this person may; decides every race for it.

    Args:
        user_task_id: Which one.
        username: Who completes it.
        candidates: The names this person answers to.
        expected_revision: Complete only this revision; None for any.
        now: When that happens.

    Returns:
        The task's new revision, or None where the condition did not hold and nothing changed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _CLOSE,
            {
                "id": user_task_id,
                "username": username,
                "candidates": list(candidates),
                "revision": expected_revision,
                "now": now,
            },
        )
        row = cursor.fetchone()
    return None if row is None else int(row[0])


def cancel_user_tasks(process_instance_ids: Sequence[UUID], *, now: datetime) -> None:
    """Close every open user task of instances, because the instances are cancelled."""
    _cancel(process_instance_ids, None, now=now)


def cancel_user_tasks_at(
    process_instance_id: UUID, visits: Sequence[int], *, now: datetime
) -> None:
    """Close the user tasks at some visits, because nobody is to work at them any more."""
    _cancel([process_instance_id], visits, now=now)


def suspend_user_tasks(process_instance_ids: Sequence[UUID]) -> None:
    """Take the open user tasks of instances out of everybody's hands for a while."""
    _set_suspended(process_instance_ids, suspended=True)


def resume_user_tasks(process_instance_ids: Sequence[UUID]) -> None:
    """Give the open user tasks of instances back."""
    _set_suspended(process_instance_ids, suspended=False)


def _cancel(
    process_instance_ids: Sequence[UUID], visits: Sequence[int] | None, *, now: datetime
) -> None:
    parameters: SqlParameters = {
        "instances": sql_array(process_instance_ids),
        "now": now,
        "visits": None if visits is None else sql_array(visits),
    }
    with connection.cursor() as cursor:
        cursor.execute(_CANCEL, parameters)


def _set_suspended(process_instance_ids: Sequence[UUID], *, suspended: bool) -> None:
    parameters: SqlParameters = {
        "instances": sql_array(process_instance_ids),
        "suspended": suspended,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SUSPEND, parameters)
