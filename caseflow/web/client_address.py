"""Who a request comes from: the peer, or what a trusted proxy says of the client behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
PREFIX = 64
"""A household or an office has at least this much of an IPv6 address to itself."""


class Forwarded:
    """Puts the client's address where the peer's stood, if the peer is a trusted proxy.

    Each proxy appends to `X-Forwarded-For` the address that it was asked from. Of that list only
    the last `hops` entries were written by proxies of ours; the client is the first of them. All
    after it have to be trusted, too. A list that is too short or holds anything but an address
    leaves the peer's address as it is: what a client writes itself is never believed.
    """

    def __init__(self, inner: Wsgi, trusted: Sequence[str], hops: int) -> None:
        self._inner = inner
        self._trusted = [ip_network(each) for each in trusted]
        self._hops = hops

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer the request."""
        environ["REMOTE_ADDR"] = self.client(
            environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR", "")
        )
        return self._inner(environ, start_response)

    def client(self, peer: str, forwarded: str) -> str:
        """The client's address; the peer's own where nothing trusted says another."""
        chain = [*forwarded.split(",")[-self._hops :], peer]
        if len(chain) != self._hops + 1:
            return peer
        read = [address_in(each) for each in chain]
        client, *proxies = read
        if client is None or not all(self._trusts(each) for each in proxies):
            return peer
        return str(client)

    def _trusts(self, address: IPv4Address | IPv6Address | None) -> bool:
        return address is not None and any(address in network for network in self._trusted)


def address_in(text: str) -> IPv4Address | IPv6Address | None:
    """The address that a text is; an IPv4 address that is written as IPv6 is read as itself."""
    try:
        found = ip_address(text.strip())
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def network_of(address: str | None) -> str:
    """What guesses are counted by: an IPv4 address, or the network that an IPv6 address is of."""
    found = address_in(address or "")
    if isinstance(found, IPv6Address):
        return str(IPv6Network((found, PREFIX), strict=False))
    return str(found) if found else ""
