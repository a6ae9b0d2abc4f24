"""The usual request, read and answered in one piece each.

Most requests come whole, with nothing in them that could be read in two ways. Those are read here,
at a third of what gunicorn's parser costs; all others are left to it. So what is not certain is
not refused, but returned as None.
"""

import io
import re
import time
from collections.abc import Iterable, Mapping
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from gunicorn.util import hop_headers, http_date

RECEIVED_BYTES = 65_536
"""What is received at once; a request that is larger is not usual."""

_HEAD_BYTES = 4_000
_LINES = 50
_REQUEST_LINE = re.compile(
    rb"(GET|POST|PUT|PATCH|DELETE) ((/(?!/)[!$->@-~]*)(?:\?([!$-~]*))?) HTTP/1\.1"
)
_FIELD = re.compile(rb"([A-Za-z0-9-]{1,40}): ?((?:[!-~](?:[ -~]*[!-~])?)?)")
_BODY_LENGTH = re.compile(rb"\r\ncontent-length: ?([0-9]{1,5})(?:\r\n|$)", re.IGNORECASE)
_LENGTH = re.compile(r"[0-9]{1,5}")
# What gunicorn lets pass in headers, and the ends of lines.
_ANSWER = re.compile(r"[\r\n\t -~\x80-\xff]*")
# How the body is sent, and what has more than one way to be said.
_NOT_USUAL = re.compile(
    r"Expect|Keep-Alive|Proxy.*|Script-Name|Path-Info|Te|Trailer|Transfer-Encoding|Upgrade"
    r"|X-Forwarded-(Protocol|Ssl)",
    re.IGNORECASE,
)


def missing_bytes(data: bytes) -> int:
    """Return how much of a request's body has not been received yet.

    Many programs send a body after its head. 0 where it is not certain that it comes by itself.
    """
    head, end, body = data.partition(b"\r\n\r\n")
    length = _BODY_LENGTH.search(head)
    if not end or length is None or b"expect:" in head.lower():
        return 0
    return max(0, int(length[1]) - len(body))


def read_usual(
    data: bytes, base: Mapping[str, object], *, is_proxy: bool
) -> dict[str, object] | None:
    """Return the WSGI environment of a request.

    Args:
        data: What has been received.
        base: What is the same for all requests of the connection.
        is_proxy: Whether the peer is believed how it was asked itself.

    Returns:
        None where it is no usual request, or not all of it.
    """
    head, end, body = data.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    asked = _REQUEST_LINE.fullmatch(first)
    if asked is None or not end or len(head) > _HEAD_BYTES or len(lines) > _LINES:
        return None
    method, target, path, query = (part.decode() for part in asked.groups(b""))
    environ: dict[str, object] = {
        **base,
        "REQUEST_METHOD": method,
        "PATH_INFO": path if "%" not in path else unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "RAW_URI": target,
        "wsgi.input": io.BytesIO(body),
    }
    length = "0"
    for line in lines:
        field = _FIELD.fullmatch(line)
        key = None if field is None else _key_of(field[1])
        if field is None or key is None or key in environ:
            return None
        environ[key] = value = field[2].decode()
        if key == "CONTENT_LENGTH":
            length = value
    if is_proxy and environ.get("HTTP_X_FORWARDED_PROTO") == "https":
        environ["wsgi.url_scheme"] = "https"
    is_whole = _LENGTH.fullmatch(length) is not None and int(length) == len(body)
    is_kept = str(environ.get("HTTP_CONNECTION", "keep-alive")).lower() == "keep-alive"
    return environ if is_whole and is_kept else None


def write_usual(
    status: str, headers: Iterable[tuple[str, str]], body: bytes, *, is_kept: bool
) -> bytes | None:
    """Return an answer as it is sent.

    Args:
        status: Code and reason.
        headers: Names and values.
        body: All of it.
        is_kept: Whether the connection is.

    Returns:
        None where it does not say how long it is, or where gunicorn has to look at its headers:
        some are the connection's own, others hold what no header may.
    """
    connection = "keep-alive" if is_kept else "close"
    lines = [f"HTTP/1.1 {status}", "Server: gunicorn", _date_line(int(time.time()))]
    lines += [f"Connection: {connection}", *(f"{name}: {value}" for name, value in headers), "", ""]
    text = "\r\n".join(lines)
    names = {name.lower() for name, _ in headers}
    if (
        f"\r\nContent-Length: {len(body)}\r\n" not in text
        or not names.isdisjoint(hop_headers)
        or text.count("\n") != len(lines) - 1
        or _ANSWER.fullmatch(text) is None
    ):
        return None
    return text.encode("latin-1") + body


@lru_cache(maxsize=500)
def _key_of(name: bytes) -> str | None:
    text = name.decode()
    if _NOT_USUAL.fullmatch(text):
        return None
    key = text.upper().replace("-", "_")
    return key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"


@lru_cache(maxsize=1)
def _date_line(second: int) -> str:
    return f"Date: {http_date(second)}"
