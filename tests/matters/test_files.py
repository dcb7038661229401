"""Files of a matter: whole, sealed, proved, told on the trail; gone with what was not committed."""

from __future__ import annotations

import hashlib
import io
import os

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from caseflow.audit.commands import public_key
from caseflow.audit.models import Entry
from caseflow.audit.purposes import TrailPurpose
from caseflow.audit.verifying import verify
from caseflow.crypto.broken_seals import broken_seals
from caseflow.crypto.file_storage import STORAGE, hold
from caseflow.db import make_engine
from caseflow.errors import AlreadyDone, NotFound, NotReady, Refused
from caseflow.matters.file_check import check_files
from caseflow.matters.file_names import clean_name, media_type_of
from caseflow.matters.file_queries import files_of, open_matter_file
from caseflow.matters.models import File, FilePiece
from caseflow.matters.services.files import (
    add_file,
    seal_upload,
    take_file_back,
    withdraw_file,
)
from caseflow.victims.acts import VictimAct
from caseflow.victims.matter_spec import VICTIM_FILE
from caseflow.victims.models import Urgency
from caseflow.victims.queries.file import file, read_file
from caseflow.victims.services.files import open_file
from tests.support.house import NOW, TODAY
from tests.victims.conftest import place  # noqa: F401 - a fixture

LETTER = b"%PDF-1.7\n%" + bytes(range(256)) * 600


def put(place, code, content=LETTER, name="Letter.pdf", *, commit=True):  # noqa: F811
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        upload = seal_upload(this, io.BytesIO(content), name, actor=place.officer)
        row = add_file(this, upload, actor=place.officer, now=NOW)
        if commit:
            session.commit()
        else:
            session.rollback()
        return upload.id if not commit else row.id


def fetched(place, code, file_id, actor=None):  # noqa: F811
    actor = actor or place.officer
    with place.session(actor) as session:
        this = file(session, code, actor=actor)
        opened = open_matter_file(session, this, file_id, actor=actor)
        session.commit()
        return opened


def listed(place, code):  # noqa: F811
    with place.session() as session:
        view = read_file(session, code, actor=place.officer, now=NOW, today=TODAY)
        session.commit()
        return view.files


def stored(place):  # noqa: F811
    folder = place.house.info["file_storage"].folder
    return sorted(each for each in folder.rglob("*") if each.is_file())


def judged(place):  # noqa: F811
    with place.house.system(TrailPurpose.DOCTOR) as session:
        verdict = verify(session, public_key(session))
        check_files(session, verdict)
        return verdict.faults


@pytest.mark.parametrize("size", [1, 65_535, 65_536, 65_537, 3_000_000])
def test_a_file_comes_back_as_it_was_sent(place, code, size):  # noqa: F811
    content = os.urandom(size)
    made = put(place, code, content, "Scan.bin")
    assert fetched(place, code, made).content == content
    (line,) = listed(place, code)
    assert (line.name, line.size, line.by.name) == ("Scan.bin", size, "Amina Farouk")
    assert line.sha256 == hashlib.sha256(content).hexdigest()
    (path,) = stored(place)
    assert path.stat().st_mode & 0o777 == 0o600
    assert size < 16 or content[:16] not in path.read_bytes()
    assert judged(place) == []


def test_nothing_of_it_stands_open_in_the_database(place, code):  # noqa: F811
    put(place, code, name="Clinic of Nadia.pdf")
    engine = make_engine(place.url)
    with engine.connect() as connection:
        row = connection.execute(sa.text("SELECT * FROM files")).mappings().one()
    engine.dispose()
    told = repr(dict(row))
    digest = hashlib.sha256(LETTER)
    assert "Nadia" not in told
    assert digest.hexdigest() not in told
    assert repr(digest.digest())[2:-1] not in told
    assert row["media_type"] == "application/pdf"


