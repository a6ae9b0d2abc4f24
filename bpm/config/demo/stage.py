"""A stage on which people do their work of past weeks, by the commands that they use today."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from bpm.base import clock
from bpm.base.search import SearchRequest
from bpm.core.values import JsonObject, Value, decode_variables, parse_json
from bpm.identity import queries as identity
from bpm.identity.contracts import Actor
from bpm.jobs import running, services as jobs
from bpm.runtime.commands.annotate_incident import annotate_incident
from bpm.runtime.commands.cancel_process_instance import cancel_process_instance
from bpm.runtime.commands.complete_user_task import complete_user_task
from bpm.runtime.commands.own_incident import own_incident
from bpm.runtime.commands.retry_incident import retry_incident
from bpm.runtime.commands.start_process_instance import start_process_instance
from bpm.runtime.commands.suspend_process_instance import suspend_process_instance
from bpm.runtime.commands.update_variables import update_variables
from bpm.runtime.commands.withdraw_process_instance import withdraw_process_instance
from bpm.runtime.contracts import CompleteUserTask, IncidentView, StartProcessInstance, WaitingAt
from bpm.runtime.queries import incidents, instances
from bpm.user_tasks import services as tasks
from bpm.user_tasks.contracts import NewTaskDraft, TaskCommand

OPERATOR: Final = "operator"
_LEASE: Final = timedelta(minutes=5)
_WORKER: Final = "demo"


class PresentReachedError(Exception):
    """What comes next has not happened yet: the instance stays where it is."""


class Cast:
    """The people of the demo, each looked up once."""

    def __init__(self) -> None:
        self._found: dict[str, Actor] = {}

    def __getitem__(self, username: str) -> Actor:
        if username not in self._found:
            ids = identity.user_ids(identity.default_tenant_id(), [username])
            actor = identity.actor_for_user(ids[username])
            # People may deploy while the past is told.
            self._found[username] = replace(actor, definition_epoch=None)
        return self._found[username]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """How one instance begins.

    Args:
        form: Whether it is started with the start form.
    """

    key: str
    business_key: str
    by: str
    at: datetime
    variables: Mapping[str, object]
    form: bool = True


class Scene:
    """One instance and those it calls, from its start until now."""

    def __init__(self, cast: Cast, opening: Opening, *, present: datetime) -> None:
        self._cast = cast
        self._present = present
        self.at = opening.at
        with clock.frozen(self.at):
            view = start_process_instance(
                StartProcessInstance(
                    definition_key=opening.key,
                    business_key=opening.business_key,
                    variables=_values(opening.variables),
                    form=opening.form,
                ),
                actor=cast[opening.by],
            )
        self.id = view.id
        self._run_jobs()

    def pass_time(self, **duration: float) -> None:
        """Let time pass, and all jobs run that fall due meanwhile.

        Raises:
            PresentReachedError: That would be in the future.
        """
        until = self.at + timedelta(**duration)
        if until > self._present:
            raise PresentReachedError
        self._run_until(until)

    def reach_present(self) -> None:
        """Let all time pass that there is."""
        self._run_until(self._present)

    def complete(
        self, activity_id: str, by: str, outcome: str | None = None, **variables: object
    ) -> None:
        """Complete the oldest open user task of an activity."""
        request = CompleteUserTask(
            user_task_id=self._task(activity_id),
            variables=_values(dict(variables)),
            outcome=outcome,
        )
        with self._now():
            complete_user_task(request, actor=self._cast[by])
        self._run_jobs()

    def claim(self, activity_id: str, by: str) -> None:
        """Claim the oldest open user task of an activity."""
        with self._now():
            tasks.claim_user_task(self._asked(activity_id), actor=self._cast[by])

    def comment(self, activity_id: str, by: str, text: str) -> None:
        """Say something about a user task."""
        with self._now():
            tasks.comment_user_task(self._task(activity_id), text=text, actor=self._cast[by])

    def draft(self, activity_id: str, by: str, **variables: object) -> None:
        """Type something into a user task without completing it."""
        draft = NewTaskDraft(variables=_json(dict(variables)), variable_types={})
        with self._now():
            tasks.save_draft(self._task(activity_id), actor=self._cast[by], draft=draft)

    def put_off(self, activity_id: str, by: str, *, days: int) -> None:
        """Let a user task come back some days after the present."""
        until = (self._present + timedelta(days=days)).isoformat()
        with self._now():
            tasks.set_user_task_follow_up_at(
                self._asked(activity_id), follow_up_at=until, actor=self._cast[by]
            )

    def cancel(self, reason: str) -> None:
        """End the instance as its operator does."""
        with self._now():
            cancel_process_instance(self.id, reason=reason, actor=self._cast["admin"])

    def withdraw(self, by: str, reason: str) -> None:
        """End the instance as its starter does."""
        with self._now():
            withdraw_process_instance(self.id, reason=reason, actor=self._cast[by])

    def suspend(self) -> None:
        """Let the instance stand still."""
        with self._now():
            suspend_process_instance(self.id, actor=self._cast[OPERATOR])

    def own_incident(self, note: str) -> None:
        """Let the operator look after the open incident."""
        actor, incident = self._cast[OPERATOR], self._incident()
        with self._now():
            own_incident(incident.id, owner=OPERATOR, actor=actor)
            annotate_incident(incident.id, note=note, actor=actor)

    def mend(self, **variables: object) -> None:
        """Correct variables as the operator does, and retry the open incident."""
        actor, incident = self._cast[OPERATOR], self._incident()
        with self._now():
            update_variables(self.id, variables=_values(dict(variables)), actor=actor)
            retry_incident(incident.id, actor=actor)
        self._run_jobs()

    @contextmanager
    def _now(self) -> Iterator[None]:
        with clock.frozen(self.at):
            yield

    def _run_until(self, until: datetime) -> None:
        while (due_at := jobs.find_next_due(self.id)) is not None and due_at <= until:
            self.at = max(self.at, due_at)
            self._run_jobs()
        self.at = until

    def _run_jobs(self) -> None:
        with self._now():
            while job := jobs.acquire_next_of(self.id, worker=_WORKER, lease=_LEASE):
                running.run_batch([job])

    def _asked(self, activity_id: str) -> TaskCommand:
        return TaskCommand(user_task_id=self._task(activity_id))

    def _task(self, activity_id: str) -> UUID:
        for place in self._places(self.id):
            if place.activity_id == activity_id and place.user_task_id is not None:
                return place.user_task_id
        raise LookupError(f"Nothing waits at {activity_id}.")

    def _places(self, instance_id: UUID) -> Iterator[WaitingAt]:
        view = instances.get_process_instance(instance_id, actor=self._cast["admin"])
        for place in view.waiting_at:
            yield place
            if place.called_instance_id is not None:
                yield from self._places(place.called_instance_id)

    def _incident(self) -> IncidentView:
        request = SearchRequest(filter={"process_instance_id": str(self.id)})
        found = incidents.search_incidents(request, actor=self._cast[OPERATOR])
        return next(incident for incident in found.items if incident.resolved_at is None)


def is_played(cast: Cast, opening: Opening) -> bool:
    """Return whether an instance with this business key exists already."""
    wanted: JsonObject = {
        "definition_key": opening.key,
        "business_key": opening.business_key,
    }
    found = instances.search_process_instances(
        SearchRequest(filter=wanted, limit=1), actor=cast["admin"]
    )
    return bool(found.items)


def _values(variables: Mapping[str, object]) -> Mapping[str, Value]:
    return decode_variables(_json(variables), {})


def _json(variables: Mapping[str, object]) -> JsonObject:
    # Read as requests are read, so that numbers are exact.
    found = parse_json(json.dumps(variables).encode())
    if not isinstance(found, dict):
        raise TypeError("Variables have names.")
    return found
