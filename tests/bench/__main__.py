"""``make bench``: what Kontor costs, measured from outside and inside, with a gate on budgets."""

import argparse
import json
import subprocess
import sys
from dataclasses import asdict

from tests.bench.budgets import BUDGETS, TARGETS
from tests.bench.engine import compare_engines
from tests.bench.load import LoadPlan, LoadResult
from tests.bench.measure import Database, busy_seconds, processor_seconds, resident_megabytes
from tests.bench.report import LoadFigure, print_calls, print_engines, print_load, say
from tests.bench.statements import CallFigure, measure_calls
from tests.bench.suite import HOST, PROJECT, Roles, Suite, deploy, make_token, running_suite

_MODELS = PROJECT / "tests" / "bench" / "models"
_CONNECTIONS = 4
_WARM_UP = {"w1": 600, "w6": 250}


def main() -> int:
    """Run what was asked for; return 0 unless a budget was exceeded."""
    options = _options()
    if not options.rest_only:
        print_engines(compare_engines())
    if options.engine_only:
        return 0
    with running_suite() as suite:
        return _measure_suite(suite, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--engine-only", action="store_true", help="no suite, only the engine")
    parser.add_argument("--rest-only", action="store_true", help="no comparison of engines")
    parser.add_argument("--instances", type=int, default=2000, help="of w1; a third of it of w6")
    parser.add_argument("--passes", type=int, default=2)
    parser.add_argument("--profile", action="store_true", help="show what is in the way")
    return parser.parse_args()


def _measure_suite(suite: Suite, options: argparse.Namespace) -> int:
    deploy(suite, make_token(suite, "admin"), *sorted(_MODELS.glob("*.bpmn")))
    token = make_token(suite, "clerk")
    database = Database(suite.connect())
    for workload, count in _WARM_UP.items():
        _run_load(suite, token, workload, count)
    database.analyze()
    is_within = _gate(measure_calls(suite, token, database))
    for _ in range(options.passes):
        for workload, count in (("w1", options.instances), ("w6", options.instances // 3)):
            print_load(_load_figure(suite, token, database, workload, count), TARGETS[workload])
    _print_memory(suite.roles())
    if options.profile:
        _profile(suite, token, database)
    database.close()
    return 0 if is_within else 1


def _gate(figures: dict[str, CallFigure]) -> bool:
    """Print what each call took; return whether all of it is within the budgets."""
    verdicts = [print_calls(name, figures[name], BUDGETS[name]) for name in BUDGETS]
    return all(verdicts)


def _load_figure(
    suite: Suite, token: str, database: Database, workload: str, count: int
) -> LoadFigure:
    roles = suite.roles()
    before, all_of_it, web, server = (
        database.counters(),
        busy_seconds(),
        processor_seconds(roles.web),
        processor_seconds(roles.database),
    )
    result = _run_load(suite, token, workload, count)
    web, server = processor_seconds(roles.web) - web, processor_seconds(roles.database) - server
    return LoadFigure(
        other_seconds=busy_seconds() - all_of_it - web - server - result.cpu_seconds,
        workload=workload,
        result=result,
        web_seconds=web,
        database_seconds=server,
        counters=database.counters().since(before),
    )


def _run_load(suite: Suite, token: str, workload: str, count: int) -> LoadResult:
    plan = LoadPlan(
        host=HOST,
        port=suite.port,
        token=token,
        workload=workload,
        connections=_CONNECTIONS,
        instances=count,
    )
    client = subprocess.run(
        [sys.executable, "-m", "tests.bench.load"],
        cwd=PROJECT,
        input=json.dumps(asdict(plan)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return LoadResult(**json.loads(client.stdout))


def _print_memory(roles: Roles) -> None:
    for name, pids in asdict(roles).items():
        say(f"memory {name:<10} {resident_megabytes(pids):7.0f} MB")


def _profile(suite: Suite, token: str, database: Database) -> None:
    say("\nStatements that took longest (calls, ms in all):")
    for calls, milliseconds, text in database.top_statements(15):
        say(f"  {calls:>8} {milliseconds:>10.1f}  {text[:150]}")
    report = suite.var_dir / "profile.txt"
    subprocess.run(
        [sys.executable, "-m", "tests.bench.profile"],
        cwd=PROJECT,
        env=suite.environment() | {"BENCH_TOKEN": token, "BENCH_REPORT": str(report)},
        check=True,
        # The application's log goes there, as it goes to a file in the suite.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    say(report.read_text())


if __name__ == "__main__":
    sys.exit(main())
