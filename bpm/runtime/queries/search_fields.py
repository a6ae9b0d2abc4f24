"""What process instances can be filtered and sorted by, their variables included."""

from decimal import Decimal

from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from bpm.base.search import (
    Field,
    FieldKind,
    Fields,
    InvalidSearchError,
    SearchRequest,
    convert_operand,
)
from bpm.core.errors import Problem
from bpm.core.values import JsonValue, dump_json
from bpm.runtime.contracts import InstanceState
from bpm.runtime.errors import VariableNotSearchableError

_COMPARISONS = {"$gt": ">", "$gte": ">=", "$lt": "<", "$lte": "<="}
_VARIABLE = '"process_instance"."variables" -> %s'
_TEXT = '"process_instance"."variables" ->> %s'

_PLAIN: Fields = {
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


def fields_for(search: SearchRequest) -> Fields:
    """Return the fields for one search; variables need one definition key beside them."""
    names_one_key = isinstance(search.filter.get("definition_key"), str)
    names_one_key |= isinstance(search.filter.get("definition_id"), str)
    return {
        **_PLAIN,
        "has_incidents": Field(condition=_has_incidents),
        "variables": Field(condition=_variables if names_one_key else _refuse_variables),
    }


def _has_incidents(value: JsonValue, pointer: str) -> Q:
    flag = convert_operand(value, FieldKind.FLAG, is_text=isinstance(value, str))
    if not isinstance(flag, bool):
        raise _invalid(pointer, "Give true or false here.")
    return Q(open_incidents__gt=0) if flag else Q(open_incidents=0)


def _refuse_variables(value: JsonValue, pointer: str) -> Q:
    del value
    detail = "Name one definition_key beside the variables; they are not indexed."
    problem = Problem(code=VariableNotSearchableError.code, detail=detail, pointer=pointer)
    raise VariableNotSearchableError(detail, problems=[problem])


def _variables(value: JsonValue, pointer: str) -> Q:
    if not isinstance(value, list) or not value:
        raise _invalid(pointer, "Give a list of {name, op, value}.")
    condition = Q()
    for index, wanted in enumerate(value):
        condition &= _variable(wanted, f"{pointer}/{index}")
    return condition


def _variable(wanted: JsonValue, pointer: str) -> Q:
    if not isinstance(wanted, dict) or not wanted.keys() <= {"name", "op", "value"}:
        raise _invalid(pointer, "Give an object of name, op and value.")
    name, operator = wanted.get("name"), wanted.get("op", "$eq")
    if not isinstance(name, str) or not isinstance(operator, str):
        raise _invalid(pointer, "The name and the operator are texts.")
    value = wanted.get("value")
    match operator:
        case "$eq":
            return _raw(f"({_VARIABLE}) = %s::jsonb", name, dump_json(value).decode())
        case "$neq":
            return ~_raw(f"({_VARIABLE}) = %s::jsonb", name, dump_json(value).decode())
        case "$exists":
            exists = _raw('"process_instance"."variables" ? %s', name)
            return exists if value is True else ~exists
        case "$in" if isinstance(value, list):
            texts = [dump_json(item).decode() for item in value]
            return _raw(f"({_VARIABLE}) = ANY(%s::text[]::jsonb[])", name, texts)
        case _ if operator in _COMPARISONS:
            return _ordered(name, _COMPARISONS[operator], value, pointer)
        case _:
            raise _invalid(f"{pointer}/op", f"The operator {operator[:40]} does not fit here.")


def _ordered(name: str, sign: str, value: JsonValue, pointer: str) -> Q:
    # CASE, because a cast must not meet a value of another kind.
    kind, cast = {Decimal: ("number", "numeric"), str: ("string", "text")}.get(
        type(value), (None, None)
    )
    if kind is None:
        raise _invalid(f"{pointer}/value", "Compare with a number or a text.")
    sql = (
        f"CASE WHEN jsonb_typeof({_VARIABLE}) = '{kind}'"
        f" THEN ({_TEXT})::{cast} {sign} %s::{cast} ELSE false END"
    )
    return _raw(sql, name, name, str(value))


def _raw(sql: str, *parameters: object) -> Q:
    # The text is put together from this module's constants only; values travel as parameters.
    return Q(RawSQL(sql, parameters, output_field=BooleanField()))  # noqa: S611 see above


def _invalid(pointer: str, detail: str) -> InvalidSearchError:
    problem = Problem(code="invalid_value", pointer=pointer, detail=detail)
    return InvalidSearchError(problems=[problem])
