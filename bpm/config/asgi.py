"""The door for event streams and long polls: ``bpm.config.asgi:application``."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bpm.config.settings")
application = get_asgi_application()
