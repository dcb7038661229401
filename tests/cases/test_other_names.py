"""Other names of somebody in a case are names: they are found, and they keep people out."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from caseflow.audit.purposes import TrailPurpose
from caseflow.audit.verifying import Verdict
from caseflow.cases.models import Case, NameOwner
from caseflow.cases.names import naming
from caseflow.cases.names.name_index_check import check_names
from caseflow.cases.opened_case.reading import open_case
from caseflow.cases.services.name_rereading import begin_anew, reread
from caseflow.cases.services.people import add_person
from caseflow.errors import NotReady
from caseflow.names import index_keys
from tests.cases.conftest import LATER, Office
from tests.cases.test_namesakes import bars, colleague, sees
from tests.support.house import NOW

MARRIED = {"other_names": "Tamsin Wanjiru; Фальк, Тамсин"}


def found(office: Office, typed: str) -> set[str]:
    with office.house.system(TrailPurpose.DOCTOR) as session:
        cases = naming.search(session, typed)
        assert cases is not None
        return set(session.scalars(sa.select(Case.reference).where(Case.id.in_(cases))))


def test_whoever_has_another_name_of_a_subject_is_kept_out(office: Office) -> None:
    officer = colleague(office, "Wanjiru Tamsin")
    reference = office.log(people=(office.subject("Tamsin Probefall", **MARRIED),))
    assert not sees(office, officer, reference)
    assert officer.user_id in bars(office, reference)
    other = office.log()
    office.do(office.officer, other, add_person, office.subject("Somebody Else", **MARRIED))
    assert not sees(office, officer, other)


def test_a_case_is_found_by_every_name_also_after_names_are_read_anew(office: Office) -> None:
    reference = office.log(people=(office.subject("Tamsin Probefall", **MARRIED),))
    for _time in range(2):
        for typed in ("probefall", "Tamsin Wanjiru", "wanjiru", "Tamsin Falk", "Фальк"):
            assert found(office, typed) == {reference}, typed
        with office.house.system(TrailPurpose.DOCTOR) as session:
            begin_anew(session)
            while reread(session, now=NOW):
                pass
            session.commit()


def test_a_name_that_the_index_lost_is_told(office: Office) -> None:
    office.log(people=(office.subject("Tamsin Probefall", **MARRIED),))
    with office.house.system(TrailPurpose.DOCTOR) as session:
        check_names(session, right := Verdict())
        assert right.faults == []
        (owner,) = session.scalars(sa.select(NameOwner)).all()
        token = naming._tokenizer(session).token
        wanjiru = {token(trace) for trace in index_keys.traces_left("Tamsin Wanjiru")}
        session.execute(sa.delete(naming.TOKENS).where(naming.TOKENS.c.token.in_(wanjiru)))
        check_names(session, wrong := Verdict())
        assert wrong.faults == [f"parties {owner.party_id}: the index does not find its name"]


def test_other_names_are_shown_with_the_person(office: Office) -> None:
    reference = office.log(people=(office.subject("Tamsin Probefall", **MARRIED),))
    with office.house.session(office.officer) as session:
        view = open_case(session, reference, actor=office.officer, now=LATER)
    assert view.subjects[0].other_names == ("Tamsin Wanjiru", "Фальк, Тамсин")


@pytest.mark.parametrize("other_names", ["N/A", "Tamsin W.; Unknown Officer", "unknown\u3164"])
def test_a_word_for_nothing_is_no_other_name(office: Office, other_names: str) -> None:
    with pytest.raises(NotReady, match="names nobody") as refused:
        office.log(people=(office.subject("Tamsin Probefall", other_names=other_names),))
    assert refused.value.field == "other_names"
