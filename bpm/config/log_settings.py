"""One JSON line for each log record, on standard error; the supervisor keeps it in a file."""


def logging_settings(level: str) -> dict[str, object]:
    """Return the logging set-up for a level such as ``info``."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "bpm.base.log_context.JsonFormatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level.upper()},
        "loggers": {
            # Django logs a line for each 4xx; the request line says the same with more.
            "django.request": {"level": "CRITICAL"},
            "django.server": {"level": "WARNING"},
        },
    }
