"""Wiring of bpm.web."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "bpm.web"
    label = "web"
