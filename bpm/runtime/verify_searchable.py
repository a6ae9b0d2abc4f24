"""Holds the rows of searchable variables against the variables that they must follow from."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from bpm.definitions import queries as definitions
from bpm.definitions.errors import ProcessDefinitionNotFoundError
from bpm.runtime import reading
from bpm.runtime.contracts import Finding
from bpm.runtime.models import ProcessInstance, SearchableVariable
from bpm.runtime.searchable import SearchableValue, searchable_values

_COLUMNS = ("name", "kind", "text_value", "number_value", "time_value")


def find_wrong_searchable(ids: Sequence[UUID]) -> Iterator[Finding]:
    """Find searchable variables of these instances that are missing, left over or not the value.

    Args:
        ids: Instances, ended ones too, which are still searched.
    """
    kept = _read_kept(ids)
    rows = ProcessInstance.objects.filter(id__in=ids).values_list("id", "definition_id")
    for instance_id, definition_id in rows:
        expected = _expected(instance_id, definition_id)
        found = kept.get(instance_id, {})
        for name in sorted(expected.keys() | found.keys()):
            if expected.get(name) != found.get(name):
                yield Finding(
                    process_instance_id=instance_id,
                    kind="wrong_searchable",
                    detail=f"What is kept for searching by {name!r} is not its value.",
                )


def _read_kept(ids: Sequence[UUID]) -> Mapping[UUID, Mapping[str, SearchableValue]]:
    kept: dict[UUID, dict[str, SearchableValue]] = defaultdict(dict)
    for row in SearchableVariable.objects.filter(process_instance_id__in=ids):
        values = {column: getattr(row, column) for column in _COLUMNS}
        kept[row.process_instance_id][row.name] = SearchableValue(**values)
    return kept


def _expected(instance_id: UUID, definition_id: UUID) -> Mapping[str, SearchableValue]:
    try:
        declared = definitions.get_executable_by_id(definition_id).searchable_variables
    except ProcessDefinitionNotFoundError:
        # The instance itself is reported as unreadable; nothing can be expected of it.
        return {}
    if not declared:
        return {}
    texts = reading.read_own_scope(instance_id)
    values = reading.read_scope(instance_id, texts).values
    return {value.name: value for value in searchable_values(declared, values)}
