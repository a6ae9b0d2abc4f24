"""Just enough HTTP/1.1 for the load client: requests as bytes, answers from bytes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer; ``closes`` says that the server ends the connection after it."""

    status: int
    body: bytes
    closes: bool


def encode_request(method: str, path: str, body: bytes, *, host: str, authorization: str) -> bytes:
    """Return the bytes of a JSON request."""
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: {authorization}\r\n"
        f"Accept: application/json\r\n"
    )
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


class AnswerReader:
    """Collects the bytes of one answer, by length, by chunks or until the connection ends."""

    def __init__(self) -> None:
        self._buffer = b""

    def feed(self, data: bytes) -> Answer | None:
        """Take what arrived; return the answer once it is whole.

        Args:
            data: Bytes from the socket; empty when the server closed the connection.
        """
        self._buffer += data
        head, separator, body = self._buffer.partition(b"\r\n\r\n")
        if not separator:
            if not data:
                raise ConnectionError("The server closed the connection before it answered.")
            return None
        lines = head.decode("latin-1").split("\r\n")
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines[1:])
        }
        content = _whole_body(headers, body, is_ended=not data)
        if content is None:
            return None
        return Answer(
            status=int(lines[0].split(" ", 2)[1]),
            body=content,
            closes=headers.get("connection", "").lower() == "close" or not data,
        )


def _whole_body(headers: dict[str, str], body: bytes, *, is_ended: bool) -> bytes | None:
    if "content-length" in headers:
        length = int(headers["content-length"])
        return body[:length] if len(body) >= length else None
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return _join_chunks(body) if body.endswith(b"0\r\n\r\n") else None
    return body if is_ended else None


def _join_chunks(body: bytes) -> bytes:
    content, rest = b"", body
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        length = int(size, 16)
        content += rest[:length]
        rest = rest[length + 2 :]
    return content
