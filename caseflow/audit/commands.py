"""`flask audit`: prove the trail, and take a copy of it away.

Each command reads first, in a transaction that holds no writer up, and puts what it did on the
trail afterwards, in a short one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, Any, Protocol

import click
import sqlalchemy as sa
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from caseflow.access.acting import Purpose
from caseflow.audit.acts import Act, Outcome, TrailAct
from caseflow.audit.chain import Malformed, read_note, sign_note
from caseflow.audit.exporting import export_lines
from caseflow.audit.models import Entry
from caseflow.audit.plain_values import NOT_READ
from caseflow.audit.purposes import TrailPurpose
from caseflow.audit.record import record
from caseflow.audit.restored_backup import accept_restore
from caseflow.audit.rows import compare_rows
from caseflow.audit.seal_check import open_everything
from caseflow.audit.session_values import HEAD_FILE, SIGNER
from caseflow.audit.trail_head import last_head
from caseflow.audit.verifying import Verdict, verify
from caseflow.command_tools import CommandTools
from caseflow.db import at_most
from caseflow.errors import NotReady
from caseflow.manifests import named

Opener = Callable[[Purpose], AbstractContextManager[Session]]
KEPT = click.Path(exists=True, dir_okay=False, path_type=Path)
NOT_KEPT = (
    "Nothing of the trail was kept in the home: whether an older database was put back cannot be"
    " told. It is kept from now on."
)


class Check(Protocol):
    """Adds a fault to the verdict for each row that is not what follows from others."""

    __name__: str

    def __call__(self, session: Session, verdict: Verdict, /) -> None:
        """Make the check."""


def commands(tools: CommandTools) -> click.Group:
    """The commands of this room, with what the instance hands them."""
    return audit_group(tools.looked_at, tools.opened, tuple(named(lambda room: room.verification)))


def audit_group(looked_at: Opener, opened: Opener, checks: Sequence[Check] = ()) -> click.Group:
    """The commands; `looked_at(purpose)` gives a session that reads, `opened` one that writes.

    `checks` are made besides when the trail is verified.
    """

    @click.group("audit")
    def group() -> None:
        """Prove the audit trail."""

    @group.command("verify")
    @click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
    @click.option("--checkpoint", type=KEPT, help="A signed checkpoint that was kept elsewhere.")
    @click.option(
        "--chain-only", is_flag=True, help="Neither compare the rows nor open the sealed values."
    )
    @click.pass_context
    def run(
        context: click.Context, as_json: bool, checkpoint: Path | None, chain_only: bool
    ) -> None:
        """Prove every entry, link, checkpoint, row root and seal; exit status 1 when one fails."""
        with looked_at(TrailPurpose.TRAIL_VERIFICATION) as session:
            file = HEAD_FILE.get(session)
            kept = file.is_kept() if file is not None else True
            verdict = prove(session, checkpoint)
            rows = 0 if chain_only else compare_rows(session, verdict)
            if not chain_only:
                every: tuple[Check, ...] = (*checks, open_everything)
                for check in every:
                    make_check(check, session, verdict)
        answer = _as_plain(verdict, rows)
        if as_json:
            click.echo(json.dumps(answer))
        else:
            _say(verdict, rows)
        if not kept:
            click.echo(NOT_KEPT, err=True)
        outcome = Outcome.DONE if verdict.ok else Outcome.FAILED
        facts = {name: answer[name] for name in ("entries", "rows", "head", "first_bad", "found")}
        _record_done(opened, TrailAct.VERIFIED, outcome, facts)
        context.exit(0 if verdict.ok else 1)

    carry_away(group, looked_at, opened)
    take_in(group, looked_at, opened)
    return group


def carry_away(group: click.Group, looked_at: Opener, opened: Opener) -> None:
    """The commands that write something to be kept on another machine."""

    @group.command("export")
    @click.argument("target", type=click.File("w", encoding="utf-8"))
    def export(target: IO[str]) -> None:
        """Write a copy of the trail (details sealed) for the second verifier."""
        with looked_at(TrailPurpose.TRAIL_VERIFICATION) as session:
            for line in export_lines(session):
                target.write(line + "\n")
            key = public_key(session).hex()
        _record_done(opened, TrailAct.COPIED)
        click.echo(f"Verify it with the public key {key}", err=True)

    @group.command("checkpoint")
    @click.argument("target", type=click.File("w", encoding="utf-8"))
    def checkpoint(target: IO[str]) -> None:
        """Sign how long the trail is now, to be kept on another machine."""
        with looked_at(TrailPurpose.TRAIL_VERIFICATION) as session:
            last = session.execute(
                sa.select(Entry.seq, Entry.hash).order_by(Entry.seq.desc()).limit(at_most(1))
            ).first()
            if last is None:
                raise click.ClickException("The trail is empty.")
            target.write(sign_note(last.seq, bytes(last.hash), SIGNER.of(session)))
        _record_done(opened, TrailAct.MARKED, facts={"entries": last.seq})
        click.echo(f"{last.seq} entries. Prove them with --checkpoint.", err=True)


def take_in(group: click.Group, looked_at: Opener, opened: Opener) -> None:
    """The command after a restored backup."""

    @group.command("accept-restore")
    @click.option("--reason", required=True, help="Why the backup was restored.")
    def accept(reason: str) -> None:
        """Take in a restored backup: record why, and go on from its trail."""
        with looked_at(TrailPurpose.RESTORING) as session:
            if not verify(session, public_key(session)).ok:
                raise click.ClickException(
                    "The trail of this backup does not hold in itself: see `flask audit verify`."
                )
        with opened(TrailPurpose.RESTORING) as session:
            file = HEAD_FILE.of(session)
            try:
                accept_restore(session, file, reason=reason)
            except NotReady as refusal:
                raise click.ClickException(str(refusal.sentence)) from refusal
            session.commit()
            if (head := last_head(session.connection())) is not None:
                file.replace(head)
        click.echo("The backup is taken in, and that it was stands on its trail.")


def make_check(check: Check, session: Session, verdict: Verdict) -> None:
    """Make one check; that it met a value which cannot be read is a fault, and others go on."""
    try:
        check(session, verdict)
    except (*NOT_READ, DataError):
        words = "it could not be made to the end, because a value cannot be read"
        verdict.fault(None, f"{check.__name__}: {words}")


def public_key(session: Session) -> bytes:
    """The public half of the key that signs checkpoints."""
    signer = SIGNER.of(session)
    return signer.public_key().public_bytes_raw()


def prove(session: Session, checkpoint: Path | None = None) -> Verdict:
    """Verify the whole trail, and that it contains what is kept in the home.

    What is kept is read first: it may move on while the trail is walked.
    """
    file = HEAD_FILE.get(session)
    public = public_key(session)
    lost = file.fault(session.connection()) if file is not None else None
    verdict = verify(session, public, witnessed=_witnessed(checkpoint, public))
    if lost is not None:
        verdict.fault(None, lost)
    return verdict


def _witnessed(checkpoint: Path | None, public: bytes) -> tuple[int, bytes] | None:
    if checkpoint is None:
        return None
    try:
        return read_note(checkpoint.read_text("utf-8"), public)
    except (Malformed, ValueError) as wrong:
        raise click.ClickException(str(wrong)) from wrong


def _as_plain(verdict: Verdict, rows: int) -> dict[str, Any]:
    return {
        "ok": verdict.ok,
        "entries": verdict.entries,
        "checkpoints": verdict.checkpoints,
        "rows": rows,
        "head": verdict.head.hex(),
        "first_bad": verdict.first_bad,
        "faults": verdict.faults,
        "found": verdict.found,
        "unlisted": verdict.unlisted,
    }


def _say(verdict: Verdict, rows: int) -> None:
    click.echo(f"{verdict.entries} entries, {verdict.checkpoints} checkpoints, {rows} rows")
    for fault in verdict.faults:
        click.echo(fault)
    if verdict.unlisted:
        click.echo(f"… and {verdict.unlisted} more faults that are not listed here")
    click.echo("The trail holds." if verdict.ok else "The trail does NOT hold.")


def _record_done(
    opened: Opener,
    act: Act,
    outcome: Outcome = Outcome.DONE,
    facts: dict[str, Any] | None = None,
) -> None:
    """Put on the trail what a command did; says so when the database does not take it."""
    try:
        with opened(TrailPurpose.TRAIL_VERIFICATION) as session:
            record(session, act, outcome=outcome, facts=facts)
            session.commit()
    except OperationalError:
        click.echo("The database was busy: this is not on the trail.", err=True)
    except (*NOT_READ, IntegrityError):
        click.echo("The end of the trail is broken: this is not on it.", err=True)
