"""What somebody who works on a matter writes down for the others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from caseflow.access.actor import Actor
from caseflow.access.holders import sees
from caseflow.audit.record import act
from caseflow.crypto.broken_seals import Unreadable
from caseflow.crypto.columns import conceal
from caseflow.crypto.opening import show_text
from caseflow.db import session_of
from caseflow.errors import NotReady, Refused
from caseflow.labels import _
from caseflow.matters.matter import Matter
from caseflow.matters.mentions import Colleague, named_in, new_names
from caseflow.matters.models import Note, NoteVersion
from caseflow.matters.queries import part_of, possible_doers
from caseflow.matters.services.typed_words import LONGEST_NOTE, check_words
from caseflow.matters.spec import Capability, spec_of
from caseflow.notices.services import Draft, send


class Noted(NamedTuple):
    """A note, and whom its words name who were told of it."""

    note: Note
    told: list[str]


def write_note(matter: Matter, words: str, *, actor: Actor, now: datetime) -> Noted:
    """Write something down for the team; whoever is named in it is told, where the kind tells.

    Raises Refused, NotReady for an empty note, and NotFound where there are no notes.
    """
    session, spec = session_of(matter), spec_of(matter)
    name = spec.act(Capability.NOTES)
    spec.require_work(session, actor, matter)
    words = check_words(words, LONGEST_NOTE)
    row = Note(
        root_id=matter.id,
        data_key_id=matter.data_key_id,
        words=conceal(words),
        written_at=now,
        written_by=actor.user_id,
    )
    with act(session, name, thing=matter):
        session.add(row)
    return Noted(row, _tell(matter, _named(matter, words, actor, now), actor, now))


def edit_note(matter: Matter, note_id: UUID, words: str, *, actor: Actor, now: datetime) -> Noted:
    """Change a note of one's own: what it said before stays readable, and its page says how often.

    Whoever it did not name before is told. Raises Refused, NotFound, and NotReady for an empty
    note, or one whose words do not open: they may yet be restored.
    """
    session, spec = session_of(matter), spec_of(matter)
    name = spec.act(Capability.NOTES)
    spec.require_work(session, actor, matter)
    row = part_of(session, Note, note_id, matter)
    if row.written_by != actor.user_id:
        raise Refused(_("Only whoever wrote a note changes it."))
    words, before = check_words(words, LONGEST_NOTE), show_text(session, row, "words") or ""
    if isinstance(before, Unreadable):
        raise NotReady(_("What this note says cannot be opened now. Write a new note."))
    if words == before:
        return Noted(row, [])
    version = NoteVersion(
        root_id=matter.id,
        data_key_id=matter.data_key_id,
        note_id=row.id,
        words=conceal(before),
        replaced_at=now,
    )
    with act(session, name, thing=matter, facts={"edited": row.id}):
        session.add(version)
        row.words = conceal(words)
        row.edited_at = now
        row.edits += 1
    known = _named(matter, before, actor, now)
    return Noted(
        row, _tell(matter, new_names(known, _named(matter, words, actor, now)), actor, now)
    )


def _named(matter: Matter, words: str, actor: Actor, now: datetime) -> list[Colleague]:
    """Whom a text names of those who may open the matter; nobody where the kind tells nobody."""
    if Capability.MENTIONS not in spec_of(matter).acts or "@" not in words:
        return []
    session = session_of(matter)
    return named_in(words, possible_doers(session, matter, actor=actor, now=now))


def _tell(matter: Matter, people: Iterable[Colleague], actor: Actor, now: datetime) -> list[str]:
    """Tell each of these people that they are named; the names of those who were."""
    session, told = session_of(matter), []
    for each in people:
        if each.id == actor.user_id or not sees(session, matter, each.id, now=now):
            continue
        sentence, path = spec_of(matter).notice_of(Capability.MENTIONS, matter, actor.name)
        draft = Draft("named", each.id, sentence, path, about_id=matter.id, by_mail=True)
        send(session, draft, now=now)
        told.append(each.name)
    return told
