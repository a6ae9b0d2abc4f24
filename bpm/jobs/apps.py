"""Wiring of bpm.jobs."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "bpm.jobs"
    label = "jobs"
