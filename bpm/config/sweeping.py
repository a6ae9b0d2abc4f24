"""What the scheduler clears away every hour: rows and files that have had their time."""

import logging

from django.contrib.sessions.backends.db import SessionStore

from bpm.base.idempotency import delete_expired_answers
from bpm.files.services import scan_waiting_files
from bpm.identity.services import delete_expired_throttles
from bpm.messages.kept import delete_expired_messages
from bpm.notifications.services import delete_old_notifications
from bpm.runtime.file_keeping import sweep_files

_LOG = logging.getLogger(__name__)


def sweep() -> None:
    """Delete what has had its time: answers, log-ins counted, sessions, notifications, messages."""
    answers, throttles = delete_expired_answers(), delete_expired_throttles()
    SessionStore.clear_expired()
    told, messages = delete_old_notifications(), delete_expired_messages()
    _LOG.info(
        "swept %d stored answers, %d counts of log-ins, %d notifications and %d messages",
        answers,
        throttles,
        told,
        messages,
    )


def keep_files(*, with_sweep: bool) -> None:
    """Scan the files that wait for it.

    Args:
        with_sweep: Whether to remove those of no use as well, and those of instances that are
            gone.
    """
    scanned = scan_waiting_files()
    if scanned:
        _LOG.info("scanned %d files that had waited for it", scanned)
    if with_sweep:
        _LOG.info("swept %d files", sweep_files())
