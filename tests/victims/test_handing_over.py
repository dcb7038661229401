"""A person's file is given to another officer, who is told without a word about the person."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from caseflow.audit.chain import decode
from caseflow.audit.models import Entry
from caseflow.errors import NotFound, NotReady, Refused
from caseflow.jobs.purposes import JobPurpose
from caseflow.notices.models import Notice
from caseflow.reporting.queries import details_of
from caseflow.victims.acts import VictimAct
from caseflow.victims.models import Urgency, VictimFile
from caseflow.victims.queries.day import day
from caseflow.victims.queries.file import file, read_file
from caseflow.victims.services.files import open_file
from caseflow.victims.services.handing_over import hand_over, those_who_could
from tests.support.house import NOW, TODAY


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


def give(place, code, to, *, actor=None, reason="On leave"):
    actor = actor or place.officer
    with place.session(actor) as session:
        this = file(session, code, actor=actor)
        hand_over(this, to=to, reason=reason, actor=actor, now=NOW)
        session.commit()


def owner(place, code):
    with place.house.system() as session:
        return session.scalar(sa.select(VictimFile.owner_id).where(VictimFile.code == code))


def notices(place):
    with place.house.system(JobPurpose.JOBS) as session:
        return list(session.scalars(sa.select(Notice)))


def test_the_file_is_with_the_other_officer_and_comes_back(place, code, colleague):
    give(place, code, colleague.user_id)
    assert owner(place, code) == colleague.user_id
    for actor, mine in ((colleague, True), (place.officer, False)):
        with place.session(actor) as session:
            (line,) = day(session, actor=actor, now=NOW, today=TODAY).people
            view = read_file(session, code, actor=actor, now=NOW, today=TODAY)
            session.commit()
        assert (line.code, line.mine) == (code, mine)
        assert view.officer == "Ruth Okoye"
    give(place, code, place.officer.user_id, actor=colleague)
    assert owner(place, code) == place.officer.user_id


def test_the_notice_tells_nothing_of_the_person(place, code, colleague):
    give(place, code, colleague.user_id)
    (notice,) = notices(place)
    assert notice.to_user_id == colleague.user_id
    assert code not in json.dumps([notice.sentence, notice.parameters, notice.path])
    assert code.split("-")[1] not in notice.sentence


def test_the_trail_says_who_gave_it_to_whom(place, code, colleague):
    give(place, code, colleague.user_id)
    with place.house.system() as session:
        wanted = sa.select(Entry).where(Entry.act == VictimAct.FILE_HANDED_OVER.value)
        entry = session.scalars(wanted).one()
        told = details_of(session, [decode(entry.body)])[entry.seq]
    assert entry.actor_id == place.officer.user_id
    assert told["facts"]["reason"] == "On leave"
    assert told["facts"]["to"] == str(colleague.user_id)


def test_only_those_are_offered_who_assist_there(place, code, colleague):
    place.house.person("victim-officer", entity=place.there, name="Far Away")
    place.house.person("conduct-officer", entity=place.here, name="No Helper")
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        able = those_who_could(session, this, actor=place.officer, now=NOW)
    assert [each.name for each in able] == ["Ruth Okoye"]


def test_nobody_else_can_get_it_and_nothing_changes(place, code, colleague):
    far = place.house.person("victim-officer", entity=place.there, name="Far Away")
    with pytest.raises(NotReady, match="does not assist"):
        give(place, code, far.user_id)
    with pytest.raises(NotReady, match="has the file already"):
        give(place, code, place.officer.user_id)
    with pytest.raises(NotReady, match="Choose"):
        give(place, code, None)
    with pytest.raises(NotReady, match="Say why"):
        give(place, code, colleague.user_id, reason="  ")
    with pytest.raises(NotFound):
        give(place, code, far.user_id, actor=far)
    assert owner(place, code) == place.officer.user_id
    assert notices(place) == []


def test_whoever_only_reads_hands_nothing_over(place, code, colleague):
    auditor = place.house.person("auditor", name="Paul Lindqvist")
    with pytest.raises((NotFound, Refused)):
        give(place, code, colleague.user_id, actor=auditor)


def test_it_is_handed_over_on_a_page(site):
    colleague = site.house.person("victim-officer", entity=site.entity, name="Ruth Okoye")
    client = site.as_("victim-officer")
    made = client.sent("/victims/new", {"entity": str(site.entity), "urgency": "soon"})
    page = client.page(made)
    assert "accompanied by Amina Farouk" in page.said
    address = f"{made}/hand-over"
    assert address in page.links
    client.refused(address, {"to": "", "reason": "On leave"})
    client.refused(address, {"to": str(colleague.user_id), "reason": ""})
    typed = {"to": str(colleague.user_id), "reason": "On leave"}
    assert client.sent(address, typed) == "/victims"
    assert "is handed over" in client.page("/victims").said
    assert "accompanied by Ruth Okoye" in client.page(made).said


def test_where_nobody_else_assists_the_page_says_so(site):
    client = site.as_("victim-officer")
    made = client.sent("/victims/new", {"entity": str(site.entity), "urgency": "soon"})
    assert "Nobody else assists victims in this entity" in client.page(f"{made}/hand-over").said
