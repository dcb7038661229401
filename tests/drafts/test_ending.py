"""A draft that nobody goes on with ends: its owner is told before, and the trail says so once."""

from __future__ import annotations

import os
import signal
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from caseflow import packs
from caseflow.access.models import Root
from caseflow.accounts.ending_drafts import look_after_drafts
from caseflow.audit.purposes import TrailPurpose
from caseflow.drafts import term as terms
from caseflow.drafts.ending import AT_ONCE, drop_ended
from caseflow.drafts.models import Draft
from caseflow.drafts.term import Term, term
from caseflow.jobs.purposes import JobPurpose
from caseflow.notices.models import Notice
from tests.drafts.typing import begun, kept, opened
from tests.support.house import NOW, House
from tests.support.site import Site
from tests.support.trail import entries

DAY = timedelta(days=1)
WARNED, ENDED = NOW + 83 * DAY, NOW + 90 * DAY


@pytest.fixture
def ada(house: House):
    return house.person("conduct-officer", username="ada")


def typed(house: House, who, now=NOW, **more):
    with house.session(who) as session:
        draft = begun(session, {"title": "Unfinished"}, actor=who, now=now, **more)
        session.commit()
        return draft.id


def go_round(house: House, now) -> None:
    with house.system(JobPurpose.JOBS) as session:
        look_after_drafts(session, now=now)
        session.commit()


def left(house: House) -> tuple[int, int]:
    """How many drafts there are, and how many roots of drafts."""
    with house.system(TrailPurpose.DOCTOR) as session:
        drafts = session.scalar(sa.select(sa.func.count(Draft.id)))
        roots = session.scalar(sa.select(sa.func.count(Root.id)).where(Root.kind == "draft"))
        return drafts, roots


def told(house: House) -> list:
    with house.system(TrailPurpose.DOCTOR) as session:
        rows = session.execute(sa.select(Notice.to_user_id, Notice.made_at, Notice.parameters))
        return [tuple(row) for row in rows if row is not None]


def dropped(house: House) -> list:
    return [detail for _entry, detail in entries(house, "draft:dropped")]


def test_its_owner_is_told_a_week_before_and_then_it_goes_with_one_entry(house: House, ada):
    typed(house, ada)
    go_round(house, WARNED - timedelta(seconds=1))
    assert told(house) == []
    go_round(house, WARNED)
    go_round(house, WARNED + timedelta(minutes=1))
    assert told(house) == [(ada.user_id, WARNED, {"days": 7})]
    go_round(house, ENDED - timedelta(seconds=1))
    assert left(house) == (1, 1)
    go_round(house, ENDED)
    assert left(house) == (0, 0)
    assert len(dropped(house)) == 1
    assert dropped(house)[0]["facts"] == {"ended": True}
    go_round(house, ENDED + DAY)
    assert len(told(house)) == len(dropped(house)) == 1


def test_who_goes_on_with_it_begins_a_new_term_and_is_told_again(house: House, ada):
    typed(house, ada)
    go_round(house, WARNED)
    typed(house, ada, now=ENDED - DAY)
    go_round(house, ENDED)
    assert left(house) == (1, 1)
    go_round(house, ENDED - DAY + 83 * DAY)
    assert len(told(house)) == 2
    go_round(house, ENDED - DAY + 90 * DAY)
    assert left(house) == (0, 0)


def test_nothing_goes_before_its_owner_was_told_however_old_it_is(house: House, ada):
    typed(house, ada)
    late = NOW + 400 * DAY  # the worker was away, or the release is new
    go_round(house, late)
    assert left(house) == (1, 1)
    assert told(house) == [(ada.user_id, late, {"days": 7})]
    go_round(house, late + 6 * DAY)
    assert left(house) == (1, 1)
    go_round(house, late + 7 * DAY)
    assert left(house) == (0, 0)


def test_one_who_has_many_gets_one_notice_and_each_draft_its_entry(house: House, ada):
    bo = house.person("conduct-officer", username="bo")
    for number in range(3):
        typed(house, ada, window=f"window-{number}")
    typed(house, bo, window="another")
    go_round(house, WARNED)
    assert sorted(to for to, _at, _days in told(house)) == sorted([ada.user_id, bo.user_id])
    go_round(house, ENDED)
    assert left(house) == (0, 0)
    assert len(dropped(house)) == 4


