"""Show the value of a secret variable to who operates its process, and record who asked and why."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from bpm.base import clock
from bpm.base.ids import new_id
from bpm.base.transactions import command
from bpm.core.values import JsonObject, Value, encode_variables
from bpm.history import services as history
from bpm.history.contracts import NewHistoryEvent
from bpm.identity.contracts import Actor
from bpm.runtime import locking, reading
from bpm.runtime.errors import VariableNotFoundError, VariableNotSecretError
from bpm.runtime.masking import secrets_of
from bpm.runtime.models import ActivityInstance, ProcessInstance
from bpm.runtime.queries.instances import read_own_values
from bpm.runtime.scope_views import RevealedVariableView


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichVariable:
    """A variable of an instance.

    Args:
        activity_instance_id: The visit that it lives in; None for the instance itself.
    """

    process_instance_id: UUID
    name: str
    activity_instance_id: UUID | None = None


@command
def reveal_variable(
    which: WhichVariable, *, reason: str | None, actor: Actor
) -> RevealedVariableView:
    """Return the value of a secret variable; who looked, when and why goes into the history.

    The answer is kept nowhere, so that a repeated request is another look.

    Args:
        which: The variable, of an instance that lives or has ended.
        reason: For the history, at most 1,000 characters.
        actor: Who looks.

    Raises:
        ReasonRequiredError: There is no reason.
        InvalidReasonError: The reason is too long.
        ProcessInstanceNotFoundError: It does not exist, or is not the actor's to see.
        PermissionMissingError: The actor may not operate instances of this process.
        VariableNotFoundError: There is no such variable there.
        VariableNotSecretError: The variable is not masked.
    """
    locking.require_operator(which.process_instance_id, actor=actor)
    why = history.require_reason(reason)
    row = ProcessInstance.objects.only("tenant_id", "root_instance_id", "definition_id").get(
        id=which.process_instance_id
    )
    visit, values = _read(which)
    if which.name not in values:
        raise VariableNotFoundError(f"There is no variable {which.name[:80]!r} here.")
    if which.name not in secrets_of(row.definition_id):
        raise VariableNotSecretError(f"{which.name[:80]!r} is not secret; read it as others.")
    event: JsonObject = {"type": "variable_revealed", "name": which.name, "reason": why}
    if visit is not None:
        event["scope"] = Decimal(visit)
    history.record(
        [
            NewHistoryEvent(
                id=new_id(),
                tenant_id=row.tenant_id,
                root_instance_id=row.root_instance_id,
                process_instance_id=row.id,
                at=clock.now(),
                actor_id=actor.id,
                actor=actor.username,
                command="reveal_variable",
                revision=None,
                events=[event],
            )
        ]
    )
    shown, types = encode_variables({which.name: values[which.name]})
    return RevealedVariableView(name=which.name, value=shown[which.name], variable_types=types)


def _read(which: WhichVariable) -> tuple[int | None, dict[str, Value]]:
    """Return the visit and the values of a scope; no values where it does not live (any more)."""
    if which.activity_instance_id is None:
        return None, dict(read_own_values(which.process_instance_id))
    visit = (
        ActivityInstance.objects.filter(
            id=which.activity_instance_id, process_instance_id=which.process_instance_id
        )
        .values_list("visit", flat=True)
        .first()
    )
    scopes = reading.decode_scopes(
        which.process_instance_id, reading.read_local_scopes(which.process_instance_id)
    )
    found = None if visit is None else scopes.get(visit)
    return visit, {} if found is None else dict(found.values)
