"""Wiring of bpm.config."""

from importlib import import_module

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "bpm.config"
    label = "config"

    def ready(self) -> None:
        # Whoever sends a wake-up call needs the Celery application to exist by then.
        import_module("bpm.config.celery")
