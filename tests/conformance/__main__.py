"""``make conformance``: run the suites that others wrote and hold the counts to what they were."""

import argparse
import contextlib
import importlib
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any, Final, cast
from unittest import mock

from tests.conformance.database import OWNER_VARIABLE, SUITES, ensure_database

FLOOR_PATH: Final = Path(__file__).with_name("floor.json")
ADAPTER: Final = "tests.conformance.adapter:ProductAdapter"
_RULES = re.compile(
    r"faults reported (\d+)/(\d+), on the expected element (\d+)/(\d+),"
    r" valid models refused (\d+)/(\d+)"
)

Counts = dict[str, tuple[int, int]]
"""What passed, and of how many, by group."""


def main() -> int:
    """Run what was asked for; return 1 where a count is below its floor."""
    options = _options()
    if not SUITES.is_dir():
        sys.stdout.write(f"The suites are not at hand: {SUITES} is no folder.\n")
        return 0
    os.environ[OWNER_VARIABLE] = str(os.getpid())
    ensure_database(os.getpid())
    counts: Counts = {}
    for name in options.suites or SUITE_RUNNERS:
        counts |= SUITE_RUNNERS[name](options.show)
    return _judge(counts, raise_floor=options.raise_floor)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance")
    parser.add_argument("suites", nargs="*", choices=[[], *SUITE_RUNNERS])
    parser.add_argument("--show", action="store_true", help="name what does not pass, and why")
    parser.add_argument("--raise-floor", action="store_true", help="keep today's counts")
    return parser.parse_args()


def _judge(counts: Counts, *, raise_floor: bool) -> int:
    floor: dict[str, int] = json.loads(FLOOR_PATH.read_text())
    below = []
    for group, (passed, total) in counts.items():
        least = floor.get(group, 0)
        sys.stdout.write(f"{group:32} {passed:4} of {total:4}   floor {least}\n")
        if passed < least:
            below.append(group)
        floor[group] = max(least, passed)
    if raise_floor:
        FLOOR_PATH.write_text(json.dumps(dict(sorted(floor.items())), indent=2) + "\n")
    if below:
        sys.stdout.write(f"Below the floor: {', '.join(below)}. Run with --show to see why.\n")
    return 1 if below else 0


def _run_suite(suite: str, show: bool) -> Counts:
    """Run one of the behaviour suites in forks of this process, which has everything loaded."""
    runner = _import_from_harness("run_suite")
    importlib.import_module("tests.conformance.adapter")
    from django.db import connections  # noqa: PLC0415 after the set-up

    connections.close_all()
    results = FLOOR_PATH.with_name(f".{suite}.json")
    arguments = ["run_suite", suite, "--adapter", ADAPTER, "--out", str(results)]
    output = io.StringIO()
    with (
        mock.patch.object(sys, "argv", arguments),
        contextlib.redirect_stdout(output),
        contextlib.suppress(SystemExit),
    ):
        runner.main()
    found: dict[str, Any] = json.loads(results.read_text())
    results.unlink()
    if show:
        lines = output.getvalue().splitlines()
        sys.stdout.writelines(f"{line}\n" for line in lines if line.startswith(("FAIL", "SKIP")))
    return _count(suite, found)


def _count(suite: str, found: Mapping[str, Any]) -> Counts:
    counts: Counts = {}
    for test, result in found.items():
        group = f"{suite} {test.split('/')[0]}" if suite == "betsy" else suite
        passed, total = counts.get(group, (0, 0))
        # A scenario tells its state; a betsy test tells of each case whether it passed.
        is_passed = result[0] == "PASS" if suite != "betsy" else all(case[1] for case in result)
        counts[group] = (passed + is_passed, total + 1)
    return counts


def _import_from_harness(name: str) -> ModuleType:
    sys.path.insert(0, str(SUITES / "harness"))
    return importlib.import_module(name)


def _run_rules(show: bool) -> Counts:
    from tests.conformance.rest import PASSWORD, USERNAME, serving  # noqa: PLC0415 as above

    with serving() as url:
        log_in = ["--url", url, "--user", USERNAME, "--password", PASSWORD]
        done = subprocess.run(  # noqa: S603 a program beside the project
            [sys.executable, str(SUITES / "harness" / "rules_check.py"), *log_in],
            check=False,
            capture_output=True,
            text=True,
        )
    if show:
        sys.stdout.write(done.stdout)
    found = _RULES.search(done.stdout)
    if found is None:
        raise AssertionError(done.stdout + done.stderr)
    reported, faults, on_element, with_element, refused, valid = map(int, found.groups())
    return {
        "rules reported": (reported, faults),
        "rules on the element": (on_element, with_element),
        "rules valid models accepted": (valid - refused, valid),
    }


def _run_constraints(show: bool) -> Counts:
    from bpm.definitions.gate import check_deployable  # noqa: PLC0415 as above

    folder = SUITES / "constraints"
    cases: list[dict[str, str]] = json.loads((folder / "constraints.json").read_text())
    reported = 0
    for case in cases:
        report = check_deployable((folder / case["bpmn"]).read_bytes(), may_document=True)
        is_reported = bool(report.errors or report.warnings)
        reported += is_reported
        if show and not is_reported:
            sys.stdout.write(f"MISSED  {case['bpmn']} {case['constraint']}\n")
    return {"constraints reported": (reported, len(cases))}


def _run_interchange(show: bool) -> Counts:
    results = FLOOR_PATH.with_name(".interchange.json")
    sys.path.insert(0, str(SUITES))
    checker = importlib.import_module("miwg_check")
    function = "tests.conformance.interchange:round_trip"
    arguments = ["miwg_check", str(SUITES / "miwg"), "--py", function, "--out", str(results)]
    with (
        mock.patch.object(sys, "argv", arguments),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.suppress(SystemExit),
    ):
        checker.main()
    found = cast("list[dict[str, Any]]", json.loads(results.read_text()))
    results.unlink()
    whole = [file for file in found if file["status"] == "preserved" and not file["ext_lost"]]
    broken = [file for file in found if "broken" in file["status"]]
    refused = [file for file in broken if file["status"] == "refused_broken_xml"]
    if show:
        for file in found:
            if file not in whole and file not in refused:
                sys.stdout.write(f"{file['status']} {file['file']} {file.get('error', '')}\n")
    return {
        "interchange whole": (len(whole), len(found) - len(broken)),
        "interchange broken refused": (len(refused), len(broken)),
    }


SUITE_RUNNERS: Final[Mapping[str, Callable[[bool], Counts]]] = MappingProxyType(
    {
        "betsy": lambda show: _run_suite("betsy", show),
        "scenarios": lambda show: _run_suite("scenarios", show),
        "rules": _run_rules,
        "constraints": _run_constraints,
        "interchange": _run_interchange,
    }
)


if __name__ == "__main__":
    sys.exit(main())
