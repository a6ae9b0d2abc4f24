"""One storm: clients at work, processes killed under them, the evidence looked at afterwards."""

import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.suite import Suite, deploy, make_token, running_suite
from tests.chaos.clients import Notes, run_clients
from tests.chaos.evidence import Expected, find_faults, stored_instances, wait_until_drained
from tests.chaos.killer import Killer

MODEL = Path(__file__).parent / "chaos.bpmn"
EXPECTED = Expected(key="chaos", activities=4, tasks=1, commands=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class StormReport:
    """What happened, and what is wrong.

    Args:
        repeated: Calls that clients had to make again.
        faults: One sentence for each difference between promise and database.
    """

    instances: int
    seconds: float
    drain_seconds: float
    killed: list[str]
    repeated: int
    faults: list[str]


def run_storm(*, instances: int, kills: int, clients: int = 8) -> StormReport:
    """Run a suite, let clients start and complete instances, kill, and compare."""
    keys = [f"C-{number}" for number in range(1, instances + 1)]
    with running_suite() as suite:
        deploy(suite, make_token(suite, "admin"), MODEL)
        token = make_token(suite, "clerk")
        killer = Killer(suite, total=instances, kills=kills)
        began = time.monotonic()
        notes = run_clients(suite, token, keys, clients=clients, progress=killer.progress)
        seconds = time.monotonic() - began
        drain_seconds = wait_until_drained(suite, EXPECTED.key)
        return StormReport(
            instances=instances,
            seconds=seconds,
            drain_seconds=drain_seconds,
            killed=killer.killed,
            repeated=notes.repeated,
            faults=[*find_broken_promises(suite, notes, keys), *find_faults(suite, EXPECTED)],
        )


def find_broken_promises(suite: Suite, notes: Notes, keys: list[str]) -> list[str]:
    """Return what was acknowledged and is not so, and what was not and is."""
    faults = list(notes.findings)
    stored = stored_instances(suite, EXPECTED.key)
    if stored != notes.started:
        faults.append("The acknowledged starts are not the stored instances.")
    if set(stored) != set(keys) or notes.completed != set(keys):
        faults.append(f"{len(stored)} started, {len(notes.completed)} completed of {len(keys)}")
    return faults
