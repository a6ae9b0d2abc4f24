"""What a person has started, and how that stands: who has it, and what the starter may do."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from bpm.base.pages import Page, find_page
from bpm.base.search import Fields, SearchRequest, Sort
from bpm.base.sql import sql_array
from bpm.core.errors import BpmError, Problem
from bpm.definitions import queries as definitions
from bpm.history import queries as history
from bpm.identity.contracts import Actor
from bpm.runtime import statements
from bpm.runtime.contracts import InstanceState, RequestView
from bpm.runtime.errors import (
    PartOfARequestError,
    ProcessInstanceEndedError,
    ProcessInstanceNotFoundError,
    ProcessInstanceSuspendedError,
    WithdrawalForbiddenError,
    WithdrawSideEffectsError,
    refusal_of,
)
from bpm.runtime.models import ActivityInstance, ProcessInstance
from bpm.runtime.queries.search_fields import PLAIN_FIELDS
from bpm.runtime.queries.usual_times import find_usual_seconds
from bpm.user_tasks import queries as user_tasks
from bpm.user_tasks.holder_types import TaskHolder

REMIND = "remind_process_instance"
REMIND_AGAIN_AFTER: Final = timedelta(hours=24)
MOST_SHOWN = 50
_REACHING_OUTSIDE = ("service_task", "send_task")
_ALWAYS, _NEVER = "always", "never"
_WITHOUT_STATE = ("engine_state", "variables", "variable_types", "large_variables")
_NEWEST_FIRST = (Sort(field="id", is_descending=True),)
_FIELDS: Fields = {
    name: PLAIN_FIELDS[name]
    for name in ("id", "definition_key", "business_key", "state", "started_at", "ended_at")
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Effect:
    """An activity that reached outside, of the request's own version or of a called one."""

    definition_id: UUID
    activity_id: str

    @property
    def name(self) -> str:
        """What people call it."""
        return (
            definitions.get_executable_by_id(self.definition_id).name_of(self.activity_id)
            or self.activity_id
        )


def search_requests(search: SearchRequest, *, actor: Actor, now: datetime) -> Page[RequestView]:
    """Return a page of what the actor has started, newest first.

    Args:
        search: Filter, order and page.
        actor: Who reads.
        now: Decides whether a reminder is possible again.

    Raises:
        InvalidSearchError: The search cannot be carried out as asked.
    """
    page = find_page(
        _started_by(actor), search, fields=_FIELDS, default_sort=_NEWEST_FIRST, view=lambda row: row
    )
    return Page(items=tuple(_views_of(page.items, now=now)), page=page.page)


def get_request(process_instance_id: UUID, *, actor: Actor, now: datetime) -> RequestView:
    """Return one of the things that the actor has started.

    Raises:
        ProcessInstanceNotFoundError: It does not exist, or somebody else started it.
    """
    row = _started_by(actor).filter(id=process_instance_id).first()
    if row is None:
        raise ProcessInstanceNotFoundError(f"You started no request {process_instance_id}.")
    return _views_of([row], now=now)[0]


def find_request(process_instance_id: UUID, *, now: datetime) -> RequestView:
    """Return a request as its starter follows it, whoever may see it.

    Raises:
        ProcessInstanceNotFoundError: It does not exist.
    """
    row = ProcessInstance.objects.defer(*_WITHOUT_STATE).filter(id=process_instance_id).first()
    if row is None:
        raise ProcessInstanceNotFoundError(f"There is no request {process_instance_id}.")
    return _views_of([row], now=now)[0]


def why_not_withdraw(process_instance_id: UUID) -> BpmError | None:
    """Return the error with which withdrawing is refused just now, whoever asks; or None."""
    row = ProcessInstance.objects.defer(*_WITHOUT_STATE).get(id=process_instance_id)
    return _refusal(row, _find_effects(_find_trees([row.id])).get(row.id))


def _started_by(actor: Actor) -> QuerySet[ProcessInstance]:
    return ProcessInstance.objects.filter(
        tenant_id=actor.tenant_id, started_by=actor.username, parent_id__isnull=True
    ).defer(*_WITHOUT_STATE)


def find_tree(process_instance_id: UUID) -> Sequence[UUID]:
    """Return an instance and all that it has called, ended ones too."""
    return list(_find_trees([process_instance_id]))


