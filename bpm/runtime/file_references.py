"""Files that variables refer to: who may refer to which, and which instance holds them."""

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from bpm.core.errors import Problem
from bpm.core.values import FileReference, Value
from bpm.core.values.json_faults import escape_pointer
from bpm.definitions import queries as definitions
from bpm.files import queries as files
from bpm.files.contracts import FileRow, FileState
from bpm.files.errors import InvalidFileReferenceError
from bpm.identity.contracts import Actor
from bpm.runtime.queries import files as file_queries


def check_files(
    variables: Mapping[str, Value], *, actor: Actor, form_id: UUID | None = None
) -> None:
    """Refuse references to files that the actor may not read, or that say something else.

    The files stay until the transaction ends, whatever sweeps meanwhile.

    Args:
        variables: As they are to be written.
        actor: Who writes them.
        form_id: The form that they were entered into; its labels name what is refused.

    Raises:
        InvalidFileReferenceError: Some cannot be referred to; each is named.
    """
    found = list(_find_files(variables, "/variables"))
    if not found:
        return
    rows = files.find_files((file.id for _, file in found), actor=actor, is_kept=True)
    readable = {id_: file_queries.can_read(row, actor=actor) for id_, row in rows.items()}
    problems = []
    for pointer, reference in found:
        row = rows.get(reference.id)
        fault = _fault_of(
            reference, row if readable.get(reference.id) else None, _name_of(pointer, form_id)
        )
        if fault is not None:
            code, detail = fault
            problems.append(Problem(code=code, detail=detail, pointer=pointer))
    if problems:
        raise InvalidFileReferenceError(problems[0].detail, problems=problems)


def file_ids_in(values: Iterable[Value]) -> frozenset[UUID]:
    """Return the files that values refer to, however deep."""
    return frozenset(file.id for value in values for _, file in _walk(value, ""))


def _find_files(variables: Mapping[str, Value], prefix: str) -> Iterator[tuple[str, FileReference]]:
    for name, value in variables.items():
        yield from _walk(value, f"{prefix}/{escape_pointer(name)}")


def _walk(value: Value, pointer: str) -> Iterator[tuple[str, FileReference]]:
    match value:
        case FileReference():
            yield pointer, value
        case list():
            for index, item in enumerate(value):
                if isinstance(item, FileReference | list | dict):
                    yield from _walk(item, f"{pointer}/{index}")
        case dict():
            for name, item in value.items():
                if isinstance(item, FileReference | list | dict):
                    yield from _walk(item, f"{pointer}/{escape_pointer(name)}")


def _name_of(pointer: str, form_id: UUID | None) -> str:
    """Return the label of a field, or the name of the variable."""
    name, *steps = pointer.removeprefix("/variables/").split("/")
    key = name + "".join("[]" if step.isdecimal() else f".{step}" for step in steps)
    return definitions.list_field_labels(form_id).get(key.removesuffix("[]"), name)


def _fault_of(reference: FileReference, row: FileRow | None, field: str) -> tuple[str, str] | None:
    if row is None:
        # One answer for what was never there, what is gone and what is somebody else's.
        detail = f"{field}: there is no file {reference.name!r} for you; upload it again."
        return "unknown_file", detail
    if row.state is FileState.INFECTED:
        detail = f"{field}: a virus was found in {row.name!r}; it is not there any more."
        return "file_infected", detail
    said = (reference.name, reference.media_type, reference.size, reference.sha256)
    if said != (row.name, row.media_type, row.size, row.sha256):
        detail = f"{field}: the reference to {row.name!r} differs from the file; send it whole."
        return "file_mismatch", detail
    return None
