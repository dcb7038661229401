"""Files of a case: who may put right a wrong one where its work has ended."""

from __future__ import annotations

from io import BytesIO

import pytest

from caseflow.cases import queries
from caseflow.cases.opened_case.reading import open_case
from caseflow.cases.services.merging import merge
from caseflow.errors import AlreadyDone, GoesOnElsewhere, NotFound, Refused
from caseflow.matters.file_queries import open_matter_file
from caseflow.matters.services.files import (
    add_file,
    seal_upload,
    take_file_back,
    withdraw_file,
)
from caseflow.matters.services.notes import write_note
from tests.cases.conftest import Office
from tests.support.house import NOW

LETTER = b"%PDF-1.7 a letter"


def put(office, reference, actor=None):
    actor = actor or office.officer
    with office.house.session(actor) as session:
        case = queries.case(session, reference, actor=actor)
        upload = seal_upload(case, BytesIO(LETTER), "Letter.pdf", actor=actor)
        row = add_file(case, upload, actor=actor, now=NOW)
        session.commit()
        return row.id


def fetched(office, reference, file_id, actor=None):
    actor = actor or office.officer
    with office.house.session(actor) as session:
        case = queries.case(session, reference, actor=actor)
        opened = open_matter_file(session, case, file_id, actor=actor)
        session.commit()
        return opened.content


def test_a_file_of_a_merged_case_stays_there_and_a_wrong_one_is_still_withdrawn(office: Office):
    shell, into = office.log(), office.log()
    made = put(office, shell)
    with office.house.session(office.officer) as session:
        cases = [queries.case(session, each, actor=office.officer) for each in (shell, into)]
        merge(*cases, reason="The same", actor=office.officer, now=NOW)
        session.commit()
    with office.house.session(office.officer) as session:
        case = queries.case(session, shell, actor=office.officer)
        who = {"actor": office.officer, "now": NOW}
        view = open_case(session, shell, **who)
        assert "withdraw-file" in view.may
        assert not {"note", "task"} & view.may
        with pytest.raises(GoesOnElsewhere):
            write_note(case, "More", **who)
        with pytest.raises(GoesOnElsewhere):
            seal_upload(case, BytesIO(LETTER), "More.pdf", actor=office.officer)
        withdraw_file(case, made, reason="Another person's", **who)
        session.commit()
    with pytest.raises(NotFound):
        fetched(office, shell, made)
    office.do(office.officer, shell, take_file_back, made)
    assert fetched(office, shell, made) == LETTER
    with office.house.session(office.officer) as session:
        assert open_case(session, into, actor=office.officer, now=NOW).files == ()


def test_whoever_sees_the_case_fetches_its_files_and_nobody_else(office: Office):
    reference = office.log()
    made = put(office, reference)
    reader = office.house.person("senior-conduct-officer", entity=office.entity, name="Lidia")
    assert fetched(office, reference, made, reader) == LETTER
    auditor = office.house.person("auditor", name="Paul")
    with office.house.session(auditor) as session, pytest.raises((NotFound, Refused)):
        queries.case(session, reference, actor=auditor)
    with pytest.raises(AlreadyDone):
        office.do(office.officer, reference, take_file_back, made)
