"""Three properties that hold for every process and every path through it."""

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from hypothesis import given, settings, strategies as st

from bpm.core.engine import inspect
from bpm.core.engine.contracts import (
    ActivityStarted,
    FlowTaken,
    RaiseIncident,
    ResolveIncident,
    StartProcess,
)
from bpm.core.engine.spiff.api import apply_command
from bpm.core.engine.spiff.pruning import prune
from bpm.core.engine.spiff.run import Mark, Run
from bpm.core.engine.spiff.state import decode_state, encode_state
from bpm.core.engine.spiff.task import OPEN, EngineTask
from tests.unit.core.engine.nets import (
    CONTEXT,
    NETS,
    PATHS,
    WILD_NETS,
    ZERO,
    Net,
    Story,
    Turn,
    assert_each_visit_once,
    command_for,
    play,
)

EXAMPLES = settings(max_examples=60, deadline=None)


def play_in_memory(net: Net, path: list[Turn], *, limit: int = 2000) -> Story:
    """The same walk on one living tree that is never saved."""
    run = Run(net.process.spec, CONTEXT, {})
    apply_command(run, StartProcess(variables=net.variables))
    effects = list(prune(run.effects))
    for turn in range(limit):
        if run.is_completed:
            break
        expected = inspect(net.process, encode_state(run))
        assert [x.visit for x in expected] == sorted(
            task.id
            for tree in run.workflows.values()
            for task in tree.tasks.values()
            if task.has_state(OPEN) or task.wait is not None or task.is_held
        )
        open_visits = [x for x in expected if x.waits_for != "nothing"]
        picked, choice = path[turn % len(path)]
        told = len(run.effects)
        apply_command(run, command_for(open_visits[picked % len(open_visits)], choice))
        effects += prune(run.effects[told:])
    return Story(effects, dict(run.scopes.instance.values), run.is_completed)


@EXAMPLES
@given(WILD_NETS, PATHS)
def test_saving_and_loading_between_all_commands_changes_nothing(
    net: Net, path: list[Turn]
) -> None:
    saved = play(net, path)
    living = play_in_memory(net, path)

    assert saved.is_completed
    assert living.is_completed
    assert saved.effects == living.effects
    assert saved.variables == living.variables
    assert_each_visit_once(saved.effects)


@EXAMPLES
@given(WILD_NETS, PATHS)
def test_a_loaded_state_is_saved_byte_for_byte(net: Net, path: list[Turn]) -> None:
    run = Run(net.process.spec, CONTEXT, {})
    apply_command(run, StartProcess(variables=net.variables))
    state = encode_state(run)

    again = encode_state(decode_state(net.process.spec, state, CONTEXT))

    assert again == state


def picture(run: Run) -> tuple[object, ...]:
    """All that a step may change."""
    state = encode_state(run)
    tasks = {
        (owner, id_): (
            task.state,
            None if task.parent is None else task.parent.id,
            tuple(sorted(task.child_by_id)),
            repr(task.internal_data),
            task.via,
            task.is_held,
            task.is_due,
            task.scope.id,
        )
        for owner, tree in run.workflows.items()
        for id_, task in tree.tasks.items()
    }
    return (
        state.tokens,
        repr({id_: sorted(values.items()) for id_, values in state.scopes.items()}),
        tuple(run.effects),
        [task.id for task in run.queue],
        dict(sorted(tasks.items())),
        {id_: (tree.active, tree.arrived) for id_, tree in sorted(run.workflows.items())},
        {id_: tree.arrivals() for id_, tree in sorted(run.workflows.items())},
        run.next_id,
    )


@contextmanager
def every_step_taken_twice(seen: list[str]) -> Iterator[None]:
    """Take each step, take it back, compare, and take it again."""
    perform = Run.perform

    def twice(run: Run, task: EngineTask) -> None:
        before = picture(run)
        mark = Mark(queue=len(run.queue), effects=len(run.effects), next_id=run.next_id)
        perform(run, task)
        run.take_back(mark)
        assert picture(run) == before
        seen.append(task.task_spec.name)
        perform(run, task)

    with mock.patch.object(Run, "perform", twice):
        yield


@EXAMPLES
@given(WILD_NETS, PATHS)
def test_every_step_is_taken_back_exactly(net: Net, path: list[Turn]) -> None:
    steps: list[str] = []

    with every_step_taken_twice(steps):
        undone = play(net, path)
    plain = play(net, path)

    assert steps
    assert not [effect for effect in undone.effects if isinstance(effect, RaiseIncident)]
    assert undone.effects == plain.effects
    assert undone.variables == plain.variables


@contextmanager
def failures(rate: float, seed: int) -> Iterator[None]:
    """Let steps fail by chance, before or after they have done their work."""
    perform = Run.perform
    chance = random.Random(seed)  # noqa: S311 - repeatable chance is what is wanted

    def may_fail(run: Run, task: EngineTask) -> None:
        if chance.random() < rate / 2:
            raise RuntimeError("injected")
        perform(run, task)
        if chance.random() < rate / 2:
            raise RuntimeError("injected")

    with mock.patch.object(Run, "perform", may_fail):
        yield


def visits(story: Story) -> Counter[str]:
    return Counter(x.activity_id for x in story.effects if isinstance(x, ActivityStarted))


def flows(story: Story) -> Counter[str]:
    return Counter(x.flow_id for x in story.effects if isinstance(x, FlowTaken))


@EXAMPLES
@given(NETS, st.integers(0, 2**16))
def test_failures_that_are_retried_leave_no_trace(net: Net, seed: int) -> None:
    # One answer for all, because the order of the branches differs after a failure.
    path = [(0, ZERO)]

    with failures(0.4, seed):
        failing = play(net, path)
    plain = play(net, path)

    raised = [x for x in failing.effects if isinstance(x, RaiseIncident)]
    resolved = [x for x in failing.effects if isinstance(x, ResolveIncident)]
    assert failing.is_completed
    assert Counter(x.visit for x in raised) == Counter(x.visit for x in resolved)
    assert visits(failing) == visits(plain)
    assert flows(failing) == flows(plain)
    assert failing.variables == plain.variables
    assert_each_visit_once(failing.effects)
