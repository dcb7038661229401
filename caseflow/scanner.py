"""A scanner for harmful programs: ClamAV's daemon, asked over its socket (clamd(8), INSTREAM)."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from caseflow.session_values import SessionValue

WAIT = 120.0
"""Seconds for which each step of a scan may take; a large file takes many."""
AT_ONCE = 256 * 1024
"""Bytes that are sent at once, at most."""


class Verdict(StrEnum):
    """What the scanner says of a file."""

    CLEAN = "clean"
    INFECTED = "infected"
    TOO_LARGE = "too large"


@dataclass(frozen=True)
class Scanner:
    """ClamAV's daemon at an address: the path of a socket, or ``host:port``."""

    address: str

    def scan(self, chunks: Iterable[bytes]) -> Verdict:
        """What it says of these bytes. Raises OSError where it cannot be asked, or does not say."""
        with self._connected() as wire:
            with suppress(BrokenPipeError, ConnectionResetError):  # it answers when it has enough
                wire.sendall(b"zINSTREAM\0")
                for chunk in chunks:
                    for at in range(0, len(chunk), AT_ONCE):
                        part = chunk[at : at + AT_ONCE]
                        wire.sendall(struct.pack(">I", len(part)) + part)
                wire.sendall(struct.pack(">I", 0))
            return _read_verdict(_answer(wire))

    def is_there(self) -> bool:
        """Whether it answers."""
        try:
            with self._connected() as wire:
                wire.sendall(b"zPING\0")
                return _answer(wire) == "PONG"
        except OSError:
            return False

    def _connected(self) -> socket.socket:
        if self.address.startswith("/"):
            wire = socket.socket(socket.AF_UNIX)
            wire.settimeout(WAIT)
            try:
                wire.connect(self.address)
            except OSError:
                wire.close()
                raise
            return wire
        host, _, port = self.address.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=WAIT)


def _answer(wire: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and (part := wire.recv(4096)):
        said += part
    return said.rstrip(b"\0").decode("utf-8", "replace").strip()


def _read_verdict(answer: str) -> Verdict:
    if answer.endswith(" FOUND"):
        return Verdict.INFECTED
    if answer == "stream: OK":
        return Verdict.CLEAN
    if "size limit exceeded" in answer:
        return Verdict.TOO_LARGE
    raise OSError("the scanner gave no verdict")


SCANNER: SessionValue[Scanner] = SessionValue("scanner")
"""The scanner of an instance; none where none is named in its settings."""
