"""``python -m tests.integration.web.answering PORT``: the web server with something to answer."""

import sys
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from typing import Any

from bpm.config.web_server import WebServer

Start = Callable[[str, Iterable[tuple[str, str]]], None]


class Whole(list[bytes]):
    """An answer that is there as a whole, as Django's are."""

    streaming = False


class EndsBadly(Whole):
    """An answer that cannot be ended."""

    def close(self) -> None:
        """Fail where the application would end it."""
        raise RuntimeError("At the end.")


def answer(environ: MutableMapping[str, Any], start_response: Start) -> Iterable[bytes]:
    """Answer by the path: what was sent, bit by bit, not at all."""
    if environ["PATH_INFO"] == "/unread":
        start_response("200 OK", [("Content-Length", "0")])
        return Whole()
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    match environ["PATH_INFO"]:
        case "/echo":
            start_response("200 OK", [("Content-Length", str(len(body)))])
            return Whole([body])
        case "/ends-badly":
            start_response("200 OK", [("Content-Length", "4")])
            return EndsBadly([b"done"])
        case "/bits":
            start_response("200 OK", [("Content-Type", "text/plain")])
            return (part for part in (b"one ", b"", b"two"))
        case "/breaks":
            start_response("200 OK", [("Content-Length", "100")])
            return broken()
    raise RuntimeError("Nothing is there.")


def broken() -> Iterator[bytes]:
    """Break off in the middle."""
    yield b"one "
    raise RuntimeError("In the middle.")


if __name__ == "__main__":
    options = {"bind": f"127.0.0.1:{sys.argv[1]}", "workers": 1, "threads": 2, "keepalive": 5}
    WebServer(options, answer).run()
