"""``make chaos``: kill web processes and workers in the middle of many starts and completions."""

import argparse
import sys

from tests.bench.report import say
from tests.chaos.storm import run_storm


def main() -> int:
    """Run one storm; return 0 when nothing was lost and nothing doubled."""
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--instances", type=int, default=500)
    parser.add_argument("--kills", type=int, default=12)
    options = parser.parse_args()
    report = run_storm(instances=options.instances, kills=options.kills)
    say(
        f"{report.instances} instances in {report.seconds:.1f} s, {report.repeated} calls repeated,"
        f" drained {report.drain_seconds:.1f} s later"
    )
    say("killed: " + ", ".join(report.killed))
    for fault in report.faults:
        say(f"FAULT  {fault}")
    say("nothing lost, nothing doubled" if not report.faults else f"{len(report.faults)} faults")
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
