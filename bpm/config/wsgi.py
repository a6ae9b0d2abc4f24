"""The door for web servers: ``bpm.config.wsgi:application``."""

import os

import django

from bpm.web.wsgi import Utf8Handler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bpm.config.settings")
django.setup(set_prefix=False)
application = Utf8Handler()
