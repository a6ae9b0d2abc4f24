"""Wiring of bpm.connectors."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from typing_extensions import override


class ConnectorsConfig(AppConfig):
    name = "bpm.connectors"
    label = "connectors"

    @override
    def ready(self) -> None:
        """Let every app register the functions that models may call."""
        autodiscover_modules("connector_functions")
