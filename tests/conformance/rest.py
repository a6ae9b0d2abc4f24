"""The product's REST interface over the run's database, for programs that speak HTTP."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.core.wsgi import get_wsgi_application
from typing_extensions import override

from bpm.identity import queries as identity, services as identity_services
from bpm.identity.contracts import NewUser, system_actor
from bpm.identity.models import User

USERNAME = "conformance"
PASSWORD = "Correct-horse-7"


class _Quiet(WSGIRequestHandler):
    @override
    def log_message(self, format: str, *args: Any) -> None:
        """Keep what is printed to the counts."""


@contextmanager
def serving() -> Iterator[str]:
    """Serve as long as the block runs; yield the address."""
    identity_services.create_user(
        system_actor(identity.default_tenant_id()),
        user=NewUser(username=USERNAME, password=PASSWORD),
    )
    User.objects.filter(username=USERNAME).update(is_superuser=True)
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
