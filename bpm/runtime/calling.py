"""Running a command through an instance and all that it calls, before anything is written.

Instances that a call activity starts run in the command that enters it. One that ends there hands
its result over at once; one that goes on is waited for.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from bpm.base.ids import new_id
from bpm.core import engine
from bpm.core.engine import ExecutableProcess, contracts as engine_contracts
from bpm.core.engine.contracts import (
    INSTANCE_SCOPE,
    ActivityStarted,
    CancelChild,
    CreateUserTask,
    Effect,
    EngineState,
    Outcome,
    PropagateError,
    StartChild,
    VariableChange,
)
from bpm.core.errors import BpmError
from bpm.core.values import Value, check_limits
from bpm.definitions import queries as definitions
from bpm.definitions.contracts import BoundForm, Executable
from bpm.definitions.errors import FormNotFoundError
from bpm.runtime import returning, step, trees
from bpm.runtime.cascade import Below, Cascade, lock_called
from bpm.runtime.contracts import MAX_BUSINESS_KEY_CHARACTERS
from bpm.runtime.rows import Instance, LockedInstance
from bpm.runtime.step import Doing, StepPlan

MAX_CALL_DEPTH = 100
"""Calls within calls; processes that call each other in a circle stop here."""

MAX_CALLED_AT_ONCE = 100
"""Instances that one command starts; jobs start the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandPlan:
    """Everything that one command writes.

    Args:
        main: Of the instance that the command is for.
        called: Of the instances that it starts, with the policies of their business keys.
        cancelled: Called instances of earlier commands that end with their caller's visit.
        caller: The job that tells a caller of the main instance's end.
    """

    main: StepPlan
    called: tuple[tuple[StepPlan, str], ...]
    cancelled: Cascade
    caller: returning.Return | None


@dataclass(slots=True, kw_only=True)
class _Node:
    """One instance while a command runs through it."""

    instance: Instance
    executable: Executable
    before: LockedInstance | None = None
    caller: "_Node | None" = None
    state: EngineState | None = None
    is_completed: bool = False
    effects: list[Effect] = field(default_factory=list)
    changes: list[VariableChange] = field(default_factory=list)
    removed_scopes: set[int] = field(default_factory=set)
    called: dict[int, "_Node"] = field(default_factory=dict)
    called_off: set[int] = field(default_factory=set)
    forms: dict[int, BoundForm] = field(default_factory=dict)
    without_form: set[int] = field(default_factory=set)

    @property
    def process(self) -> ExecutableProcess:
        """What the instance runs on."""
        return self.executable.process

    def outcome(self) -> Outcome:
        """Return all that happened to this instance."""
        if self.state is None:
            raise AssertionError("The engine has answered at least once.")
        effects = (effect for effect in self.effects if not self._is_void(effect))
        return Outcome(
            state=self.state,
            effects=tuple(effects),
            changes=tuple(self.changes),
            removed_scopes=frozenset(self.removed_scopes),
            is_completed=self.is_completed,
        )

    def error(self) -> PropagateError | None:
        """Return the BPMN error in which the instance ended, if it did."""
        errors = (effect for effect in self.effects if isinstance(effect, PropagateError))
        return next(errors, None)

    def variables(self) -> Mapping[str, Value]:
        """Return the variables of the instance's own scope."""
        return {} if self.state is None else self.state.scopes.get(INSTANCE_SCOPE, {})

    def absorb(self, outcome: Outcome) -> None:
        """Add what the engine answered."""
        self.state, self.is_completed = outcome.state, outcome.is_completed
        self.effects += outcome.effects
        self.changes += outcome.changes
        self.removed_scopes |= outcome.removed_scopes

    def _is_void(self, effect: Effect) -> bool:
        if isinstance(effect, CreateUserTask):
            return effect.visit in self.without_form
        return isinstance(effect, StartChild | CancelChild) and effect.visit in self.called_off


