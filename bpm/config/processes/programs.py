"""What runs beside the database: web server, job worker, scheduler."""

import os
import signal
import sys
from pathlib import Path

from bpm.config.configuration import PROJECT_DIR, Configuration
from bpm.config.processes.program import ProgramPlan
from bpm.config.processes.run_state import MARK

WEB_GRACE_SECONDS = 5
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


def program_plans(configuration: Configuration, *, listener_fd: int) -> tuple[ProgramPlan, ...]:
    """Return how to run each program, in the order in which they are started."""
    web = (
        sys.executable,
        "-m",
        "gunicorn",
        "bpm.config.wsgi:application",
        f"--bind=fd://{listener_fd}",
        "--worker-class=bpm.config.web_server.PatientWorker",
        f"--workers={configuration.web_workers}",
        f"--threads={WEB_THREADS}",
        "--timeout=60",
        f"--graceful-timeout={WEB_GRACE_SECONDS}",
        "--keep-alive=5",
        "--config=python:bpm.config.web_server",
        # Loaded once and shared: less memory, and a killed worker is back at once.
        "--preload",
    )
    worker = (
        sys.executable,
        "-m",
        "celery",
        "--quiet",
        "--app=bpm.config.celery",
        "worker",
        # A process of a pool that is killed while it waits takes the lock of the pool's queue
        # with it, and the others wait for ever; so each job worker is a process by itself.
        "--pool=solo",
        "--without-gossip",
        "--without-mingle",
        "--without-heartbeat",
        f"--loglevel={configuration.log_level}",
    )
    log_dir: Path = configuration.var_dir / "log"
    environment = child_environment(configuration)
    return (
        ProgramPlan(
            name="web",
            arguments=web,
            environment=environment,
            working_dir=PROJECT_DIR,
            log_dir=log_dir,
            inherited_fds=(listener_fd,),
        ),
        *(
            ProgramPlan(
                name=f"worker-{number}",
                arguments=(*worker, f"--hostname=worker-{number}@%h"),
                environment=environment,
                working_dir=PROJECT_DIR,
                log_dir=log_dir,
                # It may hang in a job, or in a start that waits for the database that ends with it;
                # leases run out by themselves.
                death_signal=signal.SIGKILL,
            )
            for number in range(1, configuration.job_workers + 1)
        ),
        ProgramPlan(
            name="scheduler",
            arguments=manage("run_scheduler"),
            environment=environment,
            working_dir=PROJECT_DIR,
            log_dir=log_dir,
        ),
    )
