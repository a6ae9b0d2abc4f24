"""Running a command through an instance and all that it calls, before anything is written.

Instances that a call activity starts run in the command that enters it. One that ends there hands
its result over at once; one that goes on is waited for.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from bpm.core import engine
from bpm.core.engine import contracts as engine_contracts
from bpm.core.engine.contracts import (
    ActivityStarted,
    CancelChild,
    CreateUserTask,
    Effect,
    Outcome,
    PropagateEscalation,
    StartChild,
)
from bpm.core.errors import BpmError
from bpm.core.values import Value, check_limits
from bpm.decisions import services as decisions
from bpm.decisions.contracts import NewEvaluation
from bpm.definitions import queries as definitions
from bpm.definitions.contracts import Executable
from bpm.definitions.errors import FormNotFoundError
from bpm.jobs import running, services as jobs
from bpm.jobs.contracts import NewJob
from bpm.messages import kept
from bpm.runtime import chains, handing_over, publishing, returning, signals, step, trees
from bpm.runtime.asking import make_decide
from bpm.runtime.called import called_instance
from bpm.runtime.cascade import Below, Cascade, lock_called
from bpm.runtime.contracts import MAX_BUSINESS_KEY_CHARACTERS
from bpm.runtime.limits import variable_limits
from bpm.runtime.nodes import Node
from bpm.runtime.rows import Instance, LockedInstance
from bpm.runtime.step import Doing, StepPlan

MAX_CALL_DEPTH = 100
"""Calls within calls; processes that call each other in a circle stop here."""

MAX_CALLED_AT_ONCE = 100
"""Instances that one command starts; jobs start the rest."""

# After so much work a job leaves what it could gather to the next one.
_GATHERED_STEPS = step.STEP_BUDGET // 5
_GATHERED_SCRIPT_SECONDS = engine_contracts.SCRIPT_SECONDS / 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandPlan:
    """Everything that one command writes.

    Args:
        main: Of the instance that the command is for.
        called: Of the instances that it starts, with the policies of their business keys.
        cancelled: Called instances of earlier commands that end with their caller's visit.
        caller: The job that tells a caller of the main instance's end.
        evaluations: Decisions that were asked.
        signals: The jobs by which others hear what the instances of the command have thrown: a
            signal, a message, or the caller of the main instance an escalation.
    """

    main: StepPlan
    called: tuple[tuple[StepPlan, str], ...]
    cancelled: Cascade
    caller: returning.Return | None
    evaluations: tuple[NewEvaluation, ...] = ()
    signals: tuple[NewJob, ...] = ()


class _Tree:
    """An instance and those that it calls, run to their next rests."""

    def __init__(self, doing: Doing) -> None:
        self._doing = doing
        self._waiting: deque[tuple[Node, StartChild]] = deque()
        self._started = 0
        self._visits = 0
        self._script_time = engine_contracts.new_script_time()
        self.evaluations: list[NewEvaluation] = []

    @property
    def weight(self) -> float:
        """Return how much of what one command may gather the tree has used; 1 is enough."""
        time = self._script_time
        return max(
            self._started / MAX_CALLED_AT_ONCE,
            self._visits / _GATHERED_STEPS,
            (time.granted - time.remaining) / _GATHERED_SCRIPT_SECONDS,
        )

    def context_of(self, instance: Instance) -> engine_contracts.Context:
        """Return the context for an instance, with what is left of the command's budgets."""
        left = max(step.STEP_BUDGET - self._visits, 1)
        context = step.context_of(instance, now=self._doing.now, step_budget=left)
        return replace(
            context,
            script_time=self._script_time,
            decide=make_decide(instance, self._doing, self.evaluations),
        )

    def run(self, node: Node, outcome: Outcome) -> None:
        """Take an outcome in, and run all that it calls."""
        self._absorb(node, outcome)
        while self._waiting:
            caller, call = self._waiting.popleft()
            if call.visit not in caller.called_off:
                self._answer(caller, call)

    def _absorb(self, node: Node, outcome: Outcome) -> None:
        """Add what the engine answered, and hand results over to callers within the tree."""
        while True:
            node.absorb(outcome)
            self._note(node, outcome.effects)
            self._bind_forms(node, outcome.effects)
            caller, visit = node.caller, node.instance.calling_visit
            if caller is None or visit is None or not self._escalate(node, outcome, caller, visit):
                return
            if not node.is_completed:
                return
            error = node.error()
            answer: engine_contracts.CompleteChild | engine_contracts.ThrowError = (
                engine_contracts.CompleteChild(visit=visit, variables=node.variables())
                if error is None
                else engine_contracts.ThrowError(
                    visit=visit, code=error.code, message=error.message
                )
            )
            node, outcome = caller, self._advance(caller, answer)

    def _escalate(self, node: Node, outcome: Outcome, caller: Node, visit: int) -> bool:
        """Tell a caller of escalations; return whether it still waits for the instance."""
        for effect in outcome.effects:
            if isinstance(effect, PropagateEscalation):
                caught = engine_contracts.CatchEscalation(visit=visit, code=effect.code)
                self._absorb(caller, self._advance(caller, caught))
            if caller.called.get(visit) is not node:
                return False
        return True

    def _note(self, node: Node, effects: Iterable[Effect]) -> None:
        calls = []
        for effect in effects:
            match effect:
                case ActivityStarted():
                    self._visits += 1
                case StartChild():
                    calls.append((node, effect))
                case CancelChild() if effect.visit in node.called:
                    node.called_off.add(effect.visit)
                    self._call_off(node.called.pop(effect.visit))
                case CancelChild() if self._is_waiting(node, effect.visit):
                    node.called_off.add(effect.visit)
        # What is called deeper in the tree comes before what waits beside it.
        self._waiting.extendleft(reversed(calls))

    def _bind_forms(self, node: Node, effects: Iterable[Effect]) -> None:
        """Find the forms of new user tasks; one without its form stops at an incident."""
        for effect in effects:
            if not isinstance(effect, CreateUserTask) or effect.form is None:
                continue
            try:
                node.forms[effect.visit] = definitions.get_bound_form(
                    effect.form,
                    definition_id=node.executable.id,
                    tenant_id=node.instance.tenant_id,
                )
            except FormNotFoundError as error:
                node.without_form.add(effect.visit)
                message = f"The user task {effect.activity_id!r} has no form: {error.detail}"
                refusal = engine_contracts.FailUserTask(visit=effect.visit, message=message)
                node.absorb(self._advance(node, refusal))

    def _is_waiting(self, node: Node, visit: int) -> bool:
        return any(owner is node and call.visit == visit for owner, call in self._waiting)

    def _call_off(self, node: Node) -> None:
        """Forget what an instance that is never written still wants to call."""
        node.called_off.update(call.visit for owner, call in self._waiting if owner is node)
        for called in node.called.values():
            self._call_off(called)

    def _advance(self, node: Node, command: engine_contracts.VisitCommand) -> Outcome:
        if node.state is None:
            raise AssertionError("Only an instance that has run is told of another's end.")
        return engine.advance(node.process, node.state, command, self.context_of(node.instance))

    def _answer(self, caller: Node, call: StartChild) -> None:
        """Start a called instance, leave that to a job, or say why it cannot be."""
        if self._started >= MAX_CALLED_AT_ONCE:
            return
        try:
            executable = self._find(caller, call)
        except BpmError as error:
            caller.called_off.add(call.visit)
            refusal = engine_contracts.FailChild(visit=call.visit, message=error.detail)
            self._absorb(caller, self._advance(caller, refusal))
            return
        self._started += 1
        instance = called_instance(caller.instance, call, executable, self._doing.now)
        node = Node(instance=instance, executable=executable, caller=caller)
        caller.called[call.visit] = node
        command = engine_contracts.StartProcess(variables=call.variables)
        self._absorb(node, engine.start(node.process, command, self.context_of(instance)))

    def _find(self, caller: Node, call: StartChild) -> Executable:
        depth = caller.instance.call_depth + 1
        if depth > MAX_CALL_DEPTH:
            raise BpmError(
                f"The call of {call.definition_key!r} would be number {depth} of calls within"
                " calls; do these processes call each other in a circle?"
            )
        key = call.business_key
        if key is not None and not 0 < len(key) <= MAX_BUSINESS_KEY_CHARACTERS:
            raise BpmError(
                f"The business key for {call.definition_key!r} has {len(key)} characters;"
                f" 1 to {MAX_BUSINESS_KEY_CHARACTERS} are possible."
            )
        check_limits(call.variables, limits=variable_limits())
        return definitions.get_called_executable(
            call, caller_id=caller.executable.id, tenant_id=caller.instance.tenant_id
        )


