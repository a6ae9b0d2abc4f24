"""Wiring of bpm.definitions."""

from django.apps import AppConfig


class DefinitionsConfig(AppConfig):
    name = "bpm.definitions"
    label = "definitions"
