"""Opening a case for somebody to read: a declared group of fields, each look recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.access.acting import assert_acting
from caseflow.access.actor import Actor
from caseflow.access.checks import reaches
from caseflow.audit.record import note_read
from caseflow.cases.acts import CaseAct
from caseflow.cases.course.next_move import leading, undecided
from caseflow.cases.course.standing import standings
from caseflow.cases.course.timing import local_day
from caseflow.cases.models import Case, Part, Proceeding
from caseflow.cases.opened_case import matrix, showing, telling, timeline, withdrawn
from caseflow.cases.opened_case.loading import Loaded, load, load_head, open_fields, open_only
from caseflow.cases.opened_case.reader import Reader
from caseflow.cases.opened_case.register_views import Difference
from caseflow.cases.opened_case.views import CaseHead, CaseView
from caseflow.cases.permissions import CasePermission
from caseflow.cases.policy import AGREEING, TELLING, TENDING, WORKING
from caseflow.cases.records.register_difference import from_json
from caseflow.cases.workflow import Meaning, Standing, is_closed, means
from caseflow.crypto.broken_seals import Unreadable
from caseflow.errors import NotFound
from caseflow.labels import _
from caseflow.matters.file_queries import FIELDS, files_of
from caseflow.reference.lists import intake_channels
from caseflow.session_values import for_system

RIGHTS = {
    "edit": (CasePermission.EDIT,),
    "correct": (CasePermission.EDIT,),
    "decide-covering": (CasePermission.REVIEW,),
    "open-covered": (CasePermission.UNCOVER,),
    "correct-days": WORKING,
    "tell-subject": TELLING,
    "add-allegation": (CasePermission.EDIT,),
    "identify": (CasePermission.EDIT,),
    "clock": TENDING,
    "agree-extension": AGREEING,
    "find": (CasePermission.FIND,),
    "review": (CasePermission.REVIEW,),
    "decide": (CasePermission.DECIDE,),
    "note": WORKING,
    "task": WORKING,
    "finish-task": WORKING,
    "withdraw-file": WORKING,
    "hand-over": (CasePermission.EDIT,),
    "manage-access": (CasePermission.ACCESS_MANAGE,),
    "merge": (CasePermission.EDIT,),
    "undo-merge": (CasePermission.EDIT,),
    "transfer": (CasePermission.ACCESS_MANAGE,),
    "classify": (CasePermission.ACCESS_MANAGE,),
    "summarise": (CasePermission.SUMMARISE,),
    "export": (CasePermission.EXPORT,),
    "settle-register": (CasePermission.EDIT,),
}
"""What `CaseView.may` may hold, and which permissions give it."""
LOOKS = frozenset(
    {"open-covered", "summarise", "export", "manage-access", "classify", "settle-register"}
)
"""What remains possible on a case that was merged away or closed."""
CLOSED_TOO = LOOKS | {
    "correct",
    "correct-days",
    "tell-subject",
    "identify",
    "decide-covering",
    "finish-task",
    "withdraw-file",
}
"""What remains possible on a case that was closed: what is wrong in it is put right."""


def open_case(
    session: Session, which: Case | str | UUID, *, actor: Actor, now: datetime
) -> CaseView:
    """The page of a case, by itself, its reference or its id; the look is recorded.

    At most six statements. Raises NotFound when there is no such case for this reader.
    """
    assert_acting(session, actor)
    with session.no_autoflush:
        found = load(session, which, now=now)
        reader = Reader(actor, found, system=for_system(session))
        if not reader.may(CasePermission.READ):
            raise NotFound(_("There is no such case."))
        open_fields(session, found, reporters=reader.sees_reporters)
        files = files_of(session, found.case, actor=actor)
        found.fields.update(f"files.{name}" for name in FIELDS if files)
        view = replace(_view(session, found, reader, now), files=files)
    note_read(session, CaseAct.READ, thing=found.case, fields=sorted(found.fields))
    return view


def open_head(session: Session, case: Case, *, actor: Actor, now: datetime) -> CaseHead:
    """Only the top of a case, for pages that work on one part of it; the look is recorded.

    Opens the title and the desk, and nothing else of the case. Raises NotFound when there is no
    such case for this reader.
    """
    assert_acting(session, actor)
    with session.no_autoflush:
        held = actor.holding(CasePermission.READ)
        if not (for_system(session) or reaches(session, actor, held, case, looking=True)):
            raise NotFound(_("There is no such case."))
        found = load_head(session, case)
        open_only(session, [case], ("title", "desk"), found)
    note_read(session, CaseAct.READ, thing=case, fields=sorted(found.fields), facts={"at": now})
    return showing.head(found)


def _view(session: Session, found: Loaded, reader: Reader, now: datetime) -> CaseView:
    case, today = found.case, local_day(found.entity, now)
    every = standings(session, found.facts(today))
    lead = leading(list(found.proceedings.values()), every)
    parties = [showing.party(found, row) for row in found.parties]
    return CaseView(
        head=showing.head(found),
        summary=found.text(case.id, "summary"),
        received_on=case.received_on,
        channel=intake_channels().label(case.channel),
        reporting=case.reporting,
        occurrences=showing.occurrences(found),
        stages=showing.stages(found, now),
        next_move=showing.next_move(lead),
        moves=showing.moves(reader, lead, list(every.values())),
        apart=showing.apart(reader, list(found.proceedings.values()), every),
        clocks=telling.clocks(found, now),
        subjects=tuple(p for p in parties if p.part is Part.SUBJECT),
        people=tuple(p for p in parties if p.part is not Part.SUBJECT),
        matrix=matrix.matrix(found),
        decisions=matrix.decisions(found),
        decisions_set_aside=matrix.decisions(found, set_aside=True),
        may_set_aside=showing.may_be_set_aside(reader, every.values()),
        undecided=frozenset(s.proceeding.subject_id for s in undecided(every.values())),
        tasks=telling.tasks(found, today),
        notes=telling.notes(found, reader),
        timeline=timeline.timeline(found),
        access=telling.access(found, today),
        withdrawn=withdrawn.entries(found),
        shut_out=telling.shut_out(found, reader, today),
        links=telling.links(found),
        may=_may(reader, lead, list(found.proceedings.values())),
        old_words=matrix.old_words(found),
        not_mapped=_not_mapped(found),
        register=_register(found, reader),
    )


def _may(reader: Reader, lead: Standing, proceedings: Sequence[Proceeding]) -> frozenset[str]:
    case, actor = lead.case, reader.actor
    if actor.user_id in lead.named:
        return frozenset()
    held = {right for right, needs in RIGHTS.items() if any(reader.may(p) for p in needs)}
    if case.merged_into is None:
        held.discard("undo-merge")
    if case.merged_into is not None:
        held &= (LOOKS - {"manage-access", "classify"}) | {"undo-merge", "withdraw-file"}
    elif is_closed(case):
        held &= CLOSED_TOO
    if case.register_words is None:
        held.discard("settle-register")
    investigating, deciding = (
        any(means(opened, meaning) for opened in proceedings)
        for meaning in (Meaning.INVESTIGATING, Meaning.DECIDING)
    )
    if not investigating:
        held.discard("find")
    if actor.user_id not in lead.investigators and not reader.system:
        held.discard("find")
    if not deciding or actor.user_id in lead.investigators:
        held.discard("review")
    if not deciding or actor.user_id in lead.investigators | lead.proposers:
        held.discard("decide")
    return frozenset(held)


def _register(found: Loaded, reader: Reader) -> tuple[Difference, ...]:
    """In what the old register differs now; of reporters only for those who see them."""
    words = found.text(found.case.id, "register_words")
    if isinstance(words, Unreadable):
        return (Difference("", _("What the old register says"), "", words),)
    return tuple(
        each
        if reader.sees_reporters or not each.reporter
        else Difference("", each.what, _("kept from you"), _("kept from you"), reporter=True)
        for each in from_json(words)
    )


def _not_mapped(found: Loaded) -> tuple[str, ...]:
    raw = [found.text(a.id, "raw") for a in found.allegations.values() if a.type is None]
    raw += [found.text(f.id, "raw") for f in found.findings.values() if f.outcome is None]
    raw += [
        found.text(m.id, "raw")
        for m in found.every_measure
        if m.kind is None and not found.text(m.id, "remark")
    ]
    return tuple(sorted({words for words in raw if words}))
