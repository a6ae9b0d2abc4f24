"""What process instances can be filtered and sorted by, their variables included."""

from django.db.models import Q

from bpm.base.search import Field, FieldKind, Fields, convert_operand
from bpm.core.values import JsonValue
from bpm.identity.contracts import Actor
from bpm.runtime.contracts import InstanceState
from bpm.runtime.queries.place_search import PlaceSearch
from bpm.runtime.queries.variable_search import VariableSearch
from bpm.runtime.queries.variable_values import invalid

PLAIN_FIELDS: Fields = {
    "id": Field(path="id", kind=FieldKind.ID, is_sortable=True),
    "definition_id": Field(path="definition_id", kind=FieldKind.ID),
    "definition_key": Field(path="definition_key", is_sortable=True),
    "business_key": Field(path="business_key", is_sortable=True, is_nullable=True),
    "state": Field(path="state", choices=tuple(InstanceState)),
    "started_at": Field(path="started_at", kind=FieldKind.TIME, is_sortable=True),
    "ended_at": Field(path="ended_at", kind=FieldKind.TIME, is_sortable=True, is_nullable=True),
    "started_by": Field(path="started_by", is_nullable=True),
    "parent_id": Field(path="parent_id", kind=FieldKind.ID, is_nullable=True),
    "root_id": Field(path="root_instance_id", kind=FieldKind.ID),
}
"""What needs no table but the instances'."""


def fields_for(actor: Actor) -> Fields:
    """Return the fields for one search by one person."""
    variables = VariableSearch(actor)
    places = PlaceSearch(actor)
    return {
        **PLAIN_FIELDS,
        "has_incidents": Field(condition=_has_incidents),
        "version": Field(condition_within=places.of_version),
        "step": Field(condition_within=places.at_step),
        "error": Field(condition=places.with_error),
        "variables": Field(condition_within=variables.of_instances),
    }


def _has_incidents(value: JsonValue, pointer: str) -> Q:
    flag = convert_operand(value, FieldKind.FLAG, is_text=isinstance(value, str))
    if not isinstance(flag, bool):
        raise invalid(pointer, "Give true or false here.")
    return Q(open_incidents__gt=0) if flag else Q(open_incidents=0)
