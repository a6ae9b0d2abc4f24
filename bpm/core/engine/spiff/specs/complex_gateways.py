"""Complex gateways: a condition says when enough tokens are there.

Source: BPMN 2.0.2 §10.6.5 and §13.4.5. A gateway *waits for start* until its condition holds; then
it takes a token from each flow that has one and *waits for reset*, which comes with the tokens of
the other flows, or once none of these can come any more.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from SpiffWorkflow.bpmn.specs.defaults import NoneTask
from SpiffWorkflow.util.task import TaskState
from typing_extensions import override

from bpm.core.engine.spiff.evaluation import (
    evaluate_condition,
    evaluate_with,
    mismatch,
    select_flows,
)
from bpm.core.engine.spiff.joins import can_come, let_go, melt
from bpm.core.engine.spiff.specs.base import EngineSpec, Flow
from bpm.core.engine.spiff.task import EngineTask, Wait
from bpm.core.engine.spiff.workflow import EngineTree
from bpm.core.feel import Expression
from bpm.core.values import Value

ACTIVATION_COUNT: Final = "activationCount"
"""Tokens that are at the gateway."""

WAITING_FOR_START: Final = "waitingForStart"
"""False in conditions that are asked once more at the reset."""

RESET_SUFFIX: Final = "\x00reset"
"""Ends the name of what waits for the reset; no id can hold it."""

_TAKEN = "g"
_COUNT = "q"
_IS_RESET = "x"


class EngineComplexGateway(EngineSpec, NoneTask):
    """Goes on when its condition holds, and then takes in the tokens that come too late.

    A flow whose condition does not name ``waitingForStart`` is decided at the start, and so is one
    without a condition: at the reset tokens leave only where the model asks for the state.

    Args:
        activation: When it goes on; None where each token passes by itself.
    """

    activity_type = "complex_gateway"
    is_join = True

    def __init__(
        self, wf_spec: object, name: str, *, activation: Expression | None, **kwargs: object
    ) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.activation = activation
        self.reach: Mapping[str, frozenset[str]] = {}
        """Of each element, the incoming flows to which a path leads that does not pass here."""
        self.late = EngineReset(wf_spec, name + RESET_SUFFIX, gateway=self)

    @property
    def tells_at_reset(self) -> bool:
        """Whether tokens may leave at the reset, too."""
        return any(_asks_for_state(flow) for flow in self.flows)

    @override
    def _update_hook(self, my_task: EngineTask) -> bool:
        # A token without a flow was put here by a person who sent a task back.
        if self.activation is None or my_task.via is None:
            return True
        my_task.move_to(TaskState.WAITING)
        if self.late.find(my_task.workflow) is None:
            self.ask(my_task)
        return False

    def waits_for_variables(self, task: EngineTask) -> bool:
        """Return whether a token waits for more than other tokens."""
        own = {ACTIVATION_COUNT, WAITING_FOR_START}
        names = frozenset() if self.activation is None else self.activation.names
        return task.wait is Wait.CONDITION and bool(names - own)

    def ask(self, task: EngineTask) -> None:
        """Have the condition looked at, in a step of its own."""
        task.wait_for(Wait.CONDITION)
        task.workflow.run.queue_last(task)

    @override
    def _look(self, task: EngineTask) -> None:
        tree = task.workflow
        if self.late.find(tree) is not None:
            task.stop_waiting()
            return
        task.wait_for(Wait.CONDITION)
        count = len(tree.find_arrivals(self.name))
        if self._is_enough(task, count):
            self._start(tree, count)

    def _is_enough(self, task: EngineTask, count: int) -> bool:
        if self.activation is None:
            return True
        own: dict[str, Value] = {ACTIVATION_COUNT: Decimal(count), WAITING_FOR_START: True}

        def find(name: str) -> Value:
            try:
                return own[name] if name in own else task.scope.lookup(name)
            except KeyError:
                return None

        what = f"activation condition of {self.activity_id!r}"
        value = evaluate_with(task, self.activation, what, find)
        if value is not None and not isinstance(value, bool):
            raise mismatch(task, self.activation, what, "true, false or null")
        return value is True

    def _start(self, tree: EngineTree, count: int) -> None:
        arrived = {flow: tree.find_arrival(self.name, flow) for flow in self.incoming}
        *partners, last = sorted(
            (task for task in arrived.values() if task is not None), key=lambda task: task.id
        )
        for task in (*partners, last):
            task.stop_waiting()
            task.set_due(is_due=False)
        melt(partners)
        let_go(last)
        if self.tells_at_reset or None in arrived.values():
            self.late.begin(tree, [flow for flow, task in arrived.items() if task is not None])
        last.note(_COUNT, count)
        last.move_to(TaskState.READY)

    def reset(self, tree: EngineTree, taken: list[str]) -> bool:
        """Take in what came late, unless more of it can still come.

        Args:
            tree: In which the gateway stands.
            taken: Flows whose tokens it has had at the start.

        Returns:
            Whether it is reset.
        """
        arrived = [
            task
            for flow in self.incoming
            if flow not in taken and (task := tree.find_arrival(self.name, flow)) is not None
        ]
        with_token = {*taken, *(task.via for task in arrived)}
        if can_come(tree, self.name, self.incoming, self.reach, with_token):
            return False
        melt(arrived)
        if self.tells_at_reset:
            late = tree.task_tree.add_event(self)
            late.note(_IS_RESET, value=True)
            late.move_to(TaskState.READY)
        waiting = tree.find_arrivals(self.name)
        if waiting:
            self.ask(waiting[0])
        return True

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Choose the flows by which tokens leave."""
        is_reset = _IS_RESET in task.internal_data
        scope = task.scope if task.has_own_scope else task.open_scope(keeps_new=False)
        scopes = task.workflow.run.scopes
        count = task.internal_data.get(_COUNT, 0 if is_reset else 1)
        scopes.declare(scope, ACTIVATION_COUNT, Decimal(str(count)))
        scopes.declare(scope, WAITING_FOR_START, not is_reset)
        if is_reset:
            self.choose(task, self._select_late(task))
        elif len(self.flows) > 1 or self.flows[0].condition is not None:
            self.choose(task, select_flows(task, self.flows, self.default_flow))
        return True

    def _select_late(self, task: EngineTask) -> list[Flow]:
        asked = [flow for flow in self.flows if _asks_for_state(flow)]
        chosen = [
            flow
            for flow in asked
            if flow.condition is not None and evaluate_condition(task, flow.condition, flow.id)
        ]
        return chosen or ([] if self.default_flow is None else [self.default_flow])