def test_the_trail_tells_what_was_put_in_and_who_fetched_it(place, code):  # noqa: F811
    colleague = place.house.person("victim-officer", entity=place.here, name="Ruth Okoye")
    made = put(place, code)
    fetched(place, code, made, colleague)
    with place.house.system() as session:
        acts = session.execute(sa.select(Entry.act, Entry.actor_id).order_by(Entry.seq)).all()
    assert acts[-2:] == [
        (VictimAct.ATTACHMENT_CHANGED.value, place.officer.user_id),
        (VictimAct.FILE_READ.value, colleague.user_id),
    ]


def test_a_file_that_was_not_committed_leaves_nothing(place, code):  # noqa: F811
    put(place, code, commit=False)
    assert stored(place) == []
    assert listed(place, code) == ()


def test_only_the_end_of_the_whole_transaction_decides(place, code):  # noqa: F811
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        upload = seal_upload(this, io.BytesIO(LETTER), "a.pdf", actor=place.officer)
        with session.begin_nested():
            add_file(this, upload, actor=place.officer, now=NOW)
        savepoint = session.begin_nested()
        savepoint.rollback()
        assert len(stored(place)) == 1
        session.rollback()
    assert stored(place) == []
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        upload = seal_upload(this, io.BytesIO(LETTER), "a.pdf", actor=place.officer)
        add_file(this, upload, actor=place.officer, now=NOW)
        session.begin_nested().rollback()
        session.commit()
        session.rollback()
    assert len(stored(place)) == 1
    assert fetched(place, code, upload.id).content == LETTER


def test_a_withdrawn_file_is_opened_by_nobody_until_it_is_taken_back(place, code):  # noqa: F811
    made = put(place, code)
    who = {"actor": place.officer, "now": NOW}
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        with pytest.raises(NotReady) as unsaid:
            withdraw_file(this, made, reason=" ", **who)
        assert unsaid.value.field == "reason"
        with pytest.raises(AlreadyDone):
            take_file_back(this, made, **who)
        withdraw_file(this, made, reason="Another person's", **who)
        with pytest.raises(AlreadyDone):
            withdraw_file(this, made, reason="Again", **who)
        session.commit()
    with pytest.raises(NotFound):
        fetched(place, code, made)
    (line,) = listed(place, code)
    assert (line.withdrawn_at, line.withdrawn_reason) == (NOW, "Another person's")
    with place.session() as session:
        take_file_back(file(session, code, actor=place.officer), made, **who)
        session.commit()
    assert fetched(place, code, made).content == LETTER
    assert listed(place, code)[0].withdrawn_at is None


def test_a_file_of_another_matter_is_none_of_this_one(place, code):  # noqa: F811
    with place.session() as session:
        other = open_file(
            session, entity_id=place.here, urgency=Urgency.SOON, actor=place.officer, now=NOW
        ).code
        session.commit()
    made = put(place, other)
    with pytest.raises(NotFound):
        fetched(place, code, made)
    with place.session() as session, pytest.raises(NotFound):
        this = file(session, code, actor=place.officer)
        withdraw_file(this, made, reason="Mine", actor=place.officer, now=NOW)


def test_whoever_does_not_reach_the_matter_neither_puts_nor_fetches(place, code):  # noqa: F811
    made = put(place, code)
    far = place.house.person("victim-officer", entity=place.there, name="Far Away")
    with pytest.raises(NotFound):
        fetched(place, code, made, far)
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        session.expunge(this)
    with place.session(far) as session:
        with pytest.raises(Refused):
            open_matter_file(session, this, made, actor=far)
        with pytest.raises(Refused):
            VICTIM_FILE.require_work(session, far, this)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.unlink(), "it is not in the file storage"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1]), "it is not what was sealed"),
        (lambda path: path.write_bytes(b"\0" + path.read_bytes()[1:]), "it is not what was sealed"),
        (lambda path: path.write_bytes(path.read_bytes()[:-40] + b"x" * 40), "not what was sealed"),
    ],
)
def test_a_file_that_is_gone_or_changed_is_told_and_never_half_delivered(
    place,  # noqa: F811
    code,
    spoil,
    said,
):
    made = put(place, code)
    spoil(stored(place)[0])
    with pytest.raises(NotReady, match="cannot be opened"):
        fetched(place, code, made)
    assert [fault for fault in judged(place) if said in fault]


