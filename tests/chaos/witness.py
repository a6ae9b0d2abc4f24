"""Stands outside the suite and writes down every call that reaches it, before it answers.

``python -m tests.chaos.witness serve --port N --file PATH``: each ``POST`` becomes one line of JSON
with what the caller sent, and its ``Idempotency-Key`` as ``idem``, safe on the disk before the
answer. ``?s=0.1`` keeps the caller waiting. Another program with this command line may take its
place: see ``running_witness``.
"""

import argparse
import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from typing_extensions import override

from tests.bench.suite import SuiteError
from tests.running_suite import free_port
from tests.waiting import wait_until

_START_SECONDS = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """What has been written down so far.

    Args:
        url: Where the suite is to call.
        file: One line for each call.
    """

    url: str
    file: Path

    def effects(self) -> list[dict[str, object]]:
        """Return the calls that came whole, in the order in which they came."""
        if not self.file.exists():
            return []
        # A last line without its end is still being written.
        lines = self.file.read_text().rpartition("\n")[0].splitlines()
        effects = [json.loads(line) for line in lines]
        # A kill can cut off a call between its head and its body; no service acts on half a call.
        return [effect for effect in effects if "instance" in effect]

    def paid(self) -> set[str]:
        """Return whose calls have come at least once."""
        return {str(effect["instance"]) for effect in self.effects()}


@contextlib.contextmanager
def running_witness(
    folder: Path, *, program: Path | None = None, delay_seconds: float = 0.05
) -> Iterator[Witness]:
    """Yield a witness in a process of its own.

    Args:
        folder: Where it keeps its file.
        program: Another program than this one, with the same command line.
        delay_seconds: How long each call takes.
    """
    port, file = free_port(), folder / "witness.jsonl"
    own = [sys.executable, "-m", "tests.chaos.witness"]
    command = own if program is None else [sys.executable, str(program)]
    # Each killed caller is a broken connection, which a witness may complain of.
    with (folder / "witness.log").open("w") as log:
        process = subprocess.Popen(  # noqa: S603 a program that the caller chose
            [*command, "serve", "--port", str(port), "--file", str(file)], stderr=log
        )
    try:
        if not wait_until(lambda: _listens(port), seconds=_START_SECONDS):
            raise SuiteError(f"The witness does not listen: {(folder / 'witness.log').read_text()}")
        yield Witness(url=f"http://127.0.0.1:{port}/effect?s={delay_seconds:g}", file=file)
    finally:
        process.kill()
        process.wait()


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def serve(port: int, path: Path) -> None:
    """Write down calls until killed."""
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing on the console."""

        def do_POST(self) -> None:
            """Write one call down, then answer."""
            effect = json.loads(self.rfile.read(int(self.headers["Content-Length"] or 0)))
            effect["idem"] = self.headers["Idempotency-Key"]
            for seconds in parse_qs(urlsplit(self.path).query).get("s", []):
                time.sleep(float(seconds))
            with lock, path.open("a") as file:
                file.write(json.dumps(effect) + "\n")
                file.flush()
                os.fsync(file.fileno())
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=["serve"])
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--file", type=Path, required=True)
    options = parser.parse_args()
    serve(options.port, options.file)
