"""The Celery application: it carries wake-up calls, the database holds the work."""

import os
import sys

from celery import Celery
from celery.signals import setup_logging

from bpm.config import folder_broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bpm.config.settings")

folder_broker.install()
app = Celery("kontor")
# The current application is one of its thread; what wakes workers may run in any.
app.set_default()
app.config_from_object("django.conf:settings", namespace="CELERY")
# Celery would close the connection around each wake-up call; bpm.jobs.connections looks after it.
app.conf.update(CELERY_DB_REUSE_MAX=sys.maxsize)
# Entry points live in worker.py of each app, not in Celery's default tasks.py.
app.autodiscover_tasks(related_name="worker")


@setup_logging.connect
def keep_own_logging(**_: object) -> None:
    """Leave logging as the settings set it up; Celery would replace it otherwise."""
