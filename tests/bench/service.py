"""A service for the connector to call: answers at once, and counts who called how often.

A program of its own; it prints its port, and when its input ends, what it was asked.
"""

import json
import selectors
import socket
import sys
from collections import Counter

_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 14\r\n"
    b'Connection: close\r\n\r\n{"paid": true}'
)
_KEY = b"idempotency-key"


def main() -> None:
    """Serve until the input ends."""
    asked: Counter[bytes] = Counter()
    selector = selectors.DefaultSelector()
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
        selector.register(listener, selectors.EVENT_READ)
        selector.register(sys.stdin, selectors.EVENT_READ)
        sys.stdout.write(f"{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        while True:
            for key, _ in selector.select():
                if key.fileobj is sys.stdin:
                    sys.stdout.write(json.dumps({"calls": asked.total(), "keys": len(asked)}))
                    return
                if key.fileobj is listener:
                    selector.register(listener.accept()[0], selectors.EVENT_READ, bytearray())
                elif isinstance(key.fileobj, socket.socket):
                    _serve(selector, key.fileobj, key.data, asked)


def _serve(
    selector: selectors.BaseSelector,
    connection: socket.socket,
    received: bytearray,
    asked: Counter[bytes],
) -> None:
    data = connection.recv(65536)
    received += data
    head, separator, body = bytes(received).partition(b"\r\n\r\n")
    pairs = (line.partition(b":") for line in head.split(b"\r\n"))
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    is_whole = bool(separator) and len(body) >= int(headers.get(b"content-length", b"0"))
    if is_whole:
        asked[headers.get(_KEY, b"")] += 1
        connection.sendall(_ANSWER)
    if is_whole or not data:
        selector.unregister(connection)
        connection.close()


if __name__ == "__main__":
    main()
