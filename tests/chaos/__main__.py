"""``make chaos``: kill processes, or the way to the database, while work is under way."""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.bench.report import say
from tests.chaos.call_storm import run_call_storm
from tests.chaos.network_storm import run_network_storm
from tests.chaos.storm import run_storm


def main() -> int:
    """Run the scenarios; return 0 when nothing was lost and nothing doubled."""
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("scenarios", nargs="*", help=f"of {', '.join(_SCENARIOS)}; else all")
    parser.add_argument("--instances", type=int, default=500)
    parser.add_argument("--kills", type=int, help="else 12 in 'tasks' and 10 in 'calls'")
    parser.add_argument("--silence", type=float, default=20.0, help="seconds, in 'network'")
    parser.add_argument("--witness", type=Path, help="a program that counts calls, for 'calls'")
    options = parser.parse_args()
    unknown = [name for name in options.scenarios if name not in _SCENARIOS]
    if unknown:
        parser.error(f"There is no scenario {unknown[0]!r}: choose of {', '.join(_SCENARIOS)}.")
    faults: list[str] = []
    for name in options.scenarios or _SCENARIOS:
        say(f"== {name}")
        found = _SCENARIOS[name](options)
        for fault in found:
            say(f"FAULT  {fault}")
        faults += found
    say("nothing lost, nothing doubled" if not faults else f"{len(faults)} faults")
    return 1 if faults else 0


def _run_tasks(options: argparse.Namespace) -> list[str]:
    report = run_storm(instances=options.instances, kills=options.kills or 12)
    say(
        f"{report.instances} instances in {report.seconds:.1f} s, {report.repeated} calls repeated,"
        f" drained {report.drain_seconds:.1f} s later"
    )
    say("killed: " + ", ".join(report.killed))
    return report.faults


def _run_network(options: argparse.Namespace) -> list[str]:
    report = run_network_storm(instances=options.instances, seconds=options.silence)
    say(
        f"{report.instances} instances in {report.seconds:.1f} s, {report.repeated} calls repeated,"
        f" drained {report.drain_seconds:.1f} s later"
    )
    say("the way to the database: " + ", ".join(report.killed))
    return report.faults


def _run_calls(options: argparse.Namespace) -> list[str]:
    report = run_call_storm(
        jobs=options.instances, kills=options.kills or 10, program=options.witness
    )
    say(
        f"{report.jobs} jobs called in {report.seconds:.1f} s, {report.effects} calls came,"
        f" {report.repeated} of them again under the same key; {report.under_way} were under way"
        f" when {len(report.killed)} kills came; drained {report.drain_seconds:.1f} s later"
    )
    say("killed: " + ", ".join(report.killed))
    if report.verdict is not None:
        say(f"the witness says: {report.verdict.strip()}")
    return report.faults


_SCENARIOS: Mapping[str, Callable[[argparse.Namespace], list[str]]] = {
    "tasks": _run_tasks,
    "calls": _run_calls,
    "network": _run_network,
}


if __name__ == "__main__":
    sys.exit(main())
