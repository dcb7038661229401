"""Tests talk to this machine only: any other address is refused before a packet leaves."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class NetworkOff(OSError):
    """A test tried to reach another machine."""


def local(host: object) -> bool:
    """Whether a host, as given to `connect` or `getaddrinfo`, is this machine."""
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(name).partition("%")[0]).is_loopback
    except ValueError:
        return False


@contextmanager
def network_off() -> Iterator[None]:
    """Refuse connections and name look-ups beyond loopback and Unix sockets."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
    look_up = socket.getaddrinfo

    def check(connection: socket.socket, address: Any) -> None:
        if connection.family in (socket.AF_INET, socket.AF_INET6) and not local(address[0]):
            raise NetworkOff(f"the network is off in tests: {address[0]}")

    def guarded(self: socket.socket, address: Any) -> None:
        check(self, address)
        connect(self, address)

    def guarded_ex(self: socket.socket, address: Any) -> int:
        check(self, address)
        return connect_ex(self, address)

    def guarded_look_up(host: Any, *rest: Any, **named: Any) -> Any:
        if not local(host):
            raise NetworkOff(f"the network is off in tests: {host}")
        return look_up(host, *rest, **named)

    socket.socket.connect, socket.socket.connect_ex = guarded, guarded_ex  # type: ignore[method-assign]
    socket.getaddrinfo = guarded_look_up
    try:
        yield
    finally:
        socket.socket.connect, socket.socket.connect_ex = connect, connect_ex  # type: ignore[method-assign]
        socket.getaddrinfo = look_up
