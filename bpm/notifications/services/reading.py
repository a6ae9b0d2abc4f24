"""Marking notifications as read."""

from uuid import UUID

from django.db.models import QuerySet

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.transactions import command
from bpm.identity.contracts import Actor
from bpm.identity.queries import person_id
from bpm.notifications import queries
from bpm.notifications.contracts import NotificationView, UnreadCount
from bpm.notifications.models import Notification


@command
def read_notification(
    notification_id: UUID, *, actor: Actor, request_key: RequestKey | None = None
) -> NotificationView:
    """Mark one notification as read; reading twice is reading.

    Raises:
        NotificationNotFoundError: It does not exist, or is not the actor's.
    """

    def read() -> NotificationView:
        _unread_of(actor).filter(id=notification_id).update(read_at=clock.now())
        return queries.get_notification(notification_id, actor=actor)

    return answer_once(request_key, view=NotificationView, status=200, run=read)


@command
def read_all_notifications(
    *, actor: Actor, up_to: UUID | None = None, request_key: RequestKey | None = None
) -> UnreadCount:
    """Mark the actor's notifications as read.

    Args:
        actor: Whose.
        up_to: The newest one that he has seen; those that came later stay unread. None for all.
        request_key: Marks a request that may be repeated.
    """

    def read() -> UnreadCount:
        rows = _unread_of(actor)
        if up_to is not None:
            rows = rows.filter(id__lte=up_to)
        rows.update(read_at=clock.now())
        return queries.count_unread(actor=actor)

    return answer_once(request_key, view=UnreadCount, status=200, run=read)


def _unread_of(actor: Actor) -> QuerySet[Notification]:
    return Notification.objects.filter(user_id=person_id(actor), read_at__isnull=True)
