"""Wiring of bpm.runtime."""

from django.apps import AppConfig
from typing_extensions import override


class RuntimeConfig(AppConfig):
    name = "bpm.runtime"
    label = "runtime"

    @override
    def ready(self) -> None:
        """Hand down what the apps below may not know: job handlers, connectors."""
        from bpm.connectors.catalogue import check_parameters
        from bpm.definitions.gate import register_call_check
        from bpm.jobs import running
        from bpm.runtime.job_handlers import HANDLERS, SLOW_KINDS

        running.register_handlers(HANDLERS, slow_kinds=SLOW_KINDS)
        register_call_check(check_parameters)
