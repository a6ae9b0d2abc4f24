"""Settings of the test run; ``tests/conftest.py`` provides the database server."""

import os

os.environ.setdefault("BPM_SECRET_KEY", "only-for-tests-only-for-tests-only-for-tests")

from bpm.config.settings.base import *  # noqa: F403 the line above comes first on purpose

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
BPM_HTTP_STAND_INS = {}
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
