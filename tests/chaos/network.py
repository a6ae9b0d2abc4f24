"""A network between the suite and its database that is slow, falls silent, or is cut."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

HOST = "127.0.0.1"
_CHUNK = 65_536


class Network:
    """Passes bytes on between a port of this machine and the socket of a database.

    Args:
        database: Path of its Unix socket.
    """

    def __init__(self, database: Path) -> None:
        self._database = database
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._connections: set[asyncio.Task[None]] = set()
        self._is_passing = asyncio.Event()
        self._is_passing.set()
        self._delay_seconds = 0.0
        self._is_cut = False
        self.port = 0

    def __enter__(self) -> "Network":
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._break(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @contextlib.contextmanager
    def slow(self, seconds: float) -> Iterator[None]:
        """Let all bytes arrive later, in both directions."""
        self._delay_seconds = seconds
        try:
            yield
        finally:
            self._delay_seconds = 0.0

    @contextlib.contextmanager
    def silent(self) -> Iterator[None]:
        """Let nothing arrive, and nobody know; what was sent arrives afterwards."""
        self._loop.call_soon_threadsafe(self._is_passing.clear)
        try:
            yield
        finally:
            self._loop.call_soon_threadsafe(self._is_passing.set)

    @contextlib.contextmanager
    def cut(self) -> Iterator[None]:
        """Break all connections, and let nobody make a new one."""
        self._is_cut = True
        asyncio.run_coroutine_threadsafe(self._break(), self._loop).result()
        try:
            yield
        finally:
            self._is_cut = False

    async def _open(self) -> None:
        server = await asyncio.start_server(self._serve, HOST, 0)
        self.port = server.sockets[0].getsockname()[1]

    async def _break(self) -> None:
        for task in list(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if self._is_cut or task is None:
            writer.transport.abort()
            return
        self._connections.add(task)
        try:
            # Only a cut cancels it, and to be cut is no failure.
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await self._connect(reader, writer)
        finally:
            self._connections.discard(task)
            writer.transport.abort()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, questions = await asyncio.open_unix_connection(str(self._database))
        ways = [
            asyncio.ensure_future(self._pass_on(reader, questions)),
            asyncio.ensure_future(self._pass_on(answers, writer)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            questions.transport.abort()

    async def _pass_on(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while data := await source.read(_CHUNK):
            await asyncio.sleep(self._delay_seconds)
            await self._is_passing.wait()
            target.write(data)
            await target.drain()
