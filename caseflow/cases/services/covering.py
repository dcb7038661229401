"""Covering what stood in a case and never should have: one person asks, a second one decides.

There is no way back. Whoever has the right opens the words, for a reason that is recorded.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import past_the_wall
from caseflow.access.actor import SYSTEM, Actor, user_of
from caseflow.access.checks import may, require
from caseflow.access.permissions import Permission
from caseflow.audit.record import Fact, act, note_read
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import (
    About,
    Carried,
    Case,
    Correction,
    CoveredWords,
    Covering,
    MergedRow,
    Part,
    Party,
)
from caseflow.cases.permissions import CasePermission
from caseflow.cases.policy import require_not_named, require_work
from caseflow.cases.purposes import CasePurpose
from caseflow.cases.queries import row_of
from caseflow.cases.records.kept_acts import KEPT_ACTS
from caseflow.cases.rights.reporters import knows_reporters
from caseflow.cases.services.correcting import check_why
from caseflow.crypto.broken_seals import Unreadable, readable
from caseflow.crypto.columns import conceal
from caseflow.crypto.keyring import keyring_of
from caseflow.crypto.models import Compartment
from caseflow.crypto.opening import show_rows
from caseflow.db import WITH_WITHDRAWN, session_of
from caseflow.drafts.services import drop_drafts_on
from caseflow.errors import AlreadyDone, NotFound, NotReady, Refused
from caseflow.events import CoveringAsked, CoveringSettled, announce
from caseflow.labels import _

LEAST_REASON = 10
KIND = "covered-words"


def ask_to_cover(
    case: Case, correction_id: UUID, *, reason: str, actor: Actor, now: datetime
) -> Covering:
    """Ask to cover what stood there before a correction. Nothing is covered yet.

    Raises Refused, NotFound, AlreadyDone, and NotReady without a reason or where nothing stood.
    """
    session, row = _begin(case, correction_id, actor, CasePermission.EDIT)
    if row.before is None or _standing(session, row) is not None:
        raise AlreadyDone(_("Nothing that can be covered stands there, or it was asked already."))
    check_why(reason)
    asked = Covering(
        root_id=case.id,
        data_key_id=case.data_key_id,
        correction_id=row.id,
        reason=conceal(reason.strip()),
        asked_at=now,
        asked_by=user_of(actor),
    )
    with act(session, CaseAct.COVERING_ASKED, thing=case, facts={"correction": row.id}):
        session.add(asked)
        session.flush()
    announce(
        session,
        CoveringAsked(
            at=now,
            actor_id=user_of(actor),
            case_id=case.id,
            of_reporter=_of_reporter(session, row),
        ),
    )
    return asked


def cover(case: Case, covering_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Agree: the words go from the case, sealed apart; drafts of its corrections go with them.

    Raises Refused for whoever asked, NotFound, and NotReady when it was settled already or nobody
    can open the words.
    """
    session, asked, row = _asked(case, covering_id, actor, CasePermission.REVIEW)
    if asked.asked_by == user_of(actor):
        raise Refused(_("You asked for this: somebody else decides."))
    words = show_rows(session, (row,), ("before",))[0]["before"]
    if words is None or isinstance(words, Unreadable):
        raise NotReady(_("These words cannot be opened: they cannot be covered."))
    with act(session, CaseAct.COVERING_SETTLED, thing=case, facts=_facts(asked, covered=True)):
        asked.agreed, asked.settled_at, asked.settled_by = True, now, user_of(actor)
        _seal_apart(session, case, asked, row, words, now)
    with past_the_wall(session, CasePurpose.COVERING):
        cases = [case, *_cover_where_they_came_from(session, asked, row, words, now)]
        for each in cases:
            here = f"/cases/{each.reference}"
            pages = (f"{here}/correct/%", f"{here}/people/%/correct%")
            drop_drafts_on(session, *pages, purpose=CasePurpose.COVERING)
    _tell(session, case, asked, actor, now)


def _seal_apart(
    session: Session, case: Case, asked: Covering, row: Correction, words: str, now: datetime
) -> None:
    """Take the words out of a correction, and keep them under a key of their own. Within an act."""
    key_id = keyring_of(session).make(
        session, kind=KIND, root_id=asked.id, compartment=Compartment.VICTIMS, now=now
    )
    session.add(
        CoveredWords(
            root_id=case.id, data_key_id=key_id, covering_id=asked.id, words=conceal(words)
        )
    )
    row.before = None
    session.flush()


def _cover_where_they_came_from(
    session: Session, asked: Covering, row: Correction, words: str, now: datetime
) -> list[Case]:
    """Cover the same words in the shells from which merges took the correction along.

    Nobody can ask for it there: work goes on in the case that the shell was merged into. Past the
    wall. Returns these shells.
    """
    shells: list[Case] = []
    copied = row
    while (source := _source_of(session, copied)) is not None:
        shell = session.get_one(Case, source.root_id)
        there = Covering(
            root_id=shell.id,
            data_key_id=shell.data_key_id,
            correction_id=source.id,
            reason=conceal(_why(session, asked)),
            asked_at=asked.asked_at,
            asked_by=asked.asked_by,
            agreed=True,
            settled_at=asked.settled_at,
            settled_by=asked.settled_by,
        )
        with act(session, CaseAct.COVERING_SETTLED, thing=shell, facts=_facts(there, covered=True)):
            session.add(there)
            session.flush()
            _seal_apart(session, shell, there, source, words, now)
        shells.append(shell)
        copied = source
    return shells


