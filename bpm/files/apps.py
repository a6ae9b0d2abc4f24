"""Wiring of bpm.files."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "bpm.files"
    label = "files"
