"""The saved form of a task tree: by reference to the definition, without variables."""

import msgspec
import zstandard
from SpiffWorkflow.util.task import TaskState

from bpm.core.engine.contracts import INSTANCE_SCOPE, Context, EngineState
from bpm.core.engine.errors import UnreadableStateError
from bpm.core.engine.spiff.run import Run
from bpm.core.engine.spiff.specs.compensation import EngineRecord
from bpm.core.engine.spiff.specs.containers import EngineSubProcess
from bpm.core.engine.spiff.specs.process import EngineProcessSpec
from bpm.core.engine.spiff.task import EngineTask
from bpm.core.engine.spiff.workflow import EngineTree

STATE_FORMAT = 1
"""The layout that this release writes: ``[format, next id, workflows, scopes]``.

A workflow is ``[owner, spec name, scope, tasks]``, first that of the process, then those inside
visits to sub-processes, which own them; a task is ``[id, spec name, state, parent,
scope, internal, via, is held, is due]`` with trailing defaults dropped, sorted by id; a scope is
``[id, parent, keeps new]``. Elements go by their id, because the parser's order may change.
"""

COMPRESS_ABOVE_BYTES = 4096
MAX_STATE_BYTES = 256 * 1024 * 1024

_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"


class _Row(msgspec.Struct, array_like=True):
    id: int
    name: str
    state: int
    parent: int = 0
    scope: int = INSTANCE_SCOPE
    internal: dict[str, str | int | bool | list[str] | None] = {}
    via: str | None = None
    is_held: bool = False
    is_due: bool = False


class _Workflow(msgspec.Struct, array_like=True):
    owner: int
    name: str
    scope: int
    rows: list[_Row]


class _Scope(msgspec.Struct, array_like=True):
    id: int
    parent: int
    keeps_new: bool


class _State(msgspec.Struct, array_like=True):
    state_format: int
    next_id: int
    workflows: list[_Workflow]
    scopes: list[_Scope]


_DEFAULTS = msgspec.structs.astuple(_Row(0, "", 0))
_FIXED_FIELDS = 3

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_State)


def encode_state(run: Run) -> EngineState:
    """Return what has to be kept until the next command."""
    workflows = [_encode_workflow(owner, tree) for owner, tree in _in_order(run)]
    scopes = [
        [scope.id, scope.parent.id if scope.parent else 0, scope.keeps_new]
        for id_, scope in sorted(run.scopes.scopes.items())
        if id_ != INSTANCE_SCOPE
    ]
    tokens = _encoder.encode([STATE_FORMAT, run.next_id, workflows, scopes])
    if len(tokens) > COMPRESS_ABOVE_BYTES:
        tokens = zstandard.compress(tokens)
    variables = {id_: scope.values for id_, scope in sorted(run.scopes.scopes.items())}
    return EngineState(tokens=tokens, state_format=STATE_FORMAT, scopes=variables)


def _in_order(run: Run) -> list[tuple[int, EngineTree]]:
    """Return the trees, each behind the one in which its owner stands.

    Visits begin from the outside in; only what a record keeps may have begun before its owner.
    """
    found = sorted(run.workflows.items())
    if any(tree.owner is not None and tree.owner.task_spec.is_record for _, tree in found):
        found.sort(key=lambda pair: (_depth(pair[1]), pair[0]))
    return found


def _depth(tree: EngineTree) -> int:
    depth = 0
    while tree.owner is not None:
        depth, tree = depth + 1, tree.owner.workflow
    return depth


def _encode_workflow(owner: int, tree: EngineTree) -> list[object]:
    rows = [_encode_task(tree.tasks[id_]) for id_ in sorted(tree.tasks) if id_]
    return [owner, tree.spec.name, tree.scope.id, rows]


def decode_state(spec: EngineProcessSpec, state: EngineState, context: Context) -> Run:
    """Return a run whose tree is as it was saved, with all that is ready in its queue.

    Raises:
        UnreadableStateError: The bytes are damaged, of another format, or name an element that
            the definition does not have.
    """
    if state.state_format != STATE_FORMAT:
        raise UnreadableStateError(f"Format {state.state_format} of the state is not known.")
    try:
        saved = _decoder.decode(_decompress(state.tokens))
        run = Run(spec, context, dict(state.scopes.get(INSTANCE_SCOPE, {})), saved.next_id)
        for scope in saved.scopes:
            values = state.scopes.get(scope.id, {})
            run.scopes.restore(scope.id, scope.parent, values, keeps_new=scope.keeps_new)
        for workflow in saved.workflows:
            tree = _find_tree(run, workflow.owner)
            for row in workflow.rows:
                _plant_task(tree, row)
    except (msgspec.MsgspecError, zstandard.ZstdError, KeyError) as error:
        raise UnreadableStateError(f"The engine state is damaged: {error}") from error
    return run


def _decompress(tokens: bytes) -> bytes:
    if not tokens.startswith(_ZSTD_MAGIC):
        return tokens
    return zstandard.ZstdDecompressor().decompress(tokens, max_output_size=MAX_STATE_BYTES)


def _encode_task(task: EngineTask) -> list[object]:
    parent = task.parent
    row: list[object] = [
        task.id,
        task.task_spec.name,
        task.state,
        0 if parent is None else parent.id,
        task.scope.id,
        task.internal_data,
        task.via,
        task.is_held,
        task.is_due,
    ]
    while len(row) > _FIXED_FIELDS and row[-1] == _DEFAULTS[len(row) - 1]:
        row.pop()
    return row


def _find_tree(run: Run, owner: int) -> EngineTree:
    if not owner:
        return run.workflow
    task = run.find(owner)
    spec = None if task is None else task.task_spec
    inside = spec.inside if isinstance(spec, EngineSubProcess | EngineRecord) else None
    if task is None or inside is None:
        raise KeyError(owner)
    return run.open_inside(task, inside)


def _plant_task(workflow: EngineTree, row: _Row) -> None:
    run = workflow.run
    spec = workflow.spec.task_specs[row.name]
    task = EngineTask(workflow, spec, workflow.tasks[row.parent], TaskState.FUTURE, row.id)
    task.scope = run.scopes.scopes[row.scope]
    task.internal_data = dict(row.internal)
    task.via, task.is_held, task.is_due = row.via, row.is_held, row.is_due
    task.restore(row.state)
