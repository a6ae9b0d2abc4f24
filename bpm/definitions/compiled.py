"""Compiled processes, kept in memory by the id of their definition."""

from collections import OrderedDict
from threading import Lock
from uuid import UUID

from bpm.core.engine import load_process
from bpm.definitions.contracts import BusinessKeyPolicy, DefinitionState, Executable
from bpm.definitions.errors import ProcessDefinitionNotFoundError
from bpm.definitions.models import ProcessDefinition

_REMEMBERED = 500


class _Memory:
    """The definitions used lately, the least used going first."""

    def __init__(self) -> None:
        self._entries: OrderedDict[UUID, Executable] = OrderedDict()
        self._lock = Lock()

    def find(self, definition_id: UUID) -> Executable | None:
        """Return what is remembered."""
        found = self._entries.get(definition_id)
        if found is not None and len(self._entries) > _REMEMBERED // 2:
            with self._lock:
                if definition_id in self._entries:
                    self._entries.move_to_end(definition_id)
        return found

    def remember(self, executable: Executable) -> None:
        """Keep a definition."""
        with self._lock:
            self._entries[executable.id] = executable
            if len(self._entries) > _REMEMBERED:
                self._entries.popitem(last=False)


_memory = _Memory()


def load_executable(definition_id: UUID) -> Executable:
    """Return a compiled definition, from memory where it has been used before.

    Ids are never used twice and a stored model never changes, so what is remembered is right.

    Raises:
        ProcessDefinitionNotFoundError: There is none of this id.
    """
    found = _memory.find(definition_id)
    if found is None:
        found = _compile(definition_id)
        _memory.remember(found)
    return found


def _compile(definition_id: UUID) -> Executable:
    row = ProcessDefinition.objects.select_related("resource").filter(pk=definition_id).first()
    if row is None:
        raise ProcessDefinitionNotFoundError
    return Executable(
        id=row.pk,
        key=row.key,
        name=row.name,
        version=row.version,
        version_tag=row.version_tag,
        tenant_id=row.tenant_id,
        process=load_process(bytes(row.resource.content), row.key),
        is_suspended=row.state == DefinitionState.SUSPENDED,
        business_key_policy=BusinessKeyPolicy(row.business_key_policy),
        candidate_starter_groups=frozenset(row.candidate_starter_groups),
        candidate_starter_users=frozenset(row.candidate_starter_users),
        searchable_variables=row.searchable_variables,
        history_time_to_live=row.history_time_to_live,
    )
