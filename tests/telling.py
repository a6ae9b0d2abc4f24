"""Passing on what is to be told, as the scheduler and a worker do."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.db import connection

from bpm.base import clock
from bpm.identity.models import User
from bpm.notifications.models import NotificationCursor
from bpm.notifications.services import gather_notices, look_at_due_dates, send_due_mails
from tests.waiting import wait_until

_NEWEST = "SELECT xid::text::bigint, id FROM history_event ORDER BY xid DESC, id DESC LIMIT 1"


def gather() -> None:
    """Read the history to its end; transactions of other databases may hold that up."""
    assert wait_until(_is_all_read, seconds=30)


def _is_all_read() -> bool:
    while gather_notices(now=clock.now()):
        pass
    look_at_due_dates(now=clock.now())
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST)
        newest = cursor.fetchone()
    read = NotificationCursor.objects.values_list("xid", "event_id").first()
    return newest is None or read == newest


def give_email(username: str, email: str) -> None:
    """Let mail reach a person, in whatever tenant."""
    assert User.objects.filter(username=username).update(email=email)


def send_all() -> None:
    """Send every mail that is due."""
    while send_due_mails():
        pass


def mails_in(folder: Path) -> list[EmailMessage]:
    """Return what was sent into a folder, by subject."""
    found: list[Any] = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted(folder.glob("*.eml"))
    ]
    return sorted(found, key=lambda message: str(message["Subject"]))


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    """Return one of the bodies of a message."""
    body = message.get_body(preferencelist=(kind,))
    assert body is not None
    content = body.get_content()
    assert isinstance(content, str)
    return content
