"""Whoever sends slowly holds nobody up: pages are read and notes written meanwhile."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pytest

from caseflow.web import body_gate
from caseflow.web.body_gate import BUSY, BodyGate
from tests.load.test_load import ask
from tests.support.plain_client import Client
from tests.support.server import serving

EVERY_THREAD = 2 * body_gate.THREADS
OPEN_CASE = (
    "SELECT c.reference FROM cases c JOIN users u ON u.id = c.owner_id "
    "WHERE u.username = 'officer' AND c.stage NOT IN ('closed', 'decided') LIMIT 1"
)


@contextmanager
def slow_senders(port: int, count: int, size: int) -> Iterator[None]:
    """So many connections, each sending a form of `size` bytes a few bytes at a time."""
    ended = threading.Event()

    def send() -> None:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            head = "POST /sign-in HTTP/1.1\r\nHost: here\r\nContent-Type: multipart/form-data; "
            connection.sendall(f"{head}boundary=x\r\nContent-Length: {size}\r\n\r\n".encode())
            while not ended.wait(0.2):
                try:
                    connection.sendall(b"slow ")
                except OSError:
                    return

    threads = [threading.Thread(target=send) for _ in range(count)]
    for thread in threads:
        thread.start()
    try:
        time.sleep(1)
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join()


@pytest.mark.server
def test_a_slow_upload_on_every_thread_lets_pages_be_read_and_notes_be_written(homes):
    home = homes.fresh()
    reference = ask(home, OPEN_CASE)[0][0]
    with serving(home) as server:
        client = Client(server.port).sign_in("officer")
        with slow_senders(server.port, EVERY_THREAD, 8_000_000):
            for _again in range(3):
                assert client.get("/cases")[0] == 200
            client.get(f"/cases/{reference}/notes/new")
            status, _where = client.post(f"/cases/{reference}/notes/new", words="While others send")
            assert status == 302
    assert ask(home, "SELECT count(*) FROM notes WHERE written_at > '2026'")[0][0] >= 1


def environ(content: bytes, **more: object) -> dict[str, object]:
    return {
        "REQUEST_METHOD": "POST",
        "CONTENT_LENGTH": str(len(content)),
        "wsgi.input": BytesIO(content),
        **more,
    }


def received(gate: BodyGate, given: dict[str, object]) -> bytes:
    gate(given, lambda *_a: None)
    return given["wsgi.input"].read()


def test_a_body_is_received_before_the_application_sees_it():
    seen = []
    gate = BodyGate(lambda env, _start: seen.append(env["wsgi.input"].read()) or [], 1000)
    for content in (b"", b"x", b"x" * 999):
        gate(environ(content), lambda *_a: None)
    assert seen == [b"", b"x", b"x" * 999]


def test_a_body_in_chunks_is_received_whole():
    gate = BodyGate(lambda _env, _start: [], 1000)
    given = environ(b"x" * 50, HTTP_TRANSFER_ENCODING="chunked")
    del given["CONTENT_LENGTH"]
    assert received(gate, given) == b"x" * 50
    assert given["wsgi.input_terminated"], "it ends with what was received"


def test_small_forms_that_come_together_wait_for_their_place():
    served = []
    gate = BodyGate(lambda env, _start: served.append(BUSY in env) or [], 1000)
    threads = [
        threading.Thread(target=gate, args=(environ(b"x" * 20), lambda *_a: None))
        for _ in range(5 * body_gate.BODIES_AT_ONCE)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert served == [False] * len(threads)


@pytest.mark.parametrize("said", ["", "-1", "many", "٣"])
def test_a_length_that_is_no_number_is_none(said):
    gate = BodyGate(lambda _env, _start: [], 1000)
    given = environ(b"x", CONTENT_LENGTH=said)
    assert received(gate, given) == b"x"


def test_only_some_large_bodies_are_received_at_once_and_the_others_are_told(shared):
    gate = shared.app.wsgi_app
    while not isinstance(gate, BodyGate):
        gate = gate.app
    held = [gate._large.acquire(blocking=False) for _ in range(body_gate.LARGE_AT_ONCE)]
    try:
        assert all(held)
        client = shared.app.test_client()
        answer = client.post("/sign-in", data={"username": "x" * 70_000})
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "2"
        assert client.post("/sign-in", data={"username": "x"}).status_code == 400
    finally:
        for _each in held:
            gate._large.release()
    assert client.post("/sign-in", data={"username": "x" * 70_000}).status_code == 400


def test_what_is_refused_is_not_read():
    gate = BodyGate(lambda _env, _start: [], 10**6)
    for _ in range(body_gate.LARGE_AT_ONCE):
        gate._large.acquire()
    source = BytesIO(b"x" * 70_000)
    given = environ(b"", CONTENT_LENGTH="70000", **{"wsgi.input": source})
    gate(given, lambda *_a: None)
    assert given[BUSY]
    assert source.tell() == 0


def test_a_sender_that_is_too_slow_is_given_up(monkeypatch):
    monkeypatch.setattr(body_gate, "PATIENCE", 0.3)
    here, there = socket.socketpair()
    with here, there, here.makefile("rb") as source:
        there.sendall(b"sl")
        given = environ(b"", CONTENT_LENGTH="50", **{"wsgi.input": source, "gunicorn.socket": here})
        gate = BodyGate(lambda _env, _start: [], 1000)
        begun = time.monotonic()
        assert received(gate, given) == b"sl"
        assert time.monotonic() - begun < 5
