"""Composition root: settings, environment, URLs, Celery."""
