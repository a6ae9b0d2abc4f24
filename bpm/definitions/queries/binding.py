"""Which version of a form or a decision is meant by what a model names."""

from typing import Literal
from uuid import UUID

from django.db import connection

from bpm.base.sql import SqlParameters
from bpm.core.engine.contracts import Binding, DecisionChoice, FormChoice

Choice = FormChoice | DecisionChoice
Table = Literal["form_definition", "decision_definition"]


def find_version(
    table: Table, choice: Choice, *, tenant_id: UUID, definition_id: UUID | None
) -> UUID | None:
    """Return the id of the version that is meant, or None where there is none.

    Every step that shows a form or asks a decision comes by here, so it is one plain statement.

    Args:
        table: Of forms or of decisions.
        choice: Key and binding.
        tenant_id: Those of other tenants do not exist.
        definition_id: The process whose deployment counts; None where nothing is bound to one.
    """
    condition, parameters = _narrow(choice, tenant_id)
    match choice.binding:
        case Binding.DEPLOYMENT:
            condition += (
                " AND deployed_at <= (SELECT deployed_at FROM process_definition"
                " WHERE id = %(definition_id)s)"
            )
            parameters["definition_id"] = definition_id
        case Binding.LATEST | Binding.VERSION_TAG:
            condition += " AND state = 'active'"
        case Binding.VERSION:
            pass
    row = _fetch(f"{table} WHERE {condition} ORDER BY version DESC LIMIT 1", parameters)
    return None if row is None else row[0]


def has_version(table: Table, choice: Choice, *, tenant_id: UUID) -> bool:
    """Return whether a process that is deployed now would find what it names."""
    condition, parameters = _narrow(choice, tenant_id)
    return _fetch(f"{table} WHERE {condition} AND state = 'active' LIMIT 1", parameters) is not None


def _narrow(choice: Choice, tenant_id: UUID) -> tuple[str, SqlParameters]:
    condition = "tenant_id = %(tenant_id)s AND key = %(key)s"
    parameters: SqlParameters = {"tenant_id": tenant_id, "key": choice.key}
    match choice.binding:
        case Binding.VERSION:
            condition += " AND version = %(version)s"
            parameters["version"] = choice.version or 0
        case Binding.VERSION_TAG:
            condition += " AND version_tag = %(version_tag)s"
            parameters["version_tag"] = choice.version_tag
        case Binding.DEPLOYMENT | Binding.LATEST:
            pass
    return condition, parameters


def _fetch(rest: str, parameters: SqlParameters) -> tuple[UUID] | None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {rest}", parameters)  # noqa: S608 words of ours only
        row: tuple[UUID] | None = cursor.fetchone()
    return row


def describe_missing(choice: Choice, *, noun: str, named_by: str) -> str:
    """Return a sentence that says what is not there.

    Args:
        choice: What was looked for.
        noun: ``form`` or ``decision``.
        named_by: What the process does with it: ``shows`` or ``asks``.
    """
    key = f"{choice.key[:255]!r}"
    match choice.binding:
        case Binding.VERSION:
            return f"There is no {noun} {key} of version {choice.version}."
        case Binding.VERSION_TAG:
            return f"There is no {noun} {key} with the version tag {choice.version_tag!r}."
        case Binding.DEPLOYMENT:
            return (
                f"There is no {noun} {key} that was deployed before or with the process that "
                f"{named_by} it."
            )
        case Binding.LATEST:
            return f"There is no {noun} {key}."
