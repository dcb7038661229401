"""What it costs to receive a large file in pieces, and how much memory it takes.

Run by itself over a home it receives one file, and prints what that took.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from bench.homes import CHECKOUT, environment
from bench.results import Figure

if TYPE_CHECKING:
    from datetime import datetime

    from caseflow.access.actor import Actor
    from caseflow.cases.models import Case

MEBIBYTE = 1024 * 1024
FAST = ">= 100"
SMALL = "<= 64"


def files(home: Path, *, few: int, many: int) -> list[Figure]:
    """A file of `few` and one of `many` mebibytes, each received by a process of its own."""
    small, large = _received(home, few), _received(home, many)
    rate = large["rate"]
    return [
        Figure(f"a file of {many} MiB received: MiB in a second of CPU", rate, "MiB/s", FAST),
        Figure(
            f"a file of {many} MiB received: memory above that of {few} MiB",
            max(0.0, large["memory"] - small["memory"]),
            "MiB",
            SMALL,
        ),
        Figure(
            f"a MiB of a file of {many} MiB / of {few} MiB: CPU",
            round(small["rate"] / rate, 2),
            "ratio",
            "<= 1.2",
        ),
    ]


def _received(home: Path, size: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.files", str(size)],
        cwd=CHECKOUT,
        env=environment(home),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def receive(size: int) -> dict[str, float]:
    """Receive a file of so many mebibytes into an officer's case, as its pages do."""
    from sqlalchemy import select

    from caseflow import clock
    from caseflow.access.acting import acting
    from caseflow.cases.models import Case
    from caseflow.db import at_most
    from caseflow.web.store import edge, session_factory
    from wsgi import app

    now = clock.now()
    with app.app_context():
        actor = _officer(now)
        with session_factory()() as session, acting(session, actor):
            edge().equip(session)
            session.info |= {"now": now, "writes": True}
            mine = select(Case).where(Case.owner_id == actor.user_id, Case.is_open)
            case, began = session.scalars(mine.limit(at_most(1))).one(), time.process_time()
            _send(case, size * MEBIBYTE, actor=actor, now=now)
            cpu = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"rate": round(size / cpu, 1), "memory": round(memory, 1)}


def _officer(now: datetime) -> Actor:
    from sqlalchemy import select

    from caseflow.access.acting import system_session
    from caseflow.access.actor import load_actor
    from caseflow.access.roles import shipped
    from caseflow.accounts.models import User
    from caseflow.cases.purposes import CasePurpose
    from caseflow.web.store import session_factory

    with system_session(session_factory(), CasePurpose.RECOUNTING) as session:
        user = session.scalars(select(User).where(User.username == "officer")).one()
        who = {"user_id": user.id, "username": user.username, "name": user.full_name}
        return load_actor(session, roles=shipped(), now=now, **who)


def _send(case: Case, whole: int, *, actor: Actor, now: datetime) -> None:
    """Begin, send every piece, put together and prove: each step with its own commit."""
    from caseflow.db import session_of
    from caseflow.matters.services import uploads
    from caseflow.matters.services.file_pieces import PIECE, count_pieces, size_of_piece

    session, content, who = session_of(case), os.urandom(PIECE), {"actor": actor, "now": now}
    upload = uploads.begin_upload(case, f"Film {whole}.mp4", size=whole, modified=whole, **who)
    session.commit()
    for number in range(count_pieces(whole)):
        part = BytesIO(content[: size_of_piece(whole, number)])
        piece = uploads.seal_next_piece(case, upload.id, number, part, actor=actor)
        uploads.keep_piece(case, upload.id, piece, **who)
        session.commit()
    received = uploads.prove_upload(case, upload.id, actor=actor)
    uploads.finish_upload(case, received, **who)
    session.commit()


if __name__ == "__main__":
    print(json.dumps(receive(int(sys.argv[1]))))
