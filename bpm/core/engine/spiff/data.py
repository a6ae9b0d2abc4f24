"""Data associations at run time: values go into an activity or event and out of it.

Source: BPMN 2.0.2 §10.4.2 (Execution Semantics for DataAssociation) and §13.3.2.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bpm.core.bpmn.data import DataMapping, DataSettings
from bpm.core.engine.errors import StepError
from bpm.core.engine.spiff.evaluation import evaluate
from bpm.core.values import Value

if TYPE_CHECKING:
    from bpm.core.engine.spiff.scopes import Scope
    from bpm.core.engine.spiff.task import EngineTask


def take_in(task: "EngineTask", data: DataSettings, *, is_strict: bool) -> None:
    """Make the variables of a node's own and fill its data inputs.

    Args:
        task: The visit that begins.
        data: What flows.
        is_strict: Whether one of the input sets must be complete, as for activities.

    Raises:
        StepError: An expression cannot be evaluated, or no input set is complete. The visit is
            then held in front of the node; BPMN has it wait until the data is there.
    """
    values: dict[str, Value] = {}
    for mapping in data.inputs:
        _apply(task, mapping, values)
    if not task.has_own_scope:
        task.open_scope(keeps_new=False)
    scopes = task.workflow.run.scopes
    for name in data.locals:
        if name in data.parameters or name not in task.scope.values:
            # What an event brings may stand around it already.
            default = None if is_strict else _look_up(task, name)
            scopes.declare(task.scope, name, values.get(name, default))
    if is_strict:
        _check(task, data.input_sets, "input")


def bring(
    task: "EngineTask", data: DataSettings | None, variables: Mapping[str, Value]
) -> Mapping[str, Value]:
    """Make locals of what an event brings for its own data outputs; return the rest."""
    own = {name: variables[name] for name in (data.locals if data else ()) if name in variables}
    if own and not task.has_own_scope:
        task.open_scope(keeps_new=False)
    for name, value in own.items():
        task.workflow.run.scopes.declare(task.scope, name, value)
    return {name: value for name, value in variables.items() if name not in own}


def give_out(task: "EngineTask", data: DataSettings, *, is_strict: bool) -> None:
    """Put the data outputs of a node where its associations say.

    Args:
        task: The visit whose work is done.
        data: What flows.
        is_strict: Whether one of the output sets must be complete, as for activities.

    Raises:
        StepError: An expression cannot be evaluated, or no output set is complete.
    """
    if is_strict:
        _check(task, data.output_sets, "output")
    for mapping in data.outputs:
        home = _home_of(task, mapping.target)
        values = {mapping.target: home.values.get(mapping.target)}
        if _apply(task, mapping, values):
            task.workflow.run.scopes.declare(home, mapping.target, values[mapping.target])


def _apply(task: "EngineTask", mapping: DataMapping, values: dict[str, Value]) -> bool:
    """Change a target among ``values``; return False where a source has no value yet."""
    sources = [_look_up(task, name) for name in mapping.sources]
    if None in sources:
        return False
    what = f"value for {mapping.target!r}"
    expression = mapping.expression
    value = sources[0] if expression is None else evaluate(task, expression, what)
    old = values.get(mapping.target)
    values[mapping.target] = _put(task, old, mapping, mapping.path, value)
    return True


def _put(
    task: "EngineTask", old: Value, mapping: DataMapping, path: Sequence[str], value: Value
) -> Value:
    if not path:
        return value
    if old is not None and not isinstance(old, dict):
        place = ".".join((mapping.target, *mapping.path))
        raise StepError(
            f"The data association of {task.task_spec.activity_id!r} writes to {place!r}, but "
            f"{mapping.target!r} is no context."
        )
    members = dict(old or {})
    members[path[0]] = _put(task, members.get(path[0]), mapping, path[1:], value)
    return members


def _look_up(task: "EngineTask", name: str) -> Value:
    try:
        return task.scope.lookup(name)
    except KeyError:
        return None


def _home_of(task: "EngineTask", name: str) -> "Scope":
    """Return the scope around a visit that holds a variable, else the instance's."""
    scope = task.outer_scope
    while name not in scope.values and scope.parent is not None:
        scope = scope.parent
    return scope


def _check(task: "EngineTask", sets: Sequence[Sequence[str]], kind: str) -> None:
    missing = [[name for name in names if task.scope.values.get(name) is None] for names in sets]
    if missing and all(missing):
        listed = ", ".join(repr(name) for name in missing[0])
        raise StepError(
            f"The data {kind} {listed} of {task.task_spec.activity_id!r} has no value, and no "
            f"other {kind} set is complete."
        )
