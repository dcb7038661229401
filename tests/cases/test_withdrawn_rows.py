"""The rows of what was withdrawn: one withdrawal of a thing stands, and no SELECT forgets it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import About, Allegation, Case, Party, Withdrawal
from caseflow.crypto.columns import conceal
from caseflow.db import new_id
from tests.cases.conftest import LATER, Office
from tests.cases.test_correcting_people import read
from tests.cases.test_withdrawing import WHY, two, withdraw


def test_the_database_holds_one_standing_withdrawal_of_a_thing(office: Office):
    reference = two(office)
    wrong = read(office, reference).subjects[1]
    withdraw(office, reference, wrong)
    with office.house.system() as session:
        known = session.scalars(sa.select(Withdrawal)).one()
        given = {c.key: getattr(known, c.key) for c in sa.inspect(Withdrawal).column_attrs}
        given |= {"id": new_id(), "reason": conceal(WHY)}
        for more in ({}, {"about": About.CASE}, {"about_id": new_id(), "undone_at": LATER}):
            acting = act(session, CaseAct.FACTS_WITHDRAWN, root_id=known.root_id)
            with pytest.raises(IntegrityError), session.begin_nested(), acting:
                session.add(Withdrawal(**{**given, **more}))
                session.flush()


def test_what_is_withdrawn_is_left_out_of_every_select_but_those_that_ask(office: Office):
    reference = two(office)
    withdraw(office, reference, read(office, reference).subjects[1])
    with office.house.system() as session:
        for model, all_of_them in ((Party, 2), (Allegation, 2)):
            wanted = sa.select(model)
            assert len(session.scalars(wanted).all()) == 1
            inside = sa.select(Case.id).where(Case.id.in_(sa.select(model.root_id)))
            assert len(session.scalars(inside).all()) == 1
            joined = (
                sa.select(sa.func.count(model.id))
                .select_from(Case)
                .outerjoin(model, model.root_id == Case.id)
            )
            assert session.scalar(joined) == 1
            every = session.scalars(wanted, execution_options={"withdrawn": True}).all()
            assert len(every) == all_of_them
