"""What must be in the database afterwards: everything promised, and nothing twice."""

import time
from dataclasses import dataclass

from tests.bench.suite import Suite
from tests.waiting import wait_until

_DRAIN_SECONDS = 400.0

# Each query names what must not exist; a row is a finding.
_FORBIDDEN = {
    "business keys with more than one instance": """
        SELECT business_key, count(*) FROM process_instance
        WHERE definition_key = %(key)s GROUP BY 1 HAVING count(*) <> 1""",
    "instances that are not completed": """
        SELECT business_key, state FROM process_instance
        WHERE definition_key = %(key)s AND state <> 'completed'""",
    "instances without exactly their completed user tasks": """
        SELECT p.business_key, count(t.id) FROM process_instance p
        LEFT JOIN user_task t ON t.process_instance_id = p.id AND t.state = 'completed'
        WHERE p.definition_key = %(key)s GROUP BY p.id HAVING count(t.id) <> %(tasks)s""",
    "activities that were not visited exactly once": """
        SELECT p.business_key, array_agg(a.activity_id) FROM process_instance p
        LEFT JOIN activity_instance a ON a.process_instance_id = p.id AND a.ended_at IS NOT NULL
        WHERE p.definition_key = %(key)s GROUP BY p.id
        HAVING count(*) <> %(activities)s OR count(DISTINCT a.activity_id) <> %(activities)s""",
    "instances without exactly one history row for each of their commands": """
        SELECT p.business_key, array_agg(h.command) FROM process_instance p
        LEFT JOIN history_event h ON h.process_instance_id = p.id AND h.revision IS NOT NULL
        WHERE p.definition_key = %(key)s GROUP BY p.id
        HAVING count(*) <> %(commands)s OR count(DISTINCT h.command) <> %(commands)s
            OR array_agg(h.revision ORDER BY h.revision)
               <> (SELECT array_agg(n) FROM generate_series(1, %(commands)s) AS n)""",
    "jobs left behind": "SELECT id, state, deaths, last_error FROM job",
    "incidents": "SELECT activity_id, message FROM incident",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What each instance of a storm must have left, exactly.

    Args:
        key: Of the process.
        activities: Visits.
        tasks: Completed user tasks.
        commands: Rows of the history, whose revisions have no gap.
    """

    key: str
    activities: int
    tasks: int
    commands: int


def wait_until_drained(suite: Suite, key: str) -> float:
    """Wait until no instance of a process is active; return how many seconds that took.

    Jobs of a killed worker have to wait for the end of their lease.
    """

    def is_drained() -> bool:
        with suite.connect() as connection:
            active = connection.execute(
                "SELECT 1 FROM process_instance WHERE definition_key = %s"
                " AND state = 'active' LIMIT 1",
                [key],
            ).fetchone()
            return active is None

    began = time.monotonic()
    # Whatever is left then is found below.
    wait_until(is_drained, seconds=_DRAIN_SECONDS)
    return time.monotonic() - began


def stored_instances(suite: Suite, key: str) -> dict[str, str]:
    """Return the instances of a process by business key."""
    with suite.connect() as connection:
        return {
            str(business_key): str(id_)
            for business_key, id_ in connection.execute(
                "SELECT business_key, id FROM process_instance WHERE definition_key = %s", [key]
            )
        }


def find_faults(suite: Suite, expected: Expected) -> list[str]:
    """Return what must not be in the database, each as a sentence."""
    faults = []
    parameters = {
        "key": expected.key,
        "activities": expected.activities,
        "tasks": expected.tasks,
        "commands": expected.commands,
    }
    with suite.connect() as connection:
        for name, query in _FORBIDDEN.items():
            rows = connection.execute(query.encode(), parameters).fetchall()
            if rows:
                faults.append(f"{name}: {len(rows)}, such as {rows[0]}")
    verified = suite.manage("verify_instances", "--all")
    if verified.returncode:
        faults.append(f"verify_instances: {verified.stdout[-1000:]}{verified.stderr[-1000:]}")
    return faults
