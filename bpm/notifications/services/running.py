"""One pass over everything that is to be told; whoever finds another at it leaves it to him."""

import time
from collections.abc import Callable
from datetime import timedelta

from bpm.base import clock
from bpm.jobs.queries import count_ready_jobs
from bpm.notifications.models import Notification, NotificationMail
from bpm.notifications.services.gathering import gather_notices, look_at_due_dates
from bpm.notifications.services.mailing import send_due_mails

_LONGEST_SHARE_SECONDS = 1.0
_MAILS_AT_ONCE = 2
_KEPT_FOR = timedelta(days=90)


def run_notifications() -> None:
    """Gather what is to be told and send what is due, until a job waits or a moment has passed.

    The first piece of each is always done, so that jobs never keep news back for good; the
    scheduler calls again within a second while something is left.
    """
    goes_on = _share()
    while gather_notices(now=clock.now()) and goes_on():
        pass
    look_at_due_dates(now=clock.now())
    while send_due_mails(most=_MAILS_AT_ONCE) and goes_on():
        pass


def _share() -> Callable[[], bool]:
    """Return what tells whether this process has nothing better to do yet."""
    deadline = time.monotonic() + _LONGEST_SHARE_SECONDS
    return lambda: time.monotonic() < deadline and not count_ready_jobs(limit=1)


def delete_old_notifications() -> int:
    """Delete notifications and mails older than 90 days, and say how many those were."""
    cutoff = clock.now() - _KEPT_FOR
    notifications, _ = Notification.objects.filter(at__lt=cutoff).delete()
    mails, _ = NotificationMail.objects.filter(finished_at__lt=cutoff).delete()
    return notifications + mails
