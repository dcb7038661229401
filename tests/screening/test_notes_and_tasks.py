"""Notes and tasks about an entry of the register, and colleagues who are named in them."""

from __future__ import annotations

from io import BytesIO

import pytest
import sqlalchemy as sa

from caseflow.audit.models import Entry
from caseflow.audit.record import act
from caseflow.errors import NotFound
from caseflow.jobs.purposes import JobPurpose
from caseflow.matters.models import File, FilePiece, Move, Note, NoteVersion, Task
from caseflow.matters.services.files import add_file, seal_upload
from caseflow.matters.services.notes import edit_note, write_note
from caseflow.matters.services.tasks import add_task
from caseflow.notices.models import Notice
from caseflow.screening.acts import ScreeningAct
from caseflow.screening.models import RegisterEntry
from caseflow.screening.queries.register import entry, read_entry, read_whole_entry, register
from caseflow.screening.services.entries import notice_to_subject
from caseflow.screening.services.loading import drop_rows
from tests.support.house import NOW, TODAY

WORDS = "Ask the entity for the letter."


def do(office, ref, verb, *args, actor=None, **options):
    actor = actor or office.registry
    with office.session(actor) as session:
        made = verb(entry(session, ref, actor=actor), *args, actor=actor, now=NOW, **options)
        session.commit()
        return getattr(made, "note", made).id


def notices(office, kind):
    with office.house.system(JobPurpose.JOBS) as session:
        wanted = sa.select(Notice).where(Notice.kind == kind).order_by(Notice.made_at)
        return list(session.scalars(wanted))


def test_the_registry_reads_notes_and_tasks_of_an_entry(office):
    ref = office.proposed("Elena Duarte")
    do(office, ref, write_note, WORDS)
    do(office, ref, add_task, WORDS, assignee=office.second.user_id)
    with office.session(office.second) as session:
        view = read_whole_entry(session, ref, actor=office.second)
        bare = read_entry(session, ref, actor=office.second)
        page = register(session, actor=office.second)
        session.commit()
    assert [each.words for each in view.notes] == [WORDS]
    assert [each.words for each in view.tasks] == [WORDS]
    assert bare.notes == bare.tasks == ()
    assert [(where, task.words) for where, task in page.tasks] == [(ref, WORDS)]
    with office.session(office.registry) as session:
        assert register(session, actor=office.registry).tasks == ()
        session.commit()
    with office.house.system() as session:
        acts = set(session.scalars(sa.select(Entry.act)))
    assert {ScreeningAct.NOTE_WRITTEN.value, ScreeningAct.TASK_CHANGED.value} <= acts


def test_whoever_is_named_in_a_note_is_told_once(office):
    ref = office.proposed("Elena Duarte")
    note = do(office, ref, write_note, "@Sam Second, please ask @Mei Tanaka and @Rosa.")
    (notice,) = notices(office, "named")
    assert notice.to_user_id == office.second.user_id
    assert "Elena" not in str([notice.sentence, notice.parameters, notice.path])
    do(office, ref, edit_note, note, "@Sam Second, please ask.")
    do(office, ref, edit_note, note, "Please ask.")
    assert len(notices(office, "named")) == 1
    do(office, ref, edit_note, note, "Please ask, @sam.")
    assert len(notices(office, "named")) == 2


def test_a_recruiter_has_no_way_to_them(office):
    ref = office.proposed("Elena Duarte")
    with office.session(office.recruiter) as session, pytest.raises(NotFound):
        entry(session, ref, actor=office.recruiter)


def test_they_have_their_pages(site):
    client = site.as_("registry")
    typed = {
        "name": "Elena Duarte",
        "date_of_birth": "1984-07-04",
        "nationality": "Portugal",
        "gender": "unknown",
        "entity": str(site.entity),
        "ground": "Decision 7",
        "category": "forgery",
        "standard": "clear_and_convincing",
        "measure": "dismissal",
        "personnel_category": "staff_international",
    }
    made = client.sent("/screening/register/new", typed)
    assert {f"{made}/notes/new", f"{made}/tasks/new"} <= set(client.page(made).links)
    client.sent(f"{made}/notes/new", {"words": "Ask @Sam Second."})
    assert "Told: Sam Second." in client.page(made).said
    client.refused(f"{made}/tasks/new", {"words": ""})
    client.sent(f"{made}/tasks/new", {"words": WORDS})
    assert WORDS in client.page(made).said
    assert "named you in a note" in site.as_("second").page("/notices").said


def test_a_dropped_set_goes_with_all_that_hangs_on_it(office):
    ref = office.proposed("Elena Duarte")
    note = do(office, ref, write_note, WORDS)
    do(office, ref, edit_note, note, "Ask again.")
    do(office, ref, add_task, WORDS)
    with office.session(office.registry) as session:
        this = entry(session, ref, actor=office.registry)
        upload = seal_upload(this, BytesIO(b"Letter"), "Letter.txt", actor=office.registry)
        add_file(this, upload, actor=office.registry, now=NOW)
        notice_to_subject(this, on=TODAY, words="By letter", actor=office.registry, now=NOW)
        with act(session, ScreeningAct.REGISTER_LOADED, thing=this):
            this.label = "SET"
        session.commit()
    storage, (piece,) = office.house.info["file_storage"], upload.pieces
    assert storage.digest(piece.id) is not None
    with office.house.system() as session:
        assert drop_rows(session, "SET", now=NOW) == 1
        assert storage.digest(piece.id) is not None, "until it is committed"
        session.commit()
        for model in (RegisterEntry, Note, NoteVersion, Task, Move, File, FilePiece):
            assert session.scalar(sa.select(sa.func.count(model.id))) == 0, model
    assert storage.digest(piece.id) is None
