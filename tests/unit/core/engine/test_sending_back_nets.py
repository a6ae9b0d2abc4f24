"""Sending user tasks back in processes of any shape: where it is allowed, they still end."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings, strategies as st

from bpm.core.engine import (
    advance,
    find_send_back_targets,
    inspect,
    list_earlier_user_tasks,
    start,
)
from bpm.core.engine.contracts import (
    Effect,
    RaiseIncident,
    SendBack,
    StartProcess,
)
from tests.unit.core.engine.blocks import Block, Row, Step, extend, extend_wildly
from tests.unit.core.engine.nets import (
    CONTEXT,
    PATHS,
    Net,
    Turn,
    assert_each_visit_once,
    command_for,
    make_net,
)
from tests.unit.core.engine.pasts import Past

MOST_RETURNS = 4


def _wander(net: Net, path: list[Turn], back: list[bool]) -> list[Effect]:
    """Play a net and send user tasks back where that is possible; return all that happened."""
    past, effects, context = Past(), list[Effect](), CONTEXT
    outcome = start(net.process, StartProcess(variables=net.variables), context)
    sent = 0
    for turn in range(3000):
        effects += outcome.effects
        past.add(outcome.effects, context.now)
        if outcome.is_completed:
            return effects
        context = replace(context, now=context.now + timedelta(minutes=1))
        open_visits = [x for x in inspect(net.process, outcome.state) if x.waits_for != "nothing"]
        picked, choice = path[turn % len(path)]
        chosen = open_visits[picked % len(open_visits)]
        command = command_for(chosen, choice)
        if chosen.waits_for == "user_task" and sent < MOST_RETURNS and back[turn % len(back)]:
            found = find_send_back_targets(net.process, outcome.state, chosen.visit, past.visits)
            possible = [target for target in found if target.problem is None]
            static = list_earlier_user_tasks(net.process, chosen.activity_id)
            assert {target.activity_id for target in possible} <= static
            if possible:
                sent += 1
                target = possible[picked % len(possible)].activity_id
                command = SendBack(visit=chosen.visit, activity_id=target)
        outcome = advance(net.process, outcome.state, command, context)
    raise AssertionError("The process does not end.")


# Mostly work for people, so that there is something to send back.
STEPS: st.SearchStrategy[Block] = st.sampled_from(
    [*[Step("user")] * 6, Step("script"), Step("service"), Step("wait")]
)


def between_people(block: Block) -> Net:
    return make_net(Row([Step("user"), block, Step("user")]))


NETS = st.recursive(STEPS, extend, max_leaves=8).map(between_people)
WILD_NETS = st.recursive(STEPS, extend_wildly, max_leaves=8).map(between_people)
EXAMPLES = settings(max_examples=60, deadline=None)
BACK = st.lists(st.booleans(), min_size=3, max_size=7)


@EXAMPLES
@given(net=NETS, path=PATHS, back=BACK)
def test_where_it_is_allowed_every_process_still_ends(
    net: Net, path: list[Turn], back: list[bool]
) -> None:
    effects = _wander(net, path, back)
    assert not [x for x in effects if isinstance(x, RaiseIncident)]
    assert_each_visit_once(effects)


@EXAMPLES
@given(net=WILD_NETS, path=PATHS, back=BACK)
def test_where_it_is_allowed_wild_processes_still_end(
    net: Net, path: list[Turn], back: list[bool]
) -> None:
    effects = _wander(net, path, back)
    assert not [x for x in effects if isinstance(x, RaiseIncident)]
    assert_each_visit_once(effects)