class EngineReset(EngineSpec, NoneTask):
    """That a complex gateway waits for its reset; unseen.

    It keeps the process open where tokens may come of it.

    Args:
        gateway: Which one.
    """

    is_visible = False

    def __init__(
        self, wf_spec: object, name: str, *, gateway: EngineComplexGateway, **kwargs: object
    ) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.gateway = gateway
        self.activity_id = gateway.activity_id

    def begin(self, tree: EngineTree, taken: list[str]) -> None:
        """Note that the gateway has started, with the tokens of these flows."""
        marker = tree.task_tree.add_event(self)
        marker.note(_TAKEN, taken)
        marker.move_to(TaskState.WAITING)

    def find(self, tree: EngineTree) -> EngineTask | None:
        """Return what waits in a tree."""
        return next((task for task in tree.task_tree.children if task.task_spec is self), None)

    @override
    def _update_hook(self, my_task: EngineTask) -> bool:
        return False


def reset_complex_gateway(tree: EngineTree) -> bool:
    """Reset one complex gateway of a tree that waits for nothing more, if there is one."""
    for marker in tree.task_tree.children:
        spec = marker.task_spec
        taken = marker.internal_data.get(_TAKEN)
        is_marker = isinstance(spec, EngineReset) and isinstance(taken, list)
        if is_marker and spec.gateway.reset(tree, taken):
            marker.move_to(TaskState.COMPLETED)
            marker.splice_out()
            return True
    return False


def _asks_for_state(flow: Flow) -> bool:
    return flow.condition is not None and WAITING_FOR_START in flow.condition.names
