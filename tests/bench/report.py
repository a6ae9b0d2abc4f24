"""How the bench shows what it measured."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields

from tests.bench.budgets import (
    DECISIONS_PER_SECOND,
    JOB_WORKER_MB,
    JOBS_PER_SECOND,
    SUITE_MB,
    TIMER_P99_SECONDS,
    WEB_WORKER_MB,
    Budget,
    Target,
)
from tests.bench.decisions import DecisionFigure
from tests.bench.engine import EngineFigure
from tests.bench.flows import WORKLOADS
from tests.bench.growth import GrowthFigure, StateFigure
from tests.bench.inbox import ListFigure
from tests.bench.jobs import JobFigure
from tests.bench.passes import LoadFigure, Spent
from tests.bench.statements import CallFigure
from tests.bench.suite import Roles
from tests.bench.timers import LatenessFigure, TimerFigure


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def print_engine(figure: EngineFigure) -> None:
    """Print how fast the engine is alone."""
    beside = ""
    if figure.stock is not None:
        beside = f"   SpiffWorkflow {figure.stock:>7.0f}   ratio {figure.ours / figure.stock:.1f}"
    say(f"  {figure.workload:<4} {figure.ours:>9.0f}{beside}")


def print_growth(figure: GrowthFigure) -> None:
    """Print what a turn costs at the beginning and at the end."""
    beside = ""
    if figure.stock_size is not None:
        ratio = figure.stock_us / figure.our_us
        beside = (
            f"   SpiffWorkflow at {figure.stock_size}: {figure.stock_us:.0f}, ratio {ratio:.0f}"
        )
    say(
        f"  {figure.title:<29} {figure.size:>6}   first {figure.first_us:>6.1f}"
        f"   last {figure.last_us:>6.1f}   x {figure.last_us / figure.first_us:.2f}{beside}"
    )


def print_state(figure: StateFigure) -> None:
    """Print what is kept of long instances, and what one of many completions takes."""
    say(
        f"  state after 5,000 turns {figure.loop_bytes} bytes   "
        f"one of 1,000 user tasks completed in {figure.completion_ms:.1f} ms"
    )


def print_decisions(figure: DecisionFigure) -> None:
    """Print how fast a decision table of one size is, beside what is aimed at."""
    aim = DECISIONS_PER_SECOND.get(figure.rules)
    aimed = "" if aim is None else _aim(figure.decided, aim)
    say(
        f"  {figure.rules:>5} rules   compiled in {figure.compile_ms:>6.1f} ms   "
        f"decided {figure.decided:>9.0f}{aimed}   with record {figure.recorded:>8.0f}"
    )


def print_calls(workload: str, figure: CallFigure, budget: Budget) -> bool:
    """Print the counts of one workload beside their budget; return whether they are within."""
    lines: list[tuple[str, float, float | None]] = [
        (name, count, budget.statements.get(name)) for name, count in figure.statements.items()
    ]
    lines.append(("rows kept", figure.kept_rows, budget.rows))
    is_within = all(limit is None or value <= limit + 0.05 for _, value, limit in lines)
    parts = [
        f"{name} {value:.1f}" + ("" if limit is None else f" of {limit:g}")
        for name, value, limit in lines
    ]
    say(
        f"  {workload:<4} {'   '.join(parts)}"
        f"   log {figure.wal_bytes:.0f} B{'' if is_within else '   EXCEEDED'}"
    )
    return is_within


def print_load(figure: LoadFigure, target: Target) -> None:
    """Print one pass of a workload beside its target."""
    count, spent = figure.instances, figure.spent
    rate = count / figure.result.seconds
    cpu = (spent.web + spent.worker + spent.database) / count * 1000
    say(
        f"\n{figure.workload}: {WORKLOADS[figure.workload].title}; {count} instances\n"
        f"  instances/s      {rate:8.0f}{_aim(rate, target.instances_per_second)}\n"
        f"  latency ms       {_percentiles(figure.result.latencies)}\n"
        f"  CPU ms           {_processor_times(spent, count)}   all {cpu:.2f}"
        f"{_aim(cpu, target.cpu_ms)}"
        f"   client {figure.result.cpu_seconds / count * 1000:.2f}\n"
        f"  {_counted(spent, count)}{_aim(_log_bytes(spent, count), target.wal_bytes)}\n"
        f"  others           {_other_cores(figure):8.1f}   cores; above 0.5 the pass says little"
    )


def print_jobs(figure: JobFigure) -> None:
    """Print one batch of service tasks."""
    count, rate = len(figure.latencies), len(figure.latencies) / figure.seconds
    say(
        f"\nw9: service tasks {figure.title}; {count}, each called once\n"
        f"  jobs/s           {rate:8.0f}{_aim(rate, JOBS_PER_SECOND)}\n"
        f"  start to end ms  {_percentiles(figure.latencies)}\n"
        f"  CPU ms           {_processor_times(figure.spent, count)}\n"
        f"  {_counted(figure.spent, count)}"
    )


def print_timers(figure: TimerFigure) -> None:
    """Print what waiting timers cost, and how late they are."""
    say("\nw11: timers")
    for armed, spent in figure.idle.items():
        say(
            f"  idle, {armed:>7} armed: CPU ms a second  worker and scheduler"
            f" {spent.worker / spent.seconds * 1000:.1f}"
            f"   database {spent.database / spent.seconds * 1000:.1f}"
            f"   web {spent.web / spent.seconds * 1000:.1f}"
            f"   statements {spent.counters.statements / spent.seconds:.1f}/s"
        )
    for lateness in figure.lateness:
        _print_lateness(lateness)


def print_lists(title: str, figures: Sequence[ListFigure]) -> None:
    """Print how long each question of some lists took."""
    say(f"\n{title}, ms over REST")
    for figure in figures:
        p50, p95 = (_percentile(figure.seconds, share) * 1000 for share in (0.5, 0.95))
        say(f"  {figure.title:<60} p50 {p50:6.1f}   p95 {p95:6.1f}{_aim(p95, figure.aim * 1000)}")


def _print_lateness(figure: LatenessFigure) -> None:
    p99 = _percentile(figure.lateness, 0.99)
    say(
        f"  {figure.title}: late s  p50 {_percentile(figure.lateness, 0.5):.2f}"
        f"   p99 {p99:.2f}{_aim(p99, TIMER_P99_SECONDS)}   max {figure.lateness[-1]:.2f}"
    )


def print_memory(title: str, roles: Roles, memory: Mapping[str, Sequence[float]]) -> None:
    """Print the memory of each process, in MB, by role."""
    say(f"\nMemory {title}, MB; pages that processes share are counted once in all")
    for field in fields(roles):
        sizes = memory[field.name]
        say(f"  {field.name:<10} {sum(sizes):7.0f}   {' + '.join(f'{s:.0f}' for s in sizes)}")
    total = sum(sum(sizes) for sizes in memory.values())
    say(
        f"  {'all':<10} {total:7.0f}{_aim(total, SUITE_MB)}   largest web worker"
        f"{_aim(memory['web'][0], WEB_WORKER_MB)}, job worker"
        f"{_aim(memory['worker'][0], JOB_WORKER_MB)}"
    )


def _processor_times(spent: Spent, count: int) -> str:
    return (
        f"web {spent.web / count * 1000:.2f}   worker {spent.worker / count * 1000:.2f}"
        f"   database {spent.database / count * 1000:.2f}"
    )


def _counted(spent: Spent, count: int) -> str:
    counters = spent.counters
    return (
        f"per instance     statements {counters.statements / count:.1f}"
        f"   commits {counters.commits / count:.1f}"
        f"   rows {counters.kept_rows / count:.1f}"
        f"   log bytes {_log_bytes(spent, count):.0f},"
        f" with page images {counters.wal_position / count:.0f}"
    )


def _log_bytes(spent: Spent, count: int) -> float:
    return spent.counters.statement_wal_bytes / count


def _other_cores(figure: LoadFigure) -> float:
    return (figure.spent.others - figure.result.cpu_seconds) / figure.spent.seconds


def _aim(value: float, aim: float | None) -> str:
    return "" if aim is None else f"   {value / aim:.2f} x the aim of {aim:g}"


def _percentiles(seconds: Sequence[float]) -> str:
    ordered = sorted(seconds)
    p50, p95, p99 = (_percentile(ordered, share) * 1000 for share in (0.50, 0.95, 0.99))
    return f"p50 {p50:.1f}   p95 {p95:.1f}   p99 {p99:.1f}"


def _percentile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
