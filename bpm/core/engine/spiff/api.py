"""The engine's functions over SpiffWorkflow."""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import assert_never

from SpiffWorkflow.util.task import TaskState

from bpm.core.bpmn import Document, ProcessInfo, read_checked_model
from bpm.core.engine.contracts import (
    Command,
    CompleteUserTask,
    Context,
    ContinueAsync,
    EngineState,
    Expectation,
    Outcome,
    ResolveIncident,
    RetryStep,
    StartProcess,
    WriteVariables,
)
from bpm.core.engine.errors import UnknownVisitError
from bpm.core.engine.process import ExecutableProcess
from bpm.core.engine.spiff.parser import EngineParser
from bpm.core.engine.spiff.run import Run
from bpm.core.engine.spiff.state import decode_state, encode_state
from bpm.core.engine.spiff.task import OPEN, EngineTask, Wait
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
    document, info = read_checked_model(content, key, allow=allow)
    return build_process(document, info)


def build_process(document: Document, info: ProcessInfo) -> ExecutableProcess:
    """Compile a process of a document that has been checked.

    Args:
        document: The normalised model; it is not kept.
        info: Which of its processes.
    """
    spec = EngineParser().parse_process(document.process_node(info.key))
    names = {activity.id: activity.name for activity in info.activities}
    return ExecutableProcess(
        key=info.key,
        name=info.name,
        info=info,
        activity_names=MappingProxyType(names),
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
    command: CompleteUserTask | ContinueAsync | RetryStep | WriteVariables,
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
            _write(run, command.variables)
            run.plant_token()
        case CompleteUserTask():
            task = _find_waiting(run, command.visit, Wait.USER_TASK)
            _write(run, command.variables, task)
            _resume(run, task)
        case ContinueAsync():
            _resume(run, _find_waiting(run, command.visit, Wait.JOB_BEFORE, Wait.JOB_AFTER))
        case RetryStep():
            _retry(run, _find(run, command.visit))
        case WriteVariables():
            _write_in_scope(run, command)
            return
        case _:
            assert_never(command)
    run.go()


def inspect(process: ExecutableProcess, state: EngineState) -> tuple[Expectation, ...]:
    """Return what must exist outside for each open visit, in order of the visits.

    Raises:
        UnreadableStateError: The state cannot be read.
    """
    run = decode_state(process.spec, state, _NOBODY)
    found = {id_: task for tree in run.workflows.values() for id_, task in tree.tasks.items()}
    tasks = (task for _, task in sorted(found.items()) if task.has_state(OPEN))
    return tuple(
        Expectation(
            visit=task.id,
            activity_id=task.task_spec.activity_id,
            activity_type=task.task_spec.activity_type,
            waits_for=_expected_outside(task),
            scope=task.scope.id,
        )
        for task in tasks
    )


def _expected_outside(task: EngineTask) -> str:
    if task.is_held:
        return "incident"
    if task.is_due or task.wait is None:
        return "nothing"
    return "user_task" if task.wait is Wait.USER_TASK else "job"


def _write(run: Run, variables: Mapping[str, Value], task: EngineTask | None = None) -> None:
    scope = run.scopes.instance if task is None else task.scope
    for name, value in variables.items():
        run.scopes.write(scope, name, value)


def _write_in_scope(run: Run, command: WriteVariables) -> None:
    scope = run.scopes.scopes.get(command.scope)
    if scope is None:
        raise UnknownVisitError(f"Visit {command.scope} has no variables of its own.")
    for name, value in command.variables.items():
        run.scopes.write(scope, name, value)


def _find(run: Run, visit: int) -> EngineTask:
    task = run.find(visit)
    if task is None:
        raise UnknownVisitError(f"Visit {visit} is over or has never been.")
    return task


def _find_waiting(run: Run, visit: int, *waits: Wait) -> EngineTask:
    task = _find(run, visit)
    if task.wait not in waits or task.is_due or task.is_held:
        raise UnknownVisitError(f"Visit {visit} does not wait for this.")
    return task


def _resume(run: Run, task: EngineTask) -> None:
    task.set_due(is_due=True)
    run.queue.append(task)


def _retry(run: Run, task: EngineTask) -> None:
    if not task.is_held:
        raise UnknownVisitError(f"No incident holds visit {task.id}.")
    task.set_held(is_held=False)
    run.effects.append(ResolveIncident(visit=task.id))
    if task.state == TaskState.READY or task.is_due:
        run.queue.append(task)


def _conclude(run: Run) -> Outcome:
    return Outcome(
        state=encode_state(run),
        effects=tuple(run.effects),
        changes=run.scopes.changes(),
        removed_scopes=run.scopes.removed,
        is_completed=run.is_completed,
    )
