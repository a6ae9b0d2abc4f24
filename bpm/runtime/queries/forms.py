"""What people see of the form of a user task or a start, and of the diagram that a task is in."""

from uuid import UUID

from bpm.core import engine
from bpm.core.engine.contracts import UserTaskVariables
from bpm.core.engine.errors import UnknownVisitError
from bpm.core.forms import field_names
from bpm.definitions import queries as definitions
from bpm.identity.contracts import Actor
from bpm.runtime import reading
from bpm.runtime.masking import secrets_of, show_variables
from bpm.runtime.queries.instances import read_own_values
from bpm.user_tasks import access, queries as user_tasks
from bpm.user_tasks.contracts import TaskFormView, UserTaskRow


def get_task_form(user_task_id: UUID, *, actor: Actor) -> TaskFormView:
    """Return what a person fills in for a user task.

    With a form, only the variables that the form uses, and those that the task's own mapping
    gives it; without one, all of the instance's. A secret one is masked, unless the form has a
    field for it and the person may work on the task: there the author of the form has decided so.

    Raises:
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
    """
    task = user_tasks.get_user_task_row(user_task_id, actor=actor)
    secrets = secrets_of(task.definition_id)
    if task.form_id is None:
        own = show_variables(read_own_values(task.process_instance_id), secrets)
        return TaskFormView(
            form=None,
            variables=own.variables,
            variable_types=own.variable_types,
            secret_variables=own.secret_variables,
        )
    bound = definitions.get_form_by_id(task.form_id)
    read = _read_task(task)
    if access.is_possible(lambda: access.require_fillable(actor, task)):
        secrets -= field_names(bound.form)
    used = {
        name: value
        for name, value in read.visible.items()
        if name in bound.form.names or name in read.inputs
    }
    shown = show_variables(used, secrets)
    return TaskFormView(
        form=definitions.show_form(bound),
        variables=shown.variables,
        variable_types=shown.variable_types,
        secret_variables=shown.secret_variables,
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
        own = read_own_values(task.process_instance_id)
        return UserTaskVariables(visible=own, inputs=frozenset())
