"""What a job keeps of a call activity's wish until it starts the instance."""

from decimal import Decimal

from bpm.core.engine.contracts import Binding, StartChild
from bpm.core.values import JsonObject, JsonValue, decode_variables, encode_variables


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


def _text(value: JsonValue) -> str | None:
    return value if isinstance(value, str) else None
