"""Wiring of bpm.notifications."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "bpm.notifications"
    label = "notifications"
