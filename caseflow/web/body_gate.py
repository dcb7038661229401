"""Receiving what is sent before anything else is done with it, so that slow senders hold nobody up.

A request is received whole here, in memory, before the application looks at it: no lock is held and
no transaction has begun. The web server has more threads than the application uses at once: most of
them may wait for slow senders, and pages are read and forms answered meanwhile. A body that comes
too slowly is given up.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from io import BytesIO
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

LARGE = 64 * 1024
"""Bytes from which a body is large."""
THREADS = 12
"""Threads of a process of the web server."""
AT_WORK = 4
"""Requests of a process that the application works on at once."""
BODIES_AT_ONCE = 8
LARGE_AT_ONCE = 4
"""Bodies, and large ones, that a process receives at once; what is more is refused."""
MOMENT = 2.0
"""Seconds for which a body waits for its place."""
PATIENCE = 10.0
"""Seconds in which a small body must have come."""
SLOWEST = 32 * 1024
"""Bytes in a second that a large body must bring, on the average."""
NO_BODY = frozenset({"GET", "HEAD", "OPTIONS"})
BUSY = "caseflow.busy_receiving"
"""Under this name the application is told that a body was not received."""


class BodyGate:
    """Put around an application; `most` bytes are received at most, a longer body is left alone."""

    def __init__(self, app: WSGIApplication, most: int) -> None:
        self.app = app
        self.most = most
        self._bodies = threading.BoundedSemaphore(BODIES_AT_ONCE)
        self._large = threading.BoundedSemaphore(LARGE_AT_ONCE)
        self._at_work = threading.BoundedSemaphore(AT_WORK)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Receive the body, if there is one, then go on."""
        length = self._length(environ)
        if environ["REQUEST_METHOD"] not in NO_BODY and 0 < length <= self.most + 1:
            with ExitStack() as places:
                if self._has_place(places, length):
                    _receive(environ, length)
                else:
                    _refuse(environ)
        with self._at_work:
            return self.app(environ, start_response)

    def _has_place(self, places: ExitStack, length: int) -> bool:
        """Whether a body of this length may be received now; `places` gives its places back.

        A small one waits a moment for its place; a large one is told at once to come again.
        """
        if length > LARGE:
            if not self._large.acquire(blocking=False):
                return False
            places.callback(self._large.release)
        if not self._bodies.acquire(timeout=MOMENT):
            return False
        places.callback(self._bodies.release)
        return True

    def _length(self, environ: WSGIEnvironment) -> int:
        """How long the body is; one in chunks does not say so, and may be as long as any."""
        if "HTTP_TRANSFER_ENCODING" in environ:
            return self.most + 1
        said = environ.get("CONTENT_LENGTH") or "0"
        return int(said) if said.isascii() and said.isdigit() else 0


def _receive(environ: WSGIEnvironment, length: int) -> None:
    """Read the body as far as it comes in time; one that is cut short reads as one that ended."""
    connection = environ.get("gunicorn.socket")
    watch = threading.Timer(PATIENCE + length / SLOWEST, _give_up, [connection])
    watch.daemon = True
    watch.start()
    body = bytearray()
    try:
        with suppress(OSError):
            while len(body) < length and (part := environ["wsgi.input"].read(length - len(body))):
                body += part
    finally:
        watch.cancel()
    environ["wsgi.input"], environ["wsgi.input_terminated"] = BytesIO(body), True


def _refuse(environ: WSGIEnvironment) -> None:
    """Leave the body where it is, and let the application say so."""
    _give_up(environ.get("gunicorn.socket"))
    environ["wsgi.input"], environ["CONTENT_LENGTH"] = BytesIO(), "0"
    environ[BUSY] = True


def _give_up(connection: Any) -> None:
    """Take nothing more from this connection; what waits for it goes on as if it had ended."""
    if connection is not None:
        with suppress(OSError):
            connection.shutdown(0)  # socket.SHUT_RD
