"""What a call activity wishes: kept by a job until then, and the instance that it starts."""

from datetime import datetime
from decimal import Decimal

from bpm.base.ids import new_id
from bpm.core.engine.contracts import Binding, StartChild
from bpm.core.values import JsonObject, JsonValue, decode_variables, encode_variables
from bpm.definitions.contracts import Executable
from bpm.runtime.rows import Instance


def write_call(effect: StartChild) -> JsonObject:
    """Return the payload of the job that is to start a called instance."""
    variables, types = encode_variables(effect.variables)
    return {
        "definition_key": effect.definition_key,
        "binding": effect.binding.value,
        "version": None if effect.version is None else Decimal(effect.version),
        "version_tag": effect.version_tag,
        "business_key": effect.business_key,
        "variables": variables,
        "variable_types": dict(types),
    }


def read_call(payload: JsonObject, *, visit: int, activity_id: str) -> StartChild:
    """Return the wish that a job's payload stands for."""
    variables, types, version = (
        payload["variables"],
        payload["variable_types"],
        payload["version"],
    )
    if not isinstance(variables, dict) or not isinstance(types, dict):
        raise TypeError("A call is kept with its variables.")
    return StartChild(
        visit=visit,
        activity_id=activity_id,
        definition_key=str(payload["definition_key"]),
        binding=Binding(str(payload["binding"])),
        version=int(version) if isinstance(version, Decimal) else None,
        version_tag=_text(payload["version_tag"]),
        business_key=_text(payload["business_key"]),
        variables=decode_variables(variables, {name: str(kind) for name, kind in types.items()}),
    )


def called_instance(
    caller: Instance, call: StartChild, executable: Executable, now: datetime
) -> Instance:
    """Return the new instance that a call activity asks for."""
    return Instance(
        id=new_id(),
        tenant_id=caller.tenant_id,
        root_instance_id=caller.root_instance_id,
        parent_id=caller.id,
        definition_id=executable.id,
        definition_key=executable.key,
        business_key=call.business_key,
        started_at=now,
        started_by=caller.started_by,
        calling_visit=call.visit,
        call_depth=caller.call_depth + 1,
    )


def _text(value: JsonValue) -> str | None:
    return value if isinstance(value, str) else None
