"""``make bench``: what Kontor costs, measured from outside and inside, with a gate on budgets."""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tests.bench.budgets import BUDGETS, TARGETS, Budget, Target
from tests.bench.decisions import measure_decisions
from tests.bench.engine import MODELS, measure_engines
from tests.bench.flows import BY_REST, WORKLOADS
from tests.bench.growth import measure_growth, measure_state
from tests.bench.inbox import measure_inbox
from tests.bench.instances import measure_instances
from tests.bench.jobs import measure_jobs
from tests.bench.library import measure_library
from tests.bench.measure import Database, proportional_megabytes
from tests.bench.passes import measure_pass, run_load
from tests.bench.peers import PRODUCTS, measure_peers
from tests.bench.report import (
    print_calls,
    print_decisions,
    print_engine,
    print_growth,
    print_jobs,
    print_lists,
    print_load,
    print_memory,
    print_state,
    print_timers,
    say,
)
from tests.bench.statements import measure_calls
from tests.bench.suite import PROJECT, Suite, deploy, let_decide, make_token, running_suite
from tests.bench.timers import measure_timers

_WARM_UP_SECONDS = 1.5
_IDLE_SECONDS = 10.0
_FIRST = 300
_IN_PROCESS = frozenset({"decisions", "engine", "growth"})
_LIBRARY = "library"


