"""Wiring of bpm.history."""

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "bpm.history"
    label = "history"