def _find_trees(ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Return the instances of these trees, each with the top of its tree."""
    with connection.cursor() as cursor:
        cursor.execute(statements.FIND_TREES, [sql_array(ids)])
        return dict(cursor.fetchall())


def _find_effects(tops: Mapping[UUID, UUID]) -> dict[UUID, _Effect]:
    """Return, by top, the first activity that reached outside."""
    found: dict[UUID, _Effect] = {}
    rows = ActivityInstance.objects.filter(
        process_instance_id__in=list(tops), activity_type__in=_REACHING_OUTSIDE
    )
    rows = rows.order_by("process_instance_id", "id").distinct("process_instance_id")
    for row in rows.only("process_instance_id", "definition_id", "activity_id"):
        effect = _Effect(definition_id=row.definition_id, activity_id=row.activity_id)
        found.setdefault(tops[row.process_instance_id], effect)
    return found


def _views_of(rows: Sequence[ProcessInstance], *, now: datetime) -> list[RequestView]:
    live = [row.id for row in rows if row.ended_at is None]
    tops = _find_trees(live)
    holders: dict[UUID, list[TaskHolder]] = defaultdict(list)
    for holder in user_tasks.list_holders(tops):
        holders[tops[holder.process_instance_id]].append(holder)
    effects = _find_effects(tops)
    reminded = history.find_last([row.id for row in rows], command=REMIND)
    steps = Counter(tops[instance_id] for instance_id, _ in user_tasks.list_done_activities(tops))
    usual = _find_usual_seconds(rows)
    return [
        _view_of(
            row,
            _Standing(
                holders=holders[row.id],
                effect=effects.get(row.id),
                reminded_at=reminded.get(row.id),
                steps_done=steps[row.id],
                usual_seconds=usual.get(row.definition_key) if row.ended_at is None else None,
            ),
            now=now,
        )
        for row in rows
    ]


def _find_usual_seconds(rows: Sequence[ProcessInstance]) -> Mapping[str, int]:
    """Return how long the processes of what has not ended usually take; of one tenant."""
    keys = {row.definition_key for row in rows if row.ended_at is None}
    return find_usual_seconds(rows[0].tenant_id, keys) if keys else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """What is known of a request beside its own row."""

    holders: Sequence[TaskHolder]
    effect: _Effect | None
    reminded_at: datetime | None
    steps_done: int
    usual_seconds: int | None


def _view_of(row: ProcessInstance, standing: _Standing, *, now: datetime) -> RequestView:
    holders, reminded_at = standing.holders, standing.reminded_at
    executable = definitions.get_executable_by_id(row.definition_id)
    refusal = _refusal(row, standing.effect)
    again_at = None if reminded_at is None else reminded_at + REMIND_AGAIN_AFTER
    must_wait = again_at is not None and again_at > now
    is_running = row.state == InstanceState.ACTIVE and row.parent_id is None
    return RequestView(
        id=row.id,
        definition_id=row.definition_id,
        definition_key=row.definition_key,
        definition_name=executable.name,
        version=executable.version,
        business_key=row.business_key,
        state=InstanceState(row.state),
        has_incidents=row.open_incidents > 0,
        started_at=row.started_at,
        ended_at=row.ended_at,
        waiting_for=tuple(holders[:MOST_SHOWN]),
        waiting_for_count=len(holders),
        steps_done=standing.steps_done,
        usual_seconds=standing.usual_seconds,
        can_withdraw=refusal is None,
        why_not_withdraw=None if refusal is None else refusal.detail,
        can_remind=is_running and bool(holders) and not must_wait,
        reminded_at=reminded_at,
        remind_again_at=again_at if must_wait and is_running else None,
    )


def _refusal(row: ProcessInstance, effect: _Effect | None) -> BpmError | None:
    policy = definitions.get_executable_by_id(row.definition_id).process.info.withdrawal
    if row.ended_at is not None:
        return ProcessInstanceEndedError(f"The process instance is {row.state}.")
    if row.parent_id is not None:
        return PartOfARequestError("Withdraw the process instance that has called it.")
    if row.state == InstanceState.SUSPENDED:
        return ProcessInstanceSuspendedError("Resume the process instance first.")
    if policy == _NEVER:
        return WithdrawalForbiddenError("Ask somebody who operates the process to cancel it.")
    if effect is None or policy == _ALWAYS:
        return None
    problem = Problem(
        code=WithdrawSideEffectsError.code,
        detail=f"“{effect.name}” has called something outside, which withdrawing would not undo.",
        element_id=effect.activity_id,
        remedy="Ask somebody who operates the process to cancel it.",
    )
    return refusal_of(problem, WithdrawSideEffectsError)
