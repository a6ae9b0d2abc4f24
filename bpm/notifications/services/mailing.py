"""Sending mails: at least once, under a stable key, tried again, and given up visibly."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet

from bpm.base import clock
from bpm.base.languages import Language
from bpm.base.transactions import command
from bpm.connectors.contracts import CallContext
from bpm.connectors.errors import ConnectorError
from bpm.connectors.mail import connector as mail
from bpm.identity.addressees import Addressee, find_addressees, find_addressees_by_id
from bpm.notifications.choices import single_due_at
from bpm.notifications.contracts import Kind, MailState
from bpm.notifications.letters import LONGEST_EXCERPT, Item, Letter, write_letter
from bpm.notifications.models import Notification, NotificationMail, NotificationSettings
from bpm.notifications.readable import find_readable
from bpm.notifications.timing import zone_of
from bpm.user_tasks.contracts import UserTaskState

_BATCH = 20
_LEASE = timedelta(minutes=2)
_TIMEOUT_SECONDS = 10.0
_RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
_LONGEST_SUBJECT = 300

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedMail:
    """A mail in the hands of one process."""

    id: UUID
    tenant_id: UUID
    user_id: UUID
    is_digest: bool
    attempts: int
    lease_until: datetime


def send_due_mails(*, most: int = _BATCH) -> int:
    """Send what is due, some mails at a time; return how many were taken in hand."""
    leased = lease_mails(now=clock.now(), most=most)
    for one in leased:
        # One that takes long must not let the leases of those behind it run out.
        if clock.now() < one.lease_until - timedelta(seconds=2 * _TIMEOUT_SECONDS):
            _send(one)
    return len(leased)


@command
def lease_mails(*, now: datetime, most: int = _BATCH) -> list[LeasedMail]:
    """Take mails in hand that are due; another process takes them when this one is killed."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    rows = NotificationMail.objects.select_for_update(skip_locked=True)
    due = rows.filter(free, state=MailState.WAITING, due_at__lte=now).order_by("due_at", "id")
    found = list(due[:most])
    until = now + _LEASE
    NotificationMail.objects.filter(id__in=[row.id for row in found]).update(
        lease_until=until, attempts=F("attempts") + 1
    )
    return [
        LeasedMail(
            id=row.id,
            tenant_id=row.tenant_id,
            user_id=row.user_id,
            is_digest=row.is_digest,
            attempts=row.attempts + 1,
            lease_until=until,
        )
        for row in found
    ]


def _send(leased: LeasedMail) -> None:
    """Send one mail outside of any transaction, and write down what came of it."""
    person = find_addressees_by_id([leased.user_id]).get(leased.user_id)
    letter = None if person is None or not person.email else _letter(leased, person.language)
    if person is None or letter is None:
        _finish(leased, MailState.DROPPED)
        return
    context = CallContext(
        idempotency_key=f"notification:{leased.id}",
        tenant_id=leased.tenant_id,
        operation=None,
        timeout_seconds=_TIMEOUT_SECONDS,
    )
    try:
        mail.run(
            {
                "to": person.email,
                "subject": letter.subject[:_LONGEST_SUBJECT],
                "text": letter.text,
                "html": letter.html,
            },
            context,
        )
    except ConnectorError as error:
        _failed(leased, error)
        return
    _finish(leased, MailState.SENT)


def _letter(leased: LeasedMail, language: Language) -> Letter | None:
    """Return what to tell now; None where all of it was read, is over or is a secret by now."""
    rows = list(Notification.objects.filter(mail_id=leased.id, read_at__isnull=True).order_by("id"))
    readable = find_readable(rows, user_id=leased.user_id)
    kept = [row for row in rows if row.id in readable.ids and _is_news(row, readable.states)]
    if not kept:
        return None
    actors = find_addressees(leased.tenant_id, {row.actor for row in kept if row.actor})
    chosen = NotificationSettings.objects.filter(user_id=leased.user_id).first()
    return write_letter(
        [_item(row, actors, readable.excerpts) for row in kept],
        is_digest=leased.is_digest,
        language=language,
        zone=zone_of("UTC" if chosen is None else chosen.time_zone),
    )


def _is_news(row: Notification, states: Mapping[UUID, str]) -> bool:
    """Return whether it still matters: what is to be done at a task that is over does not."""
    if row.user_task_id is None or row.comment_id is not None:
        return True
    return states.get(row.user_task_id) == UserTaskState.OPEN


def _item(row: Notification, actors: Mapping[str, Addressee], excerpts: Mapping[UUID, str]) -> Item:
    said = row.note if row.comment_id is None else excerpts.get(row.comment_id)
    return Item(
        kind=Kind(row.kind),
        title=row.title,
        actor=None if row.actor is None else _called(row.actor, actors),
        definition_name=row.definition_name,
        business_key=row.business_key,
        due_at=row.due_at,
        quote=None if said is None else said[:LONGEST_EXCERPT],
        user_task_id=row.user_task_id,
        process_instance_id=row.process_instance_id,
    )


def _called(username: str, actors: Mapping[str, Addressee]) -> str:
    person = actors.get(username)
    return username if person is None else person.full_name


@command
def _finish(leased: LeasedMail, state: MailState, *, error: str | None = None) -> None:
    _mine(leased).update(state=state, finished_at=clock.now(), lease_until=None, last_error=error)


def _failed(leased: LeasedMail, error: ConnectorError) -> None:
    if error.permanent or leased.attempts > len(_RETRY_AFTER):
        _log.error("Notification mail %s was given up: %s", leased.id, error.detail)
        _finish(leased, MailState.FAILED, error=error.detail)
        return
    _log.warning("Notification mail %s will be tried again: %s", leased.id, error.detail)
    _put_back(leased, error=error.detail)


@command
def _put_back(leased: LeasedMail, *, error: str) -> None:
    chosen = NotificationSettings.objects.filter(user_id=leased.user_id).first()
    again = clock.now() + _RETRY_AFTER[leased.attempts - 1]
    _mine(leased).update(due_at=single_due_at(chosen, again), lease_until=None, last_error=error)


def _mine(leased: LeasedMail) -> QuerySet[NotificationMail]:
    """Return the row while the lease is held: whoever lost it writes nothing."""
    return NotificationMail.objects.filter(
        id=leased.id, state=MailState.WAITING, lease_until=leased.lease_until
    )
