"""Notifications and their mails as tests put them there, without what leads to them."""

from typing import Any
from uuid import UUID

from bpm.base import clock
from bpm.base.ids import new_id
from bpm.notifications.contracts import Kind, MailState
from bpm.notifications.models import Notification, NotificationMail
from tests.api.client import Api


def fail_mail(who: Api) -> UUID:
    """Write a mail to somebody that was given up, and return its id."""
    assert who.actor is not None
    assert who.actor.id is not None
    row = NotificationMail.objects.create(
        id=new_id(),
        tenant_id=who.actor.tenant_id,
        user_id=who.actor.id,
        is_digest=False,
        state=MailState.FAILED,
        attempts=6,
        last_error="The mail server refused it.",
        due_at=clock.now(),
        created_at=clock.now(),
        finished_at=clock.now(),
    )
    return UUID(str(row.id))


def notify(who: Api, instance: Any) -> UUID:
    """Write a notification for somebody, and return its id."""
    assert who.actor is not None
    assert who.actor.id is not None
    row = Notification.objects.create(
        id=new_id(),
        tenant_id=who.actor.tenant_id,
        user_id=who.actor.id,
        kind=Kind.TASK_ASSIGNED,
        event_key="matrix",
        at=clock.now(),
        title="work",
        process_instance_id=instance["id"],
        root_instance_id=instance["id"],
        definition_key="matrix",
        definition_name="matrix",
        listed=True,
    )
    return UUID(str(row.id))
