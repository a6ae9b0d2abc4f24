"""What the scheduler clears away every hour: rows and files that have had their time."""

import logging

from django.contrib.sessions.backends.db import SessionStore

from bpm.base.idempotency import delete_expired_answers
from bpm.decisions.services import delete_old_evaluations
from bpm.files.services import scan_waiting_files
from bpm.identity.services import delete_expired_throttles
from bpm.messages.kept import delete_expired_messages
from bpm.notifications.services import delete_old_notifications
from bpm.runtime.file_keeping import sweep_files

_LOG = logging.getLogger(__name__)


def sweep() -> bool:
    """Delete what has had its time: answers, log-ins, sessions, messages, evaluations and so on.

    Returns:
        Whether something is left: much is deleted a part at a time, so that nothing waits for it.
    """
    answers, throttles = delete_expired_answers(), delete_expired_throttles()
    SessionStore.clear_expired()
    told, messages = delete_old_notifications(), delete_expired_messages()
    evaluations, has_more = delete_old_evaluations()
    _LOG.info(
        "swept %d stored answers, %d counts of log-ins, %d notifications, %d messages"
        " and %d evaluations",
        answers,
        throttles,
        told,
        messages,
        evaluations,
    )
    return has_more


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
