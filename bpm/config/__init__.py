"""Composition root: settings, addresses, processes."""

from bpm.config.celery import app as celery_app

__all__ = ["celery_app"]
