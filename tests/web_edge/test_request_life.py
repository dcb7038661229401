"""One commit when all went well; otherwise nothing, but for what was seen and what was refused."""

from __future__ import annotations

import threading
import time

import pysqlite3.dbapi2 as sqlite
import pytest
import sqlalchemy as sa
from sqlalchemy import event

from caseflow.web import store
from tests.support.statements import count_statements


def commits(instance):
    """A list that grows with each commit the application makes."""
    seen = []
    with instance.app.app_context():
        event.listen(store.engine(), "commit", lambda _c: seen.append(1))
    return seen


def test_a_change_is_committed_once_with_its_entry(instance):
    officer = instance.visitor("officer")
    mark, seen = instance.last(), commits(instance)
    assert officer.post("/planted/change").status_code == 200
    assert len(seen) == 1
    assert instance.title() == "changed"
    assert instance.acts(mark) == [("preferences:changed", "done")]


@pytest.mark.parametrize("status", ["400", "404", "409", "422", "500"])
def test_an_answer_of_400_or_above_keeps_no_change(instance, status):
    officer = instance.visitor("officer")
    mark, before = instance.last(), instance.title()
    assert officer.post(f"/planted/change?ends={status}").status_code == int(status)
    assert instance.title() == before
    denied = [("access:refused", "denied")] if status == "404" else []
    assert instance.acts(mark) == denied


@pytest.mark.parametrize(
    ("ends", "status"), [("refused", 403), ("missing", 404), ("not-ready", 409), ("crash", 500)]
)
def test_a_refusal_or_a_crash_keeps_no_change(instance, ends, status):
    officer = instance.visitor("officer")
    mark, before = instance.last(), instance.title()
    assert officer.post(f"/planted/change?ends={ends}").status_code == status
    assert instance.title() == before
    assert ("preferences:changed", "done") not in instance.acts(mark)


def test_a_refused_act_is_recorded_after_everything_was_rolled_back(instance):
    officer = instance.visitor("officer")
    mark = instance.last()
    assert officer.post("/planted/change?ends=refused").status_code == 403
    assert instance.acts(mark) == [("access:refused", "denied")]


def test_a_crash_tells_nothing_and_serves_the_next_request(instance):
    officer = instance.visitor("officer")
    answer = officer.post("/planted/change?ends=crash")
    assert "ZeroDivision" not in answer.text
    assert "a mistake" not in answer.text
    assert officer.post("/planted/change").status_code == 200
    assert instance.title() == "changed"


def test_a_verb_that_failed_half_way_leaves_nothing_though_the_page_goes_on(instance):
    officer = instance.visitor("officer")
    mark, before = instance.last(), instance.title()
    assert officer.post("/planted/half").status_code == 200
    assert instance.title() == before
    assert instance.acts(mark) == []


def test_a_reading_request_changes_nothing(instance):
    officer = instance.visitor("officer")
    before = instance.title()
    officer.get("/planted/change")
    assert instance.title() == before


def test_what_was_read_is_recorded_even_where_the_answer_failed_later(instance):
    officer = instance.visitor("officer")
    for status in ("200", "409"):
        mark = instance.last()
        assert officer.get(f"/planted/read?ends={status}").status_code == int(status)
        assert instance.acts(mark) == [("audit:read", "done")]


def test_a_reading_request_holds_the_write_lock_only_at_its_end(instance):
    """While it reads somebody else can write; its own record comes in one short transaction."""
    officer = instance.visitor("officer")
    officer.post("/planted/change")  # the first change in a process reads names ahead
    with instance.app.app_context():
        engine = store.engine()
    begun = []
    event.listen(
        engine,
        "before_cursor_execute",
        lambda _c, _k, text, *_r: begun.append(text) if text.startswith("BEGIN") else None,
    )
    officer.get("/planted/read")
    assert begun == ["BEGIN DEFERRED", "BEGIN IMMEDIATE"]
    del begun[:]
    officer.post("/planted/change")
    assert begun == ["BEGIN IMMEDIATE"]


def test_what_cannot_be_recorded_is_not_delivered(instance):
    """Somebody holds the write lock: the answer stays in, and the page says to try again."""
    officer = instance.visitor("officer")
    with instance.app.app_context():
        engine = store.engine()
        event.listen(engine, "checkout", lambda raw, *_: raw.execute("PRAGMA busy_timeout=50"))
    mark = instance.last()
    holder = sqlite.connect(instance.home / "caseflow.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        answer = officer.get("/planted/read")
        assert answer.status_code == 503
        assert "answered" not in answer.text
        assert officer.post("/planted/change").status_code == 503
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    assert instance.acts(mark) == []
    assert officer.get("/planted/read").text == "answered"


def test_a_request_waits_for_a_short_lock_instead_of_failing(instance):
    officer = instance.visitor("officer")
    holder = sqlite.connect(
        instance.home / "caseflow.db", isolation_level=None, check_same_thread=False
    )
    holder.execute("BEGIN IMMEDIATE")
    ending = threading.Thread(target=lambda: (time.sleep(0.4), holder.execute("COMMIT")))
    ending.start()
    assert officer.post("/planted/change").status_code == 200
    ending.join()
    holder.close()
    assert instance.title() == "changed"


def test_a_denied_page_is_recorded_with_its_name_and_the_person(instance):
    officer = instance.visitor("officer")
    mark = instance.last()
    assert officer.get("/people").status_code == 404
    assert instance.acts(mark) == [("access:refused", "denied")]
    who = instance.one(
        "SELECT username FROM users u JOIN acts a ON a.actor_id = u.id WHERE a.seq = ?", mark + 1
    )
    assert who == "officer"


def test_health_says_the_database_answers_without_signing_in(instance):
    mark = instance.last()
    answer = instance.visitor().get("/healthz")
    assert answer.json == {"ok": True}
    assert instance.acts(mark) == []


def test_an_ordinary_page_takes_few_statements(instance):
    officer = instance.visitor("officer")
    officer.get("/me")
    with instance.app.app_context():
        engine = store.engine()
    with count_statements(engine) as seen:
        officer.get("/me")
    assert len(seen) <= 12, "\n".join(seen)


def test_two_changes_of_one_row_end_in_one_winner(instance):
    """A unique name taken between look and commit is a sentence, not a crash."""
    administrator = instance.visitor("administrator")
    with instance.app.app_context():
        engine = store.engine()

    def rival(connection, _cursor, statement, *_rest):
        if statement.startswith("INSERT INTO users"):
            event.remove(engine, "before_cursor_execute", rival)
            raise sa.exc.IntegrityError(statement, {}, Exception("UNIQUE"))

    event.listen(engine, "before_cursor_execute", rival)
    administrator.get("/people/new")
    answer = administrator.post("/people/new", {"username": "new.one", "full_name": "New One"})
    assert answer.status_code == 409
    assert instance.one("SELECT count(*) FROM users WHERE username = 'new.one'") == 0


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("username", ["officer", None])
def test_a_file_that_is_not_there_is_told_whoever_asks(instance, username, method):
    """The page that says so looks for who asks, with keys that only an equipped session has."""
    someone = instance.visitor(username)
    before = instance.last()
    assert getattr(someone, method)("/static/no-such-file.js").status_code == 404
    assert instance.last() == before
