"""The scheduler: a small loop that finds due work, so that no wake-up call has to arrive."""

import logging
import signal
import threading
import time
from types import FrameType

from django.db import DatabaseError, InterfaceError, connection

from bpm.base import clock
from bpm.config.file_keeper import FileKeeper
from bpm.config.sweeping import sweep
from bpm.core.errors import UnavailableError
from bpm.jobs.waking import WakeUpCall
from bpm.jobs.worker import poll_jobs
from bpm.notifications.queries import is_anything_to_do
from bpm.notifications.worker import run_notifications
from bpm.web.scheduler_presence import show_presence, try_become_scheduler

_TURN_SECONDS = 0.5
_WAIT_FOR_PLACE_SECONDS = 2.0
_SWEEP_SECONDS = 3600.0
_TELL_SECONDS = 1.0
_LOG = logging.getLogger(__name__)


def run_scheduler() -> None:
    """Poll for due work until SIGTERM or SIGINT; wait while another scheduler does it."""
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    has_place = False
    next_sweep = next_telling = 0.0
    files = FileKeeper()
    while not stopping.wait(_TURN_SECONDS if has_place else 0):
        has_place = _take_turn(has_place=has_place)
        if has_place and time.monotonic() >= next_sweep:
            has_more = _sweep()
            next_sweep = time.monotonic() + (_TURN_SECONDS if has_more else _SWEEP_SECONDS)
        if has_place and time.monotonic() >= next_telling:
            next_telling = time.monotonic() + _TELL_SECONDS
            has_place = _wake_for_notices()
        if has_place:
            files.take_turn()
        else:
            stopping.wait(_WAIT_FOR_PLACE_SECONDS)
    connection.close()


def _sweep() -> bool:
    try:
        return sweep()
    except DatabaseError:
        # What was not swept now is swept next time; due work matters more.
        _LOG.exception("sweeping failed")
        return False


def _call() -> object:
    # Looked up late: the Celery application exists only when every app is ready.
    return run_notifications.delay()


_wake = WakeUpCall(_call)


def _wake_for_notices() -> bool:
    """Wake a worker where somebody is to be told something; return whether the database answers."""
    try:
        if not is_anything_to_do(now=clock.now()):
            return True
    except (DatabaseError, InterfaceError):
        _LOG.exception("the database does not answer; trying again")
        connection.close()
        return False
    try:
        _wake()
    except Exception:  # noqa: BLE001 any broker may fail in any way, and the next look comes soon
        _LOG.warning("No worker could be woken to tell people something.", exc_info=True)
    return True


def _take_turn(*, has_place: bool) -> bool:
    """Do what is due; return whether this process still is the scheduler."""
    try:
        if not has_place and not try_become_scheduler():
            return False
        if not has_place:
            _LOG.info("this process is the scheduler now")
        show_presence()
        poll_jobs()
        # A broken connection loses the lock without a word; asking shows it.
        show_presence()
    except (DatabaseError, InterfaceError, UnavailableError):
        _LOG.exception("the database does not answer; trying again")
        connection.close()
        return False
    return True
