"""What runs beside the database: web server, job worker, scheduler."""

import os
import signal
import sys
from collections.abc import Callable

from bpm.config.configuration import PROJECT_DIR, Configuration
from bpm.config.processes.forks import run_fork
from bpm.config.processes.program import ProgramPlan, run_command
from bpm.config.processes.run_state import MARK

WEB_GRACE_SECONDS = 5
# How long all programs may take to end, their parent included.
STOP_SECONDS = WEB_GRACE_SECONDS + 0.5
# Threads share one interpreter: more of them only hide waiting, and each keeps a connection.
WEB_THREADS = 4


def child_environment(configuration: Configuration) -> dict[str, str]:
    """Return the environment of every Python process of the suite."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "bpm.config.settings",
        "BPM_VAR_DIR": str(configuration.var_dir),
        "PYTHONUNBUFFERED": "1",
        # Django's checks would load the whole API into every job worker, which has no use for it.
        "CELERY_SKIP_CHECKS": "1",
        MARK: str(configuration.var_dir),
    }


def manage(*arguments: str) -> tuple[str, ...]:
    """Return the command line of a management command."""
    return (sys.executable, str(PROJECT_DIR / "manage.py"), *arguments)


def parent_plan(configuration: Configuration, *, listener_fd: int) -> ProgramPlan:
    """Return how to run the program that loads the application and forks all others."""
    return ProgramPlan(
        name="programs",
        launch=run_command(
            (sys.executable, "-m", "bpm.config.programs", str(listener_fd)),
            environment=child_environment(configuration),
            working_dir=PROJECT_DIR,
            inherited_fds=(listener_fd,),
        ),
        log_dir=configuration.var_dir / "log",
        # Its programs are told by the kernel how they are to end.
        death_signal=signal.SIGKILL,
    )


def program_plans(
    configuration: Configuration,
    *,
    listener_fd: int,
    run_web: Callable[[], int],
    run_worker: Callable[[str], int],
    run_scheduler: Callable[[], int],
) -> tuple[ProgramPlan, ...]:
    """Return how to run each program, in the order in which they are started.

    Args:
        configuration: How many of each, and where their logs are.
        listener_fd: The listening socket, which only the web server keeps.
        run_web: Serves until told to stop.
        run_worker: Runs jobs under a name until told to stop.
        run_scheduler: Finds due work until told to stop.
    """
    log_dir = configuration.var_dir / "log"

    def run_one(name: str) -> Callable[[], int]:
        return lambda: run_worker(name)

    workers = tuple(
        ProgramPlan(
            name=name,
            launch=run_fork(run_one(name), closed_fds=(listener_fd,)),
            log_dir=log_dir,
            # It may hang in a job, or in a start that waits for the database that ends with it;
            # leases run out by themselves.
            death_signal=signal.SIGKILL,
        )
        for name in (f"worker-{number}" for number in range(1, configuration.job_workers + 1))
    )
    return (
        ProgramPlan(name="web", launch=run_fork(run_web), log_dir=log_dir),
        *workers,
        ProgramPlan(
            name="scheduler",
            launch=run_fork(run_scheduler, closed_fds=(listener_fd,)),
            log_dir=log_dir,
        ),
    )
