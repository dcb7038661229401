"""Notes and tasks in a victim's file: who writes them, who hears, and what a notice never tells."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa

from caseflow.audit.models import Entry
from caseflow.db import make_engine
from caseflow.errors import NotFound, NotReady, Refused
from caseflow.jobs.purposes import JobPurpose
from caseflow.matters.queries import possible_doers, read_note_history
from caseflow.matters.services.notes import edit_note, write_note
from caseflow.matters.services.tasks import add_task, finish_task
from caseflow.notices.models import Notice
from caseflow.victims.acts import VictimAct
from caseflow.victims.matter_spec import VICTIM_FILE
from caseflow.victims.models import Urgency
from caseflow.victims.queries.day import day
from caseflow.victims.queries.file import file, read_file
from caseflow.victims.services.files import open_file
from tests.support.house import NOW, TODAY

WORDS = "She asked for the night nurse."


@pytest.fixture
def code(place):
    with place.session() as session:
        made = open_file(
            session, entity_id=place.here, urgency=Urgency.SOON, actor=place.officer, now=NOW
        )
        session.commit()
        return made.code


@pytest.fixture
def colleague(place):
    return place.house.person("victim-officer", entity=place.here, name="Ruth Okoye")


def do(place, code, verb, *args, actor=None, now=NOW, **options):
    """Do one thing to the file, and say the id of what was made."""
    actor = actor or place.officer
    with place.session(actor) as session:
        made = verb(file(session, code, actor=actor), *args, actor=actor, now=now, **options)
        session.commit()
        return getattr(made, "note", made).id


def shown(place, code, actor=None):
    actor = actor or place.officer
    with place.session(actor) as session:
        view = read_file(session, code, actor=actor, now=NOW, today=TODAY)
        session.commit()
        return view


def notices(place):
    with place.house.system(JobPurpose.JOBS) as session:
        return list(session.scalars(sa.select(Notice)))


def acts(place):
    with place.house.system() as session:
        return list(session.scalars(sa.select(Entry.act).order_by(Entry.seq)))


def test_a_note_is_read_by_the_team_and_changed_by_its_writer_alone(place, code, colleague):
    note = do(place, code, write_note, f"  {WORDS} ")
    (view,) = shown(place, code, colleague).notes
    assert (view.words, view.by.name, view.mine, view.edits) == (WORDS, "Amina Farouk", False, 0)
    with pytest.raises(Refused, match="Only whoever wrote"):
        do(place, code, edit_note, note, "Mine", actor=colleague)
    do(place, code, edit_note, note, "Twice.", now=NOW + timedelta(hours=1))
    (view,) = shown(place, code).notes
    assert (view.words, view.mine, view.edits) == ("Twice.", True, 1)
    assert acts(place).count(VictimAct.NOTE_WRITTEN.value) == 2


def test_what_a_note_said_before_stays_readable_and_the_look_is_recorded(place, code, colleague):
    note = do(place, code, write_note, WORDS)
    first, second = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
    do(place, code, edit_note, note, "Twice.", now=first)
    do(place, code, edit_note, note, "Twice.", now=first)
    do(place, code, edit_note, note, "Three times.", now=second)
    with place.session(colleague) as session:
        this = file(session, code, actor=colleague)
        now, before = read_note_history(session, this, note, actor=colleague)
        session.commit()
    assert (now.words, now.edits) == ("Three times.", 2)
    assert [(each.words, each.until) for each in before] == [("Twice.", second), (WORDS, first)]
    assert acts(place)[-1] == VictimAct.FILE_READ.value


def test_a_note_of_another_file_is_none_of_this_one(place, code):
    with place.session() as session:
        other = open_file(
            session, entity_id=place.here, urgency=Urgency.SOON, actor=place.officer, now=NOW
        ).code
        session.commit()
    note, task = do(place, other, write_note, WORDS), do(place, other, add_task, WORDS)
    with pytest.raises(NotFound):
        do(place, code, edit_note, note, "Mine")
    with pytest.raises(NotFound):
        do(place, code, finish_task, task)
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        with pytest.raises(NotFound):
            read_note_history(session, this, note, actor=place.officer)


def test_a_note_that_does_not_open_is_not_written_over(place, code):
    note = do(place, code, write_note, WORDS)
    broken = {"x": b"\x00" * 60}
    engine = make_engine(place.url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE notes SET words = :x"), broken)
    with pytest.raises(NotReady, match="cannot be opened"):
        do(place, code, edit_note, note, "Over it")
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM note_versions")) == 0
        assert bytes(connection.scalar(sa.text("SELECT words FROM notes"))) == broken["x"]
    engine.dispose()


@pytest.mark.parametrize("words", ["", " \n ", "x" * 20_001])
def test_a_note_without_words_or_with_too_many_is_none(place, code, words):
    with pytest.raises(NotReady) as refused:
        do(place, code, write_note, words)
    assert refused.value.field == "words"


def test_a_task_stands_on_the_day_of_whoever_does_it(place, code, colleague):
    task = do(place, code, add_task, WORDS, assignee=colleague.user_id, due_on=TODAY)
    with place.session(colleague) as session:
        page = day(session, actor=colleague, now=NOW, today=TODAY)
        late = day(session, actor=colleague, now=NOW, today=TODAY + timedelta(days=1))
        session.commit()
    ((where, line),) = page.tasks
    assert (where, line.words, line.due_on, line.late) == (code, WORDS, TODAY, False)
    assert [str(each.why) for each in page.pressing] == []
    assert [str(each.why) for each in late.pressing] == ["A task is overdue"]
    do(place, code, finish_task, task, actor=colleague)
    with place.session(colleague) as session:
        assert day(session, actor=colleague, now=NOW, today=TODAY).tasks == ()
        session.commit()
    (done,) = shown(place, code).tasks
    assert (done.done, done.assignee.name) == (True, "Ruth Okoye")
    do(place, code, finish_task, task, done=False)
    (again,) = shown(place, code).tasks
    assert not again.done


def test_the_notice_of_a_task_tells_nothing_of_the_person_nor_the_code(place, code, colleague):
    do(place, code, add_task, WORDS, assignee=colleague.user_id)
    (notice,) = notices(place)
    assert notice.to_user_id == colleague.user_id
    told = json.dumps([notice.sentence, notice.parameters, notice.path])
    assert code not in told
    assert WORDS not in told
    assert re.search(r"V-\w", told) is None


def test_nobody_is_told_of_a_note_in_a_victims_file(place, code, colleague):
    do(place, code, write_note, "Ask @Ruth Okoye for the forms.")
    do(place, code, add_task, WORDS, assignee=place.officer.user_id)
    assert notices(place) == []


def test_a_task_is_given_to_nobody_who_could_not_open_the_file(place, code, colleague):
    far = place.house.person("victim-officer", entity=place.there, name="Far Away")
    conduct = place.house.person("conduct-officer", entity=place.here, name="No Helper")
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        able = possible_doers(session, this, actor=place.officer, now=NOW)
    assert [each.name for each in able] == ["Amina Farouk", "Ruth Okoye"]
    for stranger in (far, conduct):
        with pytest.raises(NotReady) as refused:
            do(place, code, add_task, WORDS, assignee=stranger.user_id)
        assert refused.value.field == "assignee"
    assert shown(place, code).tasks == ()


def test_whoever_does_not_assist_there_writes_nothing(place, code):
    far = place.house.person("victim-officer", entity=place.there, name="Far Away")
    with place.session(far) as session, pytest.raises(NotFound):
        file(session, code, actor=far)
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        session.expunge(this)
    with place.session(far) as session, pytest.raises(Refused):
        VICTIM_FILE.require_work(session, far, this)
    with place.session() as session:
        VICTIM_FILE.require_work(session, place.officer, this)


def test_a_day_that_has_passed_is_no_day_for_a_task(place, code):
    with pytest.raises(NotReady) as refused:
        do(place, code, add_task, WORDS, due_on=TODAY - timedelta(days=1))
    assert refused.value.field == "due_on"


def test_notes_and_tasks_have_their_pages(site):
    colleague = site.house.person("victim-officer", entity=site.entity, name="Ruth Okoye")
    client = site.as_("victim-officer")
    made = client.sent("/victims/new", {"entity": str(site.entity), "urgency": "soon"})
    page = client.page(made)
    assert {f"{made}/notes/new", f"{made}/tasks/new"} <= set(page.links)
    client.refused(f"{made}/notes/new", {"words": ""})
    assert client.sent(f"{made}/notes/new", {"words": WORDS}).startswith(made)
    page = client.page(made)
    assert WORDS in page.said
    assert "The note is kept." in page.said
    edit = next(link for link in page.links if "note=" in link)
    assert WORDS in client.page(edit).text
    client.sent(edit, {"words": "Twice."})
    page = client.page(made)
    assert "edited once" in page.said
    history = next(link for link in page.links if re.search(r"/notes/[0-9a-f-]{36}$", link))
    assert WORDS in client.page(history).said
    client.sent(
        f"{made}/tasks/new", {"words": "Bring the forms", "assignee": str(colleague.user_id)}
    )
    page = client.page(made)
    assert "Bring the forms" in page.said
    assert "Ruth Okoye" in page.said
    end = re.search(rf'action="({made}/tasks/[0-9a-f-]+)"', page.text)[1]
    client.sent(end)
    assert "The task is done." in client.page(made).said
    client.sent(end, {"open": "1"})
    assert "The task is open again." in client.page(made).said


def test_files_have_their_pages_and_are_fetched_never_shown(site):
    client = site.as_("victim-officer")
    made = client.sent("/victims/new", {"entity": str(site.entity), "urgency": "soon"})
    address = f"{made}/files/new"
    assert address in client.page(made).links
    client.refused(address, {})
    client.refused(address, {"file": (BytesIO(b""), "Empty.pdf")})
    script = b"<html><script>alert(1)</script></html>"
    client.sent(address, {"file": (BytesIO(script), "../Page.html")})
    page = client.page(made)
    assert "Page.html" in page.said
    fetch = next(link for link in page.links if re.search(r"/files/[0-9a-f-]{36}$", link))
    answer = client.get(fetch)
    assert answer.data == script
    assert answer.mimetype == "application/octet-stream"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "Page.html" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for name in ("Ελληνικά.pdf", "語.pdf", 'a";\r\nX: y.pdf', "😀.png"):
        client.sent(address, {"file": (BytesIO(script), name)})
    for link in set(client.page(made).links):
        if re.search(r"/files/[0-9a-f-]{36}$", link):
            for value in client.get(link).headers.values():
                assert "\n" not in value
                value.encode("latin-1")  # as every server sends it
    client.refused(f"{fetch}/withdraw", {"reason": ""})
    client.sent(f"{fetch}/withdraw", {"reason": "Another person's"})
    assert client.get(fetch).status_code == 404
    client.sent(f"{fetch}/take-back")
    assert client.get(fetch).data == script
    recruiter = site.as_("recruiter")
    for path in (fetch, address, f"{fetch}/withdraw"):
        assert recruiter.get(path).status_code == 404
