"""Reading drafts: everybody their own, and nothing of them is opened here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow import clock
from caseflow.access.acting import assert_acting
from caseflow.access.actor import Actor
from caseflow.db import Id, keep
from caseflow.drafts.models import Draft, address_of
from caseflow.drafts.term import term
from caseflow.errors import NotFound
from caseflow.labels import _


@dataclass(frozen=True)
class DraftLine:
    """A draft as lists show it: of which page, since when; never a word of it."""

    id: UUID
    page: str
    form: str
    started_at: datetime
    kept_at: datetime
    warned_at: datetime | None

    @property
    def ends_at(self) -> datetime:
        """When it is thrown away, unless it is gone on with."""
        return term().ends(self.kept_at, self.warned_at, clock.now())

    @property
    def address(self) -> str:
        """Where it is gone on with."""
        return address_of(self.page, self.id)


OWN = Draft.owner_id == sa.bindparam("owner", type_=Id())
LINES = sa.select(
    Draft.id, Draft.page, Draft.form, Draft.started_at, Draft.kept_at, Draft.warned_at
)
EVERY_LINE = keep(LINES.where(OWN).order_by(Draft.kept_at.desc()))
OF_A_FORM = keep(
    LINES.where(OWN, Draft.form == sa.bindparam("form")).order_by(Draft.kept_at.desc())
)
OF_A_PAGE = keep(
    LINES.where(
        OWN, Draft.page == sa.bindparam("page"), Draft.form == sa.bindparam("form")
    ).order_by(Draft.kept_at.desc())
)


def own_drafts(session: Session, *, actor: Actor) -> Sequence[DraftLine]:
    """All that this person has typed and not sent, the newest first."""
    assert_acting(session, actor)
    rows = session.execute(EVERY_LINE, {"owner": actor.user_id})
    return [DraftLine(*row) for row in rows]


def drafts_of_form(
    session: Session, form: str, *, actor: Actor, page: str | None = None
) -> Sequence[DraftLine]:
    """This person's drafts of a form, on every page or on one, the newest first."""
    assert_acting(session, actor)
    statement = OF_A_FORM if page is None else OF_A_PAGE
    values = {"owner": actor.user_id, "form": form} | ({} if page is None else {"page": page})
    return [DraftLine(*row) for row in session.execute(statement, values)]


def own_draft(session: Session, draft_id: UUID, *, actor: Actor) -> Draft:
    """One of this person's own drafts. Raises NotFound."""
    assert_acting(session, actor)
    draft = session.scalar(
        sa.select(Draft).where(Draft.id == draft_id, Draft.owner_id == actor.user_id)
    )
    if draft is None:
        raise NotFound(_("There is no such draft."))
    return draft


def is_kept(session: Session, draft_id: UUID, *, actor: Actor) -> bool:
    """Whether a draft of this person is there, neither sent nor thrown away."""
    assert_acting(session, actor)
    return (
        session.scalar(
            sa.select(Draft.id).where(Draft.id == draft_id, OWN), {"owner": actor.user_id}
        )
        is not None
    )


def draft_of_window(
    session: Session,
    window: str,
    *,
    actor: Actor,
    draft_id: UUID | None = None,
    version: int = 0,
) -> Draft | None:
    """The draft that an opened page goes on with; None where it has none of its own yet.

    A draft that another opened page has kept since is not this page's any more: what is typed here
    gets a draft beside it, so that neither writes over the other.
    """
    assert_acting(session, actor)
    mine = sa.select(Draft).where(Draft.owner_id == actor.user_id)
    if draft_id is not None:
        draft = session.scalar(mine.where(Draft.id == draft_id).with_for_update())
        if draft is not None and (draft.window == window or draft.version == version):
            return draft
    return session.scalar(mine.where(Draft.window == window).with_for_update())
