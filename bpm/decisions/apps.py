"""Wiring of bpm.decisions."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "bpm.decisions"
    label = "decisions"
