"""What a victim assistance officer does with a file, and who sees none of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from caseflow import list_order
from caseflow.access.actor import SYSTEM, Actor
from caseflow.audit.models import Entry
from caseflow.crypto.models import Compartment, DataKey, DomainKey
from caseflow.db import make_engine
from caseflow.errors import NotFound, NotReady, Refused
from caseflow.reference.models import Entity
from caseflow.reference.services import close_entity
from caseflow.victims.acts import VictimAct
from caseflow.victims.models import (
    Channel,
    Need,
    NeedKind,
    Service,
    ServiceStage,
    Urgency,
    VictimFile,
)
from caseflow.victims.queries.day import day
from caseflow.victims.queries.file import file, read_file
from caseflow.victims.services.files import (
    follow_up,
    meet_need,
    open_file,
    record_need,
    update_file,
)
from caseflow.victims.services.identity import Person, open_identity, record_identity
from caseflow.victims.services.reaching import Reasons
from caseflow.victims.services.referring import move_service, refer_service
from tests.support.house import NOW, TODAY

STORY = "a very particular sentence about what happened"


def opened(place, **facts):
    with place.session() as session:
        made = open_file(
            session,
            entity_id=place.here,
            urgency=Urgency.SOON,
            actor=place.officer,
            now=NOW,
            **facts,
        )
        session.commit()
        return made.code


def acts(place):
    with place.house.factory() as session:
        return list(session.scalars(sa.select(Entry.act).order_by(Entry.seq)))


def test_a_file_goes_from_need_to_help_that_was_given(place):
    code = opened(place, safe_contact="Call before ten only.")
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        who = {"actor": place.officer, "now": NOW}
        need = record_need(this, kind=NeedKind.MEDICAL, urgency=Urgency.URGENT, words=STORY, **who)
        referral = refer_service(this, need, provider="Clinic on the hill", **who)
        for move in ("send", "accept", "begin", "provide"):
            move_service(this, referral, move, **who)
        follow_up(this, day=TODAY, reached=True, channel=Channel.MEETING, next_on=TODAY, **who)
        session.commit()
    with place.session() as session:
        view = read_file(session, code, actor=place.officer, now=NOW, today=TODAY)
        session.commit()
    assert view.safe_contact == "Call before ten only."
    assert [(n.kind, n.words, n.met) for n in view.needs] == [(NeedKind.MEDICAL, STORY, True)]
    assert [(s.provider, s.stage) for s in view.services] == [
        ("Clinic on the hill", ServiceStage.PROVIDED)
    ]
    assert view.services[0].moves == ()
    assert [(step.label, step.day, step.by.name) for step in view.services[0].course] == [
        (label, TODAY, "Amina Farouk")
        for label in ("Send", "The provider accepted", "Help has begun", "Help was given")
    ]
    assert view.next_contact_on == TODAY
    assert acts(place)[-1] == VictimAct.FILE_READ.value


def test_a_referral_that_leads_nowhere_needs_a_reason_and_leaves_the_need_open(place):
    code = opened(place)
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        who = {"actor": place.officer, "now": NOW}
        need = record_need(this, kind=NeedKind.LEGAL, urgency=Urgency.STEADY, **who)
        with pytest.raises(NotReady):
            refer_service(this, need, provider="  ", **who)
        referral = refer_service(this, need, provider="Legal aid", **who)
        with pytest.raises(NotReady):
            move_service(this, referral, "gap", **who)
        with pytest.raises(NotReady):
            move_service(this, referral, "provide", **who)
        with pytest.raises(NotFound):
            move_service(this, referral, "no-such-move", **who)
        move_service(this, referral, "gap", reason="No lawyer within a day's travel", **who)
        session.flush()
        view = read_file(session, code, actor=place.officer, now=NOW, today=TODAY)
        (step,) = view.services[0].course
        assert (step.label, step.end) == ("Nobody offers this here", "Not to be had here")
        assert step.reason == "No lawyer within a day's travel"
        assert referral.stage is ServiceStage.UNAVAILABLE
        assert need.met_at is None
        meet_need(this, need, **who)
        with pytest.raises(NotReady):
            meet_need(this, need, **who)
        with pytest.raises(NotReady):
            refer_service(this, need, provider="Legal aid", **who)


def test_the_identity_opens_only_with_a_reason_and_the_look_is_recorded(place):
    code = opened(place)
    known = Person("Ana Marisol Quispe", contact="The blue house", date_of_birth="about 1999")
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        with pytest.raises(NotFound):
            open_identity(this, actor=place.officer, now=NOW, reason="First visit to her home")
        record_identity(this, known, actor=place.officer, now=NOW)
        session.commit()
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        with pytest.raises(NotReady) as refused:
            open_identity(this, actor=place.officer, now=NOW, reason="  why ")
        assert refused.value.field == "reason"
        assert open_identity(this, actor=place.officer, now=NOW, reason="Home visit today") == known
        session.commit()
    assert acts(place)[-1] == VictimAct.IDENTITY_READ.value


def test_the_identity_is_sealed_apart_under_the_victims_own_provider_key(place):
    code = opened(place, safe_contact="zebra-safe-contact")
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        record_identity(this, Person("Zebra Name"), actor=place.officer, now=NOW)
        session.commit()
    looking = make_engine(place.url)
    with looking.connect() as connection:
        keys = connection.execute(
            sa.select(DataKey.root_kind, DomainKey.compartment)
            .join(DomainKey, DomainKey.id == DataKey.domain_key_id)
            .where(DataKey.root_kind.startswith("victim"))
        ).all()
        stored = [
            bytes(connection.exec_driver_sql(f"SELECT {column} FROM {table}").scalar_one())
            for table, column in (("victim_identities", "name"), ("victim_files", "safe_contact"))
        ]
    looking.dispose()
    assert sorted(map(tuple, keys)) == [
        ("victim-file", Compartment.VICTIMS),
        ("victim-identity", Compartment.VICTIMS),
    ]
    assert all(b"ebra" not in value for value in stored)


@pytest.mark.parametrize(
    "role",
    [
        "conduct-officer",
        "senior-conduct-officer",
        "investigator",
        "decision-maker",
        "registry-officer",
        "auditor",
        "administrator",
        "risk-officer",
    ],
)
def test_nobody_else_sees_a_file_or_may_open_one(place, role):
    code = opened(place)
    other: Actor = place.house.person(role, entity=place.here)
    with place.session(other) as session:
        assert session.scalar(sa.select(sa.func.count(VictimFile.id))) == 0
        assert session.scalar(sa.select(sa.func.count(Need.id))) == 0
        assert session.scalar(sa.select(sa.func.count(Service.id))) == 0
        with pytest.raises(NotFound):
            file(session, code, actor=other)
        with pytest.raises(Refused):
            open_file(session, entity_id=place.here, urgency=Urgency.SOON, actor=other, now=NOW)


def test_a_closed_entity_takes_no_new_file(place):
    with place.house.system() as session:
        close_entity(session.get_one(Entity, place.here), on=TODAY, actor=SYSTEM, now=NOW)
        session.commit()
    officer = place.officer
    with place.session(officer) as session:
        with pytest.raises(NotReady, match="entity is closed"):
            open_file(session, entity_id=place.here, urgency=Urgency.SOON, actor=officer, now=NOW)
        assert session.scalar(sa.select(sa.func.count(VictimFile.id))) == 0


def test_an_officer_sees_the_files_of_their_entity_and_no_other(place):
    code = opened(place)
    elsewhere = place.house.person("victim-officer", entity=place.there)
    with place.session(elsewhere) as session:
        with pytest.raises(NotFound):
            file(session, code, actor=elsewhere)
        with pytest.raises(Refused):
            open_file(session, entity_id=place.here, urgency=Urgency.SOON, actor=elsewhere, now=NOW)
    colleague = place.house.person("victim-officer", entity=place.here)
    with place.session(colleague) as session:
        assert file(session, code, actor=colleague).code == code


def test_the_day_begins_with_what_cannot_wait(place):
    calm, urgent = opened(place), opened(place, safe_contact="No marked car.")
    who = {"actor": place.officer, "now": NOW}
    with place.session() as session:
        first = file(session, calm, actor=place.officer)
        second = file(session, urgent, actor=place.officer)
        record_need(first, kind=NeedKind.EDUCATION, urgency=Urgency.STEADY, **who)
        record_need(
            first,
            kind=NeedKind.MEDICAL,
            urgency=Urgency.SOON,
            due_at=NOW + timedelta(hours=8),
            **who,
        )
        record_need(second, kind=NeedKind.SAFETY, urgency=Urgency.URGENT, **who)
        update_file(second, urgency=Urgency.URGENT, safe_contact="No marked car.", **who)
        follow_up(
            second,
            day=TODAY - timedelta(days=9),
            reached=False,
            channel=Channel.TELEPHONE,
            next_on=TODAY - timedelta(days=2),
            reasons=Reasons(late="No line before today."),
            **who,
        )
        session.commit()
    with place.session() as session:
        view = day(session, actor=place.officer, now=NOW, today=TODAY)
        session.commit()
    assert view.headline == "3 things cannot wait."
    assert [p.code for p in view.pressing] == [calm, urgent, urgent]
    assert [p.code for p in view.people] == [urgent, calm]
    assert [(c.code, c.safe_contact) for c in view.agenda] == [(urgent, "No marked car.")]
    assert acts(place)[-1] == VictimAct.FILE_LISTED.value


def test_everybody_stands_on_one_page_and_ones_own_press_on_every_page(place, monkeypatch):
    monkeypatch.setattr(list_order, "ROWS", 2)
    colleague = place.house.person("victim-officer", entity=place.here, name="Ruth Okoye")
    theirs = [opened(place, owner_id=colleague.user_id) for _each in range(2)]
    codes = [*theirs, *(opened(place) for _each in range(3))]
    with place.session() as session:
        pressed = file(session, codes[2], actor=place.officer)
        follow_up(
            pressed,
            day=TODAY,
            reached=False,
            channel=Channel.TELEPHONE,
            next_on=TODAY,
            actor=place.officer,
            now=NOW,
        )
        session.commit()
    pages, after = [], ""
    while after is not None:
        with place.session() as session:
            later = {"now": NOW + timedelta(days=1), "today": TODAY + timedelta(days=1)}
            view = day(session, actor=place.officer, after=after, **later)
            session.commit()
        assert [each.code for each in view.pressing] == [codes[2]]
        assert [each.code for each in view.agenda] == [codes[2]]
        pages.append([each.code for each in view.people])
        after = view.after
    assert pages == [[codes[4], codes[3]], [codes[2], codes[1]], [codes[0]]]


def test_a_quiet_day_says_so(place):
    with place.session() as session:
        assert day(session, actor=place.officer, now=NOW, today=TODAY).headline == (
            "Nothing is pressing."
        )


def test_days_that_make_no_sense_are_refused_at_their_field(place):
    code = opened(place)
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        who = {"actor": place.officer, "now": NOW, "reached": True, "channel": Channel.MEETING}
        with pytest.raises(NotReady) as late:
            follow_up(this, day=TODAY + timedelta(days=5), **who)
        assert late.value.field == "day"
        with pytest.raises(NotReady) as early:
            follow_up(this, day=TODAY, next_on=TODAY - timedelta(days=1), **who)
        assert early.value.field == "next_on"
