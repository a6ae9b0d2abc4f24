"""Joins: how tokens melt into one, and when an inclusive gateway need not wait any longer."""

from collections.abc import Iterable, Mapping, Sequence

from SpiffWorkflow.util.task import TaskState

from bpm.core.engine.contracts import ResolveIncident
from bpm.core.engine.spiff.task import LIVE, OPEN, EngineTask
from bpm.core.engine.spiff.workflow import EngineTree


def melt(partners: Iterable[EngineTask]) -> None:
    """Let tokens that wait at a join end in the one that goes on."""
    for partner in partners:
        let_go(partner)
        partner.move_to(TaskState.COMPLETED)
        partner.splice_out()


def let_go(task: EngineTask) -> None:
    """Free a token that was reported as stuck and moves after all."""
    if task.is_held:
        task.set_held(is_held=False)
        task.workflow.run.effects.append(ResolveIncident(visit=task.id))


def fire_inclusive_join(workflow: EngineTree) -> bool:
    """Let one inclusive gateway of a tree go on, if there is one that may.

    Source: BPMN 2.0.2 §13.4.3 Inclusive Gateway.

    Returns:
        Whether one did; its task is ready then.
    """
    for name in workflow.waiting_joins():
        gateway = workflow.spec.task_specs[name]
        if not gateway.waits_by_reach:
            continue
        arrived = [task for flow in gateway.incoming if (task := workflow.find_arrival(name, flow))]
        with_token = {task.via for task in arrived}
        if arrived and not can_come(workflow, name, gateway.incoming, gateway.reach, with_token):
            *partners, last = sorted(arrived, key=lambda task: task.id)
            melt(partners)
            let_go(last)
            last.move_to(TaskState.READY)
            return True
    return False


def can_come(
    workflow: EngineTree,
    name: str,
    incoming: Sequence[str],
    reach: Mapping[str, frozenset[str]],
    with_token: set[str | None],
) -> bool:
    """Return whether a token is on a way to a flow into a gateway that has none yet.

    Source: BPMN 2.0.2 §13.4.3: not where a way leads it to a flow that has one.

    Args:
        workflow: The tree.
        name: The gateway.
        incoming: The flows that lead to it.
        reach: Of each element, those of them to which a path leads that does not pass it.
        with_token: Those of them that have a token.
    """
    empty = set(incoming).difference(with_token)
    full = set(incoming) - empty
    if not empty:
        return False
    for task in workflow.tasks.values():
        spec = task.task_spec
        is_token = task.has_state(OPEN) or (spec.is_join and task.has_state(LIVE))
        if not is_token or spec.name == name:
            continue
        reached = reach.get(spec.name, frozenset())
        if reached & empty and not reached & full:
            return True
    return False
