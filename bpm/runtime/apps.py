"""Wiring of bpm.runtime."""

from django.apps import AppConfig
from typing_extensions import override


class RuntimeConfig(AppConfig):
    name = "bpm.runtime"
    label = "runtime"

    @override
    def ready(self) -> None:
        """Hand the job handlers down, because jobs may not know the runtime."""
        from bpm.jobs import running
        from bpm.runtime.job_handlers import HANDLERS

        running.register_handlers(HANDLERS)
