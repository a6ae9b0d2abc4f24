"""The engine alone, beside plain SpiffWorkflow: the same models, in turn, in one run."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from lxml import etree
from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer

from bpm.core.engine import ExecutableProcess, advance, compile_process, start
from bpm.core.engine.contracts import CompleteUserTask, Context, CreateUserTask, StartProcess

MODELS = Path(__file__).parent / "models"
_CONTEXT = Context(now=datetime(2026, 1, 1, tzinfo=UTC), process_instance_id="bench")


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineFigure:
    """Instances a second of both engines, medians of the rounds."""

    workload: str
    ours: float
    stock: float

    @property
    def ratio(self) -> float:
        """Return how many times as fast ours is."""
        return self.ours / self.stock


def compare_engines(*, rounds: int = 5, seconds: float = 0.4) -> list[EngineFigure]:
    """Run both workloads on both engines, alternating.

    Args:
        rounds: Rounds of each engine and workload.
        seconds: Length of one round.
    """
    figures = []
    for workload, ours, stock in (
        ("w1", _our_w1(), _stock_w1()),
        ("w6 with save and load", _our_w6(), _stock_w6()),
    ):
        pairs = [(_rate(ours, seconds), _rate(stock, seconds)) for _ in range(rounds)]
        figures.append(
            EngineFigure(
                workload=workload,
                ours=statistics.median(pair[0] for pair in pairs),
                stock=statistics.median(pair[1] for pair in pairs),
            )
        )
    return figures


def _rate(run: Callable[[], None], seconds: float) -> float:
    run()
    began, count = time.perf_counter(), 0
    while (elapsed := time.perf_counter() - began) < seconds:
        run()
        count += 1
    return count / elapsed


def _our_process(name: str) -> ExecutableProcess:
    return compile_process((MODELS / f"{name}.bpmn").read_bytes(), f"bench-{name}")


def _our_w1() -> Callable[[], None]:
    process = _our_process("w1")

    def run() -> None:
        if not start(process, StartProcess(), _CONTEXT).is_completed:
            raise AssertionError("w1 did not end")

    return run


def _our_w6() -> Callable[[], None]:
    process = _our_process("w6")

    def run() -> None:
        begun = start(process, StartProcess(), _CONTEXT)
        # The state is bytes already: handing it over is saving and loading it.
        (visit,) = (e.visit for e in begun.effects if isinstance(e, CreateUserTask))
        if not advance(process, begun.state, CompleteUserTask(visit=visit), _CONTEXT).is_completed:
            raise AssertionError("w6 did not end")

    return run


def _stock_specification(name: str) -> object:
    # The stock executes scripts as Python; ``pass`` costs it least.
    content = (MODELS / f"{name}.bpmn").read_bytes().replace(b">true<", b">pass<")
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.parse(BytesIO(content)))
    return parser.get_spec(f"bench-{name}")


def _stock_w1() -> Callable[[], None]:
    specification = _stock_specification("w1")

    def run() -> None:
        workflow = BpmnWorkflow(specification)
        workflow.do_engine_steps()
        if not workflow.completed:
            raise AssertionError("w1 did not end")

    return run


def _stock_w6() -> Callable[[], None]:
    specification = _stock_specification("w6")
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())

    def run() -> None:
        workflow = BpmnWorkflow(specification)
        workflow.do_engine_steps()
        loaded = serializer.deserialize_json(serializer.serialize_json(workflow))
        (task,) = loaded.get_tasks(state=TaskState.READY, manual=True)
        task.run()
        loaded.do_engine_steps()
        serializer.serialize_json(loaded)
        if not loaded.completed:
            raise AssertionError("w6 did not end")

    return run
