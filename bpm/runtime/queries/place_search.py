"""Searching instances by what is found inside them: version, step, error text."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from bpm.base.search import FieldKind, convert_operand
from bpm.base.sql import newest_instances
from bpm.base.wire import JsonObject
from bpm.core.values import JsonValue
from bpm.definitions import queries as definitions
from bpm.identity.contracts import Actor
from bpm.runtime.contracts import InstanceState
from bpm.runtime.models import ActivityInstance, Incident
from bpm.runtime.queries.incidents import visible_incidents
from bpm.runtime.queries.variable_values import invalid

_LONGEST_TEXT = 200
_LIVE = [InstanceState.ACTIVE.value, InstanceState.SUSPENDED.value]
_MOST_AT_ONCE = 50_000
"""Instances that a search begins with; where more are met, it looks at each."""


class PlaceSearch:
    """Conditions on ``process_instance`` for one search by one person."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor

    def of_version(self, value: JsonValue, pointer: str, around: JsonObject) -> Q:
        """Return the condition that an instance runs, or ran, on a version of one process."""
        version = convert_operand(value, FieldKind.INTEGER, is_text=isinstance(value, str))
        if not isinstance(version, int):
            raise invalid(pointer, "Give the number of a version.")
        key = around.get("definition_key")
        if not isinstance(key, str):
            raise invalid(pointer, "Name one definition_key beside the version.")
        ids = definitions.find_versions(self._actor, key=key, version=version)
        return Q(definition_id__in=ids)

    def at_step(self, value: JsonValue, pointer: str, around: JsonObject) -> Q:
        """Return the condition that a token is now at one step of one process."""
        if not isinstance(value, str) or not value or "\0" in value:
            raise invalid(pointer, "Give the id of a step.")
        versions = self._versions_named(pointer, around)
        visits = ActivityInstance.objects.filter(
            definition_id__in=versions, activity_id=value, ended_at__isnull=True
        )
        # Whoever is at a step lives: of those an index tells alone, in place of reading up each.
        return _met_by(visits, among=Q(state__in=_LIVE))

    def with_error(self, value: JsonValue, pointer: str) -> Q:
        """Return the condition that an open incident's message holds a text."""
        if not isinstance(value, str) or not value.strip() or "\0" in value:
            raise invalid(pointer, "Give a part of an error's text.")
        if len(value) > _LONGEST_TEXT:
            raise invalid(pointer, f"Give at most {_LONGEST_TEXT} characters.")
        incidents = visible_incidents(self._actor).filter(resolved_at__isnull=True)
        matching = incidents.filter(message__icontains=value.strip())
        return _met_by(matching, among=Q(open_incidents__gt=0))

    def _versions_named(self, pointer: str, around: JsonObject) -> Collection[UUID]:
        key, id_ = around.get("definition_key"), around.get("definition_id")
        if isinstance(id_, str):
            return definitions.find_versions(self._actor, definition_id=id_)
        if isinstance(key, str):
            version = around.get("version")
            number = convert_operand(version, FieldKind.INTEGER, is_text=isinstance(version, str))
            return definitions.find_versions(
                self._actor, key=key, version=number if isinstance(number, int) else None
            )
        raise invalid(pointer, "Name one definition_key beside the step.")


def _met_by(rows: QuerySet[ActivityInstance] | QuerySet[Incident], *, among: Q) -> Q:
    """Return the condition that one of these rows belongs to the instance.

    Args:
        rows: Each of some instance.
        among: What holds for every such instance, for which there is an index.
    """
    # Counting to the limit is cheap; the planner cannot know how few there are.
    if rows[: _MOST_AT_ONCE + 1].count() > _MOST_AT_ONCE:
        return among & Q(Exists(rows.filter(process_instance_id=OuterRef("id"))))
    return Q(id__in=newest_instances(rows))
