"""Large files: received piece by piece, gone on with, made whole once, and never mixed up."""

from __future__ import annotations

import hashlib
import io
import os
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from caseflow.audit.models import Entry
from caseflow.crypto.errors import SealBroken
from caseflow.db import make_engine
from caseflow.errors import NotFound, NotReady, Refused
from caseflow.matters.services import file_pieces, uploads
from caseflow.matters.services.file_pieces import count_pieces, size_of_piece
from caseflow.matters.services.storage_sweep import LEAST_AGE, is_anything_left, sweep
from caseflow.matters.upload_queries import uploads_of
from caseflow.victims.queries.file import file
from tests.matters.test_files import fetched, judged, listed, stored
from tests.support.house import NOW
from tests.victims.conftest import place  # noqa: F401 - a fixture

PIECE = 70_000
SIZE = 3 * PIECE + 17
CONTENT = os.urandom(SIZE)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    """Pieces of seventy thousand bytes: the same seams, met sooner."""
    monkeypatch.setattr(file_pieces, "PIECE", PIECE)


def begun(place, code, *, name="Film.mp4", size=SIZE, modified=5, actor=None):  # noqa: F811
    actor = actor or place.officer
    with place.session(actor) as session:
        this = file(session, code, actor=actor)
        row = uploads.begin_upload(this, name, size=size, modified=modified, actor=actor, now=NOW)
        session.commit()
        return row.id


def sent(place, code, upload, number, content=CONTENT, *, actor=None, now=NOW):  # noqa: F811
    actor = actor or place.officer
    with place.session(actor) as session:
        this = file(session, code, actor=actor)
        part = io.BytesIO(content[number * PIECE : (number + 1) * PIECE])
        piece = uploads.seal_next_piece(this, upload, number, part, actor=actor)
        uploads.keep_piece(this, upload, piece, actor=actor, now=now)
        session.commit()


def finished(place, code, upload):  # noqa: F811
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        received = uploads.prove_upload(this, upload, actor=place.officer)
        row = uploads.finish_upload(this, received, actor=place.officer, now=NOW)
        session.commit()
        return row.id


def on_the_way(place, code, actor=None):  # noqa: F811
    actor = actor or place.officer
    with place.session(actor) as session:
        return uploads_of(session, file(session, code, actor=actor), actor=actor)


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 1, 0, 2)])
def test_pieces_make_the_file_that_was_sent_in_whatever_order_they_come(place, code, order):  # noqa: F811
    upload = begun(place, code)
    for number in order:
        sent(place, code, upload, number)
    made = finished(place, code, upload)
    assert b"".join(fetched(place, code, made).chunks) == CONTENT
    (line,) = listed(place, code)
    assert (line.name, line.size) == ("Film.mp4", len(CONTENT))
    assert line.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert on_the_way(place, code) == ()
    assert judged(place) == []


def test_a_piece_that_comes_twice_changes_nothing_and_leaves_nothing(place, code):  # noqa: F811
    upload = begun(place, code)
    for number in (0, 1, 1, 2, 3, 0):
        sent(place, code, upload, number)
    assert len(stored(place)) == 4
    other = os.urandom(len(CONTENT))
    sent(place, code, upload, 2, other)
    assert b"".join(fetched(place, code, finished(place, code, upload)).chunks) == CONTENT


def test_whoever_was_cut_off_goes_on_with_the_same_file_and_no_other(place, code):  # noqa: F811
    upload = begun(place, code)
    sent(place, code, upload, 0)
    assert begun(place, code) == upload
    (line,) = on_the_way(place, code)
    assert (line.name, line.size, line.received) == ("Film.mp4", len(CONTENT), PIECE)
    others = {
        begun(place, code, name="Film 2.mp4"),
        begun(place, code, size=len(CONTENT) + 1),
        begun(place, code, modified=6),
    }
    assert len(others - {upload}) == 3


def test_a_file_with_a_piece_missing_is_none(place, code):  # noqa: F811
    upload = begun(place, code)
    for number in (0, 1, 3):
        sent(place, code, upload, number)
    with pytest.raises(NotReady, match="Not every piece"):
        finished(place, code, upload)
    assert listed(place, code) == ()
    sent(place, code, upload, 2)
    finished(place, code, upload)


@pytest.mark.parametrize("number", [-1, 4, 10**6])
def test_what_is_not_a_piece_of_the_file_is_not_taken(place, code, number):  # noqa: F811
    upload = begun(place, code)
    with pytest.raises(NotReady):
        sent(place, code, upload, number)
    with pytest.raises(NotReady):
        sent(place, code, upload, 3, CONTENT + b"x")
    with pytest.raises(NotReady):
        sent(place, code, upload, 1, CONTENT[: PIECE + 5])
    assert stored(place) == []


@pytest.mark.parametrize("size", [0, -1, uploads.LARGEST + 1])
def test_a_size_that_no_file_has_begins_nothing(place, code, size):  # noqa: F811
    with pytest.raises(NotReady) as refused:
        begun(place, code, size=size)
    assert refused.value.field == "file"


def test_one_person_has_few_files_on_their_way(place, code):  # noqa: F811
    for number in range(uploads.MOST_UNFINISHED):
        begun(place, code, name=f"{number}.mp4")
    with pytest.raises(NotReady, match="too many"):
        begun(place, code, name="One more.mp4")
    assert begun(place, code, name="0.mp4"), "what is there already goes on"


