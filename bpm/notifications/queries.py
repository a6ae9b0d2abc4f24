"""Reading notifications: each person his own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from bpm.base.pages import Page, find_page
from bpm.base.search import Field, FieldKind, SearchRequest, Sort
from bpm.history import delivery
from bpm.history.delivery import Position
from bpm.identity.addressees import find_addressees_by_id
from bpm.identity.contracts import Actor
from bpm.identity.queries import person_id
from bpm.notifications.choices import choice_of
from bpm.notifications.contracts import (
    DEFAULT_DIGEST_HOUR,
    Kind,
    KindChoice,
    MailState,
    NotificationSettingsView,
    NotificationView,
    UnreadCount,
)
from bpm.notifications.errors import NotificationNotFoundError
from bpm.notifications.letters import LONGEST_EXCERPT
from bpm.notifications.models import (
    Notification,
    NotificationCursor,
    NotificationMail,
    NotificationSettings,
)
from bpm.notifications.readable import find_readable

MOST_COUNTED = 100
"""Unread notifications that are counted at most."""

_LOOK_AT_DATES_EVERY = timedelta(seconds=60)
_FIELDS: Mapping[str, Field] = {
    "id": Field(path="id", kind=FieldKind.ID, is_sortable=True),
    "kind": Field(path="kind"),
    "definition_key": Field(path="definition_key"),
    "user_task_id": Field(path="user_task_id", kind=FieldKind.ID),
    "process_instance_id": Field(path="process_instance_id", kind=FieldKind.ID),
}


def list_notifications(
    search: SearchRequest, *, actor: Actor, only_unread: bool = False
) -> Page[NotificationView]:
    """Return a page of the actor's notifications, newest first.

    Raises:
        InvalidSearchError: The search cannot be carried out as asked.
    """
    rows = _listed(actor)
    if only_unread:
        rows = rows.filter(read_at__isnull=True)
    page = find_page(
        rows,
        search,
        fields=_FIELDS,
        default_sort=[Sort(field="id", is_descending=True)],
        view=lambda row: row,
    )
    return Page(items=_views(page.items, user_id=person_id(actor)), page=page.page)


def get_notification(notification_id: UUID, *, actor: Actor) -> NotificationView:
    """Return one notification of the actor.

    Raises:
        NotificationNotFoundError: It does not exist, or is not his.
    """
    row = _listed(actor).filter(id=notification_id).first()
    if row is None:
        raise NotificationNotFoundError(f"There is no notification {notification_id} for you.")
    return _views([row], user_id=row.user_id)[0]


def count_unread(*, actor: Actor) -> UnreadCount:
    """Return how many notifications the actor has not read; 100 stands for more."""
    rows = _listed(actor).filter(read_at__isnull=True)
    return UnreadCount(unread=rows[:MOST_COUNTED].count())


def get_notification_settings(*, actor: Actor) -> NotificationSettingsView:
    """Return how the actor is told, with the default where he has chosen nothing."""
    user_id = person_id(actor)
    row = NotificationSettings.objects.filter(user_id=user_id).first()
    person = find_addressees_by_id([user_id]).get(user_id)
    return NotificationSettingsView(
        choices=tuple(_kind_choice(row, kind) for kind in Kind),
        quiet_from=_minutes(None if row is None else row.quiet_from),
        quiet_until=_minutes(None if row is None else row.quiet_until),
        digest_hour=DEFAULT_DIGEST_HOUR if row is None else row.digest_hour,
        time_zone="UTC" if row is None else row.time_zone,
        muted_processes=() if row is None else tuple(row.muted_processes),
        email="" if person is None else person.email,
        mail_problem=_mail_problem(user_id),
        revision=0 if row is None else row.revision,
    )


def find_time_zone(user_id: UUID) -> str | None:
    """Return the IANA name of the zone that a person chose; None where he chose nothing yet."""
    rows = NotificationSettings.objects.filter(user_id=user_id)
    return rows.values_list("time_zone", flat=True).first()


def is_anything_to_do(*, now: datetime) -> bool:
    """Return whether there is something to gather, to look at or to send."""
    cursor = NotificationCursor.objects.first()
    if cursor is None or cursor.overdue_until is None:
        return True
    if cursor.overdue_until <= now - _LOOK_AT_DATES_EVERY:
        return True
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    mails = NotificationMail.objects.filter(free, state=MailState.WAITING, due_at__lte=now)
    return mails.exists() or delivery.is_anything_after(
        delivery.present_position(Position(xid=cursor.xid, id=cursor.event_id))
    )


def _listed(actor: Actor) -> QuerySet[Notification]:
    return Notification.objects.filter(
        user_id=person_id(actor), tenant_id=actor.tenant_id, listed=True
    )


def _kind_choice(row: NotificationSettings | None, kind: Kind) -> KindChoice:
    choice = choice_of(row, kind)
    return KindChoice(kind=kind, in_app=choice.in_app, mail=choice.mail)


def _minutes(at: time | None) -> str | None:
    return None if at is None else at.strftime("%H:%M")


def _mail_problem(user_id: UUID) -> str | None:
    """Return why the last mail that was tried did not go out; None where it did."""
    tried = NotificationMail.objects.filter(user_id=user_id, attempts__gt=0)
    last = tried.exclude(state=MailState.DROPPED).order_by("-id").first()
    return None if last is None else last.last_error


def _views(rows: Sequence[Notification], *, user_id: UUID) -> tuple[NotificationView, ...]:
    readable = find_readable([row for row in rows if row.comment_id], user_id=user_id)
    return tuple(
        replace(
            _view(row),
            excerpt=None if row.comment_id is None else _excerpt(readable.excerpts, row.comment_id),
        )
        for row in rows
    )


def _excerpt(excerpts: Mapping[UUID, str], comment_id: UUID) -> str | None:
    text = excerpts.get(comment_id)
    return None if text is None else text[:LONGEST_EXCERPT]


def _view(row: Notification) -> NotificationView:
    return NotificationView(
        id=row.id,
        kind=Kind(row.kind),
        at=row.at,
        is_read=row.read_at is not None,
        title=row.title,
        actor=row.actor,
        user_task_id=row.user_task_id,
        process_instance_id=row.process_instance_id,
        definition_key=row.definition_key,
        definition_name=row.definition_name,
        business_key=row.business_key,
        due_at=row.due_at,
        note=row.note,
        excerpt=None,
    )
