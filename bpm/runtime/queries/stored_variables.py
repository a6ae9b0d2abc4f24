"""Conditions on the variables of an instance as its row holds them: exact, without an index."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, Q
from django.db.models.sql.compiler import SQLCompiler
from typing_extensions import override

from bpm.base.search import like_to_regex
from bpm.core.values import JsonValue, dump_json
from bpm.runtime.queries.variable_values import Wanted

_SIGNS = {"$gt": ">", "$gte": ">=", "$lt": "<", "$lte": "<="}
_MEMBER = "({column} -> %s)"
_TEXT = "({column} ->> %s)"


class _OnVariables(Func):
    """SQL over the column ``variables``; its text is put together from constants of ours only."""

    def __init__(self, text: str, *parameters: object) -> None:
        super().__init__(F("variables"), output_field=BooleanField())
        self._text = text
        self._parameters = parameters

    @override
    def as_sql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        function: str | None = None,
        template: str | None = None,
        arg_joiner: str | None = None,
        **extra_context: Any,
    ) -> tuple[str, list[Any]]:
        column, _ = compiler.compile(self.get_source_expressions()[0])
        return self._text.format(column=column), list(self._parameters)


def stored_condition(wanted: Wanted) -> Q:
    """Return the condition on ``process_instance`` for a variable that need not be declared."""
    name, value = wanted.name, wanted.value
    values = value if isinstance(value, list) else [value]
    match wanted.operator:
        case "$exists":
            found = Q(_OnVariables("({column} ? %s)", name))
            return found if value is True else ~found
        case "$eq" | "$in":
            return _equals(name, values)
        case "$neq" | "$nin":
            return _differs(name, values)
        case "$like":
            return _of_kind(name, "string", f"{_TEXT} ~* %s", like_to_regex(str(value)))
        case operator:
            return _ordered(name, _SIGNS[operator], value)


def _ordered(name: str, sign: str, value: JsonValue) -> Q:
    if isinstance(value, str):
        return _of_kind(name, "string", f"{_TEXT} {sign} %s", value)
    return _of_kind(name, "number", f"{_TEXT}::numeric {sign} %s::numeric", str(value))


def _equals(name: str, values: list[JsonValue]) -> Q:
    texts = [dump_json(value).decode() for value in values]
    return Q(_OnVariables(f"({_MEMBER} = ANY(%s::text[]::jsonb[]))", name, texts))


def _differs(name: str, values: list[JsonValue]) -> Q:
    texts = [dump_json(value).decode() for value in values]
    # False, not unknown, where there is no such variable.
    sql = f"COALESCE({_MEMBER} <> ALL(%s::text[]::jsonb[]), false)"
    return Q(_OnVariables(sql, name, texts))


def _of_kind(name: str, kind: str, sql: str, operand: str) -> Q:
    # CASE, because a cast must not meet a value of another kind.
    text = f"CASE WHEN jsonb_typeof({_MEMBER}) = '{kind}' THEN {sql} ELSE false END"
    return Q(_OnVariables(text, name, name, operand))
