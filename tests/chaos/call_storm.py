"""Calls to the outside while workers are killed in the middle of them; a witness counts."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psutil

from tests.bench.suite import Suite, SuiteError, deploy, make_token, running_suite
from tests.chaos.clients import Notes, RetryingClient
from tests.chaos.evidence import Expected, find_faults, stored_instances, wait_until_drained
from tests.chaos.killer import kill, worker_victims
from tests.chaos.witness import Witness, running_witness
from tests.waiting import wait_until

MODEL = Path(__file__).parent / "payment.bpmn"
EXPECTED = Expected(key="payment", activities=3, tasks=0, commands=2)
_PATH = ["start", "pay", "end"]
_PATIENCE_SECONDS = 180.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CallReport:
    """What happened, and what is wrong.

    Args:
        under_way: Jobs that killed processes held at the moments of the kills, summed up.
        effects: Calls that reached the outside.
        repeated: Those among them that had come before, under the same key.
        verdict: What the outside program says that was the witness; None where ours was.
        faults: One sentence for each thing that must not be.
    """

    jobs: int
    seconds: float
    drain_seconds: float
    killed: list[str]
    under_way: int
    effects: int
    repeated: int
    verdict: str | None
    faults: list[str]


def run_call_storm(
    *, jobs: int, kills: int, lease_seconds: int = 60, program: Path | None = None
) -> CallReport:
    """Let a suite make calls, kill its worker again and again, and compare.

    Args:
        jobs: Instances, each with one call.
        kills: How often, spread evenly over the work.
        lease_seconds: After how long another worker takes over the jobs of a killed one.
        program: The witness, where it is not to be our own.
    """
    keys = [f"P-{number}" for number in range(1, jobs + 1)]
    with (
        running_suite(BPM_JOB_LEASE_SECONDS=str(lease_seconds)) as suite,
        running_witness(suite.var_dir, program=program) as witness,
        ThreadPoolExecutor(4) as pool,
    ):
        deploy(suite, make_token(suite, "admin"), MODEL)
        notes = Notes()
        client = RetryingClient(suite, make_token(suite, "clerk"), notes, lambda: None)
        began = time.monotonic()
        starts = pool.map(partial(client.start_payment, witness=witness.url), keys)
        killed, under_way = _kill_in_the_middle(suite, witness, jobs, kills)
        list(starts)
        # Calls that have not come by then are found below.
        wait_until(lambda: len(witness.paid()) == jobs, seconds=_PATIENCE_SECONDS)
        seconds = time.monotonic() - began
        drain_seconds = wait_until_drained(suite, EXPECTED.key)
        effects = witness.effects()
        faults = [
            *notes.findings,
            *_find_wrong_starts(suite, notes, keys),
            *find_wrong_effects(effects, keys, under_way),
            *find_faults(suite, EXPECTED),
        ]
        verdict = None if program is None else _ask(program, suite, notes, witness)
        if verdict is not None and "VIOLATIONS none" not in verdict:
            faults.append(f"The witness says: {verdict}")
    return CallReport(
        jobs=jobs,
        seconds=seconds,
        drain_seconds=drain_seconds,
        killed=killed,
        under_way=under_way,
        effects=len(effects),
        repeated=len(effects) - jobs,
        verdict=verdict,
        faults=faults,
    )


def _kill_in_the_middle(
    suite: Suite, witness: Witness, jobs: int, kills: int
) -> tuple[list[str], int]:
    """Kill whenever so many calls have come that a kill is due, and some are under way."""
    killed: list[str] = []
    under_way = 0
    for number in range(1, kills + 1):
        name, victims, held = _catch_under_way(
            suite, witness, number=number, paid=jobs * number // (kills + 1)
        )
        under_way += held
        pids = kill(name, victims)
        killed.append(f"{name} {'+'.join(pid.rpartition(' ')[2] for pid in pids)}")
    return killed, under_way


def _catch_under_way(
    suite: Suite, witness: Witness, *, number: int, paid: int
) -> tuple[str, list[psutil.Process], int]:
    """Stop the next victims where they stand, once so many have paid and some call is under way.

    Returns:
        What they are called, who they are, and how many jobs they hold.
    """
    caught: list[tuple[str, list[psutil.Process], int]] = []

    def is_caught() -> bool:
        if len(witness.paid()) < paid:
            return False
        name, victims = worker_victims(suite, number)
        # They stop before they are counted, so that they neither take nor finish one in between.
        for process in victims:
            process.suspend()
        held = _count_leased(suite, [process.pid for process in victims])
        if held > 0:
            caught.append((name, victims, held))
            return True
        for process in victims:
            process.resume()
        return False

    if not wait_until(is_caught, seconds=_PATIENCE_SECONDS):
        raise SuiteError(f"Kill {number} never met a call under way:\n{suite.logs()}")
    return caught[0]


def _count_leased(suite: Suite, pids: Sequence[int]) -> int:
    """Count the jobs that these processes hold."""
    with suite.connect() as connection:
        row = connection.execute(
            "SELECT count(*) FROM job WHERE state = 'leased'"
            " AND split_part(worker, ':', -1)::int = ANY(%s)",
            [list(pids)],
        ).fetchone()
    return int(str(row[0])) if row else 0


def _find_wrong_starts(suite: Suite, notes: Notes, keys: Sequence[str]) -> list[str]:
    stored = stored_instances(suite, EXPECTED.key)
    faults = []
    if stored != notes.started:
        faults.append("The acknowledged starts are not the stored instances.")
    if set(stored) != set(keys):
        faults.append(f"{len(stored)} started of {len(keys)}")
    return faults


def find_wrong_effects(
    effects: Sequence[dict[str, object]], keys: Sequence[str], under_way: int
) -> list[str]:
    """Return what the witness saw and should not have, or did not see, each as a sentence.

    Args:
        effects: What it saw.
        keys: Whose call had to come.
        under_way: How many calls kills may have cut off: only those may come again.
    """
    seen = Counter(str(effect["instance"]) for effect in effects)
    ids: dict[str, set[str]] = {}
    for effect in effects:
        ids.setdefault(str(effect["instance"]), set()).add(str(effect["idem"]))
    faults = []
    if lost := set(keys) - seen.keys():
        faults.append(f"calls that never came: {len(lost)}, such as {min(lost)}")
    if unknown := seen.keys() - set(keys):
        faults.append(f"calls that nobody ordered: {len(unknown)}, such as {min(unknown)}")
    if changing := [key for key, found in ids.items() if len(found) > 1 or "None" in found]:
        faults.append(f"jobs without one stable key: {len(changing)}, such as {changing[0]}")
    if len(set().union(*ids.values())) < sum(map(len, ids.values())):
        faults.append("Two jobs shared one key.")
    if len(effects) - len(seen) > under_way:
        faults.append(f"{len(effects) - len(seen)} calls repeated, {under_way} were cut off")
    return faults


def _ask(program: Path, suite: Suite, notes: Notes, witness: Witness) -> str:
    """Let an outside program compare what it saw with what we promised and have stored."""
    folder = witness.file.parent
    with suite.connect() as connection:
        rows = connection.execute(
            "SELECT p.business_key, p.state, array_agg(a.activity_id)"
            " FROM process_instance p JOIN activity_instance a ON a.process_instance_id = p.id"
            " GROUP BY p.id"
        ).fetchall()
    acknowledged = [{"op": "start", "instance": key} for key in notes.started]
    final = [
        {
            "instance": key,
            "state": state,
            "path": path,
            "expected_path": _PATH,
            "effects_expected": ["pay"],
        }
        for key, state, path in rows
    ]
    files = (("effects", witness.effects()), ("acks", acknowledged), ("final", final))
    for name, lines in files:
        text = "".join(f"{json.dumps(line)}\n" for line in lines)
        (folder / f"{name}.jsonl").write_text(text)
    answer = subprocess.run(  # noqa: S603 a program that the caller chose
        [
            sys.executable,
            str(program),
            "check",
            *(str(folder / f"{name}.jsonl") for name, _ in files),
        ],
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.stdout + answer.stderr
