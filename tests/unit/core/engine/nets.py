"""Random block-structured processes and a player that walks them."""

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from hypothesis import strategies as st

from bpm.core.bpmn import read_document, read_process_info
from bpm.core.engine import ExecutableProcess, advance, inspect, start
from bpm.core.engine.contracts import (
    ActivityEnded,
    ActivityStarted,
    CompleteUserTask,
    Context,
    ContinueAsync,
    RetryStep,
    StartProcess,
)
from bpm.core.engine.spiff.api import build_process
from tests.unit.core.engine.moments import NOW
from tests.unit.core.models import element, flow, gateway, model, script, setting, user_task

ZERO = Decimal(0)
CHOICES = st.sampled_from([Decimal(0), Decimal(1), Decimal(2)])
PATHS = st.lists(st.tuples(st.integers(0, 5), CHOICES), min_size=1, max_size=12)
CONTEXT = Context(now=NOW, process_instance_id="instance")


@dataclass
class Drawing:
    """XML under construction: nodes and flows, each with the next free number."""

    parts: list = field(default_factory=list)
    count: int = 0
    counters: set = field(default_factory=set)

    def number(self):
        self.count += 1
        return self.count

    def join(self, source, target, condition=None):
        id_ = f"f{self.number()}"
        self.parts.append(flow(id_, source, target, condition))
        return id_


BOUNDARIES = st.sampled_from(["", "", "", setting("async", before="true")])
AFTER = st.sampled_from([setting("async", after="true"), setting("async", before="1", after="1")])
TASKS = st.tuples(
    st.sampled_from(["script", "user", "none", "manual"]), st.one_of(BOUNDARIES, AFTER)
)


def blocks(*, has_parallel):
    """Draw a block: a task, a row, a choice, a loop or a fork of smaller blocks."""

    def extend(inner):
        options = [
            st.tuples(st.just("row"), st.lists(inner, min_size=1, max_size=3)),
            st.tuples(
                st.just("choice"),
                st.lists(inner, min_size=2, max_size=3),
                BOUNDARIES,
                st.booleans(),
            ),
            st.tuples(st.just("loop"), inner, st.integers(1, 3)),
        ]
        if has_parallel:
            options.append(st.tuples(st.just("fork"), st.lists(inner, min_size=2, max_size=3)))
        return st.one_of(options)

    return st.recursive(TASKS, extend, max_leaves=6)


def draw(block, drawing):
    """Draw a block; return the ids of its first and last node."""
    match block:
        case ("row", parts):
            ends = [draw(part, drawing) for part in parts]
            for (_, left), (right, _) in pairwise(ends):
                drawing.join(left, right)
            return ends[0][0], ends[-1][1]
        case ("choice", parts, settings, has_default):
            return _draw_choice(parts, settings, has_default, drawing)
        case ("loop", part, turns):
            return _draw_loop(part, turns, drawing)
        case ("fork", parts):
            return _draw_fork(parts, drawing)
        case (kind, settings):
            return _draw_task(kind, settings, drawing)


def _draw_task(kind, settings, drawing):
    id_ = f"{kind}{drawing.number()}"
    if kind == "script":
        name = f"n{drawing.number()}"
        drawing.counters.add(name)
        drawing.parts.append(script(id_, f"{name} + 1", name, settings))
    elif kind == "user":
        drawing.parts.append(user_task(id_, settings, candidateGroups="clerks"))
    else:
        tag = "task" if kind == "none" else "manualTask"
        drawing.parts.append(element(tag, id_, settings=settings))
    return id_, id_


def _draw_choice(parts, settings, has_default, drawing):
    split, join = f"split{drawing.number()}", f"merge{drawing.number()}"
    default = None
    for position, part in enumerate(parts):
        first, last = draw(part, drawing)
        is_last = position == len(parts) - 1
        condition = "true" if is_last else f"choice = {position}"
        if is_last and has_default:
            default = drawing.join(split, first)
        else:
            drawing.join(split, first, condition)
        drawing.join(last, join)
    drawing.parts.append(gateway(split, default, settings=settings))
    drawing.parts.append(gateway(join))
    return split, join


