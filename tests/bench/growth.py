"""Does a step cost the same at the end as at the beginning: loops, long instances, wide ones."""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from io import BytesIO

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser

from bpm.core.engine import ExecutableProcess, advance, compile_process, start
from bpm.core.engine.contracts import (
    CompleteUserTask,
    Context,
    CreateUserTask,
    Outcome,
    StartProcess,
)

_CONTEXT = Context(
    now=datetime(2026, 1, 1, tzinfo=UTC), process_instance_id="bench", step_budget=1_000_000
)
_BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_STOCK_SECONDS = 15.0
"""Plain SpiffWorkflow is given up when its next size would take longer than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GrowthFigure:
    """What one turn costs in a short instance and in a long one.

    Args:
        size: Turns, instances or elements of the long one; the short one has a tenth.
        first_us: Processor time of a turn of the short one, in microseconds.
        last_us: The same of the long one, or of its last tenth.
        stock_size: The largest size that plain SpiffWorkflow came to; None where it was not run.
        stock_us: Processor time of one of its turns at that size.
        our_us: Of ours at that size.
    """

    title: str
    size: int
    first_us: float
    last_us: float
    stock_size: int | None = None
    stock_us: float = 0.0
    our_us: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StateFigure:
    """What an instance that has been through a lot keeps, and what one of its commands takes.

    Args:
        loop_bytes: Engine state after 5,000 turns with a user task, without variables.
        completion_ms: Completing one of 1,000 user tasks of a multi-instance activity, with
            loading and saving the state; median.
    """

    loop_bytes: int
    completion_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    title: str
    size: int
    body: Callable[[int], str]


def measure_growth(*, is_beside_stock: bool) -> Iterator[GrowthFigure]:
    """Run each shape short and long; beside plain SpiffWorkflow as far as that gets."""
    for shape in _SHAPES:
        figure = GrowthFigure(
            title=shape.title,
            size=shape.size,
            first_us=_our_turn(shape, shape.size // 10),
            last_us=_our_turn(shape, shape.size),
        )
        yield _beside_stock(shape, figure) if is_beside_stock else figure
    yield _completions(5_000)


def measure_state() -> StateFigure:
    """Measure what is kept, and one completion of many."""
    looping = _complete_in_turn(_compile(_user_loop(0)), 5_000)
    many = _compile(_activity("userTask", _instances(1_000, is_sequential=False)))
    outcome = start(many, StartProcess(), _CONTEXT)
    visits = [effect.visit for effect in outcome.effects if isinstance(effect, CreateUserTask)]
    times = []
    for visit in visits[:200]:
        began = time.process_time()
        outcome = advance(many, outcome.state, CompleteUserTask(visit=visit), _CONTEXT)
        times.append(time.process_time() - began)
    return StateFigure(
        loop_bytes=len(looping.state.tokens), completion_ms=1_000 * sorted(times)[len(times) // 2]
    )


def _our_turn(shape: _Shape, size: int) -> float:
    process = _compile(shape.body(size))
    began = time.process_time()
    outcome = start(process, StartProcess(), _CONTEXT)
    seconds = time.process_time() - began
    if not outcome.is_completed:
        raise AssertionError(f"{shape.title}: {outcome.effects[-1]}")
    return seconds / size * 1_000_000


def _completions(size: int) -> GrowthFigure:
    """Complete user tasks of one instance, one after the other; first and last tenth."""
    process, tenth = _compile(_user_loop(0)), size // 10
    began = time.process_time()
    outcome = _complete_in_turn(process, tenth)
    first = time.process_time() - began
    outcome = _complete_in_turn(process, size - 2 * tenth, outcome)
    began = time.process_time()
    _complete_in_turn(process, tenth, outcome)
    last = time.process_time() - began
    return GrowthFigure(
        title="completions in one instance",
        size=size,
        first_us=first / tenth * 1_000_000,
        last_us=last / tenth * 1_000_000,
    )


def _complete_in_turn(
    process: ExecutableProcess, times: int, outcome: Outcome | None = None
) -> Outcome:
    now = start(process, StartProcess(), _CONTEXT) if outcome is None else outcome
    for _ in range(times):
        (task,) = (effect for effect in now.effects if isinstance(effect, CreateUserTask))
        # The state is bytes already: handing it over is saving and loading it.
        now = advance(process, now.state, CompleteUserTask(visit=task.visit), _CONTEXT)
    return now


def _beside_stock(shape: _Shape, figure: GrowthFigure) -> GrowthFigure:
    """Let plain SpiffWorkflow run ever larger sizes, as far as it comes to the end of them."""
    best = None
    for parts in (81, 27, 9, 3, 1):
        size = max(shape.size // parts, 1)
        seconds = _stock_seconds(shape.body(size))
        if seconds is None:
            break
        best = replace(figure, stock_size=size, stock_us=seconds / size * 1_000_000)
        # It may grow with the square.
        if seconds * 9 > _STOCK_SECONDS:
            break
    if best is None or best.stock_size is None:
        return figure
    return replace(best, our_us=_our_turn(shape, best.stock_size))


def _stock_seconds(body: str) -> float | None:
    """Return what plain SpiffWorkflow takes; None where it stops before the end."""
    tree = etree.parse(BytesIO(_model(body, is_python=True)))
    parser = BpmnParser()
    parser.add_bpmn_xml(tree)
    specification = parser.get_spec("growth")
    began = time.process_time()
    workflow = BpmnWorkflow(specification)
    workflow.do_engine_steps()
    seconds = time.process_time() - began
    return seconds if workflow.completed else None


def _compile(body: str) -> ExecutableProcess:
    return compile_process(_model(body, is_python=False), "growth")


def _model(body: str, *, is_python: bool) -> bytes:
    text = body
    if is_python:
        # What a script writes is said by an attribute of ours, and by an assignment in Python.
        text = re.sub(r'(resultVariable="(\w+)".*?<script>)', r"\1\2 = ", text)
    return (
        f'<definitions xmlns="{_BPMN}" xmlns:bpm="urn:bpm:schema:1.0" id="d"'
        f' targetNamespace="urn:bench"><process id="growth" isExecutable="true">{text}</process>'
        "</definitions>"
    ).encode()


def _script(id_: str, text: str, *, variable: str, inside: str = "") -> str:
    return (
        f'<scriptTask id="{id_}" scriptFormat="feel"><extensionElements>'
        f'<bpm:script resultVariable="{variable}"/></extensionElements>{inside}'
        f"<script>{text}</script></scriptTask>"
    )


def _flow(source: str, target: str, condition: str = "") -> str:
    inside = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
    id_ = f'id="{source}-{target}" sourceRef="{source}" targetRef="{target}"'
    return f"<sequenceFlow {id_}>{inside}</sequenceFlow>"


def _chain(*ids: str) -> str:
    return "".join(map(_flow, ids, ids[1:]))


def _loop(turns: int, body: str, first: str, last: str) -> str:
    """Return a process that goes through a body again and again; ``i`` counts its turns."""
    return (
        '<startEvent id="start"/><endEvent id="end"/><exclusiveGateway id="merge"/>'
        f'<exclusiveGateway id="decide" default="decide-end"/>{_script("set", "0", variable="i")}'
        f"{_script('count', 'i + 1', variable='i')}{body}{_chain('start', 'set', 'merge', first)}"
        f"{_chain(last, 'count', 'decide', 'end')}{_flow('decide', 'merge', f'i &lt; {turns}')}"
    )


def _script_loop(turns: int) -> str:
    return _loop(turns, _script("work", "1", variable="a"), "work", "work")


def _gateway_loop(turns: int) -> str:
    body = (
        '<parallelGateway id="fork"/><parallelGateway id="join"/>'
        f"{_script('a', '1', variable='a')}{_script('b', '1', variable='b')}"
        f"{_chain('fork', 'a', 'join')}{_chain('fork', 'b', 'join')}"
    )
    return _loop(turns, body, "fork", "join")


def _user_loop(_turns: int) -> str:
    return (
        '<startEvent id="start"/><exclusiveGateway id="merge"/><userTask id="ask"/>'
        f"{_chain('start', 'merge', 'ask', 'merge')}"
    )


def _line(length: int) -> str:
    names = [f"s{number}" for number in range(length)]
    tasks = "".join(_script(name, "1", variable="a") for name in names)
    return f'<startEvent id="start"/><endEvent id="end"/>{tasks}{_chain("start", *names, "end")}'


def _instances(count: int, *, is_sequential: bool) -> str:
    return (
        f'<multiInstanceLoopCharacteristics isSequential="{str(is_sequential).lower()}">'
        f"<loopCardinality>{count}</loopCardinality></multiInstanceLoopCharacteristics>"
    )


def _activity(tag: str, inside: str) -> str:
    return (
        f'<startEvent id="start"/><endEvent id="end"/><{tag} id="work">{inside}</{tag}>'
        f"{_chain('start', 'work', 'end')}"
    )


def _many(count: int, *, is_sequential: bool) -> str:
    inside = _instances(count, is_sequential=is_sequential)
    work = _script("work", "1", variable="a", inside=inside)
    return f'<startEvent id="start"/><endEvent id="end"/>{work}{_chain("start", "work", "end")}'


_SHAPES: Iterable[_Shape] = (
    _Shape(title="a loop", size=10_000, body=_script_loop),
    _Shape(title="parallel instances", size=5_000, body=partial(_many, is_sequential=False)),
    _Shape(title="sequential instances", size=3_000, body=partial(_many, is_sequential=True)),
    _Shape(title="a fork and a join in a loop", size=300, body=_gateway_loop),
    _Shape(title="scripts in a straight line", size=300, body=_line),
)
