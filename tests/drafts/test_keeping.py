"""What is typed is kept as it was typed, for whoever typed it, and the trail says when it began."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

import pytest
import sqlalchemy as sa

from caseflow.access.models import Root
from caseflow.access.wall import PastTheWall
from caseflow.audit.models import Entry
from caseflow.audit.purposes import TrailPurpose
from caseflow.audit.rows import compare_rows
from caseflow.audit.verifying import Verdict
from caseflow.crypto.models import Compartment, DataKey, DomainKey
from caseflow.drafts.models import Draft
from caseflow.drafts.queries import drafts_of_form, own_draft, own_drafts
from caseflow.drafts.services import drop_draft, end_with_act, keep_draft, open_draft
from caseflow.errors import NotFound, NotReady, Refused
from caseflow.jobs.purposes import JobPurpose
from tests.drafts.typing import begun, desk
from tests.support.house import NOW, House

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def ada(house: House):
    return house.person("conduct-officer", username="ada")


@pytest.fixture
def bo(house: House):
    return house.person("senior-conduct-officer", username="bo")


def acts(house: House) -> list[str]:
    with house.system() as session:
        rows = session.execute(sa.select(Entry.act).order_by(Entry.seq)).scalars()
        return [each for each in rows if each.startswith("draft:")]


def test_a_draft_comes_back_word_for_word_and_only_to_its_owner(house: House, ada, bo):
    typed = {"title": "Ünfinished", "received_on": "31 February", "q": ["1", "\u202e", "\ud800"]}
    with house.session(ada) as session:
        first = begun(session, typed, actor=ada)
        session.commit()
    with house.session(ada) as session:
        typed["title"] = "Finished"
        begun(session, typed, actor=ada, now=LATER, page="/cases/new?step=3")
        session.commit()
    with house.session(bo) as session:
        with pytest.raises(NotFound):
            own_draft(session, first.id, actor=bo)
        assert own_drafts(session, actor=bo) == []
        assert session.get(Draft, first.id) is None  # the wall, whatever is asked
    with house.session(ada) as session:
        (mine,) = drafts_of_form(session, "log-a-case", actor=ada)
        assert (mine.id, mine.page, mine.kept_at) == (first.id, "/cases/new?step=3", LATER)
        draft = own_draft(session, mine.id, actor=ada)
        assert "Finished" not in str(draft.content)
        assert open_draft(draft, actor=ada, now=LATER) == typed
        drop_draft(draft, actor=ada)
        session.commit()
    with house.system() as session:
        assert session.get(Root, first.id) is None


def test_a_draft_is_its_writers_also_where_no_wall_stands(house: House, ada, bo):
    with house.session(ada) as session:
        draft = begun(session, {"title": ["x"]}, actor=ada)
        session.commit()
    with house.system(JobPurpose.JOBS) as session:
        assert own_draft(session, draft.id, actor=ada).id == draft.id
        with pytest.raises(NotFound):
            own_draft(session, draft.id, actor=bo)
        with pytest.raises(Refused):
            open_draft(session.get_one(Draft, draft.id), actor=bo, now=NOW)
        with pytest.raises(Refused):
            drop_draft(session.get_one(Draft, draft.id), actor=bo)


def test_the_trail_tells_when_a_draft_begins_is_opened_and_goes_and_of_no_save(house: House, ada):
    for minute in range(4):
        with house.session(ada) as session:
            words = {"title": [f"{minute}"]}
            draft = begun(session, words, actor=ada, now=NOW + timedelta(minutes=minute))
            session.commit()
    assert acts(house) == ["draft:kept"]
    with house.session(ada) as session:
        open_draft(own_draft(session, draft.id, actor=ada), actor=ada, now=LATER)
        session.commit()
    with house.session(ada) as session:
        end_with_act(session, desk=desk(), actor=ada)
        session.commit()
    assert acts(house) == ["draft:kept", "draft:read", "draft:dropped"]


def test_the_trail_still_agrees_with_the_tables_after_every_save(house: House, ada):
    for words in ("one", "two"):
        with house.session(ada) as session:
            begun(session, {"title": [words]}, actor=ada)
            session.commit()
    with house.system(TrailPurpose.TRAIL_VERIFICATION) as session:
        verdict = Verdict()
        compare_rows(session, verdict)
        assert not verdict.faults
    with closing(house.engine.raw_connection()) as raw:  # whose it is stays bound to the trail
        raw.cursor().execute("UPDATE roots SET classification = 'unclassified'")
        raw.commit()
    with house.system(TrailPurpose.TRAIL_VERIFICATION) as session:
        verdict = Verdict()
        compare_rows(session, verdict)
        assert verdict.faults


def test_too_much_is_refused_and_what_was_kept_stays(house: House, ada):
    with house.session(ada) as session:
        begun(session, {"text": ["short"]}, actor=ada)
        session.commit()
    with house.session(ada) as session, pytest.raises(NotReady):
        begun(session, {"text": ["x" * 1_000_001]}, actor=ada)
    with house.session(ada) as session:
        (line,) = own_drafts(session, actor=ada)
        draft = own_draft(session, line.id, actor=ada)
        assert open_draft(draft, actor=ada, now=NOW) == {"text": ["short"]}


@pytest.mark.parametrize("compartment", [Compartment.VICTIMS, Compartment.SCREENING])
def test_words_are_sealed_under_the_key_of_the_room_of_their_form(
    house: House, ada, compartment: Compartment
):
    from dataclasses import replace

    place = replace(desk(), compartment=compartment)
    with house.session(ada) as session:
        draft = keep_draft(
            session, lambda _before: {"name": ["Mira"]}, desk=place, actor=ada, now=NOW
        )
        session.commit()
    with house.system() as session:
        key = session.get_one(DataKey, draft.data_key_id)
        assert session.get_one(DomainKey, key.domain_key_id).compartment is compartment


def test_two_windows_on_one_draft_never_write_over_each_other(house: House, ada):
    with house.session(ada) as session:
        draft = begun(session, {"text": ["from before"]}, actor=ada, window="first")
        session.commit()
    seen = {"draft_id": draft.id, "version": 1}
    with house.session(ada) as session:
        begun(session, {"text": ["from the second"]}, actor=ada, window="second", **seen)
        session.commit()
    with house.session(ada) as session:
        begun(session, {"text": ["from the third"]}, actor=ada, window="third", **seen)
        session.commit()
    with house.session(ada) as session:
        lines = own_drafts(session, actor=ada)
        drafts = [own_draft(session, line.id, actor=ada) for line in lines]
        texts = {open_draft(each, actor=ada, now=NOW)["text"][0] for each in drafts}
        assert texts == {"from the second", "from the third"}
        end_with_act(session, desk=desk(window="third", **seen), actor=ada)
        (left,) = own_drafts(session, actor=ada)
        assert left.id == draft.id


def test_nobody_writes_drafts_past_their_session(house: House, ada, bo):
    with house.session(ada) as session:
        draft = begun(session, {"text": ["mine"]}, actor=ada)
        session.commit()
    with house.session(bo) as session:
        session.merge(draft, load=False).version = 9
        with pytest.raises(PastTheWall):
            session.flush()