def _source_of(session: Session, copied: Correction) -> Correction | None:
    """The correction in a shell that a merge copied, while words stand in it."""
    source: UUID | None = session.scalar(
        sa.select(MergedRow.source_id).where(
            MergedRow.kind == Carried.CORRECTION, MergedRow.copy_id == copied.id
        )
    )
    found = session.get(Correction, source) if source is not None else None
    return found if found is not None and found.before is not None else None


def _why(session: Session, asked: Covering) -> str:
    """Why it was asked for."""
    return readable(show_rows(session, (asked,), ("reason",))[0]["reason"]) or "–"


def leave_uncovered(
    case: Case, covering_id: UUID, *, reason: str, actor: Actor, now: datetime
) -> None:
    """Decline, or take back what one asked: the words stay where they are.

    Raises Refused, NotFound, and NotReady when it was settled already or without a reason.
    """
    rights = (CasePermission.EDIT, CasePermission.REVIEW)
    session, asked, _row = _asked(case, covering_id, actor, *rights)
    if asked.asked_by != user_of(actor):
        require_work(session, actor, CasePermission.REVIEW, case=case)
    check_why(reason)
    with act(session, CaseAct.COVERING_SETTLED, thing=case, facts=_facts(asked, covered=False)):
        asked.agreed, asked.settled_at, asked.settled_by = False, now, user_of(actor)
        asked.declined = conceal(reason.strip())
        session.flush()
    _tell(session, case, asked, actor, now)


def open_covered(case: Case, covering_id: UUID, *, reason: str, actor: Actor, now: datetime) -> str:
    """The words that were covered. The look and its reason are recorded.

    Raises Refused, NotFound, and NotReady when the reason says too little.
    """
    session = session_of(case)
    require(session, actor, CasePermission.UNCOVER, root=case)
    require_not_named(session, actor, case)
    asked: Covering = row_of(session, Covering, covering_id, case.id)
    _check_reporter(session, case, row_of(session, Correction, asked.correction_id, case.id), actor)
    if len(reason.strip()) < LEAST_REASON:
        raise NotReady(_("Say in a few words why you need to know."), field="reason")
    kept = session.scalar(sa.select(CoveredWords).where(CoveredWords.covering_id == asked.id))
    if kept is None:
        raise NotFound(_("Nothing is covered here."))
    words = show_rows(session, (kept,), ("words",))[0]["words"]
    fields = [] if words is None or isinstance(words, Unreadable) else ["covered_words.words"]
    told: dict[str, Fact] = {"reason": reason.strip(), "covering": asked.id}
    note_read(session, CaseAct.COVERED_READ, thing=case, fields=fields, facts=told)
    return words or ""


def _begin(
    case: Case, correction_id: UUID, actor: Actor, *needs: Permission
) -> tuple[Session, Correction]:
    """Lock a case and one correction of it, for somebody who may do this, closed or not."""
    session = session_of(case)
    require_work(session, actor, *needs, case=case)
    session.flush()
    session.refresh(case, with_for_update=True)
    row: Correction = row_of(session, Correction, correction_id, case.id)
    if row.fact in KEPT_ACTS:
        raise NotFound(_("This is not part of the case."))
    _check_reporter(session, case, row, actor)
    return session, row


def _asked(
    case: Case, covering_id: UUID, actor: Actor, *needs: Permission
) -> tuple[Session, Covering, Correction]:
    session = session_of(case)
    require_work(session, actor, *needs, case=case)
    asked: Covering = row_of(session, Covering, covering_id, case.id)
    _session, row = _begin(case, asked.correction_id, actor, *needs)
    session.refresh(asked, with_for_update=True)
    if asked.agreed is not None:
        raise AlreadyDone(_("This was decided already."))
    return session, asked, row


def _check_reporter(session: Session, case: Case, row: Correction, actor: Actor) -> None:
    """What was corrected of whoever reported is for those alone who see them. Raises NotFound."""
    if _of_reporter(session, row):
        edits = may(session, actor, CasePermission.EDIT, root=case)
        if actor != SYSTEM and not knows_reporters(case, actor.user_id, edits=edits):
            raise NotFound(_("This is not part of the case."))


def _of_reporter(session: Session, row: Correction) -> bool:
    """Whether a correction is about somebody who reported."""
    person = sa.select(Party.part).where(Party.id == row.about_id)
    return (
        row.about is About.PERSON
        and session.scalar(person, execution_options=WITH_WITHDRAWN) is Part.REPORTER
    )


def _standing(session: Session, row: Correction) -> Covering | None:
    """What waits or holds for a correction."""
    wanted = sa.select(Covering).where(Covering.correction_id == row.id)
    return session.scalar(wanted.where(Covering.agreed.is_not(False)))


def _facts(asked: Covering, *, covered: bool) -> dict[str, Fact]:
    return {"covering": asked.id, "covered": covered}


def _tell(session: Session, case: Case, asked: Covering, actor: Actor, now: datetime) -> None:
    announce(
        session,
        CoveringSettled(
            at=now,
            actor_id=user_of(actor),
            case_id=case.id,
            asked_by=asked.asked_by,
            covered=bool(asked.agreed),
        ),
    )
