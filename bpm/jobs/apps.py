"""Wiring of bpm.jobs."""

from django.apps import AppConfig
from typing_extensions import override


class JobsConfig(AppConfig):
    name = "bpm.jobs"
    label = "jobs"

    @override
    def ready(self) -> None:
        """Hand the waker down, so that nothing but this module and the worker knows Celery."""
        from bpm.jobs import running, worker
        from bpm.jobs.waking import WakeUpCall

        def wake() -> object:
            # Looked up late: the Celery application exists only when every app is ready.
            return worker.execute_jobs.delay()

        running.register_waker(WakeUpCall(wake))
