"""The engine alone: each workload in process, beside plain SpiffWorkflow where that is wanted."""

import json
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from bpm.core.engine import ExecutableProcess, advance, compile_process, start
from bpm.core.engine.contracts import (
    INSTANCE_SCOPE,
    ArmTimer,
    CompleteCall,
    CompleteChild,
    CompleteUserTask,
    Context,
    CreateJob,
    CreateUserTask,
    Effect,
    FireTimer,
    StartChild,
    StartProcess,
    VisitCommand,
)
from bpm.core.values import JsonObject, JsonValue, decode_variables, parse_json
from tests.bench.flows import WORKLOADS, Evaluation, Workload
from tests.bench.stock import stock_run

MODELS = Path(__file__).parent / "models"
_CONTEXT = Context(now=datetime(2026, 1, 1, tzinfo=UTC), process_instance_id="bench")
_NOT_STOCK = frozenset({"w7", "w9", "w11"})
"""Workloads with calls, jobs and timers, for which plain SpiffWorkflow has no counterpart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineFigure:
    """Instances a second, medians of the rounds.

    Args:
        stock: Of plain SpiffWorkflow; None where it was not run.
    """

    workload: str
    ours: float
    stock: float | None


def measure_engines(*, is_beside_stock: bool, rounds: int = 3) -> Iterable[EngineFigure]:
    """Run each workload in process; on both engines in turn where that is wanted.

    Args:
        is_beside_stock: Whether plain SpiffWorkflow runs too.
        rounds: Rounds of each engine and workload.
    """
    for workload in WORKLOADS.values():
        if isinstance(workload, Evaluation):
            continue
        ours = _our_run(workload)
        stock = None
        if is_beside_stock and workload.name not in _NOT_STOCK:
            stock = stock_run(workload, MODELS / f"{workload.name}.bpmn")
        pairs = [(_rate(ours), None if stock is None else _rate(stock)) for _ in range(rounds)]
        beside = [rate for _, rate in pairs if rate is not None]
        yield EngineFigure(
            workload=workload.name,
            ours=statistics.median(rate for rate, _ in pairs),
            stock=statistics.median(beside) if beside else None,
        )


def _rate(run: Callable[[], None], seconds: float = 0.25) -> float:
    run()
    # Processor time: nothing is waited for here, and others may use the machine.
    began, count = time.process_time(), 0
    while (elapsed := time.process_time() - began) < seconds:
        run()
        count += 1
    return count / elapsed


@cache
def _process(key: str) -> ExecutableProcess:
    return compile_process((MODELS / f"{key.removeprefix('bench-')}.bpmn").read_bytes(), key)


def _our_run(workload: Workload) -> Callable[[], None]:
    process = _process(workload.key)
    variables = decode_variables(
        _object(parse_json(json.dumps(dict(workload.variables)).encode())), {}
    )

    def run() -> None:
        outcome = start(process, StartProcess(variables=variables), _CONTEXT)
        while not outcome.is_completed:
            # The state is bytes already: handing it over is saving and loading it.
            outcome = advance(process, outcome.state, _answer(outcome.effects), _CONTEXT)

    return run


def _object(value: JsonValue) -> JsonObject:
    if not isinstance(value, dict):
        raise TypeError("Variables are an object.")
    return value


def _answer(effects: Iterable[Effect]) -> VisitCommand:
    """Return what the outside does next: a person before a timer."""
    waiting = [e for e in effects if isinstance(e, CreateUserTask | StartChild | CreateJob)]
    if not waiting:
        (timer,) = (effect for effect in effects if isinstance(effect, ArmTimer))
        return FireTimer(visit=timer.visit)
    match waiting[0]:
        case CreateUserTask(visit=visit):
            return CompleteUserTask(visit=visit)
        case CreateJob(visit=visit):
            return CompleteCall(visit=visit)
        case StartChild(visit=visit, definition_key=key, variables=variables):
            called = start(_process(key), StartProcess(variables=variables), _CONTEXT)
            return CompleteChild(visit=visit, variables=called.state.scopes[INSTANCE_SCOPE])