def advance(
    locked: LockedInstance,
    command: engine_contracts.VisitCommand | engine_contracts.WriteVariables,
    doing: Doing,
) -> CommandPlan:
    """Run a command through an instance that is locked, and through all that it calls.

    Raises:
        UnknownVisitError: Nothing at that visit waits for this command.
        ProcessInstanceEndedError: The instance has no state any more.
        NewerStateFormatError: A newer release wrote it.
        InvalidInputError: Variables became too many or too large.
    """
    executable = definitions.get_executable_by_id(locked.instance.definition_id)
    node = Node(instance=locked.instance, executable=executable, before=locked)
    tree = _Tree(doing)
    state = step.engine_state_of(locked)
    tree.run(node, engine.advance(node.process, state, command, tree.context_of(locked.instance)))
    return _plan(node, doing, tree.evaluations)


def start(
    instance: Instance,
    executable: Executable,
    variables: Mapping[str, Value],
    doing: Doing,
    *,
    start_at: str | None = None,
) -> CommandPlan:
    """Run a new instance, and all that it calls, to their first rests.

    Args:
        instance: The instance.
        executable: What it runs on.
        variables: Its own.
        doing: The command.
        start_at: Where it begins; None for the none start event, or the implicit start.

    Raises:
        InvalidInputError: Variables are too many or too large.
    """
    node = Node(instance=instance, executable=executable)
    tree = _Tree(doing)
    command = engine_contracts.StartProcess(variables=variables, start_at=start_at)
    tree.run(node, engine.start(node.process, command, tree.context_of(instance)))
    return _plan(node, doing, tree.evaluations)


