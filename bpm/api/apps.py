"""Wiring of bpm.api."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "bpm.api"
    label = "api"
