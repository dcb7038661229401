"""Behind a proxy each client is itself: the address is read from trusted proxies alone."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from werkzeug.serving import make_server

from caseflow.accounts.throttle import PER_NETWORK
from caseflow.web.client_address import Forwarded, network_of
from config import ConfigError, load, refusals
from tests.support.homes import PASSWORD, application
from tests.support.plain_client import Client

ATTACKER, COLLEAGUE = "127.0.0.2", "127.0.0.3"


class Proxy(BaseHTTPRequestHandler):
    """Forwards each request and appends the address that it came from, as proxies do."""

    protocol_version = "HTTP/1.0"
    behind = 0

    def forward(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        headers = {k: v for k, v in self.headers.items() if k.lower() != "connection"}
        said = headers.pop("X-Forwarded-For", None)
        headers["X-Forwarded-For"] = ", ".join(filter(None, (said, self.client_address[0])))
        inner = http.client.HTTPConnection("127.0.0.1", self.behind, timeout=60)
        inner.request(self.command, self.path, self.rfile.read(length) or None, headers)
        answer = inner.getresponse()
        body = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in {"connection", "transfer-encoding"}:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        inner.close()

    do_GET = do_POST = forward  # noqa: N815  the library's own names

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@contextmanager
def running(server) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


@contextmanager
def behind_a_proxy(home, said: str) -> Iterator[tuple[int, int]]:
    """The ports of a real proxy and of the application behind it."""
    with (home / "settings.toml").open("a") as settings:
        settings.write(said)
    with (
        application(home) as app,
        running(make_server("127.0.0.1", 0, app, threaded=True)) as inner,
    ):
        own = type("Own", (Proxy,), {"behind": inner})
        with running(ThreadingHTTPServer(("127.0.0.1", 0), own)) as outer:
            yield outer, inner


class From(Client):
    """A client with an address of its own on this machine, and perhaps a header it made up."""

    def __init__(self, port: int, address: str, lie: str = "") -> None:
        super().__init__(port)
        self.address, self.lie = address, lie

    def _send(self, method, path, body=None):
        self.connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=60, source_address=(self.address, 0)
        )
        if self.lie:
            plain = self.connection.request

            def request(method, path, body, headers):
                plain(method, path, body, {**headers, "X-Forwarded-For": self.lie})

            self.connection.request = request
        return super()._send(method, path, body)

    def guess(self, username, password="wrong wrong wrong"):  # noqa: S107  # pragma: allowlist secret
        self.get("/sign-in")
        return self.post("/sign-in", username=username, password=password)[0]


def exhaust(port: int, address: str, lie: str = "") -> None:
    """Guess until the network has to wait."""
    attacker = From(port, address, lie)
    answers = [attacker.guess(f"nobody-{n}") for n in range(PER_NETWORK + 1)]
    assert answers == [422] * PER_NETWORK + [429]


def test_guesses_of_one_client_slow_down_no_other(homes):
    with behind_a_proxy(homes.fresh(), 'trusted_proxies = "127.0.0.1"\n') as (outer, inner):
        exhaust(outer, ATTACKER, lie=f"198.51.100.7, {COLLEAGUE}")
        assert From(outer, ATTACKER, lie="203.0.113.9").guess("officer", PASSWORD) == 429
        assert From(outer, COLLEAGUE).guess("officer", PASSWORD) == 302
        # past the proxy, from an address that is none, the header is worth nothing
        direct = From(inner, ATTACKER, lie=COLLEAGUE)
        assert direct.guess("officer-2", PASSWORD) == 429


def test_without_a_trusted_proxy_nobody_is_believed(homes):
    with behind_a_proxy(homes.fresh(), 'trusted_proxies = "none"\n') as (outer, _inner):
        exhaust(outer, ATTACKER)
        assert From(outer, COLLEAGUE).guess("officer", PASSWORD) == 429


@pytest.mark.parametrize(
    ("trusted", "hops", "peer", "header", "client"),
    [
        (["127.0.0.1/32"], 1, "127.0.0.1", "203.0.113.9", "203.0.113.9"),
        (["127.0.0.1/32"], 1, "127.0.0.1", "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (["127.0.0.1/32"], 1, "127.0.0.1", "203.0.113.9, 127.0.0.1", "127.0.0.1"),
        (["127.0.0.1/32"], 1, "10.0.0.7", "203.0.113.9", "10.0.0.7"),
        (["127.0.0.1/32"], 1, "127.0.0.1", "", "127.0.0.1"),
        (["127.0.0.1/32"], 1, "127.0.0.1", "203.0.113.9, nonsense", "127.0.0.1"),
        (["127.0.0.1/32"], 1, "127.0.0.1", "203.0.113.9:4711", "127.0.0.1"),
        (["127.0.0.0/8", "10.0.0.0/8"], 2, "127.0.0.1", "2.2.2.2, 10.1.1.1", "2.2.2.2"),
        (["127.0.0.0/8", "10.0.0.0/8"], 2, "127.0.0.1", "9.9.9.9,2.2.2.2, 10.1.1.1", "2.2.2.2"),
        (["127.0.0.0/8"], 2, "127.0.0.1", "2.2.2.2, 10.1.1.1", "127.0.0.1"),
        (["127.0.0.0/8"], 2, "127.0.0.1", "10.1.1.1", "127.0.0.1"),
        (["::1/128"], 1, "::1", "2001:db8:1:2:3::4", "2001:db8:1:2:3::4"),
        (["127.0.0.1/32"], 1, "::ffff:127.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"),
    ],
)
def test_only_what_trusted_proxies_appended_is_read(trusted, hops, peer, header, client):
    assert Forwarded(lambda *_: [], trusted, hops).client(peer, header) == client


def test_a_whole_ipv6_network_counts_as_one():
    assert network_of("2001:db8:1:2:3::4") == network_of("2001:db8:1:2:ffff::1")
    assert network_of("2001:db8:1:2:3::4") != network_of("2001:db8:1:3::4")
    assert network_of("::ffff:192.0.2.1") == network_of("192.0.2.1") == "192.0.2.1"
    assert network_of(None) == network_of("unix:") == ""


@pytest.mark.parametrize(
    ("said", "trusted"),
    [
        ('"none"', ()),
        ('"127.0.0.1"', ("127.0.0.1/32",)),
        ('"10.0.0.0/8, ::1"', ("10.0.0.0/8", "::1/128")),
    ],
)
def test_the_setting_names_addresses_and_networks(tmp_path, said, trusted):
    (tmp_path / "settings.toml").write_text(f'mode = "production"\ntrusted_proxies = {said}\n')
    config = load({"CASEFLOW_HOME": str(tmp_path)})
    assert (config.trusted_proxies, config.proxy_hops) == (trusted, 1)
    assert not any("trusted_proxies" in sentence for sentence in refusals(config))


def test_production_does_not_start_before_it_is_said(tmp_path):
    (tmp_path / "settings.toml").write_text('mode = "production"\n')
    config = load({"CASEFLOW_HOME": str(tmp_path)})
    assert any("trusted_proxies" in sentence for sentence in refusals(config))


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ('trusted_proxies = "the proxy"', "trusted_proxies"),
        ('trusted_proxies = "10.0.0.1/8"', "trusted_proxies"),
        ('trusted_proxies = "127.0.0.1,"', "trusted_proxies"),
        ('trusted_proxies = ["127.0.0.1"]', "trusted_proxies"),
        ("proxy_hops = 0", "proxy_hops"),
        ('proxy_hops = "1"', "proxy_hops"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told_by_its_key(tmp_path, said, key):
    (tmp_path / "settings.toml").write_text(f"{said}\n")
    with pytest.raises(ConfigError, match=key):
        load({"CASEFLOW_HOME": str(tmp_path)})
