"""The engine's functions over SpiffWorkflow."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from bpm.core.bpmn import (
    Document,
    ProcessInfo,
    declared_names,
    read_checked_model,
    read_document,
    read_process_info,
    read_starts,
)
from bpm.core.engine.contracts import (
    AddApprover,
    BeginActivity,
    Choices,
    Command,
    CompleteAdHoc,
    Context,
    EngineState,
    Expectation,
    Outcome,
    PastVisit,
    SendBack,
    SendBackTarget,
    ServiceCall,
    StartProcess,
    UserTaskVariables,
    VisitCommand,
    WriteUserTask,
    WriteVariables,
)
from bpm.core.engine.errors import UnknownVisitError
from bpm.core.engine.process import ExecutableProcess
from bpm.core.engine.scripts import check_script
from bpm.core.engine.spiff.changing import apply_change, find_approver_problem
from bpm.core.engine.spiff.choosing import apply_choice, choices_of, open_choices
from bpm.core.engine.spiff.commands import (
    apply_start,
    apply_to_visit,
    apply_write,
    find_waiting,
    order_looks,
)
from bpm.core.engine.spiff.graphs import chosen_in, find_graph
from bpm.core.engine.spiff.parser import EngineParser
from bpm.core.engine.spiff.pruning import prune
from bpm.core.engine.spiff.run import Run
from bpm.core.engine.spiff.sending_back import earlier_user_tasks, find_targets
from bpm.core.engine.spiff.specs.activities import EngineUserTask
from bpm.core.engine.spiff.specs.calls import EngineCallTask
from bpm.core.engine.spiff.specs.loops import EngineMultiInstance
from bpm.core.engine.spiff.state import decode_state, encode_state
from bpm.core.engine.spiff.task import OPEN, EngineTask, Wait
from bpm.core.errors import Problem
from bpm.core.values import Value

_NOBODY = Context(now=datetime(1970, 1, 1, tzinfo=UTC), process_instance_id="")


def compile_process(
    content: bytes, key: str, *, allow: frozenset[str] = frozenset()
) -> ExecutableProcess:
    """Check a model and compile one of its executable processes.

    Args:
        content: The BPMN file as it was uploaded.
        key: Id of the process.
        allow: As for ``check_model``.

    Raises:
        InvalidInputError: The model is refused, with all problems; or it holds no executable
            process of that id.
    """
    document, info = read_checked_model(content, key, allow=allow, check_script=check_script)
    return build_process(document, info)


def load_process(content: bytes, key: str) -> ExecutableProcess:
    """Compile one of the processes of a model that passed the check when it was deployed.

    It is not checked again, so that instances go on whatever later releases refuse.

    Args:
        content: The BPMN file as it was uploaded.
        key: Id of the process.

    Raises:
        InvalidInputError: The model cannot be read.
        KeyError: It holds no process of that id.
    """
    document = read_document(content)
    return build_process(document, read_process_info(document.process_node(key)))


def build_process(document: Document, info: ProcessInfo) -> ExecutableProcess:
    """Compile a process of a document that has been checked.

    Args:
        document: The normalised model; it is not kept.
        info: Which of its processes.
    """
    node = document.process_node(info.key)
    starts = read_starts(node, document.roots, declared_names(node))
    spec = EngineParser().parse_process(node, document.roots)
    spec.entries.update({start.id: start.entry for start in starts})
    spec.default_entry = info.start_event_id
    names = {activity.id: activity.name for activity in info.activities}
    return ExecutableProcess(
        key=info.key,
        name=info.name,
        info=info,
        activity_names=MappingProxyType(names),
        chosen_in=frozenset(chosen_in(spec)),
        starts=starts,
        spec=spec,
    )


def start(process: ExecutableProcess, command: StartProcess, context: Context) -> Outcome:
    """Begin an instance and run it to its first rest.

    A step that cannot run is held and told as ``RaiseIncident``; what was done before it stays.
    """
    run = Run(process.spec, context, {})
    apply_command(run, command)
    return _conclude(run)


def advance(
    process: ExecutableProcess,
    state: EngineState,
    command: VisitCommand | WriteVariables,
    context: Context,
) -> Outcome:
    """Apply a command to a saved instance and run it to its next rest.

    Raises:
        UnknownVisitError: Nothing at that visit waits for this command.
        UnreadableStateError: The state cannot be read.
    """
    run = decode_state(process.spec, state, context)
    apply_command(run, command)
    return _conclude(run)


def apply_command(run: Run, command: Command) -> None:
    """Do what a command says on a loaded instance, then run it to its next rest.

    Raises:
        UnknownVisitError: Nothing at that visit waits for this command.
    """
    match command:
        case StartProcess():
            apply_start(run, command)
        case WriteVariables():
            apply_write(run, command)
            if command.is_suspended:
                order_looks(run)
                return
        case BeginActivity() | CompleteAdHoc():
            apply_choice(run, command)
        case WriteUserTask() | SendBack() | AddApprover():
            apply_change(run, command)
        case _:
            apply_to_visit(run, command)
    run.go()


def describe_call(
    process: ExecutableProcess, state: EngineState, visit: int, context: Context
) -> ServiceCall:
    """Return the call that a visit waits for, with its parameters evaluated now.

    Raises:
        UnknownVisitError: The visit waits for no call.
        StepError: A parameter cannot be evaluated; trying again helps only when a variable has
            changed.
        UnreadableStateError: The state cannot be read.
    """
    task, spec = _find_call(decode_state(process.spec, state, context), visit)
    return spec.describe(task)


def read_user_task(process: ExecutableProcess, state: EngineState, visit: int) -> UserTaskVariables:
    """Return the variables that a person can use who works at a visit.

    Raises:
        UnknownVisitError: The visit waits for nobody.
        UnreadableStateError: The state cannot be read.
    """
    task = find_waiting(decode_state(process.spec, state, _NOBODY), visit, Wait.USER_TASK)
    io = task.task_spec.io
    inputs = () if io is None else io.inputs
    return UserTaskVariables(
        visible=task.scope.visible(), inputs=frozenset(mapping.name for mapping in inputs)
    )


def list_earlier_user_tasks(process: ExecutableProcess, activity_id: str) -> frozenset[str]:
    """Return the user tasks to which the model alone would allow to send one back."""
    return earlier_user_tasks(process.spec, activity_id)


def find_send_back_targets(
    process: ExecutableProcess, state: EngineState, visit: int, past: Sequence[PastVisit]
) -> tuple[SendBackTarget, ...]:
    """Return where the user task at a visit may be sent back to, and where not and why.

    Args:
        process: The definition.
        state: The saved instance.
        visit: The user task that waits.
        past: All visits of the instance.

    Returns:
        The last completed visit to each other user task, latest first.

    Raises:
        UnknownVisitError: The visit waits for nobody.
        UnreadableStateError: The state cannot be read.
    """
    run = decode_state(process.spec, state, _NOBODY)
    return find_targets(find_waiting(run, visit, Wait.USER_TASK), past, process.activity_names)


def takes_approvers(process: ExecutableProcess, activity_id: str) -> bool:
    """Return whether an activity is a user task that several people do, each for himself."""
    graph = find_graph(process.spec, activity_id)
    spec = None if graph is None else graph.task_specs[activity_id]
    if not isinstance(spec, EngineMultiInstance) or not spec.takes_approvers:
        return False
    return isinstance(spec.inner, EngineUserTask)


def check_add_approver(
    process: ExecutableProcess, state: EngineState, visit: int, username: str
) -> Problem | None:
    """Return what forbids to add an approver beside a visit; None where nothing does.

    Raises:
        UnknownVisitError: The visit waits for nobody.
        UnreadableStateError: The state cannot be read.
    """
    run = decode_state(process.spec, state, _NOBODY)
    return find_approver_problem(find_waiting(run, visit, Wait.USER_TASK), username)


def find_choices(process: ExecutableProcess, state: EngineState) -> tuple[Choices, ...]:
    """Return what people may do with each open ad-hoc sub-process, in order of the visits.

    Raises:
        UnreadableStateError: The state cannot be read.
    """
    run = decode_state(process.spec, state, _NOBODY)
    return tuple(choices_of(task) for task in open_choices(run))


def map_failure(
    process: ExecutableProcess,
    state: EngineState,
    visit: int,
    error: Mapping[str, Value],
    context: Context,
) -> str | None:
    """Return the code of the BPMN error that a failed call stands for in the model, or None.

    Args:
        process: The definition.
        state: The saved instance.
        visit: What waits for the call.
        error: What is known of the failure: ``code``, ``message``, ``status``, ``body``.
        context: As for ``advance``.

    Raises:
        UnknownVisitError: The visit waits for no call.
        StepError: A mapping is neither true nor false.
        UnreadableStateError: The state cannot be read.
    """
    task, spec = _find_call(decode_state(process.spec, state, context), visit)
    return spec.map_failure(task, error)


def _find_call(run: Run, visit: int) -> tuple[EngineTask, EngineCallTask]:
    task = find_waiting(run, visit, Wait.CALL)
    if not isinstance(task.task_spec, EngineCallTask):
        raise UnknownVisitError(f"Visit {visit} does not wait for a call.")
    return task, task.task_spec


def inspect(process: ExecutableProcess, state: EngineState) -> tuple[Expectation, ...]:
    """Return what must exist outside for each open visit, in order of the visits.

    Raises:
        UnreadableStateError: The state cannot be read.
    """
    run = decode_state(process.spec, state, _NOBODY)
    found = {id_: task for tree in run.workflows.values() for id_, task in tree.tasks.items()}
    tasks = [task for _, task in sorted(found.items())]
    expected = [
        _expectation(task, task.id, _expected_outside(task)) for task in tasks if _is_expected(task)
    ]
    # A scope that is kept for compensation goes by the visit that it was made for.
    kept = [_expectation(task, task.scope.id, "nothing") for task in tasks if _keeps_scope(task)]
    return (*expected, *kept)


def _expectation(task: EngineTask, visit: int, waits_for: str) -> Expectation:
    return Expectation(
        visit=visit,
        activity_id=task.task_spec.activity_id,
        activity_type=task.task_spec.activity_type,
        waits_for=waits_for,
        scope=task.scope.id,
    )


def _is_expected(task: EngineTask) -> bool:
    # What waits at a join is not seen outside, unless it is reported as stuck.
    return task.has_state(OPEN) or task.wait is not None or task.is_held


def _keeps_scope(task: EngineTask) -> bool:
    return task.task_spec.is_record and task.scope is not task.workflow.scope


_OUTSIDE: Final[Mapping[Wait, str]] = MappingProxyType(
    {
        Wait.USER_TASK: "user_task",
        Wait.JOB_BEFORE: "job",
        Wait.JOB_AFTER: "job",
        Wait.CALL: "job",
        Wait.TIMER: "job",
        Wait.MESSAGE: "subscription",
        Wait.SIGNAL: "subscription",
        Wait.CHILD: "child",
        Wait.CONDITION: "nothing",
        Wait.CHOICE: "choice",
        Wait.LOOK: "job",
        Wait.AGAIN: "nothing",
    }
)
"""What has to exist for a visit that waits."""


def _expected_outside(task: EngineTask) -> str:
    if task.is_held:
        return "incident"
    if task.is_due or task.wait is None:
        return "nothing"
    return _OUTSIDE[task.wait]


def _conclude(run: Run) -> Outcome:
    outcome = Outcome(
        state=encode_state(run),
        effects=prune(run.effects),
        changes=run.scopes.changes(),
        removed_scopes=run.scopes.removed,
        is_completed=run.is_completed,
    )
    run.take_apart()
    return outcome
