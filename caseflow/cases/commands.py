"""`flask cases`: what whoever runs the machine does about cases, without seeing them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import click
from sqlalchemy.orm import Session

from caseflow import clock
from caseflow.access.acting import Purpose
from caseflow.cases.names.user_directory import read_names
from caseflow.cases.purposes import CasePurpose
from caseflow.cases.services.move_recount import COUNTED, recount_moves
from caseflow.cases.services.name_rereading import begin_anew, end, reread
from caseflow.command_tools import CommandTools
from caseflow.days import office_day
from caseflow.db import reading_only

Opener = Callable[[Purpose], AbstractContextManager[Session]]


def commands(tools: CommandTools) -> click.Group:
    """The commands of this room, with what the instance hands them."""
    return cases_group(tools.opened)


def cases_group(opened: Opener) -> click.Group:
    """The commands."""

    @click.group("cases")
    def group() -> None:
        """Keep the names in cases findable."""

    @group.command("reread-names")
    @click.option("--anew", is_flag=True, help="Also names that this release has read.")
    def reread_command(anew: bool) -> None:
        """Read the names in cases again after an upgrade; safe to interrupt and to repeat.

        Whoever has the name of somebody in a case is kept out of it until a person decides. With
        --anew it is asked about all, as where roles of the organisation's own reach further now.
        """
        with opened(CasePurpose.NAMESAKES) as session:
            with reading_only(session):
                read_names(session, today=office_day(clock.now()))
            if anew:
                begin_anew(session)
                session.commit()
            reread_names(session)

    @group.command("recount-moves")
    def recount_command() -> None:
        """Let every case say whose move it is, by the tracks as they are now.

        Needed where nothing does it by itself: the worker recounts after a track was changed. Safe
        to interrupt and to repeat.
        """
        with opened(CasePurpose.RECOUNTING) as session:
            changed = recount_moves(session, step=lambda _last, _done: session.commit())
            COUNTED.keep(session, now=clock.now())
            session.commit()
        click.echo(f"{changed} cases said otherwise.")

    return group


def reread_names(session: Session) -> None:
    """Read again to the end what an earlier release read, committing after each step."""
    done = 0
    while made := reread(session, now=clock.now()):
        session.commit()
        session.expunge_all()
        done += made
    if done:
        end(session, done)
        session.commit()
    click.echo(f"{done} names read again.")