def main() -> int:
    """Run what was asked for; return 0 unless a budget was exceeded."""
    options = _options()
    say(f"Load of the machine before: {', '.join(f'{load:.1f}' for load in os.getloadavg())}")
    if not options.only or "engine" in options.only:
        say("Engine alone, in process, no database (instances/s, median)")
        for figure in measure_engines(is_beside_stock=options.peer is not None):
            print_engine(figure)
    if not options.only or "growth" in options.only:
        say("Growth: microseconds of a turn in a short instance, and at the end of a long one")
        for shape in measure_growth(is_beside_stock=options.peer is not None):
            print_growth(shape)
        print_state(measure_state())
    if not options.only or "decisions" in options.only:
        say("Decision tables, in process (evaluations/s, median; three inputs, UNIQUE, types)")
        for table in measure_decisions():
            print_decisions(table)
    if options.only and set(options.only) <= _IN_PROCESS:
        return 0
    with running_suite() as suite:
        return _measure_suite(suite, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument(
        "--only",
        nargs="+",
        metavar="NAME",
        choices=[*sorted(_IN_PROCESS), _LIBRARY, *WORKLOADS],
        help="some of: decisions, engine, growth, library, " + ", ".join(WORKLOADS),
    )
    parser.add_argument("--seconds", type=float, default=4.0, help="of each pass")
    parser.add_argument("--passes", type=int, default=2)
    parser.add_argument("--jobs", type=int, default=1500, help="service tasks in a batch of w9")
    parser.add_argument("--timers", type=int, default=100_000, help="armed in w11")
    parser.add_argument("--tasks", type=int, default=1_000_000, help="open in w13")
    parser.add_argument("--instances", type=int, default=100_000, help="in w14")
    parser.add_argument("--models", type=int, default=2_000, help="in the library")
    parser.add_argument("--profile", action="store_true", help="show what is in the way")
    parser.add_argument(
        "--peer",
        nargs="*",
        choices=PRODUCTS,
        help="run SpiffWorkflow and, by REST, these beside ours (operaton where none is named)",
    )
    parser.add_argument(
        "--peers",
        type=Path,
        default=PROJECT.parent / "shared" / "peers",
        metavar="FOLDER",
        help="where the programs are that run the others",
    )
    return parser.parse_args()


def _measure_suite(suite: Suite, options: argparse.Namespace) -> int:
    admin = make_token(suite, "admin")
    deploy(suite, admin, *sorted(MODELS.iterdir()))
    let_decide(suite, admin, "clerk")
    token = make_token(suite, "clerk")
    database = Database(suite.connect())
    chosen = options.only or [*WORKLOADS, _LIBRARY]
    by_rest = [name for name in BY_REST if name in chosen]
    run_load(suite, token, "w6", _WARM_UP_SECONDS, instances=_FIRST)
    # Plans that are made while the tables are empty read all of them once they have grown.
    database.analyze()
    is_within = _gate(suite, token, database) if by_rest else True
    _measure_by_rest(suite, token, database, by_rest, options)
    if "w9" in chosen:
        for figure in measure_jobs(suite, token, database, count=options.jobs):
            print_jobs(figure)
    _print_memory(suite, "after all that")
    if options.profile:
        _profile(suite, token, database, by_rest)
    if options.peer is not None:
        for line in measure_peers(suite, options.peers, options.peer or PRODUCTS[:1]):
            say(line)
    _measure_stock(suite, token, database, chosen, options)
    database.close()
    return 0 if is_within else 1


def _measure_stock(
    suite: Suite,
    token: str,
    database: Database,
    chosen: Sequence[str],
    options: argparse.Namespace,
) -> None:
    """Measure what takes a great many rows."""
    if "w11" in chosen:
        print_timers(
            measure_timers(suite, token, database, armed=options.timers, idle_seconds=_IDLE_SECONDS)
        )
    if "w13" in chosen:
        admin = make_token(suite, "admin")
        inbox = measure_inbox(suite, admin, token, database, tasks=options.tasks)
        print_lists("w13: the inbox", inbox)
    if "w14" in chosen:
        admin = make_token(suite, "admin")
        lists = measure_instances(suite, admin, token, database, instances=options.instances)
        print_lists(f"w14: lists of {options.instances} instances", lists)
    if _LIBRARY in chosen:
        tokens = [make_token(suite, "admin"), token]
        library = measure_library(suite, tokens, database, models=options.models)
        print_lists(f"library: {options.models} models", library)


def _gate(suite: Suite, token: str, database: Database) -> bool:
    """Print what each call took; return whether all of it is within the budgets."""
    say("\nCall by call, with idempotency key: statements a call; rows and log per instance")
    figures = measure_calls(suite, token, database)
    verdicts = [
        print_calls(name, figure, BUDGETS.get(name, Budget())) for name, figure in figures.items()
    ]
    return all(verdicts)


def _measure_by_rest(
    suite: Suite,
    token: str,
    database: Database,
    by_rest: Sequence[str],
    options: argparse.Namespace,
) -> None:
    for name in by_rest:
        run_load(suite, token, name, _WARM_UP_SECONDS)
        database.analyze()
    for _ in range(options.passes):
        for name in by_rest:
            figure = measure_pass(suite, token, database, name, options.seconds)
            print_load(figure, TARGETS.get(name, Target()))


def _print_memory(suite: Suite, title: str) -> None:
    roles = suite.roles()
    memory = {
        name: proportional_megabytes(pids, is_tree=name != "supervisor")
        for name, pids in asdict(roles).items()
    }
    print_memory(title, roles, memory)


def _profile(suite: Suite, token: str, database: Database, by_rest: Sequence[str]) -> None:
    say("\nStatements that took longest (calls, ms in all):")
    for calls, milliseconds, text in database.top_statements(15):
        say(f"  {calls:>8} {milliseconds:>10.1f}  {text[:150]}")
    if by_rest:
        _profile_web(suite, token, by_rest)


def _profile_web(suite: Suite, token: str, by_rest: Sequence[str]) -> None:
    report = suite.var_dir / "profile.txt"
    subprocess.run(
        [sys.executable, "-m", "tests.bench.profile"],
        cwd=PROJECT,
        env=suite.environment()
        | {
            "BENCH_TOKEN": token,
            "BENCH_REPORT": str(report),
            "BENCH_WORKLOADS": ",".join(by_rest),
        },
        check=True,
        # The application's log goes there, as it goes to a file in the suite.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    say(report.read_text())


if __name__ == "__main__":
    sys.exit(main())
