"""Reading the setting that names the proxies in front."""

from __future__ import annotations

from ipaddress import ip_network


def read_proxies(given: str | None) -> tuple[str, ...] | None:
    """The networks of the trusted proxies: none for "none", None where nothing is said.

    Raises ValueError for what is neither an address nor a network.
    """
    if given is None:
        return None
    if given.strip().lower() == "none":
        return ()
    return tuple(str(ip_network(each.strip())) for each in given.split(","))
