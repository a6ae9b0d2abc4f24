"""Wiring of bpm.base."""

from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "bpm.base"
    label = "base"
