"""What begins instances by itself: timers of definitions, and instances that are to begin.

What an event begins is noted in the transaction of the event, as one job for each instance; the
job names the instance that it will make, so that none begins twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from bpm.base.ids import new_id
from bpm.core.errors import Problem
from bpm.core.values import JsonObject, Value, decode_variables, encode_variables
from bpm.definitions import services as definitions
from bpm.definitions.contracts import DefinitionState, Executable
from bpm.definitions.start_types import GivenUp, Occurrence, Start, StartTimer
from bpm.jobs import running, services as jobs
from bpm.jobs.contracts import LeasedJob, NewJob
from bpm.runtime.job_kinds import START_INSTANCE, START_TIMER
from bpm.runtime.rows import Instance


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """An instance that is to begin.

    Args:
        definition_id: The version that was newest when the event happened.
        events: What happened, as the history tells it.
        business_key: Of the instance; only messages bring one.
        variables: What came with the event.
    """

    definition_id: UUID
    events: tuple[JsonObject, ...]
    business_key: str | None = None
    variables: Mapping[str, Value] = field(default_factory=dict)


def settle(tenant_id: UUID, keys: Iterable[str], *, now: datetime) -> list[Problem]:
    """Let the newest versions of these processes own what begins instances of them.

    Args:
        tenant_id: Whose processes.
        keys: Of processes that are locked.
        now: When their timers begin to count.

    Returns:
        What had happened for start events that wait for more, and is lost.
    """
    lost: list[Problem] = []
    for key in sorted(keys):
        settled = definitions.settle_starts(tenant_id, key, now=now)
        if settled.removed:
            jobs.cancel_jobs(settled.removed)
        jobs.add_jobs([_timer_job(timer, now=now) for timer in settled.timers])
        if settled.overdue:
            _begin_overdue(settled.overdue, tenant_id, now=now)
        if settled.timers and settled.is_suspended:
            jobs.suspend_jobs([timer.id for timer in settled.timers])
        lost += (_tell(key, given_up) for given_up in settled.given_up)
    return lost


def _tell(key: str, given_up: GivenUp) -> Problem:
    return Problem(
        code="start_given_up",
        element_id=given_up.activity_id,
        detail=(
            f"{given_up.name!r} has come for the start event {given_up.activity_id!r} of {key!r} "
            f"({given_up.number} in all), and its other triggers had not happened. It is given up, "
            "for the new version does not wait for the same."
        ),
        remedy="Keep the start event's id and triggers, or send it again to the new version.",
    )


def _begin_overdue(overdue: Sequence[Start], tenant_id: UUID, *, now: datetime) -> None:
    for start in overdue:
        event: JsonObject = {"type": "timer_fired", "activity_id": start.activity_id}
        jobs.add_jobs(jobs_for([start], Occurrence(event=event), tenant_id=tenant_id, now=now))
    running.wake_after_commit()


def set_running(definition_id: UUID, state: DefinitionState) -> None:
    """Stop the timers that begin instances of a version, or let them go on.

    Those that fell due meanwhile run at once then.
    """
    owned = definitions.lock_starts(definition_id)
    if not owned:
        return
    if state is DefinitionState.ACTIVE:
        jobs.resume_jobs(owned)
        running.wake_after_commit()
    else:
        jobs.suspend_jobs(owned)


def fire(job: LeasedJob, *, now: datetime) -> Sequence[NewJob] | None:
    """Return the jobs that follow from a timer which is due: the instance, and the next firing.

    Returns:
        None where a newer version waits in its stead.
    """
    fired = definitions.fire_start(job.process_instance_id, now=now)
    if fired is None:
        return None
    event: JsonObject = {
        "type": "timer_fired",
        "activity_id": fired.timer.activity_id,
        "due_at": fired.timer.due_at.isoformat(),
    }
    follows = [] if fired.following is None else [_timer_job(fired.following, now=now)]
    begun = jobs_for(
        [fired.start], Occurrence(event=event), tenant_id=fired.timer.tenant_id, now=now
    )
    return [*follows, *begun]


def jobs_for(
    starts: Iterable[Start], occurrence: Occurrence, *, tenant_id: UUID, now: datetime
) -> list[NewJob]:
    """Return a job for each instance that an event begins; suspended versions begin none.

    A start event that waits for all its triggers begins one with the last of them; till then what
    has happened is kept.

    Args:
        starts: What waits for it.
        occurrence: What happened.
        tenant_id: Whose processes.
        now: When.
    """
    found = []
    for start in starts:
        if start.is_suspended:
            continue
        gathered = definitions.gather(start, occurrence, tenant_id=tenant_id, now=now)
        if gathered is None or gathered.missing:
            continue
        beginning = Beginning(
            definition_id=gathered.definition_id,
            events=gathered.events,
            business_key=gathered.business_key,
            variables=gathered.variables,
        )
        key, activity_id = start.definition_key, start.activity_id
        found.append(
            _job(beginning, tenant_id=tenant_id, key=key, activity_id=activity_id, now=now)
        )
    return found


def definition_of(job: LeasedJob) -> UUID:
    """Return the version of whose instances a job is to begin one."""
    return UUID(str(job.payload["definition_id"]))


def instance_of(job: LeasedJob, executable: Executable, *, now: datetime) -> Instance:
    """Return the row of the instance that a job is to begin."""
    key = job.payload.get("business_key")
    return Instance(
        id=job.process_instance_id,
        tenant_id=job.tenant_id,
        root_instance_id=job.process_instance_id,
        parent_id=None,
        definition_id=executable.id,
        definition_key=executable.key,
        business_key=key if isinstance(key, str) else None,
        started_at=now,
        started_by=None,
    )


def read_payload(payload: JsonObject) -> Beginning:
    """Return the instance that a job is to begin."""
    variables, types, event = payload["variables"], payload["types"], payload["event"]
    earlier = payload.get("earlier", [])
    if not (isinstance(variables, dict) and isinstance(types, dict) and isinstance(earlier, list)):
        raise TypeError("The payload of a start holds objects.")
    kinds = {name: str(kind) for name, kind in types.items()}
    return Beginning(
        definition_id=UUID(str(payload["definition_id"])),
        events=tuple(told for told in (*earlier, event) if isinstance(told, dict)),
        variables=decode_variables(variables, kinds),
    )


def _job(
    beginning: Beginning, *, tenant_id: UUID, key: str, activity_id: str, now: datetime
) -> NewJob:
    variables, types = encode_variables(beginning.variables)
    instance_id = new_id()
    return NewJob(
        id=new_id(),
        tenant_id=tenant_id,
        root_instance_id=instance_id,
        process_instance_id=instance_id,
        definition_id=beginning.definition_id,
        definition_key=key,
        visit=None,
        activity_id=activity_id,
        kind=START_INSTANCE,
        due_at=now,
        created_at=now,
        payload={
            "definition_id": str(beginning.definition_id),
            "earlier": [*beginning.events[:-1]],
            "event": beginning.events[-1],
            "business_key": beginning.business_key,
            "variables": variables,
            "types": {**types},
        },
    )


def _timer_job(timer: StartTimer, *, now: datetime) -> NewJob:
    return NewJob(
        id=new_id(),
        tenant_id=timer.tenant_id,
        root_instance_id=timer.id,
        process_instance_id=timer.id,
        definition_id=timer.definition_id,
        definition_key=timer.definition_key,
        visit=None,
        activity_id=timer.activity_id,
        kind=START_TIMER,
        due_at=timer.due_at,
        created_at=now,
        payload={"definition_id": str(timer.definition_id)},
    )