def test_two_files_changed_for_each_other_do_not_open(place, code):  # noqa: F811
    first, second = put(place, code), put(place, code, LETTER[::-1])
    one, two = stored(place)
    kept = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(kept)
    for made in (first, second):
        with pytest.raises(NotReady):
            fetched(place, code, made)


@pytest.mark.parametrize(("content", "name"), [(b"", "a.pdf"), (b"x", ""), (b"x", "\u202e..")])
def test_an_empty_file_or_one_without_a_name_is_none(place, code, content, name):  # noqa: F811
    with pytest.raises(NotReady) as refused:
        put(place, code, content, name)
    assert refused.value.field == "file"
    assert stored(place) == []


def test_a_session_that_is_only_closed_leaves_nothing_and_a_lost_commit_keeps_the_file(
    place,  # noqa: F811
    code,
):
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        upload = seal_upload(this, io.BytesIO(LETTER), "a.pdf", actor=place.officer)
        add_file(this, upload, actor=place.officer, now=NOW)
    assert stored(place) == []
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        upload = seal_upload(this, io.BytesIO(LETTER), "a.pdf", actor=place.officer)
        add_file(this, upload, actor=place.officer, now=NOW)
        event.listen(session, "before_commit", lose)
        with pytest.raises(ConnectionError):
            session.commit()
        session.rollback()
    assert len(stored(place)) == 1, "nobody knows whether it was done"


def lose(_session):
    """The answer of a commit that never comes."""
    raise ConnectionError


def test_a_broken_file_is_noted_for_the_trail(place, code):  # noqa: F811
    made = put(place, code)
    stored(place)[0].write_bytes(b"x" * 100)
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        with pytest.raises(NotReady):
            open_matter_file(session, this, made, actor=place.officer)
        assert [str(each) for each in broken_seals(session)] == [f"files.content of row {made}"]


def test_what_is_held_and_committed_elsewhere_stays(place, code):  # noqa: F811
    made = put(place, code)
    with place.session() as session:
        piece = session.scalars(sa.select(FilePiece.id)).one()
        hold(session, piece)
        session.scalar(sa.select(sa.func.count(File.id)))
        session.commit()
    with place.session() as session:
        assert STORAGE.of(session).digest(piece) is not None
        assert [
            each.id
            for each in files_of(
                session, file(session, code, actor=place.officer), actor=place.officer
            )
        ] == [made]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("C:\\Users\\me\\Letter.pdf", "Letter.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("  two \n lines .txt", "two lines .txt"),
        ("x" * 300 + ".docx", "x" * 195 + ".docx"),
        ("رسالة.pdf", "رسالة.pdf"),
        ("..", ""),
        ("\x00\x07", ""),
    ],
)
def test_a_name_is_what_people_can_read(typed, kept):
    assert clean_name(typed) == kept


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"%PDF-1.7\n", "Letter.txt", "application/pdf"),
        (b"hello world", "a.pdf", "text/plain"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "a", "image/png"),
        (b"MZ" + b"\0" * 100, "Letter.pdf", "application/octet-stream"),
        ("Grüße".encode(), "a.txt", "text/plain"),
        (("é" * 5000).encode()[:8191] + b"\xc3", "a.txt", "text/plain"),
        (b"\x01\x02\x00abc\x00", "a", "application/octet-stream"),
    ],
)
def test_what_a_file_is_goes_by_its_first_bytes(head, name, kind):
    assert media_type_of(head, name) == kind
