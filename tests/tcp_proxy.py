"""A door before a server that a test can shut, jam, slow down or slam: the faults of a network."""

import asyncio
import threading
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto

MOST_BYTES = 65536
LOOK_EVERY = 0.02
HOST = "127.0.0.1"


class Mode(Enum):
    """What happens to what comes by."""

    PASS = auto()  # goes on
    DOWN = auto()  # connections are reset, those that are there and those that come
    FREEZE = auto()  # connections are taken, and nothing moves until the mode changes
    SLOW = auto()  # each piece waits for `seconds`
    CUT = auto()  # after `cut_after` bytes from the server the connection is reset


@dataclass
class Proxy:
    """The proxy's address, and what it does from now on, to connections that are open as well."""

    target: int
    port: int = 0
    mode: Mode = Mode.PASS
    seconds: float = 0
    cut_after: int = 0
    connections: int = 0
    writers: set[StreamWriter] = field(default_factory=set)

    @property
    def url(self) -> str:
        """The address as Redis's clients write it."""
        return f"redis://{HOST}:{self.port}/0"

    async def serve(self, ready: threading.Event, stop: asyncio.Event) -> None:
        """Pass connections on until it is stopped."""
        server = await asyncio.start_server(self.connect, HOST, 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        watch = asyncio.create_task(self.watch())
        await stop.wait()
        watch.cancel()
        server.close()
        for writer in self.writers:
            writer.transport.abort()

    async def watch(self) -> None:
        """Reset idle connections as soon as the mode says so."""
        while True:
            if self.mode is Mode.DOWN:
                for writer in self.writers:
                    writer.transport.abort()
            await asyncio.sleep(LOOK_EVERY)

    async def connect(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Stand between a client and the server until one of them leaves."""
        self.connections += 1
        try:
            if self.mode is Mode.DOWN:
                raise ConnectionResetError
            from_server, to_server = await asyncio.open_connection(HOST, self.target)
        except OSError:
            writer.transport.abort()
            return
        self.writers |= {writer, to_server}
        with suppress(OSError, asyncio.CancelledError):
            await asyncio.gather(self.pump(reader, to_server), self.pump(from_server, writer, cuts=True))
        self.writers -= {writer, to_server}

    async def pump(self, reader: StreamReader, writer: StreamWriter, *, cuts: bool = False) -> None:
        """Pass on in one direction what comes, as the mode of the moment wants it."""
        passed = 0
        try:
            while piece := await reader.read(MOST_BYTES):
                piece = await self.treat(piece, passed, cuts=cuts)
                writer.write(piece)
                await writer.drain()
                passed += len(piece)
                if self.mode is Mode.DOWN or (cuts and self.mode is Mode.CUT and passed >= self.cut_after):
                    writer.transport.abort()
        finally:
            writer.close()

    async def treat(self, piece: bytes, passed: int, *, cuts: bool) -> bytes:
        """Return what is to be passed on of a piece, when its time has come."""
        while self.mode is Mode.FREEZE:  # noqa: ASYNC110 - the mode is set from another thread
            await asyncio.sleep(LOOK_EVERY)
        if self.mode is Mode.SLOW:
            await asyncio.sleep(self.seconds)
        if self.mode is Mode.DOWN:
            return b""
        return piece[: max(0, self.cut_after - passed)] if cuts and self.mode is Mode.CUT else piece


@contextmanager
def proxy_before(target: int) -> Iterator[Proxy]:
    """Run a proxy before a port of this machine, in a thread of its own."""
    proxy, ready = Proxy(target), threading.Event()
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(proxy.serve(ready, stop)), daemon=True)
    thread.start()
    ready.wait(timeout=5)
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(timeout=5)
        pending = asyncio.all_tasks(loop)
        for task in pending:
            task.cancel()
        if pending:
            loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
        loop.close()
