"""Reads addresses in one strict way, so that no second reader can see another host in them."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin

from bpm.outbound.addresses import find_literal
from bpm.outbound.errors import InvalidRequestError

LONGEST_URL = 8_000
_LAST_PORT = 65_535
_DEFAULT_PORTS = {"http": 80, "https": 443}
_URL = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<authority>[^/?#]*)"
    r"(?P<path>/[^?#]*)?(?:\?(?P<query>[^#]*))?(?:#.*)?"
)
_AUTHORITY = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\[\]:@%]+)(?::(?P<port>[0-9]{1,5}))?")
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f\\\ud800-\udfff]")
# In a path they serve nothing but to smuggle lines past a careless server.
_ENCODED_CONTROL = re.compile(r"%(?:0[0ad])", flags=re.IGNORECASE)
# What is sent as it is; everything else is encoded, a percent sign has been already.
_SAFE = "/%:@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a request goes.

    Args:
        host: Lower case, ASCII, without brackets and the dot of the root.
        path: With the query, as it stands in the request line.
    """

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_tls(self) -> bool:
        """Return whether the connection is encrypted."""
        return self.scheme == "https"

    @property
    def origin(self) -> tuple[str, str, int]:
        """Return what two addresses share that belong to one server."""
        return self.scheme, self.host, self.port

    @property
    def url(self) -> str:
        """Return the whole address."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"


def parse_url(url: str) -> Target:
    """Return where an address leads.

    Raises:
        InvalidRequestError: It is no absolute http or https address, or is written in a way that
            different programs read differently.
    """
    if len(url) > LONGEST_URL:
        raise InvalidRequestError(f"The url is longer than {LONGEST_URL} characters.")
    if _CONTROL.search(url):
        raise InvalidRequestError(
            "The url holds a blank, a backslash, a line break or another control character."
        )
    match = _URL.fullmatch(url)
    scheme = match["scheme"].lower() if match else ""
    if match is None or scheme not in _DEFAULT_PORTS:
        raise InvalidRequestError("The url must begin with http:// or https://.")
    path = match["path"] or "/"
    if _ENCODED_CONTROL.search(path):
        raise InvalidRequestError("The path of the url holds an encoded line break or null.")
    host, port = _parse_authority(match["authority"])
    query = match["query"]
    return Target(
        scheme=scheme,
        host=host,
        port=_DEFAULT_PORTS[scheme] if port is None else port,
        path=quote(path, safe=_SAFE)
        + ("" if query is None else f"?{quote(query, safe=_SAFE + '?')}"),
    )


def join_url(base: Target, location: str) -> Target:
    """Return where a ``Location`` leads that ``base`` has answered.

    Raises:
        InvalidRequestError: As for ``parse_url``.
    """
    if _CONTROL.search(location):
        raise InvalidRequestError("The address of a redirect holds a control character.")
    try:
        joined = urljoin(base.url, location)
    except ValueError as error:
        raise InvalidRequestError("The address of a redirect cannot be read.") from error
    return parse_url(joined)


def _parse_authority(authority: str) -> tuple[str, int | None]:
    if "@" in authority:
        raise InvalidRequestError("The url holds a user name; use the parameter auth for that.")
    match = _AUTHORITY.fullmatch(authority)
    port = int(match["port"]) if match and match["port"] else None
    if match is None or (port is not None and not 1 <= port <= _LAST_PORT):
        raise InvalidRequestError("The url has no host that can be read, or no such port.")
    return _parse_host(match["host"]), port


def _parse_host(text: str) -> str:
    if text.startswith("["):
        literal = find_literal(text[1:-1])
        if literal is None or literal.version != 6:  # noqa: PLR2004 the version of IP
            raise InvalidRequestError("The url has brackets, but no IPv6 address in them.")
        return literal.compressed
    host = _to_ascii(text).removesuffix(".")
    if _NUMBER.fullmatch(host.rpartition(".")[2]):
        # 0x7f.1 and 0177.0.0.1 are addresses to some resolvers and names to others.
        literal = find_literal(host)
        if literal is None or str(literal) != text.removesuffix("."):
            raise InvalidRequestError("The url writes an IPv4 address other than as 192.0.2.1.")
        return str(literal)
    if len(host) > 253 or not _NAME.fullmatch(host):  # noqa: PLR2004 the longest name of DNS
        raise InvalidRequestError("The url has a host that is neither a name nor an address.")
    return host


def _to_ascii(text: str) -> str:
    try:
        return text.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise InvalidRequestError("The url has a host that is no name.") from error
