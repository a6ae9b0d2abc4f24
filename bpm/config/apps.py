"""Wiring of bpm.config."""

from importlib import import_module

from django.apps import AppConfig
from typing_extensions import override


class ConfigConfig(AppConfig):
    name = "bpm.config"
    label = "config"

    @override
    def ready(self) -> None:
        # Whoever sends a wake-up call needs the Celery application to exist by then.
        import_module("bpm.config.celery")
