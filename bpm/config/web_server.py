"""What gunicorn needs beside its command line: its messages in the form of all others."""

from bpm.config.log_settings import logging_settings

# Gunicorn reads this name; requests are logged by the application itself.
logconfig_dict = logging_settings("info") | {
    "loggers": {"gunicorn.error": {"level": "INFO", "handlers": [], "propagate": True}}
}
