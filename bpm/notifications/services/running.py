"""One pass over everything that is to be told; whoever finds another at it leaves it to him."""

import time
from datetime import timedelta

from bpm.base import clock
from bpm.notifications.models import Notification, NotificationMail
from bpm.notifications.services.gathering import gather_notices, look_at_due_dates
from bpm.notifications.services.mailing import send_due_mails

_LONGEST_SHARE_SECONDS = 20.0
_KEPT_FOR = timedelta(days=90)


def run_notifications() -> None:
    """Gather what is to be told and send what is due, for a fair share of time."""
    deadline = time.monotonic() + _LONGEST_SHARE_SECONDS
    while gather_notices(now=clock.now()) and time.monotonic() < deadline:
        pass
    look_at_due_dates(now=clock.now())
    while time.monotonic() < deadline and send_due_mails():
        pass


def delete_old_notifications() -> int:
    """Delete notifications and mails older than 90 days, and say how many those were."""
    cutoff = clock.now() - _KEPT_FOR
    notifications, _ = Notification.objects.filter(at__lt=cutoff).delete()
    mails, _ = NotificationMail.objects.filter(finished_at__lt=cutoff).delete()
    return notifications + mails
