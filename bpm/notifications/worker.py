"""Celery entry point of notifications; it may run twice at once, or not at all."""

from celery import shared_task

from bpm.jobs.connections import ensure_usable
from bpm.notifications import services


@shared_task(name="notifications.run_notifications")
def run_notifications() -> None:
    """Tell people what concerns them."""
    ensure_usable()
    services.run_notifications()
