"""Connections to the very address that was checked, and one clock for all that is read."""

import io
import socket
import ssl
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address

from typing_extensions import Buffer, override

from bpm.outbound.addresses import find_address_rule, find_literal, find_name_rule
from bpm.outbound.contracts import Address, OutboundPolicy, Resolver
from bpm.outbound.errors import AddressRefusedError, OutboundTimeoutError, UnreachableError
from bpm.outbound.urls import Target

_PIECE_BYTES = 65_536


class Deadline:
    """The moment by which a whole exchange has to be over."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def remaining(self, most: float) -> float:
        """Return the seconds that the next wait may take, at most ``most``.

        Raises:
            OutboundTimeoutError: None are left.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise OutboundTimeoutError(f"There was no whole answer within {self.seconds:g} s.")
        return min(left, most)


def resolve_allowed(target: Target, policy: OutboundPolicy, deadline: Deadline) -> list[Address]:
    """Return the addresses of a host, each of which may be called.

    Raises:
        AddressRefusedError: The name is internal, or one of its addresses is not public, and the
            operator has not allowed it. The address itself is not told.
        OutboundTimeoutError: The name server does not answer.
        UnreachableError: The name has no address.
    """
    literal = find_literal(target.host)
    is_known = policy.allowed.has_name(target.host)
    rule = None if literal or is_known else find_name_rule(target.host)
    if rule is not None:
        raise _refuse(target, rule)
    resolve = policy.resolve or _ask_resolver
    addresses = [literal] if literal else _resolve(resolve, target, policy, deadline)
    for address in addresses:
        rule = None if is_known else find_address_rule(address, policy.allowed)
        if rule is not None:
            raise _refuse(target, rule)
    return addresses


def _refuse(target: Target, rule: str) -> AddressRefusedError:
    return AddressRefusedError(
        f"Processes may not call {target.host}: {rule}. An operator can allow it in "
        "BPM_HTTP_ALLOWED_HOSTS."
    )


def _resolve(
    resolve: Resolver, target: Target, policy: OutboundPolicy, deadline: Deadline
) -> list[Address]:
    """Ask in a thread, because the system's resolver takes no time-out."""
    found: list[Address] = []
    failures: list[OSError] = []

    def ask() -> None:
        try:
            found.extend(resolve(target.host, target.port))
        except OSError as error:
            failures.append(error)

    thread = threading.Thread(target=ask, name="resolver", daemon=True)
    thread.start()
    thread.join(deadline.remaining(policy.connect_seconds))
    if thread.is_alive():
        raise OutboundTimeoutError(f"The name {target.host} could not be looked up in time.")
    if failures or not found:
        raise UnreachableError(f"The name {target.host} has no address.") from (
            failures[0] if failures else None
        )
    return list(found)


def _ask_resolver(host: str, port: int) -> Sequence[IPv4Address | IPv6Address]:
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    # A zone (fe80::1%eth0) is cut off: such an address is refused anyway.
    texts = dict.fromkeys(str(answer[4][0]).partition("%")[0] for answer in answers)
    return [ip_address(text) for text in texts]


def connect(
    target: Target,
    addresses: Sequence[Address],
    policy: OutboundPolicy,
    deadline: Deadline,
    *,
    port: int | None = None,
) -> "GuardedSocket":
    """Return a connection to the first address that takes one.

    Args:
        target: Whose certificate is asked for.
        addresses: Tried in this order.
        policy: How long each may take.
        deadline: Of the whole exchange.
        port: None for the target's own.

    Raises:
        OutboundTimeoutError: The time is over.
        UnreachableError: No address answers, or its certificate is not the host's.
    """
    failure: OSError | None = None
    for address in addresses:
        try:
            return _connect_to((str(address), port or target.port), target, policy, deadline)
        except OSError as error:
            failure = error
    raise UnreachableError(f"{target.host} cannot be reached: {_explain(failure)}.") from failure


def _explain(failure: OSError | None) -> str:
    match failure:
        case ssl.SSLCertVerificationError():
            return f"its certificate is refused ({failure.verify_message})"
        case ssl.SSLError():
            return "the encrypted connection failed"
        case TimeoutError():
            return "it does not answer in time"
        case ConnectionRefusedError():
            return "it refuses the connection"
        case _:
            return "there is no way to it"


def _connect_to(
    place: tuple[str, int], target: Target, policy: OutboundPolicy, deadline: Deadline
) -> "GuardedSocket":
    wait = deadline.remaining(policy.connect_seconds)
    raw = socket.create_connection(place, timeout=wait)
    with ExitStack() as unless_connected:
        # Where TLS takes the socket over and fails, it closes what it took.
        unless_connected.callback(raw.close)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if target.is_tls:
            raw.settimeout(deadline.remaining(policy.connect_seconds))
            context = policy.tls or _default_tls()
            raw = context.wrap_socket(raw, server_hostname=target.host)
        unless_connected.pop_all()
    return GuardedSocket(raw, deadline, policy.read_seconds)


@cache
def _default_tls() -> ssl.SSLContext:
    return ssl.create_default_context()


class GuardedSocket:
    """What http.client needs of a socket; every wait in it is bounded by the deadline."""

    def __init__(self, raw: socket.socket, deadline: Deadline, read_seconds: float) -> None:
        self._raw = raw
        self._deadline = deadline
        self._read_seconds = read_seconds

    def sendall(self, data: Buffer) -> None:
        """Send everything."""
        view = memoryview(data)
        while view:
            self._raw.settimeout(self._deadline.remaining(self._read_seconds))
            view = view[self._raw.send(view[:_PIECE_BYTES]) :]

    def receive_into(self, buffer: Buffer) -> int:
        """Read what is there; 0 at the end."""
        self._raw.settimeout(self._deadline.remaining(self._read_seconds))
        view = memoryview(buffer)
        return self._raw.recv_into(view)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Return the answer as a file."""
        return io.BufferedReader(_Answer(self))

    def close(self) -> None:
        """Do nothing: http.client lets go of a connection before it reads the answer."""

    def release(self) -> None:
        """Close the connection."""
        self._raw.close()


class _Answer(io.RawIOBase):
    """The bytes of an answer."""

    def __init__(self, connection: GuardedSocket) -> None:
        self._connection = connection

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, buffer: Buffer) -> int:
        return self._connection.receive_into(buffer)
