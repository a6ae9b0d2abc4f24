"""The saved form of a task tree: by reference to the definition, without variables."""

from collections.abc import Sequence

import msgspec
import zstandard
from SpiffWorkflow.util.task import TaskState

from bpm.core.engine.contracts import INSTANCE_SCOPE, Context, EngineState
from bpm.core.engine.errors import UnreadableStateError
from bpm.core.engine.spiff.run import Run
from bpm.core.engine.spiff.specs.process import EngineProcessSpec
from bpm.core.engine.spiff.task import EngineTask

STATE_FORMAT = 1
"""The layout that this release writes: ``[format, next id, workflows, scopes]``.

A workflow is ``[owner, spec name, scope, tasks]``; a task is ``[id, spec name, state, parent,
scope, internal, via, is held, is due]`` with trailing defaults dropped, sorted by id; a scope is
``[id, parent, keeps new]``. Elements go by their id, because the parser's order may change.
"""

COMPRESS_ABOVE_BYTES = 4096
MAX_STATE_BYTES = 256 * 1024 * 1024

_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_DEFAULTS: tuple[object, ...] = (None, None, None, 0, INSTANCE_SCOPE, {}, None, False, False)

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder()


def encode_state(run: Run) -> EngineState:
    """Return what has to be kept until the next command."""
    workflow = run.workflow
    rows = [_encode_task(workflow.tasks[id_]) for id_ in sorted(workflow.tasks) if id_]
    workflows = [[0, workflow.spec.name, workflow.scope.id, rows]]
    scopes = [
        [scope.id, scope.parent.id if scope.parent else 0, scope.keeps_new]
        for id_, scope in sorted(run.scopes.scopes.items())
        if id_ != INSTANCE_SCOPE
    ]
    tokens = _encoder.encode([STATE_FORMAT, run.next_id, workflows, scopes])
    if len(tokens) > COMPRESS_ABOVE_BYTES:
        tokens = zstandard.compress(tokens)
    variables = {id_: scope.values for id_, scope in run.scopes.scopes.items()}
    return EngineState(tokens=tokens, state_format=STATE_FORMAT, scopes=variables)


def decode_state(spec: EngineProcessSpec, state: EngineState, context: Context) -> Run:
    """Return a run whose tree is as it was saved, with all that is ready in its queue.

    Raises:
        UnreadableStateError: The bytes are damaged, of another format, or name an element that
            the definition does not have.
    """
    if state.state_format != STATE_FORMAT:
        raise UnreadableStateError(f"Format {state.state_format} of the state is not known.")
    try:
        _, next_id, workflows, _scopes = _decoder.decode(_decompress(state.tokens))
        run = Run(spec, context, dict(state.scopes.get(INSTANCE_SCOPE, {})), next_id)
        for _owner, _name, _scope, rows in workflows:
            for row in rows:
                _decode_task(run, row)
    except (msgspec.MsgspecError, zstandard.ZstdError, ValueError, TypeError, KeyError) as error:
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
    while row[-1] == _DEFAULTS[len(row) - 1]:
        row.pop()
    return row


def _decode_task(run: Run, row: Sequence[object]) -> None:
    id_, name, state, parent, scope, internal, via, is_held, is_due = (
        *row,
        *_DEFAULTS[len(row) :],
    )
    workflow = run.workflow
    task = EngineTask(
        workflow, workflow.spec.task_specs[name], workflow.tasks[parent], TaskState.FUTURE, id_
    )
    task.scope = run.scopes.scopes[scope]
    task.internal_data = dict(internal)
    task.via, task.is_held, task.is_due = via, is_held, is_due
    task.restore(state)
