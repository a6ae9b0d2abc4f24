"""The door for web servers: ``bpm.config.wsgi:application``."""

import os
from importlib import import_module

import django
from django.conf import settings

from bpm.config.demo.payments import PAYMENTS_HOST, answer_payment
from bpm.web.wsgi import Utf8Handler, by_host

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bpm.config.settings")
django.setup(set_prefix=False)
application = by_host(
    {PAYMENTS_HOST: answer_payment} if settings.CONFIGURATION.demo else {}, otherwise=Utf8Handler()
)
# All that answers is loaded before workers are forked: they share it, and none of them lets its
# first caller wait for that.
import_module(settings.ROOT_URLCONF)
