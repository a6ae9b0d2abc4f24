"""Wiring of bpm.runtime."""

from django.apps import AppConfig


class RuntimeConfig(AppConfig):
    name = "bpm.runtime"
    label = "runtime"
