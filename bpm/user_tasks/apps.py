"""Wiring of bpm.user_tasks."""

from django.apps import AppConfig


class UserTasksConfig(AppConfig):
    name = "bpm.user_tasks"
    label = "user_tasks"
