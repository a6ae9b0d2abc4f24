"""Wiring of bpm.identity."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "bpm.identity"
    label = "identity"
