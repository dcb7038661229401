"""What somebody who works on a matter writes down for the others."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from caseflow.access.actor import Actor
from caseflow.audit.record import act
from caseflow.crypto.columns import conceal
from caseflow.db import session_of
from caseflow.errors import Refused
from caseflow.labels import _
from caseflow.matters.matter import Matter
from caseflow.matters.models import Note
from caseflow.matters.queries import part_of
from caseflow.matters.services.typed_words import LONGEST_NOTE, check_words
from caseflow.matters.spec import Capability, spec_of


def write_note(matter: Matter, words: str, *, actor: Actor, now: datetime) -> Note:
    """Write something down for the team.

    Raises Refused, NotReady for an empty note, and NotFound where there are no notes.
    """
    session, spec = session_of(matter), spec_of(matter)
    name = spec.act(Capability.NOTES)
    spec.require_work(session, actor, matter)
    row = Note(
        root_id=matter.id,
        data_key_id=matter.data_key_id,
        words=conceal(check_words(words, LONGEST_NOTE)),
        written_at=now,
        written_by=actor.user_id,
    )
    with act(session, name, thing=matter):
        session.add(row)
    return row


def edit_note(matter: Matter, note_id: UUID, words: str, *, actor: Actor, now: datetime) -> Note:
    """Change a note of one's own; the page says how often. Raises Refused, NotFound, NotReady."""
    session, spec = session_of(matter), spec_of(matter)
    name = spec.act(Capability.NOTES)
    spec.require_work(session, actor, matter)
    row = part_of(session, Note, note_id, matter)
    if row.written_by != actor.user_id:
        raise Refused(_("Only whoever wrote a note changes it."))
    with act(session, name, thing=matter, facts={"edited": row.id}):
        row.words = conceal(check_words(words, LONGEST_NOTE))
        row.edited_at = now
        row.edits += 1
    return row
