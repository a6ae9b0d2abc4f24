"""Whom an event concerns: notices made from what the history tells."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from bpm.base import clock
from bpm.base.ids import parse_id
from bpm.core.errors import NotFoundError
from bpm.core.values import JsonObject, JsonValue
from bpm.definitions import queries as definitions
from bpm.history.delivery import ToldEvents
from bpm.identity.pickers import list_people
from bpm.notifications.contracts import Kind, Notice
from bpm.runtime.queries.requests import Request
from bpm.user_tasks.contracts import UserTaskRow, UserTaskState

_MOST_REMINDED = 200
_END = "end_event"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferReader:
    """A person who wants to hear of tasks that are offered, with the names he answers to."""

    username: str
    candidates: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What was read for a batch of events, in one statement for each table.

    Args:
        overdue_until: Due dates up to here are past; None where nobody looked yet.
        due_soon_until: Due dates up to here are near.
    """

    tasks: Mapping[UUID, UserTaskRow]
    watchers: Mapping[UUID, Sequence[str]] = field(default_factory=dict)
    requests: Mapping[UUID, Request] = field(default_factory=dict)
    offer_readers: Mapping[UUID, Sequence[OfferReader]] = field(default_factory=dict)
    overdue_until: datetime | None = None
    due_soon_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cause:
    """What led to a notice about a task."""

    event_key: str
    at: datetime
    actor: str | None = None
    comment_id: UUID | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One event of one row of the history."""

    told: ToldEvents
    event: JsonObject
    index: int

    @property
    def user_task_id(self) -> UUID | None:
        """The task that it is about, if any."""
        return parse_id(str(self.event.get("user_task_id", "")))

    @property
    def words(self) -> str | None:
        """What the person said who did it; a task that is sent back has that in an event beside."""
        beside = (
            event
            for event in self.told.events
            if event.get("user_task_id") == self.event.get("user_task_id")
        )
        said = (event.get(name) for event in beside for name in ("reason", "note"))
        return next((text for text in said if isinstance(text, str) and text), None)

    def text(self, name: str) -> str | None:
        """Return a member that is a text, else None."""
        value = self.event.get(name)
        return value if isinstance(value, str) else None


def sightings_of(told: Iterable[ToldEvents]) -> list[Sighting]:
    """Return the events that may concern somebody, in order."""
    return [
        Sighting(told=row, event=event, index=index)
        for row in told
        for index, event in enumerate(row.events)
        if event.get("type") in EVENT_TYPES
    ]


def notices_of(seen: Sighting, known: Known) -> Iterator[Notice]:
    """Return whom an event concerns; a person at most once, by what concerns him most."""
    told: set[str] = set()
    for notice in _OF_TYPE[str(seen.event["type"])](seen, known):
        if notice.username not in told:
            told.add(notice.username)
            yield notice


def due_notice(task: UserTaskRow, kind: Kind) -> Notice | None:
    """Return the notice to who holds a task that is due; None where nobody does, or it is over."""
    if task.assignee is None or task.due_at is None or not _is_open(task):
        return None
    # A date that is moved and moved back is the same date.
    key = f"{kind}:{task.id}:{task.due_at.isoformat()}"
    return _task_notice(task, task.assignee, kind, _Cause(event_key=key, at=clock.now()))


# ---- tasks -----------------------------------------------------------------------------------


def _of_created(seen: Sighting, known: Known) -> Iterator[Notice]:
    task = _task_of(seen, known)
    if task is None:
        return
    assignee = seen.text("assignee")
    if assignee is None:
        yield from _offers(seen, task, known)
    else:
        yield from _given(seen, task, assignee)


def _of_assigned(seen: Sighting, known: Known) -> Iterator[Notice]:
    task = _task_of(seen, known)
    if task is None:
        return
    assignee = seen.text("new")
    if assignee is None:
        yield from _offers(seen, task, known)
    else:
        yield from _given(seen, task, assignee)


def _given(
    seen: Sighting, task: UserTaskRow, assignee: str, kind: Kind | None = None
) -> Iterator[Notice]:
    """Tell who has a task now; who had it for a moment only needs to know nothing."""
    if task.assignee != assignee or not _is_open(task):
        return
    is_own = task.started_by == assignee
    usual = Kind.REQUEST_NEEDS_ME if is_own else Kind.TASK_ASSIGNED
    yield _notice(seen, task, assignee, kind or usual)


def _of_delegated(seen: Sighting, known: Known) -> Iterator[Notice]:
    yield from _to_new_assignee(seen, known, Kind.TASK_DELEGATED)


def _of_resolved(seen: Sighting, known: Known) -> Iterator[Notice]:
    yield from _to_new_assignee(seen, known, Kind.TASK_RESOLVED)


def _to_new_assignee(seen: Sighting, known: Known, kind: Kind) -> Iterator[Notice]:
    task, assignee = _task_of(seen, known), seen.text("new")
    if task is not None and assignee is not None:
        yield from _given(seen, task, assignee, kind)


def _of_candidates(seen: Sighting, known: Known) -> Iterator[Notice]:
    task = _task_of(seen, known)
    if task is None:
        return
    yield from _offers(seen, task, known, to=frozenset(_texts(seen.event.get("added"))))


def _offers(
    seen: Sighting, task: UserTaskRow, known: Known, *, to: frozenset[str] | None = None
) -> Iterator[Notice]:
    if task.assignee is not None or not _is_open(task):
        return
    candidates = frozenset(task.candidates) if to is None else to
    for reader in known.offer_readers.get(task.tenant_id, ()):
        if reader.candidates & candidates and reader.username not in task.excluded:
            yield _notice(seen, task, reader.username, Kind.TASK_OFFERED)


def _of_comment(seen: Sighting, known: Known) -> Iterator[Notice]:
    task, comment_id = _task_of(seen, known), parse_id(str(seen.event.get("comment_id", "")))
    if task is None or comment_id is None:
        return
    for username in _texts(seen.event.get("mentions")):
        yield _notice(seen, task, username, Kind.MENTIONED, comment_id=comment_id)
    listening = [task.assignee, task.owner, *known.watchers.get(task.id, ())]
    for listener in listening:
        if listener is not None:
            yield _notice(seen, task, listener, Kind.TASK_COMMENTED, comment_id=comment_id)


def _of_changed(seen: Sighting, known: Known) -> Iterator[Notice]:
    task = _task_of(seen, known)
    if task is None or seen.event.get("field") != "due_at" or task.due_at is None:
        return
    # Who looks at due dates has passed this one already, and does not come back.
    kind = None
    if known.due_soon_until is not None and task.due_at <= known.due_soon_until:
        kind = Kind.TASK_DUE_SOON
    if known.overdue_until is not None and task.due_at <= known.overdue_until:
        kind = Kind.TASK_OVERDUE
    if kind is not None and (notice := due_notice(task, kind)) is not None:
        yield replace(notice, actor=seen.told.actor)


def _of_reminder(seen: Sighting, known: Known) -> Iterator[Notice]:
    task = _task_of(seen, known)
    if task is None or not _is_open(task):
        return
    if task.assignee is not None:
        yield _notice(seen, task, task.assignee, Kind.TASK_REMINDED)
        return
    people = list_people(task.tenant_id, candidates=task.candidates, text="", limit=_MOST_REMINDED)
    for person in people:
        if person.username not in task.excluded:
            yield _notice(seen, task, person.username, Kind.TASK_REMINDED)


# ---- requests --------------------------------------------------------------------------------


def _of_completed(seen: Sighting, known: Known) -> Iterator[Notice]:
    request = known.requests.get(seen.told.process_instance_id)
    if request is not None and request.is_worked_on:
        ends = [
            str(event.get("activity_id"))
            for event in seen.told.events
            if event.get("type") == "activity_started" and event.get("activity_type") == _END
        ]
        yield _request_notice(
            seen, request, Kind.REQUEST_FINISHED, note=_name_of_end(request, ends)
        )


def _of_cancelled(seen: Sighting, known: Known) -> Iterator[Notice]:
    request = known.requests.get(seen.told.process_instance_id)
    if request is not None:
        yield _request_notice(seen, request, Kind.REQUEST_CANCELLED, note=seen.text("reason"))


def _name_of_end(request: Request, ends: Sequence[str]) -> str | None:
    """Return the name of the end that was reached last, where the model gives it one."""
    if not ends:
        return None
    try:
        executable = definitions.get_executable_by_id(request.definition_id)
    except NotFoundError:
        return None
    name = executable.process.activity_names.get(ends[-1])
    return None if name == ends[-1] else name


def _request_notice(seen: Sighting, request: Request, kind: Kind, *, note: str | None) -> Notice:
    name = _definition_name(request.definition_id, request.definition_key)
    return Notice(
        tenant_id=request.tenant_id,
        username=request.started_by,
        kind=kind,
        event_key=_event_key(seen, kind),
        at=seen.told.at,
        title=name,
        actor=seen.told.actor,
        user_task_id=None,
        process_instance_id=request.id,
        root_instance_id=request.id,
        definition_key=request.definition_key,
        definition_name=name,
        business_key=request.business_key,
        note=note,
    )


# ---- both ------------------------------------------------------------------------------------


def _task_of(seen: Sighting, known: Known) -> UserTaskRow | None:
    task_id = seen.user_task_id
    return None if task_id is None else known.tasks.get(task_id)


def _is_open(task: UserTaskRow) -> bool:
    return task.state == UserTaskState.OPEN and not task.suspended


def _texts(value: JsonValue) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _event_key(seen: Sighting, kind: Kind) -> str:
    return f"{kind}:{seen.told.id}:{seen.index}"


def _definition_name(definition_id: UUID, key: str) -> str:
    try:
        return definitions.get_executable_by_id(definition_id).name
    except NotFoundError:
        return key


def _notice(
    seen: Sighting,
    task: UserTaskRow,
    username: str,
    kind: Kind,
    *,
    comment_id: UUID | None = None,
) -> Notice:
    cause = _Cause(
        event_key=_event_key(seen, kind),
        at=seen.told.at,
        actor=seen.told.actor,
        comment_id=comment_id,
        note=seen.words,
    )
    return _task_notice(task, username, kind, cause)


def _task_notice(task: UserTaskRow, username: str, kind: Kind, cause: _Cause) -> Notice:
    return Notice(
        tenant_id=task.tenant_id,
        username=username,
        kind=kind,
        title=task.name,
        user_task_id=task.id,
        process_instance_id=task.process_instance_id,
        root_instance_id=task.root_instance_id,
        definition_key=task.definition_key,
        definition_name=_definition_name(task.definition_id, task.definition_key),
        business_key=task.business_key,
        due_at=task.due_at,
        event_key=cause.event_key,
        at=cause.at,
        actor=cause.actor,
        comment_id=cause.comment_id,
        note=cause.note,
    )


_OF_TYPE: Mapping[str, Callable[[Sighting, Known], Iterator[Notice]]] = {
    "user_task_created": _of_created,
    "user_task_assigned": _of_assigned,
    "user_task_delegated": _of_delegated,
    "user_task_resolved": _of_resolved,
    "user_task_candidates_changed": _of_candidates,
    "user_task_commented": _of_comment,
    "user_task_changed": _of_changed,
    "user_task_reminded": _of_reminder,
    "process_instance_completed": _of_completed,
    "process_instance_cancelled": _of_cancelled,
}

EVENT_TYPES = frozenset(_OF_TYPE)
"""Types of events that may concern somebody."""