def _draw_loop(part, turns, drawing):
    name = f"turn{drawing.number()}"
    drawing.counters.add(name)
    first, last = draw(part, drawing)
    count, again, done = (f"{kind}{drawing.number()}" for kind in ("count", "again", "done"))
    merge = f"merge{drawing.number()}"
    drawing.join(merge, first)
    drawing.join(last, count)
    drawing.join(count, again)
    drawing.join(again, merge, f"modulo({name}, {turns}) > 0" if turns > 1 else "false")
    default = drawing.join(again, done)
    drawing.parts += [
        script(count, f"{name} + 1", name),
        gateway(again, default),
        gateway(merge),
        element("task", done),
    ]
    return merge, done


def _draw_fork(parts, drawing):
    split, join = f"fork{drawing.number()}", f"join{drawing.number()}"
    for part in parts:
        first, last = draw(part, drawing)
        drawing.join(split, first)
        drawing.join(last, join)
    drawing.parts.append(gateway(split, kind="parallelGateway"))
    drawing.parts.append(gateway(join, kind="parallelGateway"))
    return split, join


@dataclass(frozen=True)
class Net:
    """A process ready to run, and the variables that its scripts count in."""

    process: ExecutableProcess
    variables: dict
    content: bytes


def make_net(block):
    """Compile a drawn block without the deployment check, which still refuses forks."""
    drawing = Drawing()
    first, last = draw(block, drawing)
    drawing.join("start", first)
    drawing.join(last, "end")
    content = model(element("startEvent", "start"), element("endEvent", "end"), *drawing.parts)
    document = read_document(content)
    process = build_process(document, read_process_info(document.process_node("p")))
    counters = dict.fromkeys(sorted(drawing.counters), ZERO)
    return Net(process, {"choice": ZERO, **counters}, content)


def command_for(expectation, choice):
    """Return the command that lets an open visit go on, or None where nothing outside can."""
    match expectation.waits_for:
        case "user_task":
            return CompleteUserTask(visit=expectation.visit, variables={"choice": choice})
        case "job":
            return ContinueAsync(visit=expectation.visit)
        case "incident":
            return RetryStep(visit=expectation.visit)
    return None


@dataclass
class Story:
    """Everything that happened, and the variables at the end."""

    effects: list = field(default_factory=list)
    variables: dict = field(default_factory=dict)
    is_completed: bool = False


def play(net, path, *, limit=2000):
    """Run a net to its end over saved states; ``path`` picks among the open visits."""
    outcome = start(net.process, StartProcess(variables=net.variables), CONTEXT)
    story = Story(list(outcome.effects))
    for turn in range(limit):
        if outcome.is_completed:
            break
        open_visits = [x for x in inspect(net.process, outcome.state) if x.waits_for != "nothing"]
        picked, choice = path[turn % len(path)]
        expectation = open_visits[picked % len(open_visits)]
        command = command_for(expectation, choice)
        outcome = advance(net.process, outcome.state, command, CONTEXT)
        story.effects += outcome.effects
    story.variables = dict(outcome.state.scopes[0])
    story.is_completed = outcome.is_completed
    return story


def assert_each_visit_once(effects):
    """Check that each visit starts once, then ends once."""
    started = [effect.visit for effect in effects if isinstance(effect, ActivityStarted)]
    ended = [effect.visit for effect in effects if isinstance(effect, ActivityEnded)]
    assert len(started) == len(set(started))
    assert len(ended) == len(set(ended))
    assert set(started) == set(ended)
    for visit in started:
        places = [n for n, effect in enumerate(effects) if getattr(effect, "visit", 0) == visit]
        assert isinstance(effects[places[0]], ActivityStarted)
