"""Victims of an old register get files of their own, once, out of the case officers' sight."""

from __future__ import annotations

import sqlalchemy as sa

from caseflow.access.actor import SYSTEM
from caseflow.audit.models import Entry
from caseflow.crypto.opening import open_text
from caseflow.screening.purposes import ScreeningPurpose
from caseflow.victims.codes import VICTIM_CODES
from caseflow.victims.models import CaseTie, VictimFile
from caseflow.victims.services.admitting import OldVictim, admit_files
from tests.support.house import NOW

FIRST, SECOND = "AAA-2031-12345", "AAA-2031-54321"


def old(place, *cases, words="female, age 24"):
    return [OldVictim(case_reference=c, entity_id=place.here, words=words) for c in cases]


def admit(place, *cases):
    with place.house.system(ScreeningPurpose.IMPORT) as session:
        made = admit_files(session, old(place, *cases), actor=SYSTEM, now=NOW)
        session.commit()
    return made


def test_each_victim_gets_a_file_that_tells_what_the_register_says(place):
    assert admit(place, FIRST, FIRST, SECOND) == 3
    with place.session() as session:
        files = session.scalars(sa.select(VictimFile)).all()
        assert len({f.code for f in files}) == 3
        assert all(VICTIM_CODES.parse(f.code) for f in files)
        words = open_text(session, files[0], "safe_contact")
        assert words == "No contact is known. In an old register: female, age 24."
        ties = session.scalars(sa.select(CaseTie)).all()
        assert sorted(open_text(session, tie, "reference") for tie in ties) == [
            FIRST,
            FIRST,
            SECOND,
        ]


def test_a_second_import_opens_files_for_further_victims_only(place):
    assert admit(place, FIRST, FIRST) == 2
    assert admit(place, FIRST, FIRST) == 0
    assert admit(place, FIRST, FIRST, FIRST, SECOND) == 2
    assert admit(place) == 0


def test_every_file_has_its_entry_in_the_trail(place):
    admit(place, FIRST, FIRST)
    with place.house.system() as session:
        opened = session.scalars(sa.select(Entry).where(Entry.act == "victim-file:opened")).all()
        assert len({entry.root_id for entry in opened}) == 2


def test_officers_of_another_entity_see_none_of_them(place):
    admit(place, FIRST)
    stranger = place.house.person("victim-officer", entity=place.there, username="stranger")
    with place.session(stranger) as session:
        assert session.scalars(sa.select(VictimFile)).all() == []