def begin_called(
    locked: LockedInstance, calls: Sequence[StartChild], doing: Doing
) -> tuple[CommandPlan, frozenset[int]]:
    """Start instances for calls that an earlier command left to jobs.

    Each has the budgets of a command of its own; what has become of the first ones decides how
    many follow in this command.

    Args:
        locked: The caller.
        calls: Wishes of its visits; at least one.
        doing: The command.

    Returns:
        The plan, and the visits whose calls are answered.

    Raises:
        ProcessInstanceEndedError: The caller has no state any more.
        NewerStateFormatError: A newer release wrote it.
        InvalidInputError: Variables became too many or too large.
    """
    executable = definitions.get_executable_by_id(locked.instance.definition_id)
    node = Node(instance=locked.instance, executable=executable, before=locked)
    state = step.engine_state_of(locked)
    answered = set()
    evaluations: list[NewEvaluation] = []
    weight = 0.0
    for call in calls:
        if weight >= 1 or node.is_completed:
            break
        if node.has_cancelled(call.visit):
            continue
        tree = _Tree(doing)
        tree.run(node, Outcome(state=node.state or state, effects=(call,), changes=()))
        answered.add(call.visit)
        weight += tree.weight
        evaluations += tree.evaluations
    return _plan(node, doing, evaluations), frozenset(answered)


def write(plan: CommandPlan, *, business_key_policy: str | None = None) -> None:
    """Write what a command led to; within the caller's pipeline.

    Args:
        plan: All of it.
        business_key_policy: Of the main instance where it is new; None where it is locked.
    """
    if business_key_policy is None:
        step.write_step(plan.main)
    else:
        step.write_start(plan.main, business_key_policy=business_key_policy)
    trees.write_called(plan.called)
    decisions.record(plan.evaluations)
    plan.cancelled.write()
    if plan.caller is not None:
        plan.caller.write()
    if plan.signals:
        jobs.add_jobs(plan.signals)
        running.wake_after_commit()
    plans = (plan.main, *(called for called, _ in plan.called))
    begun = [found for one in plans for found in one.rows.subscriptions.values()]
    handing_over.add_jobs(kept.find_receivers(begun), now=plan.main.doing.now)


def _plan(node: Node, doing: Doing, evaluations: Sequence[NewEvaluation]) -> CommandPlan:
    main = _plan_one(node, doing)
    # What the command did itself happened to its own instance, not to those below.
    doing = replace(doing, events=())
    called = [(_plan_one(found, doing), found) for found in node.all_called()]
    gone = main.rows.cancelled_children
    called_off = lock_called(node.instance.id, gone) if gone else Below()
    error = node.error()
    plans = [main, *(plan for plan, _ in called)]
    for plan in plans:
        chains.carry_on(plan.rows.jobs, doing.chain)
    # An end tells of what was thrown with it; see ``plan_return``.
    escalations = () if node.is_completed else node.escalations()
    thrown = [(plan.instance, plan.rows) for plan in plans if plan.rows.signals]
    all_rows = [plan.rows for plan in plans] if thrown else []
    told = signals.plan_jobs(thrown, all_rows, now=doing.now)
    sent = publishing.plan_jobs(((plan.instance, plan.rows) for plan in plans), now=doing.now)
    return CommandPlan(
        signals=(
            *chains.hand_on((*told, *sent), doing.chain),
            *returning.plan_escalations(node.instance, escalations, now=doing.now),
        ),
        main=main,
        called=tuple((plan, found.executable.business_key_policy.value) for plan, found in called),
        cancelled=Cascade(
            headers=called_off.headers,
            doing=doing,
            reason=None,
            rest_of=None if called_off.is_all else node.instance,
        ),
        caller=(
            returning.plan_return(
                node.instance,
                now=doing.now,
                error=None if error is None else (error.code, error.message),
                escalations=node.escalations(),
            )
            if node.is_completed and node.instance.parent_id is not None
            else None
        ),
        evaluations=tuple(evaluations),
    )


def _plan_one(node: Node, doing: Doing) -> StepPlan:
    called: dict[int, UUID] = {visit: found.instance.id for visit, found in node.called.items()}
    return step.plan(
        node.instance,
        node.outcome(),
        doing,
        before=node.before,
        called=called,
        forms=node.forms,
    )
