"""Who may read a file: who brought it, and who may see where it is used."""

from uuid import UUID

from bpm.core.values import FileReference, JsonObject, Value, decode_variables
from bpm.files import queries as files
from bpm.files.contracts import FileContent, FileDetails, FileRow
from bpm.files.errors import NoPreviewError, StoredFileNotFoundError
from bpm.files.storage import get_storage
from bpm.identity.contracts import Actor
from bpm.runtime.errors import ProcessInstanceNotFoundError
from bpm.runtime.queries.forms import get_task_form
from bpm.runtime.queries.instances import get_header, read_variables, reads_variables
from bpm.user_tasks import files as task_files, queries as user_tasks


def get_file(file_id: UUID, *, actor: Actor) -> FileDetails:
    """Return a file that the actor may read, without its bytes.

    Raises:
        StoredFileNotFoundError: There is none, or it is not the actor's to read.
    """
    return files.details_of(_get_row(file_id, actor))


def open_file(file_id: UUID, *, actor: Actor, for_preview: bool = False) -> FileContent:
    """Return a file that the actor may read, with its bytes.

    Args:
        file_id: Which one.
        actor: Who reads.
        for_preview: Whether it is to be shown in a page, not kept.

    Raises:
        StoredFileNotFoundError: There is none, or it is not the actor's to read.
        FileNotScannedError: It is not known to be clean yet.
        FileInfectedError: A virus was found in it.
        NoPreviewError: Files of this type are not shown.
        StorageAwayError: Its bytes cannot be read now.
    """
    file = _get_row(file_id, actor)
    files.require_readable(file)
    if for_preview and not files.details_of(file).can_preview:
        raise NoPreviewError(f"{file.name} is of the type {file.media_type}; download it.")
    return FileContent(file=file, chunks=get_storage().read(file.storage_key))


def can_read(file: FileRow, *, actor: Actor) -> bool:
    """Return whether the actor may read a file.

    Those who read an instance's history read all that it ever held; an assignee reads what its
    variables hold now, a candidate what the form of the task shows, and whoever reads a user task
    what is attached to it.
    """
    if file.tenant_id != actor.tenant_id:
        return False
    if files.is_uploader(file, actor=actor) or task_files.reads_attached(file.id, actor=actor):
        return True
    return any(_reads_in(instance, file.id, actor) for instance in files.list_holders(file.id))


def _get_row(file_id: UUID, actor: Actor) -> FileRow:
    file = files.get_file_row(file_id, actor=actor)
    if not can_read(file, actor=actor):
        raise StoredFileNotFoundError(f"There is no file {file_id} for you.")
    return file


def _reads_in(process_instance_id: UUID, file_id: UUID, actor: Actor) -> bool:
    try:
        header = get_header(process_instance_id, actor=actor)
    except ProcessInstanceNotFoundError:
        return False
    if header.reads_all or header.started_by == actor.username:
        return True
    if reads_variables(header, actor=actor):
        found = read_variables(header)
        if _holds(found.variables, found.variable_types, file_id):
            return True
    tasks = user_tasks.list_user_tasks_of_instance(process_instance_id, actor=actor)
    forms = (get_task_form(task.id, actor=actor) for task in tasks if task.form_id is not None)
    return any(_holds(form.variables, form.variable_types, file_id) for form in forms)


def _holds(variables: JsonObject, types: dict[str, str], file_id: UUID) -> bool:
    values = decode_variables(variables, types)
    return any(_refers(value, file_id) for value in values.values())


def _refers(value: Value, file_id: UUID) -> bool:
    match value:
        case FileReference():
            return value.id == file_id
        case list():
            return any(_refers(item, file_id) for item in value)
        case dict():
            return any(_refers(item, file_id) for item in value.values())
        case _:
            return False
