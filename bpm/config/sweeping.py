"""What the scheduler clears away every hour: rows that have had their time."""

import logging

from django.contrib.sessions.backends.db import SessionStore

from bpm.base.idempotency import delete_expired_answers
from bpm.identity.services import delete_expired_throttles
from bpm.notifications.services import delete_old_notifications

_LOG = logging.getLogger(__name__)


def sweep() -> None:
    """Delete old answers and notifications, counts of old log-ins, and sessions that ended."""
    answers, throttles = delete_expired_answers(), delete_expired_throttles()
    SessionStore.clear_expired()
    told = delete_old_notifications()
    _LOG.info(
        "swept %d stored answers, %d counts of log-ins and %d notifications",
        answers,
        throttles,
        told,
    )
