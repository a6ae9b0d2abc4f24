"""Searching by variables: those that models declare, by index; others within one process."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from bpm.base.search import InvalidSearchError, all_of
from bpm.base.sql import newest_instances
from bpm.base.wire import JsonObject
from bpm.core.errors import Problem
from bpm.core.values import JsonValue
from bpm.definitions import queries as definitions
from bpm.definitions.contracts import SearchableIn
from bpm.identity import queries as identity
from bpm.identity.contracts import Actor, Permission
from bpm.runtime.errors import VariableNotSearchableError
from bpm.runtime.models import ProcessInstance, SearchableVariable
from bpm.runtime.queries.stored_variables import stored_condition
from bpm.runtime.queries.variable_values import Wanted, invalid, kept_condition, read_wanted
from bpm.runtime.variables import types_of
from bpm.user_tasks import queries as user_tasks
from bpm.user_tasks.variables import ShownVariables

MOST_CONDITIONS = 20
"""Conditions on variables in one search: each of them reads another index."""

MOST_AT_ONCE = 20_000
"""Instances that a search begins with; where a condition is met by more, it looks at each."""


class VariableSearch:
    """Conditions on variables for one search by one person.

    A variable that a definition declares searchable may be searched for by all who may see the
    instance or the task; any other only together with one process, and only in instances whose
    variables the person may read.
    """

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._conditions = 0
        self._is_met_by_few = False

    @property
    def is_met_by_few(self) -> bool:
        """Whether a condition that was read so far names its instances, because they are few."""
        return self._is_met_by_few

    def of_tasks(self, value: JsonValue, pointer: str, around: JsonObject) -> Q:
        """Return the condition on ``user_task``.

        Args:
            value: A list of ``{name, op, value}``.
            pointer: Where it stands.
            around: The members of the filter beside it and around it.

        Raises:
            InvalidSearchError: A condition does not fit; all faults at once.
        """
        return self._read(value, pointer, around, "process_instance_id")

    def of_instances(self, value: JsonValue, pointer: str, around: JsonObject) -> Q:
        """Return the condition on ``process_instance``; see ``of_tasks``."""
        return self._read(value, pointer, around, "id")

    def tasks_with_text(self, pattern: str) -> Q:
        """Return the condition on ``user_task``: a searchable text of its instance matches."""
        rows = self._rows_with_text(pattern).filter(
            process_instance_id=OuterRef("process_instance_id")
        )
        return Q(Exists(rows))

    def instances_with_text(self, pattern: str, *, most: int) -> Sequence[UUID]:
        """Return so many of the instances with a searchable text that matches."""
        return list(
            self._rows_with_text(pattern).values_list("process_instance_id", flat=True)[:most]
        )

    def _rows_with_text(self, pattern: str) -> QuerySet[SearchableVariable]:
        return SearchableVariable.objects.filter(
            tenant_id=self._actor.tenant_id,
            kind="string",
            text_value__iregex=pattern,
        )

    def find_undeclared(self, names: Iterable[str]) -> frozenset[str]:
        """Return those of these names that no definition declares searchable."""
        return frozenset(
            name for name in set(names) if not definitions.find_searchable(self._actor, name)
        )

    def shown(
        self, process_instance_ids: Sequence[UUID], names: Sequence[str]
    ) -> Mapping[UUID, ShownVariables]:
        """Return the values of searchable variables by instance; large ones are left out."""
        rows = ProcessInstance.objects.filter(
            id__in=process_instance_ids, tenant_id=self._actor.tenant_id
        )
        found: dict[UUID, ShownVariables] = {}
        for id_, definition_id, variables, types in rows.values_list(
            "id", "definition_id", "variables", "variable_types"
        ):
            declared = definitions.get_executable_by_id(definition_id).searchable_variables
            shown = {
                name: variables[name] for name in names if name in declared and name in variables
            }
            kept = {key: kind for name in shown for key, kind in types_of(name, types).items()}
            found[id_] = ShownVariables(variables=shown, variable_types=kept)
        return found

    def _read(self, value: JsonValue, pointer: str, around: JsonObject, path: str) -> Q:
        if not isinstance(value, list) or not value:
            raise invalid(pointer, "Give a list of {name, op, value}.")
        self._conditions += len(value)
        if self._conditions > MOST_CONDITIONS:
            detail = f"Give at most {MOST_CONDITIONS} conditions on variables."
            problem = Problem(code="too_many_conditions", pointer=pointer, detail=detail)
            raise InvalidSearchError(problems=[problem])
        condition = Q()
        errors: list[InvalidSearchError] = []
        for index, item in enumerate(value):
            try:
                wanted = read_wanted(item, f"{pointer}/{index}")
                condition &= self._condition(wanted, around, path)
            except InvalidSearchError as error:
                errors.append(error)
        if errors:
            raise all_of(errors)
        return condition

    def _condition(self, wanted: Wanted, around: JsonObject, path: str) -> Q:
        declared = definitions.find_searchable(self._actor, wanted.name)
        versions = self._versions_named(around)
        if versions is None:
            if not declared:
                raise _not_searchable(wanted)
            return self._kept(wanted, declared, path)
        declared = tuple(found for found in declared if found.definition_id in versions)
        self._refuse_secret(wanted, versions)
        silent = versions - {found.definition_id for found in declared}
        condition = self._kept(wanted, declared, path) if declared else Q(id__in=[])
        return condition | self._stored(wanted, silent, path) if silent else condition

    def _refuse_secret(self, wanted: Wanted, versions: frozenset[UUID]) -> None:
        """Refuse to search by a secret variable: who may ask often enough would find its value."""
        if definitions.find_secret(versions, wanted.name):
            detail = f"{wanted.name[:80]!r} is a secret variable, by which nobody searches."
            raise invalid(f"{wanted.pointer}/name", detail)

    def _versions_named(self, around: JsonObject) -> frozenset[UUID] | None:
        """Return the versions of the one process that a filter names; None where it names none."""
        key, id_ = around.get("definition_key"), around.get("definition_id")
        if isinstance(id_, str):
            return definitions.find_versions(self._actor, definition_id=id_)
        if isinstance(key, str):
            return definitions.find_versions(self._actor, key=key)
        return None

    def _kept(self, wanted: Wanted, declared: Sequence[SearchableIn], path: str) -> Q:
        kept = SearchableVariable.objects.filter(tenant_id=self._actor.tenant_id, name=wanted.name)
        rows = kept.filter(process_instance_id=OuterRef(path))
        is_declared = Q(definition_id__in=[found.definition_id for found in declared])
        if wanted.operator == "$exists":
            return Q(Exists(rows)) if wanted.value is True else is_declared & ~Q(Exists(rows))
        condition = kept_condition(wanted, {found.type for found in declared})
        # Counting to the limit is cheap; the planner cannot know, and then reads task by task.
        met = kept.filter(condition)
        if met[: MOST_AT_ONCE + 1].count() > MOST_AT_ONCE:
            return Q(Exists(rows.filter(condition)))
        self._is_met_by_few = True
        if path == "id":
            return Q(id__in=newest_instances(met))
        # Tasks come in another order than that of their instances.
        return Q(**{f"{path}__in": met.values("process_instance_id")[:MOST_AT_ONCE]})

    def _stored(self, wanted: Wanted, versions: frozenset[UUID], path: str) -> Q:
        condition = Q(definition_id__in=versions) & stored_condition(wanted) & self._readable()
        if path == "id":
            return condition
        rows = ProcessInstance.objects.filter(condition, tenant_id=self._actor.tenant_id)
        return Q(Exists(rows.filter(id=OuterRef(path))))

    def _readable(self) -> Q:
        """Return the condition on ``process_instance``: the person may read its variables."""
        keys = identity.allowed_keys(self._actor, Permission.READ_INSTANCES)
        if keys is None:
            return Q()
        held = user_tasks.instances_held_by(self._actor)
        return Q(definition_key__in=sorted(keys)) | Q(started_by=self._actor.username) | held


def _not_searchable(wanted: Wanted) -> InvalidSearchError:
    detail = f"{wanted.name[:80]!r} is not declared searchable; name one definition_key beside it."
    code = VariableNotSearchableError.code
    pointer = f"{wanted.pointer}/name"
    return VariableNotSearchableError(
        detail, problems=[Problem(code=code, pointer=pointer, detail=detail)]
    )
