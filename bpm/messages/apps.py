"""Wiring of bpm.messages."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "bpm.messages"
    label = "messages"
