"""Which machine a request came from."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the address of the caller, as the outermost proxy that we trust saw it.

    Without trusted proxies the header is ignored: anybody can write it.
    """
    direct = str(request.META.get("REMOTE_ADDR") or "local")
    proxies = int(settings.BPM_PROXIES)
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    return hops[-proxies] if proxies and len(hops) >= proxies and hops[-proxies] else direct
