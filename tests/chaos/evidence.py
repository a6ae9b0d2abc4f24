"""What must be in the database afterwards: everything promised, and nothing twice."""

import time

from tests.bench.suite import Suite
from tests.chaos.clients import Notes
from tests.waiting import wait_until

_DRAIN_SECONDS = 240.0

# Each query names what must not exist; a row is a finding.
_FORBIDDEN = {
    "business keys with more than one instance": """
        SELECT business_key, count(*) FROM process_instance
        WHERE definition_key = 'chaos' GROUP BY 1 HAVING count(*) <> 1""",
    "instances that are not completed": """
        SELECT business_key, state FROM process_instance
        WHERE definition_key = 'chaos' AND state <> 'completed'""",
    "instances without exactly one completed user task": """
        SELECT p.business_key, count(t.id) FROM process_instance p
        LEFT JOIN user_task t ON t.process_instance_id = p.id AND t.state = 'completed'
        WHERE p.definition_key = 'chaos' GROUP BY p.id HAVING count(t.id) <> 1""",
    "activities that were not visited exactly once": """
        SELECT p.business_key, array_agg(a.activity_id) FROM process_instance p
        LEFT JOIN activity_instance a ON a.process_instance_id = p.id AND a.ended_at IS NOT NULL
        WHERE p.definition_key = 'chaos' GROUP BY p.id
        HAVING count(*) <> 4 OR count(DISTINCT a.activity_id) <> 4""",
    "instances without exactly one history row for each of their three commands": """
        SELECT p.business_key, array_agg(h.command) FROM process_instance p
        LEFT JOIN history_event h ON h.process_instance_id = p.id AND h.revision IS NOT NULL
        WHERE p.definition_key = 'chaos' GROUP BY p.id
        HAVING count(*) <> 3 OR count(DISTINCT h.command) <> 3""",
    "jobs left behind": "SELECT id, state, deaths, last_error FROM job",
    "incidents": "SELECT activity_id, message FROM incident",
}


def wait_until_drained(suite: Suite) -> float:
    """Wait until no instance is active; return how many seconds that took.

    Jobs of a killed worker have to wait for the end of their lease.
    """
    began = time.monotonic()
    with suite.connect() as connection:

        def is_drained() -> bool:
            active = connection.execute(
                "SELECT 1 FROM process_instance WHERE definition_key = 'chaos'"
                " AND state = 'active' LIMIT 1"
            ).fetchone()
            return active is None

        # Whatever is left then is found below.
        wait_until(is_drained, seconds=_DRAIN_SECONDS)
    return time.monotonic() - began


def find_faults(suite: Suite, notes: Notes, keys: list[str]) -> list[str]:
    """Compare what was promised with what is there; return each difference as a sentence."""
    faults = list(notes.findings)
    with suite.connect() as connection:
        for name, query in _FORBIDDEN.items():
            rows = connection.execute(query.encode()).fetchall()
            if rows:
                faults.append(f"{name}: {len(rows)}, such as {rows[0]}")
        stored = {
            str(key): str(id_)
            for key, id_ in connection.execute(
                "SELECT business_key, id FROM process_instance WHERE definition_key = 'chaos'"
            )
        }
    if stored != notes.started:
        faults.append("The acknowledged starts are not the stored instances.")
    if set(stored) != set(keys) or notes.completed != set(keys):
        faults.append(f"{len(stored)} started, {len(notes.completed)} completed of {len(keys)}")
    verified = suite.manage("verify_instances", "--all")
    if verified.returncode:
        faults.append(f"verify_instances: {verified.stdout[-1000:]}{verified.stderr[-1000:]}")
    return faults
