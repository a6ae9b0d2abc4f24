"""Wiring of bpm.config."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "bpm.config"
    label = "config"
