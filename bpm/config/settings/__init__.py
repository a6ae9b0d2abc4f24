"""The settings that the running suite uses."""

from bpm.config.settings.base import *  # noqa: F403 Django reads settings as names of this module
