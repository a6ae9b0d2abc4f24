"""Rows of visits and incidents, and what the history tells of an outcome."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from bpm.base.ids import new_id
from bpm.core.engine.contracts import (
    ActivityEnded,
    ActivityStarted,
    Effect,
    RaiseIncident,
    VariableChange,
)
from bpm.core.values import JsonObject, JsonValue, dump_json, encode_variables
from bpm.definitions.contracts import BoundForm
from bpm.runtime.effects.rows import Rows
from bpm.runtime.rows import Instance, NewActivity, NewIncident
from bpm.runtime.variables import LARGE_VALUE_BYTES, digest

_New = TypeVar("_New")


class Teller:
    """Gathers the rows of visits and incidents, and the events of the history."""

    def __init__(
        self,
        effects: Iterable[Effect],
        *,
        instance: Instance,
        now: datetime,
        called: Mapping[int, UUID],
        forms: Mapping[int, BoundForm],
    ) -> None:
        self.rows = Rows(called=called)
        self.forms = forms
        self.instance = instance
        self.now = now
        self._outcomes = {
            effect.visit: effect.outcome.value
            for effect in effects
            if isinstance(effect, ActivityEnded)
        }
        self.activities: dict[int, NewActivity] = {}
        self.known: Mapping[int, UUID] = {}

    def tell(self, type_: str, *, visit: int | None = None, **members: JsonValue) -> None:
        """Add one event to the history of the command."""
        event: JsonObject = {"type": type_}
        if visit is not None:
            event["visit"] = Decimal(visit)
        self.rows.events.append(event | members)

    def begin(self, effect: ActivityStarted) -> None:
        """Add a visit that began, with its end where it has ended already."""
        activity = NewActivity(
            id=new_id(),
            visit=effect.visit,
            scope=effect.scope,
            activity_id=effect.activity_id,
            activity_type=effect.activity_type,
            loop_index=effect.loop_index,
            outcome=self._outcomes.get(effect.visit),
            called_instance_id=self.rows.called.get(effect.visit),
        )
        self.activities[effect.visit] = activity
        self.rows.began.append(activity)
        self.rows.events.append(
            {
                "type": "activity_started",
                "visit": Decimal(effect.visit),
                "activity_id": effect.activity_id,
                "activity_type": effect.activity_type,
            }
        )

    def end(self, effect: ActivityEnded) -> None:
        """Add the end of a visit."""
        if effect.visit not in self.activities:
            self.rows.ended[effect.visit] = effect.outcome.value
        self.rows.events.append(
            {
                "type": "activity_ended",
                "visit": Decimal(effect.visit),
                "outcome": effect.outcome.value,
            }
        )

    def raise_incident(self, effect: RaiseIncident) -> None:
        """Add an incident."""
        incident = NewIncident(
            id=new_id(),
            visit=effect.visit,
            activity_id=effect.activity_id,
            kind=effect.kind.value,
            job_id=None,
            fingerprint=effect.fingerprint,
            message=effect.message,
            detail=effect.detail,
        )
        self.rows.incidents[effect.visit] = incident
        self.rows.events.append(incident_opened(incident))

    def resolve_incident(self, visit: int) -> None:
        """Add the end of an incident."""
        if self.rows.incidents.pop(visit, None) is None:
            self.rows.resolved_visits.append(visit)
        self.rows.events.append({"type": "incident_resolved", "visit": Decimal(visit)})

    def take_back(self, what: str, visit: int, added: dict[int, _New], gone: list[int]) -> None:
        """End what waits at a visit; what this very command asked for is never written."""
        if added.pop(visit, None) is None:
            gone.append(visit)
        self.rows.events.append({"type": f"{what}_cancelled", "visit": Decimal(visit)})

    def add_changes(self, changes: Iterable[VariableChange]) -> None:
        """Tell the history what became of each variable; large values by their digest."""
        for change in changes:
            event: JsonObject = {"type": "variable_changed", "name": change.name}
            if change.scope:
                event["scope"] = Decimal(change.scope)
            self._add_value(event, "new", change)
            if not change.is_new:
                self._add_value(event, "old", change)
            self.rows.events.append(event)

    def _add_value(self, event: JsonObject, member: str, change: VariableChange) -> None:
        value = change.new if member == "new" else change.old
        encoded, types = encode_variables({change.name: value})
        if types:
            event[f"{member}_types"] = dict(types)
        plain = encoded[change.name]
        data = dump_json(plain) if isinstance(plain, str | list | dict) else b""
        if len(data) <= LARGE_VALUE_BYTES:
            event[member] = plain
            return
        sha256 = digest(data)
        event[f"{member}_large"] = sha256
        if member == "new":
            # A value overwritten within the command is nowhere else; an old one is stored.
            self.rows.large_values[sha256] = data


def incident_opened(incident: NewIncident) -> JsonObject:
    """Return what the history tells of a new incident."""
    return {
        "type": "incident_opened",
        "incident_id": str(incident.id),
        "visit": None if incident.visit is None else Decimal(incident.visit),
        "activity_id": incident.activity_id,
        "kind": incident.kind,
        "message": incident.message,
    }
