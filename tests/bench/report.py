"""How the bench shows what it measured."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.budgets import Budget, Target
from tests.bench.engine import EngineFigure
from tests.bench.load import LoadResult
from tests.bench.measure import DatabaseCounters
from tests.bench.statements import CallFigure


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadFigure:
    """One pass of a workload over REST.

    Args:
        other_seconds: Processor time of everything else on the machine meanwhile.
    """

    workload: str
    result: LoadResult
    web_seconds: float
    database_seconds: float
    other_seconds: float
    counters: DatabaseCounters

    @property
    def instances(self) -> int:
        """Return how many instances were run."""
        return len(self.result.latencies)


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def print_engines(figures: Sequence[EngineFigure]) -> None:
    """Print the comparison of the engines."""
    say("Engine alone, in process, no database (instances/s, median)")
    for figure in figures:
        say(
            f"  {figure.workload:<24} ours {figure.ours:>9.0f}   SpiffWorkflow as it is"
            f" {figure.stock:>7.0f}   ratio {figure.ratio:.1f}"
        )


def print_calls(workload: str, figure: CallFigure, budget: Budget) -> bool:
    """Print the counts of one workload beside their budget; return whether they are within."""
    lines: list[tuple[str, float, float | None]] = [
        (f"{name}: statements", count, budget.statements.get(name))
        for name, count in figure.statements.items()
    ]
    lines.append(("rows kept", figure.kept_rows, budget.rows))
    is_within = True
    say(f"\n{workload}, call by call, with idempotency key (per instance)")
    for name, value, limit in lines:
        is_exceeded = limit is not None and value > limit + 0.05
        is_within = is_within and not is_exceeded
        verdict = (
            "" if limit is None else f"  budget {limit:g}{'  EXCEEDED' if is_exceeded else ''}"
        )
        say(f"  {name:<24} {value:>7.1f}{verdict}")
    say(f"  {'rows written':<24} {figure.written_rows:>7.1f}")
    say(f"  {'bytes of log':<24} {figure.wal_bytes:>7.0f}")
    return is_within


def print_load(figure: LoadFigure, target: Target) -> None:
    """Print one pass of a workload beside its target."""
    count = figure.instances
    rate = count / figure.result.seconds
    web, server = figure.web_seconds / count * 1000, figure.database_seconds / count * 1000
    latencies = sorted(figure.result.latencies)
    p50, p95, p99 = (_percentile(latencies, share) * 1000 for share in (0.50, 0.95, 0.99))
    aim = "" if target.cpu_ms is None else f" (aim {target.cpu_ms:g})"
    counters = figure.counters
    say(
        f"\n{figure.workload} by REST, 4 connections, 2 web workers, {count} instances\n"
        f"  instances/s      {rate:8.0f}   {rate / target.instances_per_second:.2f} x the aim"
        f" of {target.instances_per_second:g}\n"
        f"  latency ms       p50 {p50:.1f}   p95 {p95:.1f}   p99 {p99:.1f}\n"
        f"  CPU ms           web {web:.2f}   database {server:.2f}   both {web + server:.2f}{aim}"
        f"   client {figure.result.cpu_seconds / count * 1000:.2f}\n"
        f"  others           {figure.other_seconds / figure.result.seconds:8.1f}   cores busy with"
        f" something else; above 0.5 the pass says little\n"
        f"  statements       {counters.statements / count:8.1f}"
        f"   commits {counters.commits / count:.1f}"
        f"   inside the server {counters.statement_ms / count:.2f} ms\n"
        f"  rows             {counters.kept_rows / count:8.1f}"
        f"   written {counters.written_rows / count:.1f}\n"
        f"  log bytes        {counters.wal_position / count:8.0f}"
        f"   by statements {counters.statement_wal_bytes / count:.0f}"
        f"   {counters.statement_wal_bytes / count / target.wal_bytes:.2f} x the aim"
        f" of {target.wal_bytes}"
    )


def _percentile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
