"""``python -m bpm.config.programs FD``: load the application once, and run all of it as forks.

The parent does no work of its own. It holds what web server, job workers and scheduler share, in
memory that none of them has a copy of, and starts each of them again when it ends.
"""

import gc
import os
import signal
import socket
import sys
import threading
import time
from importlib import import_module
from types import FrameType

from bpm.config.configuration import read_configuration
from bpm.config.processes.console import say
from bpm.config.processes.program import Program
from bpm.config.processes.programs import (
    STOP_SECONDS,
    WEB_GRACE_SECONDS,
    WEB_THREADS,
    program_plans,
)

_WATCH_SECONDS = 0.25
# With what it needs, so that nothing is loaded after the fork that all could share.
_SHARED = (
    "bpm.config.wsgi",
    "bpm.config.web_server",
    "bpm.config.scheduler",
    "celery.apps.worker",
    "celery.concurrency.solo",
    "celery.worker.consumer.tasks",
)


def main() -> int:
    """Run the programs until told to stop; return the exit status."""
    configuration = read_configuration()
    load()
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    plans = program_plans(
        configuration,
        listener_fd=int(sys.argv[1]),
        run_web=lambda: _run_web(int(sys.argv[1]), configuration.web_workers),
        run_worker=lambda name: _run_worker(name, configuration.log_level),
        run_scheduler=_run_scheduler,
    )
    programs = [Program(plan) for plan in plans]
    for program in programs:
        program.start()
    while not stopping.wait(_WATCH_SECONDS):
        for program in programs:
            sentence = program.watch()
            if sentence:
                say(sentence)
            program.limit_log()
    _stop_all(programs)
    return 0


def load() -> None:
    """Load what programs share, and leave it alone for good.

    A collector that visits an object writes to its page, and the page is shared no longer.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bpm.config.settings")
    # Holes that it leaves would be filled by programs, each in a copy of the page.
    gc.disable()
    for name in _SHARED:
        import_module(name)
    celery = import_module("bpm.config.celery").app
    celery.finalize()
    celery.loader.import_default_modules()
    gc.freeze()
    gc.enable()


def _run_web(listener_fd: int, workers: int) -> int:
    options = {
        "bind": f"fd://{listener_fd}",
        "workers": workers,
        "threads": WEB_THREADS,
        "timeout": 60,
        "graceful_timeout": WEB_GRACE_SECONDS,
        "keepalive": 5,
        # A killed worker is back at once.
        "preload_app": True,
    }
    application = import_module("bpm.config.wsgi").application
    import_module("bpm.config.web_server").WebServer(options, application).run()
    return 0


def _run_worker(name: str, log_level: str) -> int:
    worker = import_module("bpm.config.celery").app.Worker(
        hostname=f"{name}@{socket.gethostname()}",
        # A process of a pool that is killed while it waits takes the lock of the pool's queue
        # with it, and the others wait for ever; so each job worker is a process by itself.
        pool_cls="solo",
        loglevel=log_level,
        quiet=True,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    worker.start()
    return int(worker.exitcode or 0)


def _run_scheduler() -> int:
    import_module("bpm.config.scheduler").run_scheduler()
    return 0


def _stop_all(programs: list[Program]) -> None:
    for program in programs:
        program.ask_to_stop()
    deadline = time.monotonic() + STOP_SECONDS
    for program in programs:
        program.wait(deadline)
        # Also where it ended by itself: nothing it started may stay.
        program.kill()


if __name__ == "__main__":
    sys.exit(main())
