"""What the scheduler clears away every hour: rows that have had their time."""

import logging

from django.contrib.sessions.backends.db import SessionStore

from bpm.base.idempotency import delete_expired_answers
from bpm.identity.services import delete_expired_throttles

_LOG = logging.getLogger(__name__)


def sweep() -> None:
    """Delete stored answers older than a day, counts of old log-ins, and sessions that ended."""
    answers, throttles = delete_expired_answers(), delete_expired_throttles()
    SessionStore.clear_expired()
    _LOG.info("swept %d stored answers and %d counts of log-ins", answers, throttles)
