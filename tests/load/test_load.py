"""The real server under load and under the axe: every answer stands, every promise is kept."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
import pytest

from tests.support.plain_client import Client
from tests.support.server import flask, serving, wait_ready

pytestmark = pytest.mark.server
SECONDS = 20
READERS = ("officer", "senior-officer", "decision-maker", "auditor") * 2
KILLS = 20
WHOLE = 4  # of these, so many take the master process with them
CUT_OFF = (OSError, http.client.HTTPException)


def ask(home: Path, statement: str, *values: object) -> list[tuple]:
    connection = sqlite.connect(home / "caseflow.db", timeout=30)
    try:
        return connection.execute(statement, values).fetchall()
    finally:
        connection.close()


@dataclass
class Tally:
    """What came back, counted by many threads."""

    answers: Counter = field(default_factory=Counter)
    odd: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str, status: int, wanted: int) -> None:
        with self.lock:
            self.answers[what] += status == wanted
            if status != wanted:
                self.odd.append(f"{what}: {status}")


def read_on(client: Client, pages: dict[str, str], tally: Tally, until: float) -> None:
    while time.monotonic() < until:
        for act, path in pages.items():
            tally.note(act, client.get(path)[0], 200)


def write_on(client: Client, reference: str, tally: Tally, until: float) -> None:
    n = 0
    while time.monotonic() < until:
        n += 1
        client.get(f"/cases/{reference}/notes/new")
        status, _where = client.post(f"/cases/{reference}/notes/new", words=f"Note {n}")
        tally.note("note:added", status, 302)


def test_eight_readers_and_two_writers_get_every_answer_and_leave_an_entry_each(homes):
    home = homes.fresh()
    open_case = (
        "SELECT c.reference FROM cases c JOIN users u ON u.id = c.owner_id "
        "WHERE u.username = 'officer' AND c.stage NOT IN ('closed', 'decided') LIMIT 1"
    )
    reference = ask(home, open_case)[0][0]
    tally = Tally()
    with serving(home) as server:
        readers = [(name, Client(server.port).sign_in(name)) for name in READERS]
        writers = [Client(server.port).sign_in("officer") for _ in range(2)]
        (mark,) = ask(home, "SELECT max(seq) FROM acts")[0]
        until = time.monotonic() + SECONDS
        began = time.monotonic()
        with ThreadPoolExecutor(len(readers) + len(writers)) as pool:
            going = [
                pool.submit(read_on, client, pages_of(name, reference), tally, until)
                for name, client in readers
            ]
            going += [pool.submit(write_on, client, reference, tally, until) for client in writers]
        for one in going:
            one.result()
        took = time.monotonic() - began
        assert tally.odd == [], server.said()[-5000:]
    rows = ask(home, "SELECT act, count(*) FROM acts WHERE seq > ? GROUP BY act", mark)
    recorded = Counter(dict(rows))
    assert all(tally.answers.values())
    # a writer's form shows a case's page head: its reads are entries as well
    for act, answered in tally.answers.items():
        assert recorded[act] >= answered, f"{act}: {answered} delivered, {recorded[act]} recorded"
    for act in ("case:listed", "audit:read", "note:added"):
        assert recorded[act] == tally.answers[act], act
    verified = json.loads(flask(home, "audit", "verify", "--json").stdout)
    assert verified["ok"], verified["faults"]
    pages = sum(tally.answers.values())
    print(f"{pages} pages in {took:.1f} s, {pages / took:.0f} a second: {dict(tally.answers)}")


def pages_of(username: str, reference: str) -> dict[str, str]:
    if username == "auditor":
        return {"audit:read": "/audit"}
    return {"case:listed": "/cases/all", "case:read": f"/cases/{reference}"}


@dataclass
class Adding:
    """Somebody who makes accounts without end and remembers each that was acknowledged."""

    client: Client
    name: str
    done: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    wrong: list[str] = field(default_factory=list)

    def go(self) -> None:
        n = 0
        while not self.stop.is_set():
            n += 1
            username = f"{self.name}-{n}"
            try:
                status, where = self.client.post(
                    "/people/new", username=username, full_name="Made under the axe"
                )
            except CUT_OFF:
                time.sleep(0.02)
                continue
            if status == 302 and where.endswith(username):
                self.done.append(username)
            else:
                self.wrong.append(f"{username}: {status} {where}")


def workers_of(pid: int) -> list[int]:
    """The processes that a master has forked."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(number) for number in listed.split()]


def cut_down(pid: int, *, whole: bool) -> None:
    """Kill the workers we started, and their master too where the whole is meant."""
    for number in (*((pid,) if whole else ()), *workers_of(pid)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)


def test_a_server_killed_during_writes_loses_nothing_it_acknowledged(homes):
    home = homes.fresh()
    adders: list[Adding] = []
    for part in range(WHOLE):
        with serving(home) as server:
            adders += (
                fresh := [
                    Adding(Client(server.port).sign_in("administrator"), f"k{part}.{n}")
                    for n in range(3)
                ]
            )
            threads = [threading.Thread(target=one.go) for one in fresh]
            for thread in threads:
                thread.start()
            for kill in range(KILLS // WHOLE):
                before = sum(len(one.done) for one in fresh)
                wait_for(
                    lambda before=before, fresh=fresh: sum(len(o.done) for o in fresh) > before + 5
                )
                last = kill == KILLS // WHOLE - 1
                cut_down(server.process.pid, whole=last)
                if not last:
                    wait_ready(server)
            for one in fresh:
                one.stop.set()
            for thread in threads:
                thread.join()
    acknowledged = {name for one in adders for name in one.done}
    assert [line for one in adders for line in one.wrong] == []
    kept = ask(
        home,
        "SELECT u.username, (SELECT count(*) FROM acts a WHERE a.thing_id = u.id "
        "AND a.act = 'person:changed') FROM users u WHERE u.username LIKE 'k%.%'",
    )
    assert acknowledged <= {username for username, _entries in kept}
    assert {entries for _username, entries in kept} == {1}, "a change without its entry"
    orphaned = ask(
        home,
        "SELECT count(*) FROM acts WHERE act = 'person:changed' "
        "AND thing_id NOT IN (SELECT id FROM users)",
    )
    assert orphaned == [(0,)]
    assert ask(home, "PRAGMA integrity_check") == [("ok",)]
    verified = json.loads(flask(home, "audit", "verify", "--json").stdout)
    assert verified["ok"], verified["faults"]
    print(f"{len(acknowledged)} acknowledged through {KILLS} kills, none lost")


def wait_for(condition) -> None:
    until = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < until, "no write was acknowledged within 30 s"
        time.sleep(0.01)
