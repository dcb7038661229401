"""Nothing leaves this machine while tests run."""

from __future__ import annotations

import socket
import urllib.request

import pytest

from tests.support.network import NetworkOff, local


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost", b"localhost", None])
def test_this_machine_is_local(host):
    assert local(host)


@pytest.mark.parametrize("host", ["192.0.2.1", "10.0.0.1", "2001:db8::1", "example.org", "0.0.0.1"])
def test_other_machines_are_not(host):
    assert not local(host)


def test_a_connection_elsewhere_is_refused():
    with socket.socket() as connection, pytest.raises(NetworkOff):
        connection.connect(("192.0.2.1", 80))
    with socket.socket() as connection, pytest.raises(NetworkOff):
        connection.connect_ex(("192.0.2.1", 80))


def test_a_name_is_not_even_looked_up():
    with pytest.raises(OSError, match="network is off"):
        urllib.request.urlopen("http://example.org/", timeout=2)
