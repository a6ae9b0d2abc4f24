"""What people see of the form of a user task or a start, and of the diagram that a task is in."""

from collections.abc import Mapping
from uuid import UUID

from bpm.core import engine
from bpm.core.engine.contracts import UserTaskVariables
from bpm.core.engine.errors import UnknownVisitError
from bpm.core.values import Value, encode_variables
from bpm.definitions import queries as definitions
from bpm.identity.contracts import Actor
from bpm.runtime import reading
from bpm.runtime.queries.instances import read_variables
from bpm.user_tasks import queries as user_tasks
from bpm.user_tasks.contracts import TaskFormView, UserTaskRow


def get_task_form(user_task_id: UUID, *, actor: Actor) -> TaskFormView:
    """Return what a person fills in for a user task.

    With a form, only the variables that the form uses, and those that the task's own mapping
    gives it; without one, all of the instance's.

    Raises:
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
    """
    task = user_tasks.get_user_task_row(user_task_id, actor=actor)
    if task.form_id is None:
        found = read_variables(task.process_instance_id)
        return TaskFormView(
            form=None, variables=found.variables, variable_types=found.variable_types
        )
    bound = definitions.get_form_by_id(task.form_id)
    read = _read_task(task)
    shown: Mapping[str, Value] = {
        name: value
        for name, value in read.visible.items()
        if name in bound.form.names or name in read.inputs
    }
    variables, types = encode_variables(shown)
    return TaskFormView(
        form=definitions.show_form(bound), variables=variables, variable_types=types
    )


def get_task_diagram(user_task_id: UUID, *, actor: Actor) -> bytes:
    """Return the diagram that a user task is in, for all who may read the task.

    It is BPMN with elements, names and flows; what the elements do is left out, because the whole
    model has a permission of its own.

    Raises:
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
    """
    task = user_tasks.get_user_task_row(user_task_id, actor=actor)
    return definitions.get_diagram(task.definition_id)


def get_start_form(
    definition_id: UUID, *, start_at: str | None = None, actor: Actor
) -> TaskFormView:
    """Return what a person fills in to start a process.

    Args:
        definition_id: Which version.
        start_at: At which start event; None for the one of a start that names none.
        actor: Who asks.

    Raises:
        ProcessDefinitionNotFoundError: There is none that the actor may see.
        FormNotFoundError: The form that it names is not there any more.
    """
    definitions.get_definition(actor, definition_id)
    executable = definitions.get_executable_by_id(definition_id)
    bound = definitions.find_start_form(executable, start_at)
    form = None if bound is None else definitions.show_form(bound)
    return TaskFormView(form=form, variables={}, variable_types={})


def _read_task(task: UserTaskRow) -> UserTaskVariables:
    """Return the variables of a task; once it is closed, those that are left."""
    process = definitions.get_executable_by_id(task.definition_id).process
    try:
        state = reading.read_engine_state(task.process_instance_id)
        return engine.read_user_task(process, state, task.visit)
    except (KeyError, UnknownVisitError):
        texts = reading.read_own_scope(task.process_instance_id)
        own = reading.read_scope(task.process_instance_id, texts).values
        return UserTaskVariables(visible=own, inputs=frozenset())
