"""The web server's own messages, in the same form as all others."""

import logging

from gunicorn.config import Config
from gunicorn.glogging import Logger
from typing_extensions import override

from bpm.base.log_context import JsonFormatter


class WebLogger(Logger):
    """Gunicorn's log as JSON lines; requests are logged by the application itself."""

    @override
    def setup(self, cfg: Config) -> None:
        self.cfg = cfg
        handler = logging.StreamHandler()
        handler.setFormatter(JsonFormatter())
        self.error_log.handlers = [handler]
        self.error_log.setLevel(logging.INFO)
        self.error_log.propagate = False
