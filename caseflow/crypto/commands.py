"""Commands of the key engine: ``keys rotate`` and ``keys status``."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from sqlalchemy.orm import Session

from caseflow import clock
from caseflow.command_tools import CommandTools
from caseflow.crypto import rotation
from caseflow.crypto.keyring import Keyring
from caseflow.db import WRITES
from caseflow.errors import DomainError

OpenWork = Callable[[], tuple[Session, Keyring]]
Note = Callable[[Session, str, dict[str, Any]], None]


def commands(tools: CommandTools) -> click.Group:
    """The commands of this room, with what the instance hands them."""
    return keys_group(tools.keys, tools.note_rotation)


def keys_group(open_work: OpenWork, note: Note | None = None) -> click.Group:
    """The commands, over a callable that gives a new session and the keyring.

    `note` is called after each rotation with its name and figures, for the audit trail; what it
    writes is committed.
    """

    @click.group("keys", help="Rotate the encryption keys, and see how they stand.")
    def keys() -> None:
        pass

    @keys.command("rotate", help="Replace provider and domain keys; safe to repeat.")
    @click.option("--provider", is_flag=True, help="Only the provider's keys.")
    @click.option("--domain", is_flag=True, help="Only the domain keys.")
    @click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
    def rotate(provider: bool, domain: bool, as_json: bool) -> None:
        started = time.monotonic()
        both = provider == domain
        with _work(open_work, writes=True) as (session, keyring):
            report: dict[str, Any] = {}
            if provider or both:
                report["provider"] = rotation.rotate_provider(session, keyring)
                _note(note, session, "provider", report["provider"])
            if domain or both:
                report["domain"] = rotation.rotate_domain(
                    session, keyring, now=clock.now(), after_batch=_progress(as_json)
                )
                _note(note, session, "domain", report["domain"])
        ok = not any(part["left"] for part in report.values())
        _say({"ok": ok, **report, "seconds": round(time.monotonic() - started, 3)}, as_json)

    @keys.command("status", help="Which keys there are, and what a rotation has left to do.")
    @click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
    def status(as_json: bool) -> None:
        with _work(open_work, writes=False) as (session, keyring):
            report = rotation.status(session, keyring)
        _say(report, as_json)

    return keys


@contextmanager
def _work(open_work: OpenWork, *, writes: bool) -> Iterator[tuple[Session, Keyring]]:
    try:
        session, keyring = open_work()
    except DomainError as refusal:
        raise click.ClickException(str(refusal.sentence)) from None
    WRITES.put(session, writes)
    try:
        yield session, keyring
    except DomainError as refusal:
        raise click.ClickException(str(refusal.sentence)) from None
    finally:
        session.close()


def _note(note: Note | None, session: Session, name: str, figures: dict[str, Any]) -> None:
    if note is not None:
        note(session, name, figures)
        session.commit()


def _progress(as_json: bool) -> Callable[[int], None]:
    def tell(left: int) -> None:
        if not as_json:
            click.echo(f"{left} data keys left", err=True)

    return tell


def _say(report: dict[str, Any], as_json: bool) -> None:
    click.echo(json.dumps(report) if as_json else "\n".join(_lines(report)))
    if not report["ok"]:
        sys.exit(1)


def _lines(report: dict[str, Any], indent: str = "") -> Iterator[str]:
    for name, value in report.items():
        label = name.replace("_", " ")
        if isinstance(value, dict):
            yield f"{indent}{label}:"
            yield from _lines(value, indent + "  ")
        else:
            yield f"{indent}{label}: {value}"
