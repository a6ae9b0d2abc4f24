"""The lists that an inbox offers by itself, as conditions on user tasks."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from bpm.identity import queries as identity
from bpm.identity.contracts import Actor, Permission
from bpm.user_tasks.contracts import InboxView, UserTaskState
from bpm.user_tasks.models import TaskComment, UserTaskCandidate
from bpm.user_tasks.rows import completers_to_exclude


def in_view(view: InboxView, *, actor: Actor, now: datetime) -> Q:
    """Return the condition for one of the inbox's lists.

    Args:
        view: Which list.
        actor: Whose inbox.
        now: Decides what is overdue, due today or put off; today ends at midnight of its zone.
    """
    is_mine = Q(assignee=actor.username)
    is_unassigned = Q(assignee__isnull=True)
    is_open = Q(state=UserTaskState.OPEN)
    # What was put off until later is not in anybody's way before then.
    is_present = is_open & (Q(follow_up_at__isnull=True) | Q(follow_up_at__lte=now))
    # What four eyes forbid him is for others.
    excluding = completers_to_exclude().filter(completed_by=actor.username)
    is_free = is_unassigned & (Q(exclude_completers_of=[]) | ~Q(Exists(excluding)))
    to_do = is_open & (is_mine | (is_free & meant_for(actor)))
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    mentioning = TaskComment.objects.filter(
        tenant_id=actor.tenant_id, mentions__contains=[actor.username]
    )
    return {
        InboxView.MINE: is_present & is_mine,
        InboxView.GROUPS: is_present & is_free & meant_for(actor, groups_only=True),
        InboxView.UNASSIGNED: is_present & is_unassigned & _within_reach(actor),
        InboxView.OVERDUE: to_do & Q(due_at__lt=now),
        InboxView.DUE_TODAY: to_do & Q(due_at__gte=now, due_at__lt=midnight),
        InboxView.FOLLOW_UP: to_do & Q(follow_up_at__gt=now),
        InboxView.MENTIONED: is_open & Q(id__in=mentioning.values("user_task_id")),
        InboxView.DONE: Q(state=UserTaskState.COMPLETED, completed_by=actor.username),
    }[view]


def meant_for(actor: Actor, *, groups_only: bool = False) -> Q:
    """Return the condition for tasks that the actor is a candidate of, by name or by group."""
    names = [name for name in actor.candidates if not groups_only or name.startswith("group:")]
    return Q(
        Exists(UserTaskCandidate.objects.filter(user_task_id=OuterRef("id"), candidate__in=names))
    )


def _within_reach(actor: Actor) -> Q:
    """Return the condition for what the actor could see to: not what he merely started."""
    keys = identity.allowed_keys(actor, Permission.READ_INSTANCES)
    return Q() if keys is None else meant_for(actor) | Q(definition_key__in=sorted(keys))