def test_a_round_holds_nobody_up_by_taking_everything_at_once(house: House, ada, monkeypatch):
    monkeypatch.setattr("caseflow.drafts.ending.AT_ONCE", 2)
    assert AT_ONCE <= 100
    for number in range(5):
        typed(house, ada, window=f"window-{number}")
    for minute in range(3):
        go_round(house, WARNED + timedelta(minutes=minute))
    after = ENDED + timedelta(minutes=5)
    seen = []
    for _round in range(3):
        go_round(house, after)
        seen.append(left(house)[0])
    assert seen == [3, 1, 0]


@pytest.mark.parametrize("when", [WARNED, ENDED])
def test_a_worker_that_is_killed_leaves_all_of_a_round_or_nothing(house: House, ada, when):
    for number in range(3):
        typed(house, ada, window=f"window-{number}")
    if when == ENDED:
        go_round(house, WARNED)
    before = (left(house), len(told(house)), len(dropped(house)))
    for flushes in (1, 3):
        assert killed(house, when, flushes)
        assert (left(house), len(told(house)), len(dropped(house))) == before
    go_round(house, when)
    if when == WARNED:
        assert (left(house), len(told(house))) == ((3, 3), 1)
    else:
        assert (left(house), len(told(house)), len(dropped(house))) == ((0, 0), 1, 3)


def killed(house: House, when, flushes: int) -> bool:
    """Whether a process was killed -9 in the middle of a round, after so many of its flushes."""
    child = os.fork()
    if child == 0:
        try:
            house.engine.dispose(close=False)
            die_in_round(house, when, flushes)
        finally:
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def die_in_round(house: House, when, flushes: int) -> None:
    with house.system(JobPurpose.JOBS) as session:
        done = [0]

        def die(*_args: object) -> None:
            done[0] += 1
            if done[0] >= flushes:
                os.kill(os.getpid(), signal.SIGKILL)

        sa.event.listen(session, "after_flush_postexec", die)
        look_after_drafts(session, now=when)
        session.flush()
        os.kill(os.getpid(), signal.SIGKILL)


def test_an_organisation_changes_the_term_and_a_wrong_one_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("CASEFLOW_HOME", str(tmp_path))
    assert term() == Term(90, 7)
    own = tmp_path / "config" / "drafts.toml"
    own.parent.mkdir()
    own.write_text("[kept]\ndays = 30\n", encoding="utf-8")
    terms._kept.cache_clear()
    assert term() == Term(30, 7)
    own.write_text("[kept]\ndays = 5\n", encoding="utf-8")
    terms._kept.cache_clear()
    with pytest.raises(packs.PackError, match="is not less than the 5 days"):
        term()
    terms._kept.cache_clear()


def test_the_pages_say_when_a_draft_goes_and_the_notice_leads_there(site: Site) -> None:
    officer = site.as_("officer")
    path = f"/cases/{site.log()}/notes/new"
    kept(officer, {**opened(officer, path), "words": "Half a note"})
    page = officer.page("/drafts")
    assert "nobody goes on with for 90 days is thrown away (house" in page.said.lower()
    assert "You get a notice 7 days before." in page.said
    assert "Thrown away on 21 Feb 2027, unless you go on with it" in page.said
    assert "Thrown away on 21 Feb 2027" in officer.page(path).said
    later = NOW + 100 * DAY
    with time_machine.travel(later, tick=False):
        again = site.as_("officer", now=later)
        assert "Thrown away on 10 Mar 2027" in again.page("/drafts").said  # told first


def test_a_person_ends_nothing_of_anybody_else_by_it(house: House, ada):
    typed(house, ada)
    go_round(house, WARNED)
    bo = house.person("conduct-officer", username="bo")
    with house.session(bo) as session:
        assert drop_ended(session, term(), now=ENDED + DAY) == 0  # the wall shows none
        session.commit()
    assert left(house) == (1, 1)
