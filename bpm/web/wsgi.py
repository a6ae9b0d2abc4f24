"""How requests come in from web servers."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters

if TYPE_CHECKING:
    # Only type checkers have this module.
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Utf8Request(WSGIRequest):
    """A request that is UTF-8 whatever its sender calls it.

    JSON, addresses and forms are nothing else here, and Python knows charsets that are none
    (base64): Django fails on those before anything of ours could refuse them.
    """

    # It is Django's own and in no stubs, so `override` cannot be said.
    def _set_content_type_params(self, meta: dict[str, str]) -> None:
        given = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        self.content_type, self.content_params = given


class Utf8Handler(WSGIHandler):
    """Django's handler with requests of ours."""

    request_class = Utf8Request


def by_host(
    applications: Mapping[str, "WSGIApplication"], *, otherwise: "WSGIApplication"
) -> "WSGIApplication":
    """Return one application that hands requests on by the host they name.

    Args:
        applications: By name of the host, in lower case, without a port.
        otherwise: Gets all other requests.
    """
    if not applications:
        return otherwise

    def choose(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        host = str(environ.get("HTTP_HOST", "")).partition(":")[0].lower()
        return applications.get(host, otherwise)(environ, start_response)

    return choose
