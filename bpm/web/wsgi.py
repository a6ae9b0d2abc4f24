"""How requests come in from web servers."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest
from django.urls import ResolverMatch
from django.utils.http import parse_header_parameters
from typing_extensions import override

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
    """Django's handler with requests of ours; an address without parts is looked up once."""

    request_class = Utf8Request

    @override
    def load_middleware(self, is_async: bool = False) -> None:
        self._fixed: dict[str, ResolverMatch] = {}
        super().load_middleware(is_async=is_async)

    @override
    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        """Return the view of an address."""
        found = self._fixed.get(request.path_info)
        if found is not None:
            request.resolver_match = found
            return found
        found = super().resolve_request(request)
        # Not those that stand for many addresses: they would fill the memory.
        if f"/{found.route}" == request.path_info:
            self._fixed[request.path_info] = found
        return found


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
