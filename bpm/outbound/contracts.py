"""What is sent, what comes back, and the limits on both."""

import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address
from typing import TypeAlias

from bpm.outbound.addresses import AllowedHosts

Address: TypeAlias = IPv4Address | IPv6Address
Resolver: TypeAlias = Callable[[str, int], Sequence[Address]]
"""Returns the addresses of a host name; raises OSError where there are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundRequest:
    """One HTTP request.

    Args:
        method: In capitals.
        url: Absolute, ``http`` or ``https``, without user name and password.
        headers: By name as it is to be sent; names that the client owns are refused.
        body: Empty for none.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundResponse:
    """The last answer of a chain of redirects.

    Args:
        headers: By lower-case name; several of one name are joined by commas.
        body: Decompressed.
        url: Where it came from in the end.
    """

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """Where requests go in truth that name somebody who is not there.

    Args:
        address: Of this installation's own choice, so that it is not checked.
    """

    address: Address
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundPolicy:
    """Where requests may go, and how long and large they may be.

    Args:
        allowed: Hosts and networks that may be called although they are not public.
        stand_ins: By scheme, host and port of those they stand for; nothing else at their address
            may be called because of them.
        connect_seconds: For one address, its TLS handshake included.
        read_seconds: Between two pieces of an answer.
        total_seconds: For everything, redirects included.
        max_response_bytes: Counted as received, and again as decompressed.
        tls: None for the certificates that the machine trusts.
        resolve: None for the machine's own resolver.
    """

    allowed: AllowedHosts = field(default_factory=AllowedHosts)
    stand_ins: Mapping[tuple[str, str, int], StandIn] = field(default_factory=dict)
    connect_seconds: float = 10
    read_seconds: float = 30
    total_seconds: float = 60
    max_redirects: int = 5
    max_response_bytes: int = 10_000_000
    max_request_bytes: int = 10_000_000
    tls: ssl.SSLContext | None = None
    resolve: Resolver | None = None
