"""Multi-instance activities: the body, on which one task for each instance hangs."""

from decimal import Decimal
from typing import ClassVar

from SpiffWorkflow.bpmn.specs.defaults import ParallelMultiInstanceTask
from typing_extensions import override

from bpm.core.bpmn import LoopEvents, LoopSettings, SignalTrigger
from bpm.core.bpmn.measures import MOST_INSTANCES
from bpm.core.engine.contracts import MULTI_INSTANCE_BODY
from bpm.core.engine.errors import StepError
from bpm.core.engine.spiff.evaluation import (
    evaluate_count,
    evaluate_list,
    evaluate_optional,
    evaluate_truth,
)
from bpm.core.engine.spiff.specs.base import EngineSpec
from bpm.core.engine.spiff.task import EngineTask
from bpm.core.engine.spiff.throwing import throw_escalation, throw_signal
from bpm.core.values import Value

TOTAL, ACTIVE, COMPLETED = "nrOfInstances", "nrOfActiveInstances", "nrOfCompletedInstances"
COUNTER = "loopCounter"

_TOTAL = "n"
_COMPLETED = "k"
_IS_ENOUGH = "e"
_ADDED = "d"
_TOLD = "z"


class EngineMultiInstance(EngineSpec, ParallelMultiInstanceTask):
    """The body of a multi-instance activity.

    It owns a scope with the counters and the results so far; each instance has one inside with
    its element, where new names stay. What an instance gives is collected in the instance's own
    last step, so that a fault in an expression holds that instance; the body only counts.

    Source: BPMN 2.0.2 §13.3.7 Multi-Instance.

    Args:
        inner: What each instance visits.
        settings: Where the instances come from and when they are enough.
    """

    activity_type = MULTI_INSTANCE_BODY

    isolates: ClassVar[bool] = True
    """Whether new names that an instance writes stay its own."""

    takes_approvers: ClassVar[bool] = True
    """Whether instances may be added while it runs."""

    def __init__(
        self,
        wf_spec: object,
        name: str,
        *,
        inner: EngineSpec,
        settings: LoopSettings,
        **kwargs: object,
    ) -> None:
        super().__init__(wf_spec, name, task_spec=inner.name, **kwargs)
        self.inner = inner
        self.settings = settings
        self.events: LoopEvents | None = None
        """What it throws when instances are done."""

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Begin the instances: all of them, or the first."""
        items = self._read_items(task)
        total = len(items)
        scope = task.scope if task.has_own_scope else task.open_scope(keeps_new=False)
        task.note(_TOTAL, total)
        task.note(_COMPLETED, 0)
        scopes = task.workflow.run.scopes
        scopes.declare(scope, TOTAL, Decimal(total))
        if self.settings.output_collection is not None:
            nothing: list[Value] = [None] * total
            scopes.declare(scope, self.settings.output_collection, nothing)
        if not items:
            self._publish(task)
            return True
        self._count(task, completed=0)
        for index in range(1 if self.settings.is_sequential else total):
            self._begin_instance(task, index, items[index])
        return None

    @override
    def proceed(self, task: EngineTask) -> bool | None:
        """Go on after an instance: with the next, or behind all of them."""
        if self.events is not None and not self._throw(task, self.events):
            return None
        total, completed = read_count(task, _TOTAL), read_count(task, _COMPLETED)
        if completed < total and _IS_ENOUGH not in task.internal_data:
            if self.settings.is_sequential:
                self._begin_next(task, completed)
            return None
        for instance in self._instances_of(task):
            instance.cancel()
        self._publish(task)
        return self.finish(task)

    def _throw(self, task: EngineTask, loop: LoopEvents) -> bool:
        """Throw what the instances ask for that are done; return whether the activity goes on.

        In a step of the body's own, because what is thrown may end all of it.
        """
        told = read_count(task, _TOLD) if _TOLD in task.internal_data else 0
        completed = read_count(task, _COMPLETED)
        task.note(_TOLD, completed)
        turns = min(1, completed) if loop.is_once else completed
        for _ in range(told, turns):
            for event in loop.events:
                condition = event.condition
                if condition is not None and not evaluate_truth(task, condition, "condition"):
                    continue
                if isinstance(event.trigger, SignalTrigger):
                    throw_signal(task, event.trigger)
                else:
                    throw_escalation(task, event.trigger)
                if task.id not in task.workflow.tasks:
                    return False
        return True

    def collect(self, instance: EngineTask) -> None:
        """Take over what an instance gives, and ask whether the instances are enough."""
        body = instance.parent
        if body is None or instance.loop_index is None:
            raise AssertionError("An instance always hangs on its body.")
        settings = self.settings
        scopes = body.workflow.run.scopes
        if settings.output_collection is not None:
            results = list(_as_list(body.scope.values.get(settings.output_collection)))
            results += [None] * (instance.loop_index + 1 - len(results))
            results[instance.loop_index] = evaluate_optional(
                instance, settings.output_element, "output element"
            )
            scopes.declare(body.scope, settings.output_collection, results)
        completed = read_count(body, _COMPLETED) + 1
        body.note(_COMPLETED, completed)
        self._count(body, completed=completed)
        condition = settings.completion_condition
        if condition is not None and evaluate_truth(instance, condition, "completion condition"):
            body.note(_IS_ENOUGH, value=True)

    def book(self, instance: EngineTask) -> None:
        """Let the body go on, because an instance is over."""
        body = instance.parent
        if body is not None and not body.is_due:
            body.workflow.run.queue_first(body)

    def items_of(self, instance: EngineTask) -> list[Value]:
        """Return what the instances are made from, as it is now.

        Raises:
            StepError: It cannot be evaluated any more.
        """
        body = instance.parent
        if body is None:
            raise AssertionError("An instance always hangs on its body.")
        return self._read_items(body)

    def total_of(self, instance: EngineTask) -> int:
        """Return how many instances there are in all, those to come included."""
        if instance.parent is None:
            raise AssertionError("An instance always hangs on its body.")
        return read_count(instance.parent, _TOTAL)

    def add_approver(self, instance: EngineTask, username: str) -> None:
        """Add an instance for a person: at once, or last in turn where they are sequential."""
        body = instance.parent
        if body is None:
            raise AssertionError("An instance always hangs on its body.")
        total = read_count(body, _TOTAL) + 1
        body.note(_TOTAL, total)
        body.note(_ADDED, [*_added_to(body), username])
        scopes = body.workflow.run.scopes
        scopes.declare(body.scope, TOTAL, Decimal(total))
        output = self.settings.output_collection
        if output is not None:
            results = [*_as_list(body.scope.values.get(output)), None]
            scopes.declare(body.scope, output, results)
        self._count(body, completed=read_count(body, _COMPLETED))
        if not self.settings.is_sequential:
            self._begin_added(body, total - 1, username)

    def _begin_added(self, task: EngineTask, index: int, username: str) -> None:
        is_named = self.settings.collection is not None
        item: Value = username if is_named else Decimal(index + 1)
        self._begin_instance(task, index, item, meant_for=username)

    def _read_items(self, task: EngineTask) -> list[Value]:
        settings = self.settings
        if settings.collection is not None:
            return evaluate_list(task, settings.collection, "collection", MOST_INSTANCES)
        if settings.cardinality is not None:
            what = "number of instances"
            count = evaluate_count(task, settings.cardinality, what, MOST_INSTANCES)
            return [Decimal(number + 1) for number in range(count)]
        raise StepError(f"Nothing says how many instances {self.activity_id!r} has.")

    def _begin_next(self, task: EngineTask, index: int) -> None:
        added = _added_to(task)
        from_model = read_count(task, _TOTAL) - len(added)
        if index >= from_model:
            self._begin_added(task, index, added[index - from_model])
            return
        if self.settings.collection is None:
            # The number was asked for once, when the first began.
            self._begin_instance(task, index, Decimal(index + 1))
            return
        items = self._read_items(task)
        if index >= len(items):
            raise StepError(
                f"The collection has only {len(items)} items left when instance {index + 1} of "
                f"{from_model} is to begin.",
                shape="The collection has become shorter.",
            )
        self._begin_instance(task, index, items[index])

    def _begin_instance(
        self, task: EngineTask, index: int, item: Value, *, meant_for: str | None = None
    ) -> None:
        scopes = task.workflow.run.scopes
        instance = task.add_instance(self.inner, index)
        if meant_for is not None:
            instance.keep_meant_for(meant_for)
        scope = instance.open_scope(keeps_new=True)
        scopes.declare(scope, COUNTER, Decimal(index + 1))
        if self.settings.element_variable is not None:
            scopes.declare(scope, self.settings.element_variable, item)
        if self.settings.output_variable is not None:
            scopes.declare(scope, self.settings.output_variable, None)
        self.inner.arrive(instance)

    def _count(self, task: EngineTask, *, completed: int) -> None:
        scopes = task.workflow.run.scopes
        rest = read_count(task, _TOTAL) - completed
        active = min(rest, 1) if self.settings.is_sequential else rest
        scopes.declare(task.scope, ACTIVE, Decimal(active))
        scopes.declare(task.scope, COMPLETED, Decimal(completed))

    def _publish(self, task: EngineTask) -> None:
        name = self.settings.output_collection
        if name is not None and not (self.data and name in self.data.locals):
            task.workflow.run.scopes.write(task.outer_scope, name, task.scope.values[name])

    def _instances_of(self, task: EngineTask) -> list[EngineTask]:
        return [child for child in task.children if child.task_spec is self.inner]


def read_count(task: EngineTask, key: str) -> int:
    """Return a number that a body keeps."""
    count = task.internal_data[key]
    if not isinstance(count, int):
        raise TypeError(key)
    return count


def _added_to(body: EngineTask) -> list[str]:
    """Return the people whom commands have added as approvers, in that order."""
    added = body.internal_data.get(_ADDED)
    return added if isinstance(added, list) else []


def _as_list(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []
