"""Random block-structured processes and a player that walks them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import TypeAlias

from hypothesis import strategies as st

from bpm.core.bpmn.support import AHEAD
from bpm.core.engine import ExecutableProcess, advance, compile_process, inspect, start
from bpm.core.engine.contracts import (
    ActivityEnded,
    ActivityStarted,
    CompleteCall,
    CompleteChild,
    CompleteUserTask,
    Context,
    ContinueAsync,
    Effect,
    Expectation,
    FireTimer,
    ReceiveMessage,
    RetryStep,
    StartProcess,
    VisitCommand,
)
from bpm.core.values import Value
from tests.unit.core.engine.moments import NOW
from tests.unit.core.models import (
    boundary,
    call,
    catch,
    element,
    error_end,
    flow,
    gateway,
    io,
    many,
    message,
    model,
    script,
    service,
    setting,
    sub_process,
    timer,
    user_task,
)

ZERO = Decimal(0)
CONTEXT = Context(now=NOW, process_instance_id="instance")

Turn: TypeAlias = tuple[int, Decimal]
"""Which open visit goes on, and the choice that is written there."""

CHOICES = st.sampled_from([Decimal(0), Decimal(1), Decimal(2)])
PATHS = st.lists(st.tuples(st.integers(0, 5), CHOICES), min_size=1, max_size=12)


@dataclass(frozen=True)
class Step:
    """A single task.

    Args:
        kind: ``script``, ``user``, ``none``, ``manual``, ``wait``, ``message``, ``service``,
            ``call``.
        settings: Its ``bpm:async``, or nothing.
    """

    kind: str
    settings: str = ""


@dataclass(frozen=True)
class Guarded:
    """A sub-process with an event at its border.

    Args:
        trigger: ``timer``, ``cycle`` or ``message``.
    """

    part: "Block"
    trigger: str
    is_interrupting: bool


@dataclass(frozen=True)
class Row:
    """Blocks one after the other."""

    parts: Sequence["Block"]


@dataclass(frozen=True)
class Choice:
    """An exclusive gateway over blocks, joined again."""

    parts: Sequence["Block"]
    settings: str
    has_default: bool


@dataclass(frozen=True)
class Loop:
    """A block run several times."""

    part: "Block"
    turns: int


@dataclass(frozen=True)
class Fork:
    """A parallel gateway over blocks, joined again."""

    parts: Sequence["Block"]


@dataclass(frozen=True)
class Pick:
    """An inclusive gateway over blocks, joined again."""

    parts: Sequence["Block"]
    has_default: bool


@dataclass(frozen=True)
class Sub:
    """A sub-process around a block, with or without mappings."""

    part: "Block"
    has_mappings: bool


@dataclass(frozen=True)
class Many:
    """A sub-process around a block, for each item of a list.

    Args:
        enough: After how many instances the others are cancelled; 0 for never.
    """

    part: "Block"
    count: int
    is_sequential: bool
    enough: int = 0


@dataclass(frozen=True)
class Broken:
    """A sub-process one of whose branches ends the others.

    Args:
        throws: An error caught at its boundary, or else a terminate end event.
    """

    parts: Sequence["Block"]
    throws: bool


Block: TypeAlias = Step | Row | Choice | Loop | Fork | Pick | Sub | Many | Broken | Guarded

BOUNDARIES = st.sampled_from(
    [
        "",
        "",
        "",
        setting("async", before="true"),
        setting("async", after="true"),
        setting("async", before="1", after="1"),
    ]
)
PLAIN = ["script", "user", "none", "manual"]
WAITING = ["wait", "message", "service", "call"]
STEPS = st.one_of(
    st.builds(Step, st.sampled_from(PLAIN), BOUNDARIES),
    st.builds(Step, st.sampled_from(WAITING)),
)


def _extend(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        st.builds(Row, st.lists(inner, min_size=1, max_size=3)),
        st.builds(Choice, several, BOUNDARIES, st.booleans()),
        st.builds(Loop, inner, st.integers(1, 3)),
        st.builds(Fork, several),
        st.builds(Pick, several, st.booleans()),
        st.builds(Sub, inner, st.booleans()),
        st.builds(Many, inner, st.integers(0, 3), st.booleans()),
    )


def _extend_wildly(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    return st.one_of(
        _extend(inner),
        st.builds(Many, inner, st.integers(0, 3), st.booleans(), st.integers(1, 2)),
        st.builds(Broken, st.lists(inner, min_size=2, max_size=3), st.booleans()),
        st.builds(Guarded, inner, st.sampled_from(["timer", "cycle"]), st.booleans()),
        st.builds(Guarded, inner, st.just("message"), st.just(True)),
    )


BLOCKS: st.SearchStrategy[Block] = st.recursive(STEPS, _extend, max_leaves=6)
"""Blocks in which the order of the branches does not matter."""

WILD_BLOCKS: st.SearchStrategy[Block] = st.recursive(STEPS, _extend_wildly, max_leaves=6)
"""Blocks in which one branch may end others."""


@dataclass
class Drawing:
    """XML under construction: nodes and flows, each with the next free number."""

    parts: list[str] = field(default_factory=list)
    count: int = 0
    counters: set[str] = field(default_factory=set)

    def name(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def counter(self, kind: str) -> str:
        name = self.name(kind)
        self.counters.add(name)
        return name

    def join(self, source: str, target: str, condition: str | None = None) -> str:
        id_ = self.name("f")
        self.parts.append(flow(id_, source, target, condition))
        return id_

    def draw(self, block: Block) -> tuple[str, str]:
        """Draw a block; return the ids of its first and last node."""
        drawer = getattr(self, f"_draw_{type(block).__name__.lower()}")
        ends: tuple[str, str] = drawer(block)
        return ends

    def _draw_row(self, row: Row) -> tuple[str, str]:
        ends = [self.draw(part) for part in row.parts]
        for (_, left), (right, _) in pairwise(ends):
            self.join(left, right)
        return ends[0][0], ends[-1][1]

    def _draw_step(self, step: Step) -> tuple[str, str]:
        id_ = self.name(step.kind)
        if step.kind == "script":
            name = self.counter("n")
            self.parts.append(script(id_, f"{name} + 1", name, step.settings))
        elif step.kind == "user":
            self.parts.append(user_task(id_, step.settings, candidateGroups="clerks"))
        elif step.kind in WAITING:
            self.parts.append(self._draw_waiting(id_, step.kind))
        else:
            tag = "task" if step.kind == "none" else "manualTask"
            self.parts.append(element(tag, id_, settings=step.settings))
        return id_, id_

    def _draw_waiting(self, id_: str, kind: str) -> str:
        name = self.counter("n")
        match kind:
            case "wait":
                return catch(id_, timer("timeDuration", "PT1H"))
            case "message":
                return catch(id_, message("letter"), io(outputs=f"{name}==choice + 1"))
            case "service":
                return service(id_, "a==choice", resultVariable=name)
            case _:
                return call(id_, settings=io("a==choice", f"{name}==a + other"))

    def _draw_guarded(self, guarded: Guarded) -> tuple[str, str]:
        id_, edge, late, merge = map(self.name, ("guarded", "edge", "late", "merge"))
        trigger = {
            "timer": timer("timeDuration", "PT1H"),
            "cycle": timer("timeCycle", "R2/PT1H"),
            "message": message("letter"),
        }[guarded.trigger]
        cancel = str(guarded.is_interrupting).lower()
        self.parts += [
            sub_process(id_, self.inside(guarded.part)),
            boundary(edge, id_, trigger, cancelActivity=cancel),
            user_task(late),
            gateway(merge),
        ]
        self.join(edge, late)
        self.join(id_, merge)
        if guarded.is_interrupting:
            self.join(late, merge)
        return id_, merge

    def _draw_choice(self, choice: Choice) -> tuple[str, str]:
        split, merge = self.name("split"), self.name("merge")
        default = None
        for position, part in enumerate(choice.parts):
            first, last = self.draw(part)
            is_last = position == len(choice.parts) - 1
            if is_last and choice.has_default:
                default = self.join(split, first)
            else:
                self.join(split, first, "true" if is_last else f"choice = {position}")
            self.join(last, merge)
        self.parts += [gateway(split, default, settings=choice.settings), gateway(merge)]
        return split, merge

    def _draw_loop(self, loop: Loop) -> tuple[str, str]:
        counter = self.counter("turn")
        first, last = self.draw(loop.part)
        merge, count, again, done = map(self.name, ("merge", "count", "again", "done"))
        self.join(merge, first)
        self.join(last, count)
        self.join(count, again)
        is_more = f"modulo({counter}, {loop.turns}) > 0" if loop.turns > 1 else "false"
        self.join(again, merge, is_more)
        default = self.join(again, done)
        self.parts += [
            script(count, f"{counter} + 1", counter),
            gateway(again, default),
            gateway(merge),
            element("task", done),
        ]
        return merge, done

    def _draw_fork(self, fork: Fork) -> tuple[str, str]:
        split, join = self.name("fork"), self.name("join")
        for part in fork.parts:
            first, last = self.draw(part)
            self.join(split, first)
            self.join(last, join)
        self.parts += [gateway(id_, kind="parallelGateway") for id_ in (split, join)]
        return split, join

    def _draw_pick(self, pick: Pick) -> tuple[str, str]:
        split, join = self.name("pick"), self.name("gather")
        default = None
        for position, part in enumerate(pick.parts):
            first, last = self.draw(part)
            is_last = position == len(pick.parts) - 1
            if is_last and pick.has_default:
                default = self.join(split, first)
            else:
                self.join(split, first, "true" if is_last else f"choice <= {position}")
            self.join(last, join)
        self.parts.append(gateway(split, default, kind="inclusiveGateway"))
        self.parts.append(gateway(join, kind="inclusiveGateway"))
        return split, join

    def inside(self, block: Block) -> str:
        """Draw a block as the whole of a sub-process."""
        around, self.parts = self.parts, []
        start, end = self.name("start"), self.name("end")
        first, last = self.draw(block)
        self.join(start, first)
        self.join(last, end)
        self.parts += [element("startEvent", start), element("endEvent", end)]
        drawn, self.parts = "".join(self.parts), around
        return drawn

    def _draw_sub(self, sub: Sub) -> tuple[str, str]:
        id_, name = self.name("sub"), self.counter("out")
        inside = self.inside(sub.part)
        settings = io("local==choice", f"{name}==local + 1") if sub.has_mappings else ""
        self.parts.append(sub_process(id_, inside, settings=settings))
        return id_, id_

    def _draw_many(self, loop: Many) -> tuple[str, str]:
        id_, name = self.name("many"), self.name("results")
        items = ", ".join(str(number) for number in range(loop.count))
        until = f"nrOfCompletedInstances >= {loop.enough}" if loop.enough else ""
        marker = many(
            sequential=loop.is_sequential,
            until=until,
            collection=f"=[{items}]",
            elementVariable="item",
            outputCollection=name,
            outputElement="=item + nrOfInstances + loopCounter",
        )
        known = set(self.counters)
        inside = self.inside(loop.part)
        # Each instance counts by itself, or the order in which they run would show.
        own = io("; ".join(f"{counter}==0" for counter in sorted(self.counters - known)))
        self.parts.append(sub_process(id_, marker, inside, settings=own))
        return id_, id_

    def _draw_broken(self, broken: Broken) -> tuple[str, str]:
        id_ = self.name("broken")
        around, self.parts = self.parts, []
        start, split = self.name("start"), self.name("fork")
        self.parts.append(element("startEvent", start))
        self.parts.append(gateway(split, kind="parallelGateway"))
        self.join(start, split)
        for position, part in enumerate(broken.parts):
            first, last = self.draw(part)
            end = self.name("end")
            self.join(split, first)
            self.join(last, end)
            if position:
                self.parts.append(element("endEvent", end))
            elif broken.throws:
                self.parts.append(error_end(end, "oops"))
            else:
                self.parts.append(element("endEvent", end, "<bpmn:terminateEventDefinition/>"))
        drawn, self.parts = "".join(self.parts), around
        self.parts.append(sub_process(id_, drawn))
        caught, merge = self.name("caught"), self.name("merge")
        self.parts.append(boundary(caught, id_, '<bpmn:errorEventDefinition errorRef="oops"/>'))
        self.parts.append(gateway(merge))
        self.join(id_, merge)
        self.join(caught, merge)
        return id_, merge


@dataclass(frozen=True)
class Net:
    """A process ready to run, and the variables that its scripts count in."""

    process: ExecutableProcess
    variables: dict[str, Value]


def make_net(block: Block) -> Net:
    """Compile a drawn block."""
    drawing = Drawing()
    first, last = drawing.draw(block)
    drawing.join("start", first)
    drawing.join(last, "end")
    content = model(
        element("startEvent", "start"),
        element("endEvent", "end"),
        *drawing.parts,
        roots='<bpmn:error id="oops" errorCode="OOPS"/><bpmn:message id="letter"/>',
    )
    process = compile_process(content, "p", allow=AHEAD)
    counters: dict[str, Value] = dict.fromkeys(sorted(drawing.counters), ZERO)
    return Net(process, {"choice": ZERO, **counters})


NETS = BLOCKS.map(make_net)
WILD_NETS = WILD_BLOCKS.map(make_net)


def command_for(expectation: Expectation, choice: Decimal) -> VisitCommand:
    """Return the command that lets an open visit go on."""
    visit = expectation.visit
    if expectation.waits_for == "job":
        match expectation.activity_type:
            case "intermediate_catch_event" | "boundary_event":
                return FireTimer(visit=visit)
            case "service_task":
                return CompleteCall(visit=visit, result=choice)
            case _:
                return ContinueAsync(visit=visit)
    commands: dict[str, VisitCommand] = {
        "user_task": CompleteUserTask(visit=visit, variables={"choice": choice}),
        "subscription": ReceiveMessage(visit=visit),
        "child": CompleteChild(visit=visit, variables={"other": choice}),
        "incident": RetryStep(visit=visit),
    }
    return commands[expectation.waits_for]


@dataclass
class Story:
    """Everything that happened, and the variables at the end."""

    effects: list[Effect] = field(default_factory=list)
    variables: dict[str, Value] = field(default_factory=dict)
    is_completed: bool = False


def play(net: Net, path: list[Turn], *, limit: int = 2000) -> Story:
    """Run a net to its end over saved states; ``path`` picks among the open visits."""
    outcome = start(net.process, StartProcess(variables=net.variables), CONTEXT)
    story = Story(list(outcome.effects))
    for turn in range(limit):
        if outcome.is_completed:
            break
        open_visits = [x for x in inspect(net.process, outcome.state) if x.waits_for != "nothing"]
        picked, choice = path[turn % len(path)]
        command = command_for(open_visits[picked % len(open_visits)], choice)
        outcome = advance(net.process, outcome.state, command, CONTEXT)
        story.effects += outcome.effects
    story.variables = dict(outcome.state.scopes[0])
    story.is_completed = outcome.is_completed
    return story


def assert_each_visit_once(effects: list[Effect]) -> None:
    """Check that each visit starts once, then ends once."""
    started = [effect.visit for effect in effects if isinstance(effect, ActivityStarted)]
    ended = [effect.visit for effect in effects if isinstance(effect, ActivityEnded)]
    assert len(started) == len(set(started))
    assert len(ended) == len(set(ended))
    assert set(started) == set(ended)
    for visit in started:
        places = [n for n, effect in enumerate(effects) if getattr(effect, "visit", 0) == visit]
        assert isinstance(effects[places[0]], ActivityStarted)
