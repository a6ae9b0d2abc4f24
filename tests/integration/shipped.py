"""The shipped processes as a first start deploys them, with the bank that the demo brings."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.core.management import call_command
from pytest_django import Settings
from typing_extensions import override

from bpm.config.configuration import PROJECT_DIR
from bpm.config.demo.payments import PAYMENTS_HOST, answer_payment
from bpm.identity import services as identity_services

PROCESSES = PROJECT_DIR / "processes"


class _Silent(WSGIRequestHandler):
    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def shipped_processes(settings: Settings, *, outbox: Path) -> Iterator[None]:
    """Deploy all of them for the demo's people; payments are answered, mails become files."""
    settings.BPM_MAIL_OUTBOX = outbox
    identity_services.create_demo_accounts()
    # As a start does it: what is called comes before its caller.
    call_command("deploy", str(PROCESSES), stdout=io.StringIO())
    server = make_server("127.0.0.1", 0, answer_payment, handler_class=_Silent)
    settings.BPM_HTTP_STAND_INS = {PAYMENTS_HOST: ("127.0.0.1", server.server_port)}
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield
    server.shutdown()
    server.server_close()
