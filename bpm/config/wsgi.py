"""The door for web servers: ``bpm.config.wsgi:application``."""

import os
from importlib import import_module

import django
from django.conf import settings

from bpm.web.wsgi import Utf8Handler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bpm.config.settings")
django.setup(set_prefix=False)
application = Utf8Handler()
# All that answers is loaded before workers are forked: they share it, and none of them lets its
# first caller wait for that.
import_module(settings.ROOT_URLCONF)
