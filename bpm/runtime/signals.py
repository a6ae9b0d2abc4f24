"""Signals on their way: one job for each visit that waits for one.

Who waits is found in the transaction that broadcasts; whoever begins to wait later does not hear.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from bpm.base.ids import new_id
from bpm.core.values import JsonObject, Value, decode_variables, encode_variables
from bpm.definitions import queries as definitions
from bpm.definitions.start_types import Occurrence, Start, StartKind
from bpm.jobs.contracts import NewJob
from bpm.messages import queries as messages
from bpm.messages.contracts import NewSubscription, Receiver
from bpm.runtime import starts
from bpm.runtime.effects import Rows
from bpm.runtime.job_kinds import DELIVER_SIGNAL
from bpm.runtime.rows import Instance

_SIGNAL = "signal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """What is broadcast.

    Args:
        variables: Written where it is heard.
    """

    name: str
    variables: Mapping[str, Value] = field(default_factory=dict)


def plan_jobs(
    thrown: Sequence[tuple[Instance, Rows]], all_rows: Iterable[Rows], *, now: datetime
) -> list[NewJob]:
    """Return the jobs by which others hear the signals that instances have thrown.

    Args:
        thrown: The instances of a command that throw, each with its rows.
        all_rows: The rows of all instances of the command, where some begin to wait.
        now: When.
    """
    begun = [
        subscription
        for rows in all_rows
        for subscription in rows.subscriptions.values()
        if subscription.kind == _SIGNAL
    ]
    found: list[NewJob] = []
    for instance, rows in thrown:
        for signal in rows.signals:
            receivers = [
                *messages.find_signal_receivers(signal.name, tenant_id=instance.tenant_id),
                *(_receiver_of(row) for row in begun if row.name == signal.name),
            ]
            others = (row for row in receivers if row.process_instance_id != instance.id)
            told = Signal(name=signal.name, variables=signal.variables)
            found += jobs_for(told, others, now=now)
            begun_by = find_starts(signal.name, tenant_id=instance.tenant_id)
            found += start_jobs(told, begun_by, tenant_id=instance.tenant_id, now=now)
    return found


def jobs_for(signal: Signal, receivers: Iterable[Receiver], *, now: datetime) -> list[NewJob]:
    """Return a job for each receiver of a signal."""
    variables, types = encode_variables(signal.variables)
    payload: JsonObject = {"name": signal.name, "variables": variables, "types": {**types}}
    return [
        NewJob(
            id=new_id(),
            tenant_id=receiver.tenant_id,
            root_instance_id=receiver.root_instance_id,
            process_instance_id=receiver.process_instance_id,
            definition_id=receiver.definition_id,
            definition_key=receiver.definition_key,
            visit=receiver.visit,
            activity_id=receiver.activity_id,
            kind=DELIVER_SIGNAL,
            due_at=now,
            created_at=now,
            payload=payload,
        )
        for receiver in receivers
    ]


def find_starts(name: str, *, tenant_id: UUID) -> Sequence[Start]:
    """Return what a signal begins."""
    return definitions.find_starts(StartKind.SIGNAL, tenant_id=tenant_id, name=name)


def start_jobs(
    signal: Signal, begun: Iterable[Start], *, tenant_id: UUID, now: datetime
) -> list[NewJob]:
    """Return a job for each instance that a signal begins."""
    event: JsonObject = {"type": "signal_received", "name": signal.name}
    heard = Occurrence(event=event, variables=signal.variables)
    return starts.jobs_for(begun, heard, tenant_id=tenant_id, now=now)


def read_payload(payload: JsonObject) -> Signal:
    """Return the signal that a job delivers."""
    variables, types = payload["variables"], payload["types"]
    if not isinstance(variables, dict) or not isinstance(types, dict):
        raise TypeError("The payload of a signal holds objects.")
    kinds = {name: str(kind) for name, kind in types.items()}
    return Signal(name=str(payload["name"]), variables=decode_variables(variables, kinds))


def _receiver_of(row: NewSubscription) -> Receiver:
    return Receiver(
        tenant_id=row.tenant_id,
        root_instance_id=row.root_instance_id,
        process_instance_id=row.process_instance_id,
        definition_id=row.definition_id,
        definition_key=row.definition_key,
        visit=row.visit,
        activity_id=row.activity_id,
    )
