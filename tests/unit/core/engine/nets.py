"""Random processes ready to run, and a player that walks them."""

from dataclasses import dataclass, field
from decimal import Decimal
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
from tests.unit.core.engine.blocks import BLOCKS, WILD_BLOCKS, Block
from tests.unit.core.engine.drawings import Drawing
from tests.unit.core.engine.moments import NOW
from tests.unit.core.models import (
    element,
    model,
)

ZERO = Decimal(0)
CONTEXT = Context(now=NOW, process_instance_id="instance")

Turn: TypeAlias = tuple[int, Decimal]
"""Which open visit goes on, and the choice that is written there."""

CHOICES = st.sampled_from([Decimal(0), Decimal(1), Decimal(2)])
PATHS = st.lists(st.tuples(st.integers(0, 5), CHOICES), min_size=1, max_size=12)


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