def test_nobody_else_sees_it_goes_on_with_it_or_drops_it(place, code):  # noqa: F811
    upload = begun(place, code)
    sent(place, code, upload, 0)
    colleague = place.house.person("victim-officer", entity=place.here, name="Ruth Okoye")
    assert on_the_way(place, code, colleague) == ()
    with pytest.raises(NotFound):
        sent(place, code, upload, 1, actor=colleague)
    with place.session(colleague) as session, pytest.raises(NotFound):
        this = file(session, code, actor=colleague)
        uploads.drop_upload(this, upload, actor=colleague)
    assert begun(place, code, actor=colleague) != upload


def test_whoever_lost_the_matter_sends_nothing_more(place, code):  # noqa: F811
    upload = begun(place, code)
    far = place.house.person("victim-officer", entity=place.there, name="Far Away")
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        session.expunge(this)
    with place.session(far) as session:
        session.add(this)
        with pytest.raises((Refused, NotFound)):
            uploads.seal_next_piece(this, upload, 0, io.BytesIO(CONTENT[:PIECE]), actor=far)


def test_a_dropped_one_is_gone_whole(place, code):  # noqa: F811
    upload = begun(place, code)
    sent(place, code, upload, 0)
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        uploads.drop_upload(this, upload, actor=place.officer)
        session.rollback()
    assert len(stored(place)) == 1, "it was not committed"
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        uploads.drop_upload(this, upload, actor=place.officer)
        session.commit()
    assert stored(place) == []
    assert on_the_way(place, code) == ()
    with pytest.raises(NotFound):
        sent(place, code, upload, 1)


def test_what_nobody_goes_on_with_is_dropped_after_its_time(place, code):  # noqa: F811
    left, young = begun(place, code), begun(place, code, name="Young.mp4")
    sent(place, code, left, 0)
    sent(place, code, young, 0, now=NOW + timedelta(hours=1))
    for at, dropped in ((uploads.KEPT_FOR, 0), (uploads.KEPT_FOR + timedelta(seconds=1), 1)):
        with place.house.system() as session:
            assert uploads.drop_left_uploads(session, now=NOW + at) == dropped
    assert [line.name for line in on_the_way(place, code)] == ["Young.mp4"]
    assert len(stored(place)) == 1


def test_the_trail_tells_of_the_file_once_and_of_no_piece(place, code):  # noqa: F811
    with place.house.system() as session:
        before = session.scalar(sa.select(sa.func.count(Entry.seq)))
    upload = begun(place, code)
    for number in range(4):
        sent(place, code, upload, number)
    with place.house.system() as session:
        looked = session.scalar(sa.select(sa.func.count(Entry.seq)))
    finished(place, code, upload)
    with place.house.system() as session:
        assert looked == before
        assert session.scalar(sa.select(sa.func.count(Entry.seq))) == before + 1


MOVED = (
    "UPDATE file_pieces SET number = 9 WHERE number = 0",
    "UPDATE file_pieces SET number = 0 WHERE number = 1",
    "UPDATE file_pieces SET number = 1 WHERE number = 9",
)
CUT = (
    "DELETE FROM file_pieces WHERE number = 3",
    f"UPDATE files SET size = {3 * PIECE}",
)
LEFT_OUT = ("DELETE FROM file_pieces WHERE number = 1",)


@pytest.mark.parametrize("spoil", [MOVED, CUT, LEFT_OUT], ids=["moved", "cut", "left out"])
def test_pieces_that_are_moved_cut_or_left_out_do_not_open(place, code, spoil):  # noqa: F811
    upload = begun(place, code)
    for number in range(4):
        sent(place, code, upload, number)
    made = finished(place, code, upload)
    engine = make_engine(place.url)
    with engine.begin() as connection:
        for statement in spoil:
            connection.execute(sa.text(statement))
    engine.dispose()
    with pytest.raises((NotReady, SealBroken)):
        b"".join(fetched(place, code, made).chunks)
    if spoil is LEFT_OUT:
        assert [fault for fault in judged(place) if "pieces of it are missing" in fault]


def test_what_a_killed_process_left_is_swept_and_nothing_else(place, code):  # noqa: F811
    upload = begun(place, code)
    sent(place, code, upload, 0)
    (kept,) = stored(place)
    orphan = place.house.info["file_storage"].path_of(UUID(int=1))
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"sealed by a process that is gone")
    broken_off = kept.with_name(f".{'0' * 32}.part")
    broken_off.write_bytes(b"half")
    with place.house.system() as session:
        assert not is_anything_left(session), "all of it is too young"
    long_ago = NOW.timestamp() - 10 * LEAST_AGE.total_seconds() - 10**7
    for path in (kept, orphan, broken_off):
        os.utime(path, (long_ago, long_ago))
    with place.house.system() as session:
        assert is_anything_left(session)
        assert sweep(session, {}, None) == {"dropped": 1}
        assert not is_anything_left(session)
    assert stored(place) == [kept]


def test_every_byte_of_a_file_belongs_to_one_piece():
    for size in (1, PIECE - 1, PIECE, PIECE + 1, 5 * PIECE):
        sizes = [size_of_piece(size, number) for number in range(count_pieces(size))]
        assert sum(sizes) == size
        assert all(sizes)
        assert size_of_piece(size, len(sizes)) == 0
