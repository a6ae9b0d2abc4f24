"""Wiring of bpm.web."""

from django.apps import AppConfig
from django.core.cache import close_caches
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, reset_queries
from typing_extensions import override


class WebConfig(AppConfig):
    name = "bpm.web"
    label = "web"

    @override
    def ready(self) -> None:
        """Leave out what Django does around each request for what is not used here."""
        # Connections are looked at when a request has ended, which is before the next one.
        request_started.disconnect(close_old_connections)
        request_started.disconnect(reset_queries)
        request_finished.disconnect(close_caches)
