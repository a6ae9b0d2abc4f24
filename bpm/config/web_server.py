"""How gunicorn serves the suite beside its command line: its worker and its messages."""

from gunicorn.workers.gthread import TConn, ThreadWorker
from typing_extensions import override

from bpm.config.log_settings import logging_settings

# How long a sender may pause in the middle of a request, or a reader in an answer.
_STALLED_SECONDS = 30.0

# Gunicorn reads this name; requests are logged by the application itself.
logconfig_dict = logging_settings("info") | {
    "loggers": {"gunicorn.error": {"level": "INFO", "handlers": [], "propagate": True}}
}


class PatientWorker(ThreadWorker):
    """A few threads behind one poller, which holds connections that say nothing.

    Browsers open connections ahead of need: a worker that reads one at a time would wait for
    them while somebody else's request stands behind.
    """

    @override
    def handle(self, conn: TConn) -> tuple[bool, TConn]:
        """Serve one request; a peer that stalls does not keep the thread for ever."""
        conn.sock.settimeout(_STALLED_SECONDS)
        return super().handle(conn)
