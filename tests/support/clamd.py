"""A stand-in for ClamAV's daemon: its protocol on a socket, with one text that it calls harmful."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HARMFUL = b"a text that the stand-in calls harmful"
LIMIT = 20_000_000


class Answering(socketserver.StreamRequestHandler):
    """One connection: INSTREAM and PING, as clamd(8) tells them."""

    def handle(self) -> None:
        asked = b""
        while not asked.endswith(b"\0"):
            asked += self.rfile.read(1)
        if asked == b"zPING\0":
            self.wfile.write(b"PONG\0")
            return
        content = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if len(content) > LIMIT:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        found = HARMFUL in content
        self.wfile.write(b"stream: Own.Sample FOUND\0" if found else b"stream: OK\0")


@contextmanager
def scanning(path: Path) -> Iterator[str]:
    """The address of a running stand-in."""
    with socketserver.ThreadingUnixStreamServer(str(path), Answering) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield str(path)
        finally:
            server.shutdown()
            thread.join()