class _Tree:
    """An instance and those that it calls, run to their next rests."""

    def __init__(self, doing: Doing) -> None:
        self._doing = doing
        self._waiting: deque[tuple[_Node, StartChild]] = deque()
        self._started = 0
        self._visits = 0
        self._script_time = engine_contracts.new_script_time()

    def context_of(self, instance: Instance) -> engine_contracts.Context:
        """Return the context for an instance, with what is left of the command's budgets."""
        left = max(step.STEP_BUDGET - self._visits, 1)
        context = step.context_of(instance, now=self._doing.now, step_budget=left)
        return replace(context, script_time=self._script_time)

    def run(self, node: _Node, outcome: Outcome) -> None:
        """Take an outcome in, and run all that it calls."""
        self._absorb(node, outcome)
        while self._waiting:
            caller, call = self._waiting.popleft()
            if call.visit not in caller.called_off:
                self._answer(caller, call)

    def _absorb(self, node: _Node, outcome: Outcome) -> None:
        """Add what the engine answered, and hand results over to callers within the tree."""
        while True:
            node.absorb(outcome)
            self._note(node, outcome.effects)
            self._bind_forms(node, outcome.effects)
            caller, visit = node.caller, node.instance.calling_visit
            if not node.is_completed or caller is None or visit is None:
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

    def _note(self, node: _Node, effects: Iterable[Effect]) -> None:
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

    def _bind_forms(self, node: _Node, effects: Iterable[Effect]) -> None:
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

    def _is_waiting(self, node: _Node, visit: int) -> bool:
        return any(owner is node and call.visit == visit for owner, call in self._waiting)

    def _call_off(self, node: _Node) -> None:
        """Forget what an instance that is never written still wants to call."""
        node.called_off.update(call.visit for owner, call in self._waiting if owner is node)
        for called in node.called.values():
            self._call_off(called)

    def _advance(self, node: _Node, command: engine_contracts.VisitCommand) -> Outcome:
        if node.state is None:
            raise AssertionError("Only an instance that has run is told of another's end.")
        return engine.advance(node.process, node.state, command, self.context_of(node.instance))

    def _answer(self, caller: _Node, call: StartChild) -> None:
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
        instance = _called_instance(caller.instance, call, executable, self._doing)
        node = _Node(instance=instance, executable=executable, caller=caller)
        caller.called[call.visit] = node
        command = engine_contracts.StartProcess(variables=call.variables)
        self._absorb(node, engine.start(node.process, command, self.context_of(instance)))

    def _find(self, caller: _Node, call: StartChild) -> Executable:
        depth = caller.instance.call_depth + 1
        if depth > MAX_CALL_DEPTH:
            raise BpmError(
                f"The call of {call.definition_key!r} would be the {depth}th within another; do"
                " these processes call each other in a circle?"
            )
        key = call.business_key
        if key is not None and not 0 < len(key) <= MAX_BUSINESS_KEY_CHARACTERS:
            raise BpmError(
                f"The business key for {call.definition_key!r} has {len(key)} characters;"
                f" 1 to {MAX_BUSINESS_KEY_CHARACTERS} are possible."
            )
        check_limits(call.variables)
        return definitions.get_called_executable(
            call, caller_id=caller.executable.id, tenant_id=caller.instance.tenant_id
        )


def advance(
    locked: LockedInstance, command: engine_contracts.VisitCommand, doing: Doing
) -> CommandPlan:
    """Run a command through an instance that is locked, and through all that it calls.

    Raises:
        UnknownVisitError: Nothing at that visit waits for this command.
        ProcessInstanceEndedError: The instance has no state any more.
        NewerStateFormatError: A newer release wrote it.
        InvalidInputError: Variables became too many or too large.
    """
    executable = definitions.get_executable_by_id(locked.instance.definition_id)
    node = _Node(instance=locked.instance, executable=executable, before=locked)
    tree = _Tree(doing)
    state = step.engine_state_of(locked)
    tree.run(node, engine.advance(node.process, state, command, tree.context_of(locked.instance)))
    return _plan(node, doing)


def start(
    instance: Instance, executable: Executable, variables: Mapping[str, Value], doing: Doing
) -> CommandPlan:
    """Run a new instance, and all that it calls, to their first rests.

    Raises:
        InvalidInputError: Variables are too many or too large.
    """
    node = _Node(instance=instance, executable=executable)
    tree = _Tree(doing)
    command = engine_contracts.StartProcess(variables=variables)
    tree.run(node, engine.start(node.process, command, tree.context_of(instance)))
    return _plan(node, doing)


def begin_called(locked: LockedInstance, call: StartChild, doing: Doing) -> CommandPlan:
    """Start an instance for a call that an earlier command left to a job.

    Raises:
        ProcessInstanceEndedError: The caller has no state any more.
        NewerStateFormatError: A newer release wrote it.
        InvalidInputError: Variables became too many or too large.
    """
    executable = definitions.get_executable_by_id(locked.instance.definition_id)
    node = _Node(instance=locked.instance, executable=executable, before=locked)
    wish = Outcome(state=step.engine_state_of(locked), effects=(call,), changes=())
    _Tree(doing).run(node, wish)
    return _plan(node, doing)


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
    plan.cancelled.write()
    if plan.caller is not None:
        plan.caller.write()


def _called_instance(
    caller: Instance, call: StartChild, executable: Executable, doing: Doing
) -> Instance:
    return Instance(
        id=new_id(),
        tenant_id=caller.tenant_id,
        root_instance_id=caller.root_instance_id,
        parent_id=caller.id,
        definition_id=executable.id,
        definition_key=executable.key,
        business_key=call.business_key,
        started_at=doing.now,
        started_by=caller.started_by,
        calling_visit=call.visit,
        call_depth=caller.call_depth + 1,
    )


def _plan(node: _Node, doing: Doing) -> CommandPlan:
    main = _plan_one(node, doing)
    called = [(_plan_one(found, doing), found) for found in _all_called(node)]
    gone = main.rows.cancelled_children
    called_off = lock_called(node.instance.id, gone) if gone else Below()
    error = node.error()
    return CommandPlan(
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
            )
            if node.is_completed and node.instance.parent_id is not None
            else None
        ),
    )


def _plan_one(node: _Node, doing: Doing) -> StepPlan:
    called: dict[int, UUID] = {visit: found.instance.id for visit, found in node.called.items()}
    return step.plan(
        node.instance,
        node.outcome(),
        doing,
        before=node.before,
        called=called,
        forms=node.forms,
    )


def _all_called(node: _Node) -> Iterable[_Node]:
    """Yield every instance below, callers before those that they call."""
    for called in node.called.values():
        yield called
        yield from _all_called(called)
