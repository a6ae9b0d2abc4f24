"""What operators do with mails that were given up."""

from uuid import UUID

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.transactions import command
from bpm.identity.contracts import Actor
from bpm.notifications import mails
from bpm.notifications.contracts import MailState, NotificationMailView
from bpm.notifications.errors import NotificationMailNotFailedError
from bpm.notifications.models import NotificationMail


@command
def retry_notification_mail(
    mail_id: UUID, *, actor: Actor, request_key: RequestKey | None = None
) -> NotificationMailView:
    """Send a mail that was given up as if for the first time, with all its attempts.

    What was read meanwhile, or is over, is left out as always; nothing left is nothing sent.

    Raises:
        PermissionMissingError: The actor does not operate instances of all processes.
        NotificationMailNotFoundError: It does not exist in the actor's tenant.
        NotificationMailNotFailedError: It waits, was sent or was discarded.
    """
    columns = {
        "state": MailState.WAITING,
        "due_at": clock.now(),
        "attempts": 0,
        "lease_until": None,
        "finished_at": None,
    }
    return answer_once(
        request_key,
        view=NotificationMailView,
        status=200,
        run=lambda: _change(mail_id, actor, columns),
    )


@command
def discard_notification_mail(
    mail_id: UUID, *, actor: Actor, request_key: RequestKey | None = None
) -> NotificationMailView:
    """Give up for good on a mail that failed; the person still reads it in the application.

    Raises:
        PermissionMissingError: The actor does not operate instances of all processes.
        NotificationMailNotFoundError: It does not exist in the actor's tenant.
        NotificationMailNotFailedError: It waits, was sent or was discarded.
    """
    columns = {"state": MailState.DROPPED, "finished_at": clock.now()}
    return answer_once(
        request_key,
        view=NotificationMailView,
        status=200,
        run=lambda: _change(mail_id, actor, columns),
    )


def _change(mail_id: UUID, actor: Actor, columns: dict[str, object]) -> NotificationMailView:
    before = mails.get_notification_mail(mail_id, actor=actor)
    failed = NotificationMail.objects.filter(id=mail_id, state=MailState.FAILED)
    if not failed.update(**columns):
        raise NotificationMailNotFailedError(f"The mail is {before.state}.")
    return mails.get_notification_mail(mail_id, actor=actor)
