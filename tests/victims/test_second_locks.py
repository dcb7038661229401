"""Each verb of a file asks for the file it is given, also when it came in by another way."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from uuid import UUID

import pytest
import sqlalchemy as sa

from caseflow.errors import NotReady, Refused
from caseflow.jobs.purposes import JobPurpose
from caseflow.reference.numbers import reference
from caseflow.victims.models import (
    CaseTie,
    Channel,
    Identity,
    Need,
    NeedKind,
    Service,
    Urgency,
    VictimFile,
)
from caseflow.victims.permissions import VictimPermission
from caseflow.victims.services import files, identity, referring, telling
from tests.support.house import NOW, TODAY

CASE = reference("AAA", 2026, 1, b"0123456789abcdef")
VERBS = {
    "keep": lambda f, **who: files.update_file(
        f["file"], urgency=Urgency.URGENT, safe_contact="x", **who
    ),
    "need": lambda f, **who: files.record_need(
        f["file"], kind=NeedKind.MEDICAL, urgency=Urgency.SOON, **who
    ),
    "untie": lambda f, **who: telling.untie_case(f["file"], f["tie"], **who),
    "meet": lambda f, **who: files.meet_need(f["file"], f["need"], **who),
    "follow up": lambda f, **who: files.follow_up(
        f["file"], day=TODAY, reached=True, channel=Channel.MEETING, next_on=None, **who
    ),
    "refer": lambda f, **who: referring.refer_service(f["file"], f["need"], provider="x", **who),
    "tie": lambda f, **who: telling.tie_case(f["file"], CASE, **who),
    "tell": lambda f, **who: telling.tell(
        f["file"], f["tie"], f["file"].id, day=TODAY, channel=Channel.MEETING, **who
    ),
    "move a referral": lambda f, **who: referring.move_service(f["file"], f["help"], "send", **who),
    "write identity": lambda f, **who: identity.record_identity(
        f["file"], identity.Person("x"), **who
    ),
    "open identity": lambda f, **who: identity.open_identity(
        f["file"], reason="I need to know this", **who
    ),
}


def filled(place) -> UUID:
    """A file with a need, a tie and an identity; its id."""
    who = {"actor": place.officer, "now": NOW}
    with place.session() as session:
        file = files.open_file(session, entity_id=place.here, urgency=Urgency.SOON, **who)
        need = files.record_need(file, kind=NeedKind.MEDICAL, urgency=Urgency.SOON, **who)
        referring.refer_service(file, need, provider="Clinic", **who)
        telling.tie_case(file, reference("AAA", 2026, 2, b"0123456789abcdef"), **who)
        identity.record_identity(file, identity.Person("Ama Serwaa"), **who)
        session.commit()
        return file.id


def in_hand(place, file_id: UUID) -> dict[str, object]:
    """The rows of a file as they are held already, whoever may see them."""
    models = {"file": VictimFile, "need": Need, "tie": CaseTie, "who": Identity, "help": Service}
    with place.house.system(JobPurpose.JOBS) as session:
        rows = {
            name: session.scalars(sa.select(model).where(model.root_id == file_id)).first()
            for name, model in models.items()
        }
        session.expunge_all()
        return rows


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
@pytest.mark.parametrize("role", ["victim-officer", "senior-conduct-officer", "administrator"])
def test_no_verb_takes_a_file_that_is_out_of_reach(place, verb, role):
    rows = in_hand(place, filled(place))
    stranger = place.house.person(role, entity=place.there, name="Stranger")
    with place.session(stranger) as session:
        session.add_all(row for row in rows.values() if row is not None)
        with session.no_autoflush, pytest.raises(Refused):
            verb(rows, actor=stranger, now=NOW)
        session.rollback()


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_the_officer_of_the_file_is_asked_the_same_and_passes_or_hears_why_not(place, verb):
    rows = in_hand(place, filled(place))
    with place.session() as session:
        session.add_all(row for row in rows.values() if row is not None)
        with suppress(NotReady):  # what it lacks is another test's matter
            verb(rows, actor=place.officer, now=NOW)
        session.rollback()


@pytest.mark.parametrize("verb", ["write identity", "open identity"])
def test_who_may_assist_and_not_identify_neither_reads_nor_writes_who_it_is(place, verb):
    rows = in_hand(place, filled(place))
    (held,) = place.officer.held
    role = replace(held.role, may=held.role.may - {VictimPermission.IDENTIFY})
    helper = replace(place.officer, held=(replace(held, role=role),))
    with place.session(helper) as session:
        session.add_all(row for row in rows.values() if row is not None)
        VERBS["need"](rows, actor=helper, now=NOW)
        with pytest.raises(Refused):
            VERBS[verb](rows, actor=helper, now=NOW)
        session.rollback()
