"""Secret variables as people and programs read them: the name is told, the value is not.

What a model declares secret (``bpm:process secretVariables``) is masked here and nowhere else, by
the declaration of the version that the instance runs on; the engine works with the value itself.
"""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from bpm.core.values import JsonObject, Value, encode_variables
from bpm.definitions import queries as definitions
from bpm.runtime.contracts import VariablesView

_VALUE_MEMBERS = frozenset(
    f"{member}{suffix}" for member in ("new", "old") for suffix in ("", "_types", "_large")
)


def secrets_of(definition_id: UUID) -> frozenset[str]:
    """Return the names of the variables that a version declares secret."""
    return definitions.get_executable_by_id(definition_id).secret_variables


def show_variables(values: Mapping[str, Value], secrets: Collection[str]) -> VariablesView:
    """Return variables as they are read: of a secret one the name, with null as its value.

    Its types are left out as well, because they tell how a value is built.
    """
    hidden = sorted(name for name in values if name in secrets)
    variables, types = encode_variables(
        {name: None if name in secrets else value for name, value in values.items()}
    )
    return VariablesView(variables=variables, variable_types=types, secret_variables=tuple(hidden))


def mask_events(events: Iterable[JsonObject], secrets: Collection[str]) -> list[JsonObject]:
    """Return what the history tells, without the values that secret variables had."""
    return [_mask_event(event, secrets) for event in events]


def _mask_event(event: JsonObject, secrets: Collection[str]) -> JsonObject:
    if event["type"] != "variable_changed" or event["name"] not in secrets:
        return event
    kept: JsonObject = {
        member: value for member, value in event.items() if member not in _VALUE_MEMBERS
    }
    # That there was a value before is told: a first one has no ``old`` at all.
    if "old" in event or "old_large" in event:
        kept["old"] = None
    return kept | {"new": None, "is_secret": True}
