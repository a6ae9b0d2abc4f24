"""Which headers a caller may set, and which of them survive a redirect to another server."""

import re
from collections.abc import Mapping

from bpm.outbound.errors import InvalidRequestError

MOST_HEADERS = 50
LONGEST_HEADER = 8_000
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
# They steer the connection, or make the other side believe in a caller that it has not got.
_OWNED = frozenset(
    {"connection", "expect", "host", "keep-alive", "te", "trailer", "upgrade"}
    | {"accept-encoding", "content-length", "transfer-encoding"}
    | {"forwarded", "proxy", "via", "x-real-ip"}
)
_OWNED_PREFIXES = ("proxy-", "x-forwarded-")
# Everything else may be a credential, whatever it is called.
_HARMLESS = frozenset(
    {"accept", "accept-language", "content-language", "content-type"}
    | {"idempotency-key", "user-agent"}
)


def check_headers(headers: Mapping[str, str]) -> None:
    """Make sure that headers say what they seem to say.

    Raises:
        InvalidRequestError: A name is none or is the client's own, appears twice, a value holds a
            line break or a character that headers cannot carry, or there are too many.
    """
    if len(headers) > MOST_HEADERS:
        raise InvalidRequestError(f"There are more than {MOST_HEADERS} headers.")
    names: set[str] = set()
    for name, value in headers.items():
        _check_header(name, value)
        if name.lower() in names:
            raise InvalidRequestError(f"The header {name} is given twice.")
        names.add(name.lower())


def _check_header(name: str, value: str) -> None:
    if not _NAME.fullmatch(name):
        raise InvalidRequestError(f"{name[:40]!r} is no name of a header.")
    if name.lower() in _OWNED or name.lower().startswith(_OWNED_PREFIXES):
        raise InvalidRequestError(f"The header {name} cannot be set by a process.")
    if len(value) > LONGEST_HEADER or not _VALUE.fullmatch(value):
        # The value is not shown: it may be a credential.
        raise InvalidRequestError(
            f"The header {name} holds a line break, a character beyond Latin-1, or more than "
            f"{LONGEST_HEADER} characters."
        )


def keep_harmless(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers that a server may see that the caller did not name."""
    return {name: value for name, value in headers.items() if name.lower() in _HARMLESS}


def drop_content(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers of a request whose body is left out."""
    return {n: value for n, value in headers.items() if not n.lower().startswith("content-")}


def hide_values(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers as a log may show them."""
    return {name: value if name.lower() in _HARMLESS else "…" for name, value in headers.items()}
