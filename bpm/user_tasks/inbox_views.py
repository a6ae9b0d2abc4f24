"""The lists that an inbox offers by itself, each as parts that an index holds in order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet

from bpm.identity import queries as identity
from bpm.identity.contracts import Actor, Permission
from bpm.user_tasks.contracts import InboxView, UserTaskState
from bpm.user_tasks.models import TaskComment, UserTask, UserTaskCandidate
from bpm.user_tasks.rows import completers_to_exclude

OFFER = "offer"
"""Name of the candidate's row in a part that is read by it."""

_CANDIDATES = "usertaskcandidate"
_IS_OPEN = Q(state=UserTaskState.OPEN)
_IS_FREE = Q(assignee__isnull=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Tasks that one index holds in order of their due dates.

    Args:
        condition: On ``user_task``.
        candidate: The name that they are offered to; None where they are not read by that.
        is_offered: Whether nobody holds them; False: they are open and held, or suspended.
    """

    condition: Q
    candidate: str | None = None
    is_offered: bool = True

    def rows(self, actor: Actor) -> QuerySet[UserTask]:
        """Return the tasks of this part, of the actor's tenant."""
        tasks = UserTask.objects.filter(tenant_id=actor.tenant_id)
        if self.candidate is not None:
            state = {"offered": True} if self.is_offered else {"offered": False, "is_open": True}
            offer = {"tenant_id": actor.tenant_id, "candidate": self.candidate, **state}
            named = Q(**{f"{_CANDIDATES}__{name}": value for name, value in offer.items()})
            tasks = tasks.annotate(**{OFFER: FilteredRelation(_CANDIDATES, condition=named)})
            tasks = tasks.filter(**{f"{OFFER}__candidate": self.candidate})
        return tasks.filter(self.condition)


def parts_of(view: InboxView, *, actor: Actor, now: datetime) -> Sequence[Part]:
    """Return one of the inbox's lists; a task may be in several of its parts.

    Args:
        view: Which list.
        actor: Whose inbox.
        now: Decides what is overdue, due today or put off; today ends at midnight of its zone.
    """
    makers: Mapping[InboxView, Callable[[Actor, datetime], Sequence[Part]]] = {
        InboxView.MINE: lambda actor, now: (_held(actor, _is_present(now)),),
        InboxView.GROUPS: lambda actor, now: _offered(actor, _is_present(now), groups_only=True),
        InboxView.UNASSIGNED: lambda actor, now: _within_reach(actor, _is_present(now)),
        InboxView.OVERDUE: _overdue,
        InboxView.DUE_TODAY: _due_today,
        InboxView.FOLLOW_UP: _put_off,
        InboxView.MENTIONED: lambda actor, now: _mentioned(actor),  # noqa: ARG005 alike
        InboxView.DONE: lambda actor, now: _done(actor),  # noqa: ARG005 alike
    }
    return makers[view](actor, now)


def _is_present(now: datetime) -> Q:
    """Return the condition for what is not put off: nothing else is in anybody's way."""
    return Q(follow_up_at__isnull=True) | Q(follow_up_at__lte=now)


def _overdue(actor: Actor, now: datetime) -> Sequence[Part]:
    return _to_do_by(actor, Q(due_at__lt=now), Q(offer__due_at__lt=now))


def _due_today(actor: Actor, now: datetime) -> Sequence[Part]:
    end = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    offered = Q(offer__due_at__gte=now, offer__due_at__lt=end)
    return _to_do_by(actor, Q(due_at__gte=now, due_at__lt=end), offered)


def _put_off(actor: Actor, now: datetime) -> Sequence[Part]:
    later = Q(follow_up_at__gt=now)
    free = _IS_OPEN & _IS_FREE & later
    # Two indexes answer this by themselves: what the actor is offered, and what is put off.
    offers = UserTaskCandidate.objects.filter(
        tenant_id=actor.tenant_id, candidate__in=actor.candidates, offered=True
    )
    mine = UserTask.objects.filter(
        free, tenant_id=actor.tenant_id, id__in=offers.values("user_task_id")
    )
    condition = free & Q(suspended=False, id__in=mine.values("id")) & _allowed(actor)
    return (_held(actor, later), Part(condition=condition))


def _mentioned(actor: Actor) -> Sequence[Part]:
    mentioning = TaskComment.objects.filter(
        tenant_id=actor.tenant_id, mentions__contains=[actor.username]
    )
    found = _IS_OPEN & Q(id__in=mentioning.values("user_task_id"))
    return (Part(condition=found & visible_to(actor)),)


def _done(actor: Actor) -> Sequence[Part]:
    done = Q(state=UserTaskState.COMPLETED, completed_by=actor.username)
    return (Part(condition=done & visible_to(actor)),)


def open_parts(actor: Actor) -> Sequence[Part]:
    """Return all open tasks that the actor may see."""
    keys = identity.allowed_keys(actor, Permission.READ_INSTANCES)
    if keys is None:
        return (Part(condition=_IS_OPEN),)
    by_key = (Part(condition=_IS_OPEN & Q(definition_key__in=sorted(keys))),) if keys else ()
    return (
        Part(condition=_IS_OPEN & Q(assignee=actor.username)),
        Part(condition=_IS_OPEN & Q(started_by=actor.username)),
        *(Part(condition=Q(), candidate=name) for name in actor.candidates),
        *(Part(condition=Q(), candidate=name, is_offered=False) for name in actor.candidates),
        *by_key,
    )


def visible_to(actor: Actor) -> Q:
    """Return the condition for the tasks that the actor may see, in whatever state."""
    keys = identity.allowed_keys(actor, Permission.READ_INSTANCES)
    if keys is None:
        return Q()
    mine = Q(assignee=actor.username) | Q(started_by=actor.username) | meant_for(actor)
    return mine | Q(definition_key__in=sorted(keys))


def meant_for(actor: Actor) -> Q:
    """Return the condition for tasks that the actor is a candidate of, by name or by group."""
    offers = UserTaskCandidate.objects.filter(
        user_task_id=OuterRef("id"), candidate__in=actor.candidates
    )
    return Q(Exists(offers))


def _held(actor: Actor, condition: Q) -> Part:
    return Part(condition=_IS_OPEN & Q(assignee=actor.username) & condition)


def _offered(actor: Actor, condition: Q, *, groups_only: bool = False) -> Sequence[Part]:
    names = [name for name in actor.candidates if not groups_only or name.startswith("group:")]
    return [Part(condition=condition & _allowed(actor), candidate=name) for name in names]


def _to_do_by(actor: Actor, own: Q, offered: Q) -> Sequence[Part]:
    return (_held(actor, own), *_offered(actor, offered))


def _allowed(actor: Actor) -> Q:
    """Return the condition for what four eyes do not forbid the actor: that is for others."""
    excluding = completers_to_exclude().filter(completed_by=actor.username)
    return Q(exclude_completers_of=[]) | ~Q(Exists(excluding))


def _within_reach(actor: Actor, condition: Q) -> Sequence[Part]:
    """Return what the actor could see to: not what he merely started."""
    keys = identity.allowed_keys(actor, Permission.READ_INSTANCES)
    free = _IS_OPEN & _IS_FREE & condition
    if keys is None:
        return (Part(condition=free),)
    offered = [Part(condition=condition, candidate=name) for name in actor.candidates]
    of_keys = Part(condition=free & Q(definition_key__in=sorted(keys)))
    return (*offered, of_keys) if keys else offered
